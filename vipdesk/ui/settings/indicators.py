"""The numbers behind indicators: what is kept, what is too small, which windows count."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.indicator_words import BaseFee, EscalatedPer, Kept
from vipdesk.domain.settings import Settings
from vipdesk.texts import N_, _
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel

Numbers = dict[str, tuple[str, int, int, str]]  # field → name, least, most, unit
_OF_COHORTS: Numbers = {
    "fee_floor_fen": (N_("Fee floor"), 0, 10_000_000, N_("fen")),
    "base_months": (N_("A mean is taken over"), 1, 24, N_("months")),
}
_WINDOWS: Numbers = {
    "small_sample": (N_("Small sample under"), 0, 1_000, N_("cases")),
    "settled_days": (N_("To be reached from"), 0, 365, N_("days after assignment")),
    "renewed_from_days": (N_("A renewal counts from"), 0, 365, N_("days before the date")),
    "renewed_months": (N_("and until the end of"), 0, 12, N_("months after it")),
}


class IndicatorsPanel(Panel):
    """Three cards: snapshots, windows, complaints."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, NumberField] = {}
        self.kept = Segmented(_("Kept is"), [(str(each), _(each.label)) for each in Kept])
        self.base = Segmented(_("Base fee"), [(str(each), _(each.label)) for each in BaseFee])
        options = [(str(each), _(each.label)) for each in EscalatedPer]
        self.escalated = Segmented(_("Escalated complaints"), options)
        self.cohorts, self.windows, self.complaints = Form(), Form(), Form()
        hint = _("How a line of a snapshot is kept, in the period's last month.")
        self.cohorts.add("kept", _("Kept is"), self.kept, hint=hint)
        hint = _("What a new snapshot freezes as each line's monthly fee.")
        self._add_numbers(self.cohorts, {"fee_floor_fen": _OF_COHORTS["fee_floor_fen"]})
        self.cohorts.add("base", _("Base fee"), self.base, hint=hint)
        self._add_numbers(self.cohorts, {"base_months": _OF_COHORTS["base_months"]})
        self._add_numbers(self.windows, _WINDOWS)
        hint = _("Per million lines needs the lines of the network, entered for the month.")
        self.complaints.add("escalated", _("Escalated complaints"), self.escalated, hint=hint)
        self._lay_out()
        for segmented in (self.kept, self.base, self.escalated):
            segmented.chosen.connect(self.changed)
        for field in self.numbers.values():
            field.valueChanged.connect(self.changed)

    @override
    def show_settings(self, settings: Settings) -> None:
        rules = settings.indicators
        for name, field in self.numbers.items():
            field.blockSignals(True)
            field.setValue(getattr(rules, name))
            field.blockSignals(False)
        self.kept.set_value(rules.kept)
        self.base.set_value(rules.base)
        self.escalated.set_value(rules.escalated_per)

    @override
    def apply(self, settings: Settings) -> Settings:
        values = {name: field.value() for name, field in self.numbers.items()}
        chosen = {
            "kept": self.kept.value(),
            "base": self.base.value(),
            "escalated_per": self.escalated.value(),
        }
        rules = replace(settings.indicators, **values, **chosen)  # type: ignore[arg-type]
        return replace(settings, indicators=rules)

    def _add_numbers(self, form: Form, numbers: Numbers) -> None:
        for name, (title, least, most, unit) in numbers.items():
            made = self.numbers[name] = NumberField(least, most, unit=_(unit))
            form.add(name, _(title), made)

    def _lay_out(self) -> None:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        own = _("† A definition of our own.")
        cohorts = (Card(_("Snapshots")), self.cohorts)
        windows = (Card(_("Windows"), own), self.windows)
        complaints = (Card(_("Complaints"), own), self.complaints)
        for cards in ((cohorts,), (windows, complaints)):
            column = QVBoxLayout()
            column.setSpacing(14)
            for card, form in cards:
                card.body.addWidget(form)
                column.addWidget(card)
            column.addStretch(1)
            row.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))
