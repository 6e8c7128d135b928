"""The form of a customer, new or edited; says what is wrong while it is typed."""

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.domain.birthdays import next_birthday
from vipdesk.domain.customer_checks import Findings
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.masking import MaskedField
from vipdesk.domain.words import Channel, CustomerKind, Stage, Tier
from vipdesk.services.customer_care import CustomerCareService, DraftRefusedError
from vipdesk.texts import _
from vipdesk.ui.customers.form_fields import (
    BirthdayField,
    PersonalField,
    WordBox,
    chosen_word,
    gender_keys,
    text_of,
    word_keys,
)
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.theme import Tone

CHECK_AFTER = 150  # milliseconds without a key
MASKED = ("phone", "id_number", "address")
IN_ORDER = ("name", "number", "phone", "id_number", "birthday", "joined_on", "email")
TEXTS = (
    "name", "number", "contact_name", "email", "wechat", "employer", "preferred_hours", "interests",
)  # fmt: skip


class CustomerDialog(WriteDialog):
    """Two columns of fields; a remark stands under the field that it is about.

    Signals:
        written: The customer's id.
    """

    def __init__(
        self,
        care: CustomerCareService,
        jobs: Jobs,
        parent: QWidget | None,
        *,
        customer_id: int | None = None,
    ) -> None:
        title = _("New customer") if customer_id is None else _("Edit customer")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._care, self._customer_id = care, customer_id
        self._before = CustomerDraft()
        self._today: date | None = None
        self._touched: set[str] = set()
        self._latest = Latest(jobs, self)
        self._pause = QTimer(self, singleShot=True, interval=CHECK_AFTER)
        self._pause.timeout.connect(self._check)
        self.setMinimumWidth(912)
        self._make_fields()
        self._lay_out()
        self._connect()
        self._load()

    def _make_fields(self) -> None:
        self.kind = word_keys(_("Kind"), CustomerKind)
        self.texts = {name: QLineEdit() for name in TEXTS}
        self.texts["number"].setPlaceholderText(_("Empty: VIPDesk gives one"))
        names = {"phone": _("Phone"), "id_number": _("ID number"), "address": _("Address")}
        self.personal = {
            name: PersonalField(self._care, self.jobs, MaskedField(name), names[name])
            for name in MASKED
        }
        self.gender = gender_keys()
        self.birthday = BirthdayField()
        self.tier = word_keys(_("Tier"), Tier)
        self.joined_on = DateField()
        self.stage = WordBox(Stage, optional=True)
        self.channel = WordBox(Channel, optional=True)
        self.disturb = QCheckBox(_("Do not disturb"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)

    def _lay_out(self) -> None:
        self.left, self.right = Form(), Form()
        left, right, texts = self.left, self.right, self.texts
        left.add("kind", _("Kind"), self.kind)
        left.add("name", _("Name"), texts["name"], required=True)
        left.add("gender", _("Salutation"), self.gender)
        left.add("contact_name", _("Contact person"), texts["contact_name"])
        left.add("number", _("Customer number"), texts["number"])
        left.add("tier", _("Tier"), self.tier)
        left.add("phone", _("Phone"), self.personal["phone"])
        left.add("id_number", _("ID number"), self.personal["id_number"])
        left.add("address", _("Address"), self.personal["address"])
        left.add("birthday", _("Birthday"), self.birthday)
        right.add("joined_on", _("On network since"), self.joined_on)
        right.add("stage", _("Stage"), self.stage)
        right.add("employer", _("Employer"), texts["employer"])
        right.add("email", _("E-mail"), texts["email"])
        right.add("wechat", _("WeChat"), texts["wechat"])
        right.add("preferred_channel", _("Preferred channel"), self.channel)
        right.add("preferred_hours", _("Preferred hours"), texts["preferred_hours"])
        right.add("interests", _("Interests"), texts["interests"])
        right.add("do_not_disturb", "", self.disturb)
        right.add("note", _("Note"), self.note)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        columns.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        columns.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        left.set_row_shown("tier", self._customer_id is None)

    def _connect(self) -> None:
        for name, field in self.texts.items():
            field.textEdited.connect(lambda _text, key=name: self._on_typed(key))
        for name, personal in self.personal.items():
            personal.changed.connect(lambda key=name: self._on_typed(key))
        self.birthday.changed.connect(lambda: self._on_typed("birthday"))
        self.joined_on.value_changed.connect(lambda: self._on_typed("joined_on"))
        self.kind.chosen.connect(self._on_kind_chosen)

    def _load(self) -> None:
        customer_id = self._customer_id

        def read(_progress: object) -> tuple[CustomerDraft, date]:
            draft = CustomerDraft() if customer_id is None else self._care.draft(customer_id)
            return draft, self._care.today()

        self._show_draft(self._before)
        self.jobs.read(read).succeeded.connect(self._on_loaded)
        self.texts["name"].setFocus()

    def _on_loaded(self, loaded: tuple[CustomerDraft, date]) -> None:
        self._before, self._today = loaded
        if self._customer_id is not None:
            self._show_draft(self._before)

    def _show_draft(self, draft: CustomerDraft) -> None:
        self.kind.set_value(str(draft.kind))
        for name, field in self.texts.items():
            field.setText(text_of(draft, name))
        if self._customer_id is not None:
            for name, personal in self.personal.items():
                personal.cover(self._customer_id, text_of(draft, name))
        self.gender.set_value(draft.gender)
        self.birthday.set_value(draft.birthday)
        self.tier.set_value(str(draft.tier))
        self.joined_on.set_value(draft.joined_on)
        self.stage.set_value(draft.stage)
        self.channel.set_value(draft.preferred_channel)
        self.disturb.setChecked(draft.do_not_disturb)
        self.note.setPlainText(draft.note)
        self._touched.clear()
        self._follow_kind()

    def _on_kind_chosen(self) -> None:
        self._follow_kind()
        self._pause.start()

    def _follow_kind(self) -> None:
        person = self.kind.value() == CustomerKind.PERSON
        for key in ("gender", "birthday"):
            self.left.set_row_shown(key, person)
        self.left.set_row_shown("contact_name", not person)

    def _on_typed(self, key: str) -> None:
        self._touched.add(key)
        self._pause.start()

    def draft(self) -> CustomerDraft:
        """What is typed; a birthday that is no day counts as none."""
        person = self.kind.value() == CustomerKind.PERSON
        birthday = self.birthday.value() if person and not self.birthday.wrong() else None
        return CustomerDraft(
            kind=chosen_word(CustomerKind, self.kind),
            gender=self.gender.value() if person else "",
            birthday=birthday,
            joined_on=self.joined_on.value(),
            stage=self.stage.value(),
            preferred_channel=self.channel.value(),
            do_not_disturb=self.disturb.isChecked(),
            note=self.note.toPlainText(),
            tier=chosen_word(Tier, self.tier),
            **{name: field.text() for name, field in self.texts.items()},
            **{name: field.value() for name, field in self.personal.items()},
        )

    def message(self, key: str) -> str:
        """What is said under a field."""
        return self._form_of(key).message(key)

    def _form_of(self, key: str) -> Form:
        return self.right if key in ("joined_on", "email") else self.left

    def _check(self) -> None:
        draft, customer_id = self.draft(), self._customer_id
        self._latest.read(
            lambda _progress: self._care.check(draft, customer_id), self._show_findings
        )

    def _show_findings(self, findings: Findings) -> None:
        self.left.clear_messages()
        self.right.clear_messages()
        for key, finding in findings.items():
            if key in self._touched or not finding.blocks:
                tone = Tone.RED if finding.blocks else Tone.AMBER
                self._form_of(key).set_message(key, finding.sentence(_), tone)
        self._show_days()

    def _show_days(self) -> None:
        if self.birthday.wrong():
            self.left.set_message("birthday", self.birthday.wrong())
        elif self._today and not self.message("birthday") and (birthday := self.birthday.value()):
            day = next_birthday(birthday, self._today).isoformat()
            self.left.set_message("birthday", _("Next: {day}").format(day=day), Tone.NEUTRAL)
        if not self.joined_on.is_valid():
            self.right.set_message("joined_on", _("There is no such day."))

    @override
    def prepared(self) -> Write | None:
        draft, customer_id = self.draft(), self._customer_id
        if self.birthday.wrong() or not self.joined_on.is_valid():
            self._show_days()
            self._go_to("birthday" if self.birthday.wrong() else "joined_on")
            return None
        if customer_id is None:
            return lambda: self._care.create(draft)
        return lambda: self._care.edit(customer_id, draft)

    @override
    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        if isinstance(error, DraftRefusedError):
            self._touched |= set(error.findings)
            self._show_findings(error.findings)
            wrong = {key for key, finding in error.findings.items() if finding.blocks}
            self._go_to(next((key for key in IN_ORDER if key in wrong), "name"))

    def _go_to(self, key: str) -> None:
        self._form_of(key).field(key).setFocus()
