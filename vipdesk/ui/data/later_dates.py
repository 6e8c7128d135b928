"""Asks what it means that a file moves ending dates later."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vipdesk.domain.words import DateMove
from vipdesk.services.imports.rows import Preview
from vipdesk.services.imports.views import later_words
from vipdesk.texts import _
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone


class LaterDates(QWidget):
    """A line that is there only where dates move later.

    Signals:
        chosen: The question was answered.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.choice = Segmented(
            _("Later dates"),
            [
                (str(DateMove.RENEWAL), _("Renewals: close their cases")),
                (str(DateMove.CORRECTION), _("Corrections: move the cases along")),
            ],
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.notice, 1)
        row.addWidget(self.choice)
        self.choice.chosen.connect(lambda _key: self.chosen.emit())
        self.hide()

    def show_preview(self, preview: Preview) -> None:
        """Ask about the dates of a preview; the settings may have answered."""
        self.notice.say(later_words(preview), Tone.AMBER)
        self.choice.set_value(preview.later_date)
        set_shown(self, bool(preview.later_dates))

    def value(self) -> DateMove | None:
        """The answer; None while there is none."""
        chosen = self.choice.value()
        return DateMove(chosen) if chosen else None  # type: ignore[call-arg]

    def is_open(self) -> bool:
        """Whether the question still stands."""
        return not self.isHidden() and not self.choice.value()
