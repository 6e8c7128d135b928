"""The numbers behind warnings, score, care and cases; what they would do is shown beside them."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.retention_rules import (
    EARLIEST_STAGE,
    MOST_STAGES,
    POINTS,
    RetentionRules,
    stages_in,
)
from vipdesk.domain.score import ENDS, FACTOR_NAMES
from vipdesk.domain.settings import Settings
from vipdesk.domain.words import Tier
from vipdesk.texts import N_, _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.settings.reach_card import ReachCard, TryRules

FEN = 100
Numbers = dict[str, tuple[str, int, int, str]]  # field → name, least, most, unit
_WARNINGS: Numbers = {
    "low_balance_fen": (N_("Balance under"), 0, 100_000, N_("yuan")),
    "silent_months": (N_("No calls for"), 1, 12, N_("months")),
    "swing_percent": (N_("Bill fell by"), 1, 100, "%"),
    "swing_months": (N_("Under the mean of"), 1, 12, N_("months")),
    "top_up_months": (N_("Top-ups of"), 1, 12, N_("months")),
    "top_ups_at_least": (N_("Fewer than"), 0, 50, N_("top-ups")),
    "top_up_percent": (N_("Or under"), 0, 100, N_("% of the mean")),
    "top_up_mean_months": (N_("Mean of top-ups over"), 1, 36, N_("months")),
    "complaint_days": (N_("Upheld within"), 1, 999, N_("days")),
    "words_days": (N_("Words count for"), 1, 999, N_("days")),
    "stale_days": (N_("Data are old after"), 1, 999, N_("days")),
}
_SCORE: Numbers = {
    "high_from": (N_("High from"), 1, 100, N_("points")),
    "medium_from": (N_("Medium from"), 1, 100, N_("points")),
    "quiet_cadences": (N_("Long is"), 1, 12, N_("times the cadence")),
    "new_line_months": (N_("New for"), 1, 120, N_("months")),
}
_CARE: Numbers = {
    "care_days_before": (N_("Care is a task"), 0, 60, N_("days before")),
    "birthday_days_before": (N_("Birthday greeting"), 0, 30, N_("days before")),
    "birthday_days_after": (N_("Made good for"), 0, 30, N_("days after")),
    "bind_workdays": (N_("New VIP bound in"), 1, 60, N_("working days")),
    "first_contact_months": (N_("First contact in"), 1, 12, N_("months")),
    "call_back_days": (N_("Complaint called back in"), 1, 60, N_("days")),
}
_ENDS: Numbers = {
    "lapsed_days": (N_("Past endings kept for"), 0, 365, N_("days")),
    "win_back_months": (N_("Win back for"), 1, 60, N_("months")),
    "zero_fee_months": (N_("Off network after"), 1, 12, N_("zero-fee months in arrears")),
    "budget_fen": (N_("Budget of a year"), 0, 9_999_999, N_("yuan")),
}
_CADENCES = (Tier.DIAMOND, Tier.GOLD, Tier.SILVER)
_LATER = (("ask", N_("Ask")), ("renewal", N_("Renewal")), ("correction", N_("Correction")))


class RulesPanel(Panel):
    """Four cards of numbers, and one that counts whom they reach.

    Signals:
        calibrate_requested: Weigh the points by who left and who stayed.
    """

    calibrate_requested = Signal()

    def __init__(self, try_rules: TryRules, jobs: Jobs) -> None:
        super().__init__()
        self._in_force = RetentionRules()
        self.warnings_form, self.score_form = Form(), Form()
        self.ends_form, self.care_form = Form(), Form()
        self.numbers: dict[str, NumberField] = {}
        self.points: dict[str, NumberField] = {}
        self.cadences: dict[str, NumberField] = {}
        self.ends: dict[str, NumberField] = {}  # days of the factors of an ending date
        self.stages = QLineEdit()
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(132)
        self.later = Segmented(_("A later date means"), [(key, _(name)) for key, name in _LATER])
        self.reach = ReachCard(try_rules, jobs)
        self.calibrate_button = button(_("Calibrate the score…"), icon="sliders-horizontal")
        self.calibrate_button.clicked.connect(self.calibrate_requested)
        self._fill_forms()
        self._fill_ends()
        self._lay_out()
        self._connect()

    @override
    def show_settings(self, settings: Settings) -> None:
        rules = self._in_force = settings.rules
        for name, field in self.numbers.items():
            value = getattr(rules, name)
            _set(field, value // FEN if name.endswith("_fen") else value)
        for key, field in self.points.items():
            _set(field, rules.points_of(key))
        for field, days in zip(self.ends.values(), rules.ends_days, strict=True):
            _set(field, days)
        for tier, field in self.cadences.items():
            _set(field, rules.cadence_months.get(tier, 0))
        if stages_in(self.stages.text()) != rules.stages:
            self.stages.blockSignals(True)
            self.stages.setText(", ".join(map(str, rules.stages)))
            self.stages.blockSignals(False)
        text = "\n".join(rules.off_net_words)
        if self._words() != rules.off_net_words:
            self.words.blockSignals(True)
            self.words.setPlainText(text)
            self.words.blockSignals(False)
        self.later.set_value(rules.later_date)
        self._check()
        self.reach.show_rules(rules, self._edited(rules))

    @override
    def apply(self, settings: Settings) -> Settings:
        return replace(settings, rules=self._edited(settings.rules))

    @override
    def focus_problem(self) -> bool:
        if self._check():
            return False
        first = next(field for form, key, field in self._checked() if form.message(key))
        first.setFocus()
        return True

    def _edited(self, rules: RetentionRules) -> RetentionRules:
        """The rules with what stands here; what no field holds stays."""
        values: dict[str, Any] = {}
        for name, field in self.numbers.items():
            kept = getattr(rules, name)
            value = field.value()
            if name.endswith("_fen"):
                value = kept if value == kept // FEN else value * FEN
            values[name] = value
        points = {key: field.value() for key, field in self.points.items()}
        cadences = dict(rules.cadence_months) | {
            tier: field.value() for tier, field in self.cadences.items()
        }
        return replace(
            rules,
            points={key: value for key, value in points.items() if value != POINTS[key]},
            cadence_months={tier: months for tier, months in cadences.items() if months},
            off_net_words=self._words(),
            stages=stages_in(self.stages.text()) or (),
            ends_days=self._ends_days(),
            later_date=self.later.value(),
            **values,
        )

    def _words(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.words.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def _ends_days(self) -> tuple[int, ...]:
        return tuple(field.value() for field in self.ends.values())

    def _checked(self) -> list[tuple[Form, str, QWidget]]:
        """The rows that may be wrong, with the field to mend."""
        return [
            (self.score_form, ENDS[-1], self.ends[ENDS[-1]]),
            (self.score_form, "medium_from", self.numbers["medium_from"]),
            (self.ends_form, "stages", self.stages),
        ]

    def _check(self) -> bool:
        """Whether the numbers fit together; says so where they don't."""
        days = self._ends_days()
        rises = days == tuple(sorted(set(days)))
        medium = self.numbers["medium_from"].value() < self.numbers["high_from"].value()
        stages = stages_in(self.stages.text()) is not None
        told = _("Up to {n} whole numbers from 0 to {most}.")
        said = (
            "" if rises else _("Each of the three is more days than the one before."),
            "" if medium else _("Medium begins below high."),
            "" if stages else told.format(n=MOST_STAGES, most=EARLIEST_STAGE),
        )
        for (form, key, _field), words in zip(self._checked(), said, strict=True):
            if words != form.message(key):  # else it would flicker
                form.set_message(key, words)
        return not any(said)

    def _on_edited(self) -> None:
        if self._check():
            self.reach.show_rules(self._in_force, self._edited(self._in_force))
        self.changed.emit()

    def _connect(self) -> None:
        for fields in (self.numbers, self.points, self.cadences, self.ends):
            for field in fields.values():
                field.valueChanged.connect(self._on_edited)
        self.words.textChanged.connect(self._on_edited)
        self.stages.textChanged.connect(self._on_edited)
        self.later.chosen.connect(self._on_edited)

    def _fill_forms(self) -> None:
        self._add_numbers(self.warnings_form, _WARNINGS)
        hint = _("One a line; of customers' own words in contacts and complaints. Add rivals here.")
        self.warnings_form.add("words", _("Words of leaving"), self.words, hint=hint)
        for key in POINTS:
            points = self.points[key] = NumberField(0, 100, unit=_("points"))
            if key in ENDS:
                self.score_form.add(key, _("Ends within"), self._ends_row(key, points))
            else:
                self.score_form.add(key, _(FACTOR_NAMES[key]), points)
        self._add_numbers(self.score_form, _SCORE)
        for tier in _CADENCES:
            field = self.cadences[tier.value] = NumberField(0, 24, unit=_("months"))
            name = _("{tier}: contact every").format(tier=_(tier.label))
            self.care_form.add(f"cadence_{tier}", name, field)
        self._add_numbers(self.care_form, _CARE)

    def _fill_ends(self) -> None:
        hint = _("Days before an ending date on which its task begins and moves on.")
        self.ends_form.add("stages", _("Stages"), self.stages, hint=hint)
        self._add_numbers(self.ends_form, _ENDS)
        hint = _("What an import that moves an ending date later is taken for.")
        self.ends_form.add("later_date", _("A later date means"), self.later, hint=hint)

    def _ends_row(self, key: str, points: NumberField) -> QWidget:
        """Within how many days, and the points for it."""
        days = self.ends[key] = NumberField(0, 365, unit=_("days"))
        days.setAccessibleName(_("Ends within"))
        points.setAccessibleName(_("Points for it"))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(days, 1)
        row.addWidget(points, 1)
        return both

    def _add_numbers(self, form: Form, numbers: Numbers) -> None:
        for name, (title, least, most, unit) in numbers.items():
            self.numbers[name] = NumberField(least, most, unit=_(unit))
            form.add(name, _(title), self.numbers[name])

    def _lay_out(self) -> None:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        points = Card(_("Points of the score"), _("definitions of our own"))
        columns = (
            (
                (Card(_("Warnings")), self.warnings_form),
                (Card(_("Ending dates")), self.ends_form),
            ),
            ((points, self.score_form),),
            ((self.reach, None), (Card(_("Care")), self.care_form)),
        )
        for cards in columns:
            column = QVBoxLayout()
            column.setSpacing(14)
            for card, form in cards:
                if form is not None:
                    card.body.addWidget(form)
                column.addWidget(card)
            column.addStretch(1)
            row.addLayout(column, 1)
        points.body.addWidget(self.calibrate_button, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))


def _set(field: NumberField, value: int) -> None:
    """Show a value without a signal."""
    field.blockSignals(True)
    field.setValue(value)
    field.blockSignals(False)
