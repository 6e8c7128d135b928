"""The form of a line; what changes is kept as history from a day on."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.domain.cell_numbers import parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.customer_checks import Findings
from vipdesk.domain.customer_draft import AddOn, LineDraft
from vipdesk.domain.masking import MaskedField
from vipdesk.domain.wording import amount
from vipdesk.domain.words import DateKind, DateMove, LineKind, LineStatus
from vipdesk.services.case_dates import is_later
from vipdesk.services.customer_care import CustomerCareService, DraftRefusedError
from vipdesk.services.customer_lines import LineForm, LinesService
from vipdesk.texts import _
from vipdesk.ui.customers.form_fields import PersonalField, WordBox, chosen_word, word_keys
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.fields import DateField, offering
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.theme import Tone


class AddOnsField(QWidget):
    """Value-added services, each with the day on which the customer agreed."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QWidget, QLineEdit, DateField]] = []
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(4)
        self.add_button = button(_("Add-on"), kind="link", icon="plus")
        self.add_button.clicked.connect(lambda: self.add(AddOn("")))
        self._whole.addWidget(self.add_button)

    def add(self, add_on: AddOn) -> None:
        """Add a row."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        name, day = QLineEdit(add_on.name), DateField(add_on.consented_on)
        name.setPlaceholderText(_("Add-on"))
        name.setAccessibleName(_("Add-on"))
        day.setAccessibleName(_("Consent on"))
        set_tip(day, _("Consent on"))
        day.setFixedWidth(132)
        remove = QPushButton(_("Remove"))
        remove.setProperty("kind", "link")
        remove.setAutoDefault(False)
        remove.clicked.connect(lambda: self._remove(row))
        for part, share in ((name, 1), (day, 0), (remove, 0)):
            line.addWidget(part, share)
        self._rows.append((row, name, day))
        self._whole.insertWidget(len(self._rows) - 1, row)

    def value(self) -> tuple[AddOn, ...]:
        """The add-ons that have a name."""
        return tuple(
            AddOn(name.text().strip(), day.value())
            for _row, name, day in self._rows
            if name.text().strip()
        )

    def _remove(self, row: QWidget) -> None:
        self._rows = [each for each in self._rows if each[0] is not row]
        row.hide()
        row.deleteLater()


class LineDialog(WriteDialog):
    """Number, account, plan, status, what ends when.

    Signals:
        written: The line's id.
    """

    def __init__(
        self,
        lines: LinesService,
        care: CustomerCareService,
        jobs: Jobs,
        parent: QWidget | None,
        customer_id: int,
        line_id: int | None = None,
    ) -> None:
        title = _("New line") if line_id is None else _("Edit line")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._lines, self._customer_id, self._line_id = lines, customer_id, line_id
        self.setMinimumWidth(880)
        self._make_fields(care)
        self._lay_out()
        job = jobs.read(lambda _progress: lines.form(customer_id, line_id))
        job.succeeded.connect(self._on_loaded)
        self.primary_button.setEnabled(False)

    def _make_fields(self, care: CustomerCareService) -> None:
        self.number = PersonalField(care, self.jobs, MaskedField.LINE_NUMBER, _("Number"))
        self.kind = word_keys(_("Kind"), LineKind)
        self.kind.set_value(str(LineKind.MOBILE))
        self.account = QComboBox()
        self.account_number = QLineEdit()
        self.opened_on = DateField()
        self.former_operator = QLineEdit()
        self.status = WordBox(LineStatus)
        self.plan, self.fee = QLineEdit(), QLineEdit()
        self.fee.setPlaceholderText(_("yuan a month"))
        self.ends = {kind: DateField() for kind in DateKind}
        self._held: Mapping[DateKind, date] = {}
        self.later = word_keys(_("A later date is"), DateMove)
        self.effective_on = DateField()
        self.add_ons = AddOnsField()

    def _lay_out(self) -> None:
        self.left, self.right = Form(), Form()
        left, right = self.left, self.right
        left.add("number", _("Number"), self.number, required=True)
        left.add("kind", _("Kind"), self.kind)
        left.add("account", _("Account"), self.account)
        left.add("account_number", _("Account number"), self.account_number)
        left.add("opened_on", _("Opened"), self.opened_on)
        left.add("former_operator", _("Former operator"), self.former_operator)
        left.add("add_ons", _("Add-ons"), self.add_ons)
        right.add("status", _("Status"), self.status)
        right.add("plan", _("Plan"), self.plan)
        right.add("fee", _("Monthly fee"), self.fee)
        for kind, field in self.ends.items():
            right.add(f"ends_{kind}", _(kind.label), field)
            field.value_changed.connect(self._follow_dates)
        right.add("later", _("A later date is"), self.later, required=True)
        right.set_row_shown("later", False)
        right.add("effective_on", _("From the day"), self.effective_on, required=True)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        columns.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        columns.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(columns)
        kept = _("What you change in status, plan and dates holds from that day; "
                 "what was before stays in the history.")  # fmt: skip
        self.body.addWidget(label(kept, "muted", wrap=True))
        self.account.currentIndexChanged.connect(self._follow_account)

    def _on_loaded(self, form: LineForm) -> None:
        draft = form.draft
        for account in form.accounts:
            name = account.number or _("without number")
            self.account.addItem(f"{name} · {_(account.kind.label)}", account.id)
        self.account.addItem(_("A new account"), None)
        self.account.setCurrentIndex(max(0, self.account.findData(draft.account_id)))
        if self._line_id is not None:
            self.number.cover(self._customer_id, draft.number, self._line_id)
        self.kind.set_value(str(draft.kind))
        self.opened_on.set_value(draft.opened_on)
        self.former_operator.setText(draft.former_operator)
        self.status.set_value(draft.status)
        self.plan.setText(draft.plan)
        self.plan.setCompleter(offering(form.plans, self.plan))
        self.fee.setText("" if draft.fee_fen is None else amount(draft.fee_fen))
        for kind, day in draft.ends_on.items():
            self.ends[kind].set_value(day)
        self._held = draft.ends_on
        self.later.set_value(form.later_date)
        for add_on in draft.add_ons:
            self.add_ons.add(add_on)
        self.effective_on.set_value(form.today)
        self._follow_account()
        self.primary_button.setEnabled(True)
        (self.plan if self.number.is_covered() else self.number).setFocus()

    def _follow_account(self) -> None:
        self.left.set_row_shown("account_number", self.account.currentData() is None)

    def _follow_dates(self) -> None:
        """Ask what a later date means once there is one."""
        ends = ((self._held.get(kind), field.value()) for kind, field in self.ends.items())
        self.right.set_row_shown("later", any(is_later(former, to) for former, to in ends))

    def _days(self) -> dict[str, DateField]:
        days = {"opened_on": self.opened_on, "effective_on": self.effective_on}
        return days | {f"ends_{kind}": field for kind, field in self.ends.items()}

    def _form_of(self, key: str) -> Form:
        own = ("number", "kind", "account", "opened_on", "former_operator", "add_ons")
        return self.left if key in own else self.right

    @override
    def prepared(self) -> Write | None:
        self.left.clear_messages()
        self.right.clear_messages()
        wrong = [key for key, field in self._days().items() if not field.is_valid()]
        for key in wrong:
            self._form_of(key).set_message(key, _("There is no such day."))
        unsaid = not self.later.isHidden() and not self.later.value()
        if unsaid:
            said = _("Say whether it was renewed, or wrong before.")
            self.right.set_message("later", said)
        draft = None if wrong or unsaid else self._draft()
        if draft is None:
            return None
        if self._line_id is None:
            return lambda: self._lines.create(self._customer_id, draft)
        line_id = self._line_id
        return lambda: self._lines.edit(self._customer_id, line_id, draft)

    def _draft(self) -> LineDraft | None:
        effective_on = self.effective_on.value()
        if effective_on is None:
            self.right.set_message("effective_on", _("A day is needed."))
            return None
        try:
            fee_fen = parse_money(self.fee.text())
        except CellError as error:
            self.right.set_message("fee", error.sentence(_))
            return None
        ends = {kind: field.value() for kind, field in self.ends.items()}
        return LineDraft(
            account_id=self.account.currentData(),
            account_number=self.account_number.text(),
            number=self.number.value(),
            kind=chosen_word(LineKind, self.kind),
            status=self.status.value() or LineStatus.NORMAL,
            plan=self.plan.text(),
            fee_fen=fee_fen,
            opened_on=self.opened_on.value(),
            former_operator=self.former_operator.text(),
            add_ons=self.add_ons.value(),
            ends_on={kind: day for kind, day in ends.items() if day is not None},
            effective_on=effective_on,
            later_date=chosen_word(DateMove, self.later) if self.later.value() else None,
        )

    def message(self, key: str) -> str:
        """What is said under a field."""
        return self._form_of(key).message(key)

    @override
    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        if isinstance(error, DraftRefusedError):
            self._show_findings(error.findings)

    def _show_findings(self, findings: Findings) -> None:
        for key, finding in findings.items():
            tone = Tone.RED if finding.blocks else Tone.AMBER
            self._form_of(key).set_message(key, finding.sentence(_), tone)
