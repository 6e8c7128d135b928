"""The numbers behind points: how they are earned, how long they last, who may redeem."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.points_rules import anniversaries_in, anniversaries_typed
from vipdesk.domain.points_words import Rounding
from vipdesk.domain.retention_rules import EARLIEST_STAGE, MOST_STAGES, stages_in
from vipdesk.domain.settings import Settings
from vipdesk.domain.words import Tier
from vipdesk.texts import N_, _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel

Numbers = dict[str, tuple[str, int, int, str]]  # field → name, least, most, unit
MOST = 99_999_999
_LASTING: Numbers = {
    "years": (N_("Points last for"), 1, 20, N_("calendar years")),
    "worth_fen": (N_("100 points are worth"), 0, 1_000_000, N_("fen")),
}
_REDEEMING: Numbers = {
    "min_months": (N_("On the network for"), 0, 120, N_("months")),
    "day_cap": (N_("At most in a day"), 0, MOST, N_("points")),
    "year_cap": (N_("At most in a year"), 0, MOST, N_("points")),
    "hold_days": (N_("Set aside for"), 1, 365, N_("days")),
}
_TELLING: Numbers = {
    "expiring_days": (N_("About to expire within"), 1, 365, N_("days")),
    "low_stock": (N_("Stock is low from"), 0, 9_999, N_("pieces")),
}


class PointsPanel(Panel):
    """Three cards of numbers, and the way to what they buy.

    Signals:
        catalogue_requested: The catalogue, discounts, partners and lotteries.
    """

    catalogue_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.catalogue_button = button(_("Catalogue"), icon="gift", small=True)
        self.numbers: dict[str, NumberField] = {}
        self.factors: dict[str, NumberField] = {}
        self.anniversary, self.warn_days = QLineEdit(), QLineEdit()
        words = [(each.value, _(each.label)) for each in Rounding]
        self.rounding = Segmented(_("Fractions in files"), words)
        self.earning, self.redeeming, self.telling = Form(), Form(), Form()
        self._fill()
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        rules = settings.points
        for name, field in self.numbers.items():
            _set(field, getattr(rules, name))
        for tier, field in self.factors.items():
            _set(field, rules.factors.get(tier, 100))
        if anniversaries_in(self.anniversary.text()) != dict(rules.anniversary):
            _set_text(self.anniversary, anniversaries_typed(rules.anniversary))
        if stages_in(self.warn_days.text()) != rules.warn_days:
            _set_text(self.warn_days, ", ".join(map(str, rules.warn_days)))
        self.rounding.set_value(rules.rounding)
        self._check()

    @override
    def apply(self, settings: Settings) -> Settings:
        rules = settings.points
        values: dict[str, Any] = {name: field.value() for name, field in self.numbers.items()}
        factors = {tier: field.value() for tier, field in self.factors.items()}
        points = replace(
            rules,
            factors=dict(rules.factors) | factors,
            anniversary=anniversaries_in(self.anniversary.text()) or {},
            warn_days=stages_in(self.warn_days.text()) or (),
            rounding=self.rounding.value(),
            **values,
        )
        return replace(settings, points=points)

    @override
    def focus_problem(self) -> bool:
        if self._check():
            return False
        wrong = self.anniversary if self.earning.message("anniversary") else self.warn_days
        wrong.setFocus()
        return True

    def _check(self) -> bool:
        """Whether what is typed can be read; says so where it can't."""
        pairs = anniversaries_in(self.anniversary.text()) is not None
        days = stages_in(self.warn_days.text()) is not None
        told = _("Up to {n} whole numbers from 0 to {most}.")
        days_said = told.format(n=MOST_STAGES, most=EARLIEST_STAGE)
        pairs_said = _("Years and points, such as 5=300, 10=1000.")
        self.earning.set_message("anniversary", "" if pairs else pairs_said)
        self.telling.set_message("warn_days", "" if days else days_said)
        return pairs and days

    def _on_edited(self) -> None:
        self._check()
        self.changed.emit()

    def _connect(self) -> None:
        for field in (*self.numbers.values(), *self.factors.values()):
            field.valueChanged.connect(self._on_edited)
        for edit in (self.anniversary, self.warn_days):
            edit.textChanged.connect(self._on_edited)
        self.catalogue_button.clicked.connect(lambda: self.catalogue_requested.emit())
        self.rounding.chosen.connect(self._on_edited)

    def _fill(self) -> None:
        for tier in reversed(Tier):
            field = self.factors[tier.value] = NumberField(0, 1_000, unit="%")
            name = _("{tier}: of each yuan").format(tier=_(tier.label))
            self.earning.add(f"factor_{tier.value}", name, field)
        self._add_numbers(self.earning, _LASTING)
        hint = _("Years on the network = points, such as 5=300, 10=1000. Empty: none.")
        self.earning.add("anniversary", _("Anniversaries †"), self.anniversary, hint=hint)
        hint = _("What becomes of a fraction of a point in a file.")
        self.earning.add("rounding", _("Fractions in files"), self.rounding, hint=hint)
        self._add_numbers(self.redeeming, _REDEEMING)
        hint = _("Days before points expire on which a task begins and moves on.")
        self.telling.add("warn_days", _("Tasks"), self.warn_days, hint=hint)
        self._add_numbers(self.telling, _TELLING)

    def _add_numbers(self, form: Form, numbers: Numbers) -> None:
        hints = {
            "years": _("The year of earning is the first; the last day is 31 December."),
            "worth_fen": _("In hundredths of a yuan; 0: nothing is said of their worth."),
            "year_cap": _("0: no cap."),
        }
        for name, (title, least, most, unit) in numbers.items():
            self.numbers[name] = NumberField(least, most, unit=_(unit))
            form.add(name, _(title), self.numbers[name], hint=hints.get(name, ""))

    def _lay_out(self) -> None:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        own = _("† A definition of our own.")
        redeeming = Card(_("Redeeming"))
        redeeming.add_to_head(self.catalogue_button)
        cards = (
            ((Card(_("Earning"), own), self.earning),),
            ((redeeming, self.redeeming), (Card(_("Expiry and stock")), self.telling)),
        )
        for pairs in cards:
            column = QVBoxLayout()
            column.setSpacing(14)
            for card, form in pairs:
                card.body.addWidget(form)
                column.addWidget(card)
            column.addStretch(1)
            row.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))


def _set(field: NumberField, value: int) -> None:
    """Show a value without a signal."""
    field.blockSignals(True)
    field.setValue(value)
    field.blockSignals(False)


def _set_text(edit: QLineEdit, text: str) -> None:
    """Show a text without a signal."""
    edit.blockSignals(True)
    edit.setText(text)
    edit.blockSignals(False)
