"""What a customer agreed to at a visit: for how long, and to which plan."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from vipdesk.domain.cases import (
    ASKS_AGAIN,
    LONGEST_TERM,
    NextDayMissingError,
    PlanMissingError,
    TermMissingError,
    new_end,
)
from vipdesk.domain.cells import CellError
from vipdesk.domain.visits import NEW_PLAN, TAKES_OFFER, VisitDraft
from vipdesk.domain.wording import amount
from vipdesk.services.visit_cases import CaseChoice, meant
from vipdesk.texts import _
from vipdesk.ui.kit.day_field import DayField
from vipdesk.ui.kit.fields import offering
from vipdesk.ui.kit.form import Form, beside
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.term_field import TermField

AGAIN, TERMS = (1, 3, 7), (12, 24)  # days and months, as many as there is room for
FEE_WIDTH = 132


class AgreedFields(QWidget):
    """Rows of a form, shown where the outcome asks for them.

    Signals:
        changed: The fields of the draft that the user changed, by name.
    """

    changed = Signal(dict)

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.hide()
        self._form = form
        self._loading = self._typing_term = False
        self._today = date.min
        self._cases: Sequence[CaseChoice] = ()
        self.term = TermField(TERMS)
        self.until = label("", "note", wrap=True)
        self.plan, self.fee = QLineEdit(), QLineEdit()
        self.plan.setPlaceholderText(_("the new plan"))
        self.fee.setFixedWidth(FEE_WIDTH)
        self.fee.setAccessibleName(_("Monthly fee"))
        form.add("term", _("Term"), self.term)
        form.add("until", "", self.until)
        form.add("plan", _("Plan"), self.plan)
        form.add("fee", _("Monthly fee"), beside(self.fee))
        self.next_on = DayField(_("Ask again"), AGAIN)
        hint = _("Without a day: at the first next step, else in a week.")
        form.add("next_on", _("Ask again"), self.next_on, hint=hint)
        self.next_on.changed.connect(lambda: self._tell(next_on=self.next_on.value()))
        self.term.changed.connect(self._on_term_changed)
        self.plan.textChanged.connect(lambda text: self._tell(plan=text))
        self.fee.textChanged.connect(lambda text: self._tell(fee=text))

    def set_offered(self, cases: Sequence[CaseChoice], plans: Sequence[str], today: date) -> None:
        """What the visit may be about, and the plans that are known."""
        self._cases, self._today = cases, today
        self.next_on.set_today(today)
        self.plan.setCompleter(offering(plans, self.plan))

    def show_draft(self, draft: VisitDraft) -> None:
        """Show what was agreed, and the rows that the outcome asks for."""
        self._loading = True
        if not self._typing_term:
            self.term.set_months(draft.term)
        for field, text in ((self.plan, draft.plan), (self.fee, draft.fee)):
            if field.text() != text:
                field.setText(text)
        offered = draft.taken.fee_fen if draft.taken else None
        self.fee.setPlaceholderText(_("yuan a month") if offered is None else amount(offered))
        about = meant(draft.case, self._cases)
        for keys, outcomes in ((("term", "until"), TAKES_OFFER), (("plan", "fee"), NEW_PLAN)):
            for key in keys:
                self._form.set_row_shown(key, about is not None and draft.outcome in outcomes)
        asks = draft.outcome in ASKS_AGAIN and about is not None and about.kind is not None
        self._form.set_row_shown("next_on", asks)
        self.next_on.set_value(draft.next_on)
        self._say_until(draft, about)
        self._loading = False

    def say(self, error: Exception) -> bool:
        """Say what a visit lacks that can't be finished; False where it is nothing of these."""
        lacking: dict[type[Exception], tuple[str, QWidget, str]] = {
            TermMissingError: (
                "term",
                self.term,
                _("Say for how many months, 1 to {most}.").format(most=LONGEST_TERM),
            ),
            PlanMissingError: ("plan", self.plan, _("Say to which plan.")),
            NextDayMissingError: ("next_on", self.next_on, _("Choose a later day.")),
        }
        if isinstance(error, CellError):
            lacking[type(error)] = ("fee", self.fee, error.sentence(_))
        if type(error) not in lacking:
            return False
        key, field, words = lacking[type(error)]
        self._form.set_message(key, words)
        field.setFocus()
        return True

    def _say_until(self, draft: VisitDraft, about: CaseChoice | None) -> None:
        """Until when it would be renewed, before anything is written."""
        text = ""
        if draft.term and about is not None:
            day = new_end(about.ends_on, draft.term, self._today)
            text = _("New end: {day}").format(day=day.isoformat())
        self.until.setText(text)

    def _on_term_changed(self) -> None:
        self._typing_term = True
        self._tell(months=self.term.months())
        self._typing_term = False

    def _tell(self, **fields: object) -> None:
        if not self._loading:
            for key in ("term", "plan", "fee", "next_on"):
                self._form.set_message(key, "")
            self.changed.emit(fields)
