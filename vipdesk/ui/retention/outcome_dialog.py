"""Record what came of a case, or of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.cases import ASKS_AGAIN, LONGEST_TERM, OutcomeDraft, new_end
from vipdesk.domain.cell_numbers import parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.durations import NotADurationError
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.visits import NEEDS_REASON, NEW_PLAN, TAKES_OFFER
from vipdesk.domain.wording import amount
from vipdesk.domain.words import (
    Direction,
    LeavingReason,
    LineStatus,
    Outcome,
    Result,
)
from vipdesk.services.case_detail import LineChoice
from vipdesk.services.cases import CasesService
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.day_field import DayField
from vipdesk.ui.kit.fields import DateField, offering
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.term_field import TERMS, TermField
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.retention.line_box import fill_lines
from vipdesk.ui.retention.talk_fields import NO_TALK, TalkFields

FIELD_WIDTH = 440  # pixels that a row of options has at least
AGAIN = (1, 3, 7, 14)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dialog is about; ``lines`` are of the customer, where it is about one."""

    rows: Sequence[TaskRow]
    today: date
    now: datetime
    lines: Sequence[LineChoice] = ()
    plans: Sequence[str] = ()
    offers: Sequence[OfferTemplate] = ()

    def needs_line(self) -> bool:
        """Whether the case is a customer's and does not say which line it is about."""
        return len(self.rows) == 1 and self.rows[0].line_id is None

    def former_end(self, line_id: int | None) -> date | None:
        """From which day a renewal counts; None where it is not known, or differs."""
        if len(self.rows) != 1:
            return None
        wanted = self.rows[0].line_id or line_id
        of_line = next((each.ends_on for each in self.lines if each.id == wanted), None)
        return self.rows[0].ends_on or of_line


class OutcomeDialog(WriteDialog):
    """Asks for what the outcome needs: a term, a plan, a reason, a day to ask again.

    Signals:
        written: How many cases.
    """

    def __init__(
        self,
        cases: CasesService,
        jobs: Jobs,
        parent: QWidget | None,
        asked: Asked,
        outcome: Outcome,
    ) -> None:
        super().__init__(_title(asked, outcome), jobs, parent, primary=_("Save"))
        self._cases, self._asked, self._outcome = cases, asked, outcome
        self.setMinimumWidth(600)
        self._make_fields()
        self._lay_out()
        self._connect()
        self._begin()

    def _make_fields(self) -> None:
        self.term = TermField()
        self.plan, self.fee, self.offer = QLineEdit(), QLineEdit(), QLineEdit()
        self.fee.setPlaceholderText(_("yuan a month"))
        self.plan.setCompleter(offering(self._asked.plans, self.plan))
        self.offer.setCompleter(offering([each.name for each in self._asked.offers], self.offer))
        self.reason = Segmented(_("Reason"), [(str(r), _(r.label)) for r in LeavingReason])
        self.reason.setMinimumHeight(self.reason.heightForWidth(FIELD_WIDTH))
        left = (LineStatus.PORTED_OUT, LineStatus.CLOSED)
        self.left_as = Segmented(_("Left as"), [(str(s), _(s.label)) for s in left])
        self.left_as.set_value(str(LineStatus.PORTED_OUT))
        self.left_on = DateField(self._asked.today)
        self.next_on = DayField(_("Ask again"), AGAIN)
        self.next_on.set_today(self._asked.today)
        self.line = QComboBox()
        fill_lines(self.line, self._asked.lines, any_line=False)
        self.until = label("", "note", wrap=True)

    def _lay_out(self) -> None:
        """The rows that this outcome asks for."""
        self.form, outcome = Form(), self._outcome
        takes, lost = outcome in TAKES_OFFER, outcome is Outcome.PORTED_OUT
        if self._asked.needs_line() and (takes or lost):
            self.form.add("line", _("Line"), self.line)
        if takes:
            required = outcome is Outcome.RENEWED
            self.form.add("term", _("Term"), self.term, required=required)
            self.form.add("until", "", self.until)
        if outcome in NEW_PLAN:
            self.form.add("plan", _("Plan"), self.plan, required=True)
            self.form.add("fee", _("Monthly fee"), self.fee)
        if outcome in NEEDS_REASON:
            self.form.add("reason", _("Reason"), self.reason, required=True)
        if lost:
            self.form.add("left_as", _("Left as"), self.left_as)
            self.form.add("left_on", _("Left on"), self.left_on, required=True)
        if outcome in ASKS_AGAIN:
            self.form.add("next_on", _("Ask again"), self.next_on, required=True)
        if outcome not in (Outcome.PORTED_OUT, Outcome.UNREACHABLE):
            self.form.add("offer", _("Offer"), self.offer)
        self.talk = TalkFields(self.form, may_be_none=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.term.changed.connect(self._say_until)
        self.offer.textChanged.connect(self._on_offer_text_changed)
        self.line.currentIndexChanged.connect(self._say_until)

    def _begin(self) -> None:
        if self._outcome is Outcome.RENEWED:
            self.term.set_months(TERMS[0])
        if self._outcome is Outcome.UNREACHABLE:
            self.next_on.choose(AGAIN[0])
        if self._outcome is Outcome.PORTED_OUT:
            self.talk.set_channel(NO_TALK)
        self._say_until()
        asked = (self.term, self.reason, self.next_on, self.talk.note)
        next(field for field in asked if self.form.isAncestorOf(field)).setFocus()

    def _on_offer_text_changed(self, text: str) -> None:
        """An offer of the settings brings its term, and the fee of a new plan."""
        offer = next((each for each in self._asked.offers if each.name == text.strip()), None)
        if offer is None:
            return
        if offer.months:
            self.term.set_months(offer.months)
        if offer.fee_fen is not None and not self.fee.text().strip():
            self.fee.setText(amount(offer.fee_fen))

    def _say_until(self) -> None:
        """Say until when it would be renewed, before anything is written."""
        months, former = self.term.months(), self._asked.former_end(self.line.currentData())
        text = ""
        if months and len(self._asked.rows) > 1:
            text = _("Each from its own former end.")
        elif months:
            day = new_end(former, months, self._asked.today)
            text = _("New end: {day}").format(day=day.isoformat())
        self.until.setText(text)

    @override
    def prepared(self) -> Write | None:
        self.form.clear_messages()
        try:
            draft = self._draft()
        except (NotADurationError, CellError):
            return None
        if self.form.has_messages():
            return None
        ids = [row.id for row in self._asked.rows]
        return lambda: self._cases.record(ids, draft)

    def _draft(self) -> OutcomeDraft:
        self._check()
        unreached = self._outcome is Outcome.UNREACHABLE
        result = Result.ATTEMPTED if unreached else Result.CONNECTED
        lost = self._outcome is Outcome.PORTED_OUT
        takes = self._outcome in TAKES_OFFER
        return OutcomeDraft(
            outcome=self._outcome,
            contact=self.talk.contact(0, self._asked.now, Direction.OUT, result),
            line_id=self.line.currentData() if self._asked.needs_line() else None,
            reason=self._reason(),
            offer=self.offer.text(),
            months=self.term.months() if takes else None,
            plan=self.plan.text() if self._outcome in NEW_PLAN else "",
            fee_fen=self._fee(),
            left_on=self.left_on.value() if lost else None,
            left_as=_left_as(self.left_as.value()),
            next_on=self.next_on.value() if self._outcome in ASKS_AGAIN else None,
            note=self.talk.note.toPlainText(),
        )

    def _check(self) -> None:
        """Say under each field what it lacks."""
        say, outcome, today = self.form.set_message, self._outcome, self._asked.today
        lacks_term = outcome is Outcome.RENEWED and self.term.months() is None
        if outcome in TAKES_OFFER and (lacks_term or self.term.is_wrong()):
            say("term", _("Say for how many months, 1 to {most}.").format(most=LONGEST_TERM))
        if outcome in NEW_PLAN and not self.plan.text().strip():
            say("plan", _("Say to which plan."))
        if outcome in NEEDS_REASON and self._reason() is None:
            say("reason", _("Choose why."))
        next_on, left_on = self.next_on.value(), self.left_on.value()
        if outcome in ASKS_AGAIN and (next_on is None or next_on <= today):
            say("next_on", _("Choose a later day."))
        if outcome is Outcome.PORTED_OUT and (left_on is None or left_on > today):
            say("left_on", _("Choose today or an earlier day."))

    def _reason(self) -> LeavingReason | None:
        return next((each for each in LeavingReason if each == self.reason.value()), None)

    def _fee(self) -> int | None:
        if self._outcome not in NEW_PLAN:
            return None
        try:
            return parse_money(self.fee.text())
        except CellError as error:
            self.form.set_message("fee", error.sentence(_))
            raise


def _left_as(value: str) -> LineStatus:
    return LineStatus.CLOSED if value == LineStatus.CLOSED else LineStatus.PORTED_OUT


def _title(asked: Asked, outcome: Outcome) -> str:
    if len(asked.rows) == 1:
        return f"{_(outcome.label)} · {asked.rows[0].name}"
    n = len(asked.rows)
    cases = ngettext("{n} case", "{n} cases", n).format(n=n)
    return f"{_(outcome.label)} · {cases}"
