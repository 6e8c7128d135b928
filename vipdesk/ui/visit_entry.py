"""One visit in a list of a day, and how visits are said."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout

from vipdesk.domain.words import VisitStatus
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.chip import Chip
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Tone

TONES = {
    VisitStatus.PLANNED: Tone.ACCENT,
    VisitStatus.STARTED: Tone.AMBER,
    VisitStatus.DONE: Tone.GREEN,
    VisitStatus.CANCELLED: Tone.NEUTRAL,
    VisitStatus.NO_SHOW: Tone.RED,
}


def status_words(row: VisitRow) -> str:
    """Prepared, planned, done …: what the chip beside a visit says."""
    if row.status is VisitStatus.PLANNED and row.prepared:
        return _("Prepared")
    return _(row.status.label)


def status_tone(row: VisitRow) -> Tone:
    """Green once it is prepared or held."""
    prepared = row.status is VisitStatus.PLANNED and row.prepared
    return Tone.GREEN if prepared else TONES[row.status]


def spoken(row: VisitRow) -> str:
    """All of a visit on one line, for tooltips and screen readers."""
    time = f"{row.starts:%H:%M}–{row.ends:%H:%M}"
    moved = ngettext("moved {n} time", "moved {n} times", row.moved_count)
    words = (
        time,
        row.customer,
        status_words(row),
        row.place,
        row.purpose,
        moved.format(n=row.moved_count) if row.moved_count else "",
        row.closing_reason,
    )
    return " · ".join(word for word in words if word)


class VisitEntry(CardButton):
    """One visit; a click or Return opens it."""

    def __init__(self, row: VisitRow) -> None:
        super().__init__("entry", QBoxLayout.Direction.LeftToRight)
        self.row = row
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(spoken(row))
        set_tip(self, spoken(row))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(row.customer, "strong"), 1)
        head.addWidget(Chip(status_words(row), status_tone(row)))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        for text in (row.place, row.purpose):
            if text:
                words.addWidget(ElidedLabel(text, "muted"))
        # the style sheet gives every button the least height of one line; here there are three
        self.whole.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.whole.setContentsMargins(14, 10, 14, 10)
        self.whole.setSpacing(14)
        self.whole.addWidget(label(f"{row.starts:%H:%M}", "strong"), 0, Qt.AlignmentFlag.AlignTop)
        self.whole.addLayout(words, 1)
        self.pass_clicks_on()
