"""Asks what a file of points leaves open: strangers, differing months, histories that overdraw."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vipdesk.domain.points_words import MonthAnswer
from vipdesk.services.imports.points_found import PointsChoices, PointsSummary
from vipdesk.services.imports.points_views import (
    months_words,
    openings_words,
    rounding_words,
    strangers_words,
    totals_words,
)
from vipdesk.services.imports.rows import Preview
from vipdesk.texts import _, sentences
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.theme import Tone

TAKE, LEAVE = "take", "leave"


class _Question(QWidget):
    """A sentence with two answers beside it; there only where it has something to say."""

    def __init__(self, choice: Segmented) -> None:
        super().__init__()
        self.notice, self.choice = Notice(), choice
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.notice, 1)
        row.addWidget(self.choice)

    def ask(self, text: str, answer: str) -> None:
        """Show the question with its answer so far; empty hides it."""
        self.notice.say(text, Tone.AMBER)
        self.choice.set_value(answer)
        set_shown(self, bool(text))


class PointsQuestions(QWidget):
    """Lines above the differences of a file of points; hidden for any other file.

    Signals:
        chosen: `PointsChoices`: the comparison has to be made anew with these.
        strangers_requested: Add the customers that the book does not have.
    """

    chosen = Signal(object)
    strangers_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._points: PointsSummary | None = None
        self.totals = Notice()
        self.strangers = Notice()
        months = [(str(answer), _(answer.label)) for answer in MonthAnswer]
        self.months = _Question(Segmented(_("Differing months"), months))
        openings = [(TAKE, _("Take the opening balances")), (LEAVE, _("Leave these rows out"))]
        self.openings = _Question(Segmented(_("Opening balances"), openings))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        for part in (self.totals, self.strangers, self.months, self.openings):
            whole.addWidget(part)
        self.strangers.acted.connect(self.strangers_requested)
        for question in (self.months, self.openings):
            question.choice.chosen.connect(lambda _key: self.chosen.emit(self._choices()))
        self.hide()

    def show_preview(self, preview: Preview) -> None:
        """Ask about a preview, with the answers that it was made with."""
        points = self._points = preview.points
        set_shown(self, points is not None)
        if points is None:
            return
        self.totals.say(
            sentences(filter(None, (totals_words(points), rounding_words(points)))), Tone.ACCENT
        )
        unknown = strangers_words(points)
        self.strangers.say(unknown, Tone.AMBER, _("Add them to the book") if unknown else "")
        self.months.ask(months_words(points), str(points.choices.months or ""))
        taken = {None: "", True: TAKE, False: LEAVE}[points.choices.openings]
        self.openings.ask(openings_words(points), taken)

    def is_open(self) -> bool:
        """Whether a question still stands."""
        points = self._points
        return points is not None and (points.asks_months or points.asks_openings)

    def _choices(self) -> PointsChoices:
        months, openings = self.months.choice.value(), self.openings.choice.value()
        return PointsChoices(
            MonthAnswer(months) if months else None,  # type: ignore[call-arg]
            openings == TAKE if openings else None,
        )
