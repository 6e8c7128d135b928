"""What a case cost, against the year's budget."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.cases import CostDraft
from vipdesk.domain.cell_numbers import parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.wording import amount
from vipdesk.domain.words import CostKind
from vipdesk.services.cases import Budget, CasesService
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.theme import Tone


def budget_words(budget: Budget) -> str:
    """How much of the year's budget is spent; what was spent where there is none."""
    if not budget.budget_fen:
        said = _("{spent} yuan spent on cases in {year}; no budget is set.")
        return said.format(spent=amount(budget.spent_fen), year=budget.year)
    said = _("Over the budget of {year} by {over} yuan.")
    if not budget.over:
        said = _("{left} of {budget} yuan left of the budget of {year}.")
    return said.format(
        year=budget.year,
        budget=amount(budget.budget_fen),
        left=amount(budget.left_fen),
        over=amount(-budget.left_fen),
    )


class CostDialog(WriteDialog):
    """Kind, amount, day, note.

    Signals:
        written: The cost's id.
    """

    def __init__(
        self,
        cases: CasesService,
        jobs: Jobs,
        parent: QWidget | None,
        task_id: int,
        today: date,
        budget: Budget,
    ) -> None:
        super().__init__(_("What the case cost"), jobs, parent, primary=_("Save"))
        self._cases, self._task_id = cases, task_id
        self.kind = Segmented(_("Kind"), [(str(each), _(each.label)) for each in CostKind])
        self.kind.set_value(str(CostKind.GIFT))
        self.amount, self.note = QLineEdit(), QLineEdit()
        self.amount.setPlaceholderText(_("yuan"))
        self.on_day = DateField(today)
        self.form = Form()
        self.form.add("kind", _("Kind"), self.kind)
        self.form.add("amount", _("Amount"), self.amount, required=True)
        self.form.add("on_day", _("Day"), self.on_day, required=True)
        self.form.add("note", _("Note"), self.note)
        self.body.addWidget(self.form)
        tone = Tone.RED if budget.over else None
        self.body.addWidget(label(budget_words(budget), "note", tone=tone, wrap=True))
        self.body.addStretch(1)
        self.amount.setFocus()

    @override
    def prepared(self) -> Write | None:
        self.form.clear_messages()
        day, fen = self.on_day.value(), self._fen()
        if day is None:
            self.form.set_message("on_day", _("There is no such day."))
        if not fen or fen <= 0:
            self.form.set_message("amount", _("Enter an amount above 0."))
        if day is None or not fen or fen <= 0:
            return None
        kind = CostKind(self.kind.value())  # type: ignore[call-arg]
        draft = CostDraft(kind, fen, day, self.note.text())
        return lambda: self._cases.add_cost(self._task_id, draft)

    def _fen(self) -> int | None:
        try:
            return parse_money(self.amount.text())
        except CellError:
            return None
