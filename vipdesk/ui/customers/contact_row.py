"""One contact as the timeline shows it."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.wording import duration
from vipdesk.services.customer_rows import TimelineRow
from vipdesk.texts import _
from vipdesk.ui.customers.detail_tab import line_of, sign
from vipdesk.ui.customers.words import contact_icon, contact_title, contact_tone
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.theme import Tone


class ContactRow(QWidget):
    """Icon, day, channel and result; the note under them; whether it counted."""

    def __init__(self, row: TimelineRow, today: date, *buttons: QWidget) -> None:
        super().__init__()
        title = contact_title(row, today)
        self.setAccessibleName(title)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(sign(contact_icon(row)), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        parts: list[QWidget] = [ElidedLabel(title, "strong", contact_tone(row))]
        if row.effective:
            parts.append(Chip(_("Effective"), Tone.GREEN))
        texts.addLayout(line_of(*parts, *buttons, stretch=0, gap=4))
        said = duration(_, row.duration_seconds) if row.duration_seconds else ""
        note = " · ".join(part for part in (said, row.note) if part)
        if note:
            texts.addWidget(label(note, "note", wrap=True))
        whole.addLayout(texts, 1)
