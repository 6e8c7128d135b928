"""One contact as the timeline shows it."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vipdesk.domain.wording import duration
from vipdesk.services.customer_rows import TimelineRow
from vipdesk.texts import _
from vipdesk.ui.customers.detail_tab import line_of, sign
from vipdesk.ui.customers.words import contact_icon, contact_title, contact_tone
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.theme import Tone

INDENT = 22


class ContactRow(QWidget):
    """Icon, day, channel and result; the note under them; whether it counted."""

    def __init__(self, row: TimelineRow, today: date, *buttons: QWidget) -> None:
        super().__init__()
        title = contact_title(row, today)
        self.setAccessibleName(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        parts: list[QWidget] = [
            sign(contact_icon(row)),
            ElidedLabel(title, "strong", contact_tone(row)),
        ]
        if row.effective:
            parts.append(Chip(_("Effective"), Tone.GREEN))
        whole.addLayout(line_of(*parts, *buttons, stretch=1, gap=6))
        said = duration(_, row.duration_seconds) if row.duration_seconds else ""
        note = " · ".join(part for part in (said, row.note) if part)
        if note:
            under = label(note, "note", wrap=True)
            under.setContentsMargins(INDENT, 0, 0, 0)
            whole.addWidget(under)
