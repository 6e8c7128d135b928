"""The periods that indicators can be asked of: the usual ones, and any run of months."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.periods import Period
from vipdesk.texts import _
from vipdesk.ui.indicators import words
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form

OTHER = "other"  # months than those that are offered
MONTHS, QUARTERS, YEARS = 13, 8, 3  # that are offered
MOST_MONTHS = 60  # from which any run is chosen


def offered(today: date) -> list[Period]:
    """What can be asked for: quarters, months, years; the running ones first."""
    quarters = [Period.quarter(today).earlier(back) for back in range(QUARTERS)]
    months = [Period.month(today).earlier(back) for back in range(MONTHS)]
    years = [Period.year(today).earlier(back) for back in range(YEARS)]
    return [*quarters[:2], *months, *quarters[2:], *years]


class PeriodChoice(Choice):
    """The usual periods, and any other months by a dialog.

    Signals:
        period_chosen: Another `Period` is shown.
    """

    period_chosen = Signal(object)

    def __init__(self, today: Callable[[], date], width: int) -> None:
        super().__init__(_("Period"), width)
        self._today = today
        self._shown = Period.quarter(today())
        self._offer(self._shown)
        self.chosen.connect(self._on_chosen)

    def period(self) -> Period:
        """What is shown."""
        return Period.parse(self.value())

    def show_period(self, period: Period) -> None:
        """Show any months; they stand among the usual ones then."""
        self._offer(period)
        self.period_chosen.emit(period)

    def _offer(self, shown: Period) -> None:
        periods = offered(self._today())
        periods = periods if shown in periods else [shown, *periods]
        options = [(each.key, words.period_word(each)) for each in periods]
        self.set_options([*options, (OTHER, _("Other months…"))], shown.key)
        self._shown = shown

    def _on_chosen(self, key: str) -> None:
        if key != OTHER:
            self._shown = Period.parse(key)
            self.period_chosen.emit(self._shown)
        else:
            self.ask_months()

    def ask_months(self) -> None:
        """Open the dialog of other months."""
        self.set_value(self._shown.key)
        dialog = PeriodDialog(self, self._today(), self._shown)
        dialog.chosen.connect(self.show_period)
        dialog.open()


class PeriodDialog(Dialog):
    """From which month to which, both included.

    Signals:
        chosen: The `Period`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, today: date, shown: Period) -> None:
        super().__init__(_("Other months"), parent, primary=_("Show"))
        months = [Period.month(today).earlier(back).key for back in range(MOST_MONTHS)]
        months = sorted({*months, shown.first_month, shown.last_month}, reverse=True)
        options = [(each, each) for each in months]
        self.first, self.last = Choice(_("First month")), Choice(_("Last month"))
        self.first.set_options(options, shown.first_month)
        self.last.set_options(options, shown.last_month)
        self.form = Form()
        self.form.add("first", _("First month"), self.first)
        self.form.add("last", _("Last month"), self.last)
        self.body.addWidget(self.form)

    @override
    def check(self) -> bool:
        """Hand the months on unless they end before they begin."""
        first, last = self.first.value(), self.last.value()
        self.form.set_message("last", _("It ends before it begins.") if first > last else "")
        if first > last:
            return False
        self.chosen.emit(Period(first, last))
        return True
