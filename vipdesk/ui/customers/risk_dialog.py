"""The manager's own word on a customer's risk."""

from datetime import date, timedelta

from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.services.risk import LONGEST_REASON, MOST_DAYS, CustomerRisk, RiskService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField, NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

USUAL_DAYS = 90


class RiskDialog(WriteDialog):
    """A score, why, and until when."""

    def __init__(
        self, service: RiskService, jobs: Jobs, parent: QWidget | None, risk: CustomerRisk
    ) -> None:
        super().__init__(_("Set the risk by hand"), jobs, parent, primary=_("Save"))
        self._service, self._customer_id, self._today = service, risk.customer_id, risk.today
        self.score = NumberField(0, 100, risk.score or 0, _("points"))
        self.reason = QPlainTextEdit(risk.override.reason if risk.override else "")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        self.until = DateField(risk.today + timedelta(days=USUAL_DAYS))
        self.form = Form()
        bounds = _("High from {high}, medium from {medium}.")
        hint = bounds.format(high=risk.rules.high_from, medium=risk.rules.medium_from)
        self.form.add("score", _("Score"), self.score, hint=hint)
        self.form.add("reason", _("Reason"), self.reason, required=True)
        self.form.add("until", _("Holds until"), self.until, required=True)
        self.body.addWidget(self.form)
        kept = _("It takes the computed score's place until that day; both stay in sight.")
        self.body.addWidget(label(kept, "muted", wrap=True))

    @override
    def prepared(self) -> Write | None:
        reason, until = self.reason.toPlainText().strip(), self.until.value()
        self.form.set_message("reason", _reason_problem(reason))
        self.form.set_message("until", self._day_problem(until))
        if until is None or self.form.message("reason") or self.form.message("until"):
            return None
        score = self.score.value()
        return lambda: self._service.set_override(self._customer_id, score, reason, until)

    def _day_problem(self, until: date | None) -> str:
        if until is None:
            return _("There is no such day.")
        if not 0 <= (until - self._today).days <= MOST_DAYS:
            return _("A day from today on, within a year.")
        return ""


def _reason_problem(reason: str) -> str:
    if not reason:
        return _("Write a few words first.")
    if len(reason) > LONGEST_REASON:
        return _("Longer than {limit} characters.").format(limit=LONGEST_REASON)
    return ""
