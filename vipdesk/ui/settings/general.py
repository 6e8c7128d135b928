"""Who the manager is, how the desk looks and counts, what customers' papers say."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.domain.customer_checks import Finding, check_name, check_phone
from vipdesk.domain.settings import Settings
from vipdesk.domain.settings_checks import check_qr
from vipdesk.services.settings import ManagerDraft
from vipdesk.texts import N_, _
from vipdesk.ui.first_start import language_options
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.theme import Tone

MAX_CALL_SECONDS = 600
MAX_ATTACHMENT_MB = 200
VISIT_STEP, MAX_VISIT_MINUTES = 15, 8 * 60
COMMON_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei")


class ZoneField(QComboBox):
    """A time zone, typed or chosen; the wheel is left to the page unless it has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(self.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class GeneralPanel(Panel):
    """Three cards of single values."""

    def __init__(self) -> None:
        super().__init__()
        self.manager_form, self.desk_form, self.paper_form = Form(), Form(), Form()
        names = ("name", "staff_number", "phone", "branch")
        self._manager = {name: QLineEdit() for name in names}
        self.language = Segmented(_("Language"), [("auto", _("Automatic")), *language_options()])
        self.theme = Segmented(_("Theme"), _themes())
        self.zone = ZoneField()
        self.call_seconds = NumberField(1, MAX_CALL_SECONDS, unit=_("seconds"))
        self.visit_minutes = NumberField(VISIT_STEP, MAX_VISIT_MINUTES, unit=_("minutes"))
        self.visit_minutes.setSingleStep(VISIT_STEP)
        self.attachment_mb = NumberField(1, MAX_ATTACHMENT_MB, unit="MB")
        self.reminders = QCheckBox(_("Notifications of the desktop"))
        papers = [("auto", _("As the desk")), *language_options()]
        self.report_language = Segmented(_("Language of the papers"), papers)
        self.qr = QLineEdit()
        self._zones: tuple[str, ...] = ()
        self._fill_forms()
        self._lay_out()
        self._connect()

    def set_zones(self, zones: Sequence[str]) -> None:
        """Offer ``zones``, the usual ones first."""
        chosen = self.zone.currentText()
        self._zones = tuple(zones)
        self.zone.clear()
        self.zone.addItems([zone for zone in COMMON_ZONES if zone in zones])
        self.zone.insertSeparator(self.zone.count())
        self.zone.addItems([zone for zone in zones if zone not in COMMON_ZONES])
        self.zone.setEditText(chosen)

    def show_manager(self, manager: ManagerDraft) -> None:
        """Show the manager, without a signal."""
        for key, field in self._manager.items():
            field.setText(getattr(manager, key) or "")
        self._check_all()

    def manager(self) -> ManagerDraft:
        """The manager as edited."""
        values = {key: field.text() for key, field in self._manager.items()}
        return ManagerDraft(**values).tidied()

    @override
    def show_settings(self, settings: Settings) -> None:
        self.language.set_value(settings.language)
        self.theme.set_value(settings.theme)
        self.report_language.set_value(settings.report_language)
        self.zone.setEditText(settings.zone)
        self.call_seconds.setValue(settings.min_call_seconds)
        self.visit_minutes.setValue(settings.visit_minutes)
        self.attachment_mb.setValue(settings.attachment_limit_mb)
        self.reminders.setChecked(settings.reminders)
        self.qr.setText(settings.summary_qr)
        self._check_all()

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(
            settings,
            language=self.language.value(),
            theme=self.theme.value(),
            report_language=self.report_language.value(),
            zone=self.zone.currentText().strip(),
            min_call_seconds=self.call_seconds.value(),
            visit_minutes=self.visit_minutes.value(),
            attachment_limit_mb=self.attachment_mb.value(),
            reminders=self.reminders.isChecked(),
            summary_qr=self.qr.text().strip(),
        )

    @override
    def focus_problem(self) -> bool:
        wrong = self._check_all()
        if wrong:
            wrong[0].setFocus()
        return bool(wrong)

    def _check_all(self) -> list[QWidget]:
        """Say what is wrong; returns the fields that must be mended."""
        checks: tuple[tuple[Form, str, QWidget, Finding | None], ...] = (
            (self.manager_form, "name", self._manager["name"], self._name_finding()),
            (self.manager_form, "phone", self._manager["phone"], self._phone_finding()),
            (self.desk_form, "zone", self.zone, self._zone_finding()),
            (self.paper_form, "qr", self.qr, check_qr(self.qr.text())),
        )
        for form, key, _field, finding in checks:
            tone = Tone.RED if finding and finding.blocks else Tone.AMBER
            said = finding.sentence(_) if finding else ""
            if said != form.message(key):
                form.set_message(key, said, tone)
        return [field for _form, _key, field, found in checks if found and found.blocks]

    def _name_finding(self) -> Finding | None:
        return check_name(self._manager["name"].text())

    def _phone_finding(self) -> Finding | None:
        text = self._manager["phone"].text().strip()
        return check_phone(text) if text else None

    def _zone_finding(self) -> Finding | None:
        zone = self.zone.currentText().strip()
        if not self._zones or zone in self._zones:
            return None
        return Finding(N_("There is no time zone “{zone}”."), True, {"zone": zone})

    def _on_edited(self) -> None:
        self._check_all()
        self.changed.emit()

    def _connect(self) -> None:
        for field in (*self._manager.values(), self.qr):
            field.textEdited.connect(self._on_edited)
        for choice in (self.language, self.theme, self.report_language):
            choice.chosen.connect(self._on_edited)
        for number in (self.call_seconds, self.visit_minutes, self.attachment_mb):
            number.valueChanged.connect(self._on_edited)
        self.zone.editTextChanged.connect(self._on_edited)
        self.reminders.toggled.connect(self._on_edited)

    def _fill_forms(self) -> None:
        form = self.manager_form
        form.add("name", _("Name"), self._manager["name"], required=True)
        form.add("staff_number", _("Staff number"), self._manager["staff_number"])
        form.add("phone", _("Phone"), self._manager["phone"])
        form.add("branch", _("Branch"), self._manager["branch"])
        self._fill_desk_form(self.desk_form)
        form = self.paper_form
        form.add("report_language", _("Language"), self.report_language)
        hint = _("{field} becomes the number of the visit.").format(field="{number}")
        form.add("qr", _("QR code"), self.qr, hint=hint)
        self.qr.setPlaceholderText(_("Text or link; empty: no code"))

    def _fill_desk_form(self, form: Form) -> None:
        form.add("language", _("Language"), self.language)
        form.add("theme", _("Theme"), self.theme)
        hint = _("Days of the book are days of this zone.")
        form.add("zone", _("Time zone"), self.zone, hint=hint)
        hint = _("From here a connected call counts as effective: a definition of our own.")
        form.add("call_seconds", _("Effective call"), self.call_seconds, hint=hint)
        hint = _("Proposed when a visit is planned.")
        form.add("visit_minutes", _("Visit length"), self.visit_minutes, hint=hint)
        hint = _("A larger file is not taken into the book.")
        form.add("attachment_mb", _("Attachments"), self.attachment_mb, hint=hint)
        hint = _("How much is due, and when a visit begins; no names.")
        form.add("reminders", _("Reminders"), self.reminders, hint=hint)

    def _lay_out(self) -> None:
        manager = Card(_("Manager"), _("Name and phone stand on papers for customers."))
        papers = Card(_("Papers for customers"))
        desk = Card(_("Desk"))
        for card, form in (
            *((manager, self.manager_form), (papers, self.paper_form)),
            (desk, self.desk_form),
        ):
            card.body.addWidget(form)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(manager)
        left.addWidget(papers)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(desk)
        right.addStretch(1)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))


def _themes() -> list[tuple[str, str]]:
    return [("auto", _("Automatic")), ("light", _("Light")), ("dark", _("Dark"))]
