"""The periods that indicators can be asked of: the usual ones, and any run of months."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk.domain.periods import Period
from vipdesk.texts import _
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form

MONTHS, QUARTERS, YEARS = 13, 8, 3  # that are offered
MOST_MONTHS = 60  # from which any run is chosen


def offered(today: date) -> list[Period]:
    """What can be asked for: quarters, months, years; the running ones first."""
    quarters = [Period.quarter(today).earlier(back) for back in range(QUARTERS)]
    months = [Period.month(today).earlier(back) for back in range(MONTHS)]
    years = [Period.year(today).earlier(back) for back in range(YEARS)]
    return [*quarters[:2], *months, *quarters[2:], *years]


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
