"""Leave a care window of a customer out, with a reason, or let a waived one count again."""

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.kinds.standard import ClosedWindow
from vipdesk.services.indicators.view import Asked
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.write_dialog import Write, WriteDialog


class WaiveDialog(WriteDialog):
    """One of a customer's windows that closed in the period and was missed, and why.

    Args:
        waived: Whether it lists those already waived, to let one count again.
    """

    def __init__(
        self,
        desk: IndicatorDesk,
        jobs: Jobs,
        parent: QWidget | None,
        asked: Asked,
        customer_id: int,
        *,
        waived: bool,
    ) -> None:
        title = _("Count a waived care window again") if waived else _("Waive a care window")
        primary = _("Count again") if waived else _("Waive")
        super().__init__(title, jobs, parent, primary=primary)
        self._desk, self._customer_id, self._waived = desk, customer_id, waived
        self.setMinimumWidth(480)
        self.window_ = Choice(_("Care window"), 260)
        self.reason = QLineEdit()
        self.form = Form()
        self.form.add("window", _("Care window"), self.window_)
        hint = _("It then counts on neither side, and is counted as waived.")
        if not waived:
            self.form.add("reason", _("Reason"), self.reason, required=True, hint=hint)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.primary_button.setEnabled(False)
        self._read = Latest(jobs, self)
        windows = desk.windows
        self._read.read(lambda _progress: windows.closed(asked, customer_id), self._offer)

    @override
    def prepared(self) -> Write | None:
        entering, who, day = self._desk.entering, self._customer_id, self.window_.value()
        if self._waived:
            return lambda: entering.take_back(who, day)
        reason = self.reason.text().strip()
        self.form.set_message("reason", "" if reason else _("Say why."))
        if not reason:
            return None
        return lambda: entering.waive(who, day, reason)

    def _offer(self, windows: list[ClosedWindow]) -> None:
        found = [each for each in windows if self._is_meant(each)]
        options = [(each.window.first.isoformat(), window_word(each)) for each in found]
        self.window_.set_options(options)
        self.primary_button.setEnabled(bool(options))
        none = _("No care window of this customer is waived any more.")
        if not self._waived:
            none = _("No care window of this customer was missed in this period.")
        self.form.set_message("window", "" if options else none)

    def _is_meant(self, each: ClosedWindow) -> bool:
        return each.reason is not None if self._waived else not each.met and each.reason is None


def window_word(closed: ClosedWindow) -> str:
    """From when to when, and why it was waived."""
    days = f"{closed.window.first} – {closed.window.last}"
    return f"{days} · {closed.reason}" if closed.reason else days
