"""Dialogs of the indicators: freeze a snapshot, targets, a figure of others, close and reopen."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import BaseFee, CohortUnit
from vipdesk.domain.indicators import Value, goal_words
from vipdesk.domain.periods import Period
from vipdesk.domain.words import Tier
from vipdesk.services.cohorts import VIP, CohortDraft
from vipdesk.services.customers import FilterChoices
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.entering import FigureRow, can_enter
from vipdesk.services.indicators.kinds import ALL, BY_KEY
from vipdesk.texts import _
from vipdesk.ui.indicators import words
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.fields import DateField, NumberField
from vipdesk.ui.kit.form import Form, beside
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.multi_choice import MultiChoice, word_choices
from vipdesk.ui.kit.scrolled import scrolled
from vipdesk.ui.kit.write_dialog import Write, WriteDialog


class FreezeDialog(WriteDialog):
    """Whom to freeze, of which day, by which base fee.

    Signals:
        written: The cohort's row.
    """

    def __init__(
        self, desk: IndicatorDesk, jobs: Jobs, parent: QWidget | None, rules: IndicatorRules
    ) -> None:
        super().__init__(_("New snapshot"), jobs, parent, primary=_("Freeze"))
        self._desk = desk
        self.setMinimumWidth(520)
        day = desk.cohorts.quarter_end()
        self.name = QLineEdit()
        self.name.setPlaceholderText(words.period_word(Period.quarter(day)))
        self.day = DateField(day)
        self.unit = Choice(_("Counts"))
        self.unit.set_options([(str(each), _(each.label)) for each in CohortUnit], "customer")
        self.whom = {
            "tiers": MultiChoice(_("Tiers"), _("None")),
            "plans": MultiChoice(_("Plan"), _("Any")),
            "tags": MultiChoice(_("Tag"), _("Any")),
            "circles": MultiChoice(_("Circle"), _("Any")),
        }
        self.whom["tiers"].set_choices(word_choices(reversed(Tier)))
        self.whom["tiers"].set_values([str(each) for each in VIP])
        self._read = Latest(jobs, self)
        self._read.read(lambda _progress: desk.whom(), self._offer)
        self.base = Choice(_("Base fee"), 200)
        self.base.set_options([(str(each), _(each.label)) for each in BaseFee], rules.base)
        self.months = NumberField(1, 24, rules.base_months, _("months"))
        self.form = Form()
        self.form.add("name", _("Name of the snapshot"), self.name)
        self.form.add("day", _("Day"), self.day, required=True)
        self.form.add("unit", _("Counts"), self.unit)
        self.form.add("tiers", _("Tiers on that day"), self.whom["tiers"], required=True)
        self.form.add("plans", _("Plans on that day"), self.whom["plans"])
        self.form.add("tags", _("Tags"), self.whom["tags"])
        hint = _("Tags and circles are taken as they are now.")
        self.form.add("circles", _("Circles"), self.whom["circles"], hint=hint)
        self.form.add(
            "base",
            _("Base fee"),
            beside(self.base, self.months),
            hint=_("What is frozen can't be changed or taken back afterwards."),
        )
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.base.chosen.connect(self._on_base)
        self._on_base()

    def _offer(self, choices: FilterChoices) -> None:
        for name in ("plans", "tags", "circles"):
            offered = getattr(choices, name)
            self.whom[name].set_choices([(each, each, number) for each, number in offered])

    def _on_base(self, _key: str = "") -> None:
        self.months.setEnabled(self.base.value() == BaseFee.MEAN)

    @override
    def prepared(self) -> Write | None:
        day, chosen = self.day.value(), self.whom["tiers"].values()
        self.form.set_message("day", "" if day else _("Write a day as 2026-11-21."))
        self.form.set_message("tiers", "" if chosen else _("Choose one at least."))
        if day is None or not chosen:
            return None
        draft = CohortDraft(
            name=self.name.text() or self.name.placeholderText(),
            on_day=day,
            unit=next(each for each in CohortUnit if each == self.unit.value()),
            whom=CustomerFilter.from_json(
                {name: list(field.values()) for name, field in self.whom.items()}
            ),
            base=next(each for each in BaseFee if each == self.base.value()),
            base_months=self.months.value(),
        )
        return lambda: self._desk.cohorts.freeze(draft)


class TargetsDialog(WriteDialog):
    """The targets from a month on; an empty field leaves what holds."""

    def __init__(
        self, desk: IndicatorDesk, jobs: Jobs, parent: QWidget | None, values: Sequence[Value]
    ) -> None:
        super().__init__(_("Targets"), jobs, parent, primary=_("Save"))
        self._desk = desk
        self.setMinimumSize(520, 480)
        self._month = values[0].period.first_month
        self.fields: dict[str, QLineEdit] = {}
        self.form = Form()
        for value in values:
            field = QLineEdit()
            field.setPlaceholderText(goal_words(value) or _("none"))
            self.fields[value.spec.key] = field
            self.form.add(value.spec.key, words.name_word(value), field)
        note = _("They hold from {month} on, until others do. An empty field changes nothing.")
        self.body.addWidget(label(note.format(month=self._month), "muted", wrap=True))
        self.body.addWidget(scrolled(self.form), 1)

    @override
    def prepared(self) -> Write | None:
        goals: dict[str, int | None] = {}
        wrong = False
        for key, field in self.fields.items():
            typed = field.text().strip().rstrip("%").strip()
            self.form.set_message(key, "")
            if not typed:
                continue
            goal = _hundredths(typed)
            if goal is None:
                wrong = True
                self.form.set_message(key, _("Write a number such as 92.5."))
            goals[key] = goal
        if wrong:
            return None
        return lambda: self._desk.entering.set_targets(self._month, goals)


class EnterDialog(WriteDialog):
    """A figure that others measure, with where it is from."""

    def __init__(
        self, desk: IndicatorDesk, jobs: Jobs, parent: QWidget | None, period: Period, today: date
    ) -> None:
        title = _("Enter a figure of {period}").format(period=words.period_word(period))
        super().__init__(title, jobs, parent, primary=_("Enter"))
        self._desk, self._period, self._today = desk, period, today
        self.setMinimumWidth(480)
        self.key = Choice(_("Indicator"), 260)
        specs = [each.spec for each in ALL if can_enter(each.spec.key)]
        self.key.set_options([(spec.key, _(spec.name)) for spec in specs])
        self.part, self.whole, self.of = QLineEdit(), QLineEdit("100"), label(_("of"))
        self.origin = QLineEdit()
        self.origin.setPlaceholderText(_("such as: the branch's report of 3 November"))
        self.form = Form()
        self.form.add("key", _("Indicator"), self.key)
        self.form.add("figure", _("Figure"), beside(self.part, self.of, self.whole), required=True)
        self.form.add("origin", _("Origin"), self.origin, required=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.key.chosen.connect(self._on_key_chosen)

    def _on_key_chosen(self, key: str) -> None:
        """A plain number is of nothing else."""
        percent = BY_KEY[key].spec.percent
        self.whole.setText("100" if percent else "1")
        for part in (self.of, self.whole):
            part.setVisible(percent)

    @override
    def prepared(self) -> Write | None:
        part, whole = _whole(self.part.text()), _whole(self.whole.text())
        origin = self.origin.text().strip()
        ready = part is not None and bool(whole)
        self.form.set_message("figure", "" if ready else _("Write two whole numbers."))
        self.form.set_message("origin", "" if origin else _("Say where it is from."))
        if part is None or not whole or not origin:
            return None
        row = FigureRow(self.key.value(), self._period.key, part, whole, origin, self._today)
        return lambda: self._desk.entering.enter(row)


class ReopenDialog(WriteDialog):
    """Why a closed month is to be counted anew."""

    def __init__(self, desk: IndicatorDesk, jobs: Jobs, parent: QWidget | None, month: str) -> None:
        title = _("Reopen {month}").format(month=month)
        super().__init__(title, jobs, parent, primary=_("Reopen"))
        self._desk, self._month = desk, month
        self.reason = QLineEdit()
        self.form = Form()
        self.form.add("reason", _("Reason"), self.reason, required=True)
        self.body.addWidget(self.form)

    @override
    def prepared(self) -> Write | None:
        reason = self.reason.text().strip()
        self.form.set_message("reason", "" if reason else _("Say why."))
        if not reason:
            return None
        return lambda: self._desk.closing.reopen(self._month, reason)


def _hundredths(typed: str) -> int | None:
    try:
        value = Fraction(typed)
    except (ValueError, ZeroDivisionError):
        return None
    return int(value * 100) if 0 <= value <= MOST else None


MOST = 1_000_000


def _whole(typed: str) -> int | None:
    text = typed.strip().replace(",", "")
    return int(text) if text.isdecimal() else None
