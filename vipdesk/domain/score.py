"""How likely a customer is to leave, 0 to 100, as a sum of factors (rules.md 3, †)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vipdesk.domain import warnings
from vipdesk.domain.months import months_ago
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import (
    NO_DATA,
    NOT_CONCERNED,
    CustomerFigures,
    Judged,
    LineFigures,
    State,
)
from vipdesk.texts import N_

TOP = 100
ENDS = ("ends_30", "ends_60", "ends_90")
"""The factors of an ending date, one for each of the rules' `ends_days`."""


RISK_WORDS: Mapping[Risk, str] = {
    Risk.HIGH: N_("High"),
    Risk.MEDIUM: N_("Medium"),
    Risk.LOW: N_("Low"),
}
"""The risk where its name stands beside it, as in a column."""
FACTOR_NAMES: Mapping[str, str] = {
    **dict.fromkeys(ENDS, N_("Ends within {n} days")),
    "complaint": N_("Upheld complaint"),
    "no_contact": N_("Long without contact"),
    "new_line": N_("New on the network"),
    **{str(rule): rule.label for rule in warnings.Rule if rule is not warnings.Rule.COMPLAINT},
}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a score; ``key`` is one of `vipdesk.domain.retention_rules.POINTS`."""

    key: str
    points: int  # 0 unless it holds
    judged: Judged


@dataclass(frozen=True, slots=True)
class Score:
    """A line's score and all its factors, most points first, then those without data."""

    value: int
    factors: tuple[Factor, ...]


def score_line(
    line: LineFigures, customer: CustomerFigures, rules: RetentionRules, today: date
) -> Score:
    """Sum the points of what holds for the line and for its customer, at most 100."""
    factors = [_ends(line, rules, today)]
    for key, judge in _FACTORS.items():
        judged = judge(line, customer, rules, today)
        factors.append(Factor(key, rules.points_of(key) if judged.holds else 0, judged))
    total = min(TOP, sum(factor.points for factor in factors))
    return Score(total, tuple(sorted(factors, key=_place)))


def score_customer(lines: Iterable[int], override: int | None) -> int | None:
    """The highest of the lines on the network, unless the manager set it; None without lines."""
    return max(lines, default=None) if override is None else override


def risk_of(score: int | None, rules: RetentionRules) -> Risk | None:
    """Which word a score goes by; none where nothing was computed."""
    if score is None:
        return None
    if score >= rules.high_from:
        return Risk.HIGH
    return Risk.MEDIUM if score >= rules.medium_from else Risk.LOW


def ends_soon(line: LineFigures, rules: RetentionRules, today: date) -> tuple[str, Judged]:
    """Which factor the nearest ending date is, of any kind; one passed is none."""
    day = line.next_end_on
    if day is None:
        return ENDS[-1], NO_DATA
    left = (day - today).days
    spans = zip(ENDS, rules.ends_days, strict=True)
    found = next((key for key, days in spans if left <= days), None) if left >= 0 else None
    state = State.CLEAR if found is None else State.HOLDS
    values = {"ends_on": day.isoformat(), "date_kind": line.next_end_kind}
    return found or ENDS[-1], Judged(state, values)


def no_contact(customer: CustomerFigures, rules: RetentionRules, today: date) -> Judged:
    """No effective touchpoint in some cadences; who never had one is known since a day."""
    every = rules.cadence_months.get(customer.tier, 0)
    if every == 0:
        return NOT_CONCERNED
    day = customer.contacted_on or customer.known_on
    if day is None:
        return NO_DATA
    contacted = customer.contacted_on
    values = {"contacted_on": contacted.isoformat() if contacted else None, "every_months": every}
    holds = day <= months_ago(today, rules.quiet_cadences * every)
    return Judged(State.HOLDS if holds else State.CLEAR, values)


def new_line(line: LineFigures, rules: RetentionRules, today: date) -> Judged:
    """Not long on the network."""
    if line.opened_on is None:
        return NO_DATA
    values = {"opened_on": line.opened_on.isoformat(), "under_months": rules.new_line_months}
    holds = line.opened_on > months_ago(today, rules.new_line_months)
    return Judged(State.HOLDS if holds else State.CLEAR, values)


def _ends(line: LineFigures, rules: RetentionRules, today: date) -> Factor:
    key, judged = ends_soon(line, rules, today)
    return Factor(key, rules.points_of(key) if judged.holds else 0, judged)


def _place(factor: Factor) -> tuple[bool, int]:
    return factor.judged.state is not State.HOLDS, -factor.points


_Judge = Callable[[LineFigures, CustomerFigures, RetentionRules, date], Judged]
_FACTORS: Mapping[str, _Judge] = {
    "off_net_words": lambda _line, one, rules, today: warnings.off_net_words(one, rules, today),
    "zero_calls": lambda line, _one, rules, _today: warnings.zero_calls(line, rules),
    "swing": lambda line, _one, rules, _today: warnings.swing(line, rules),
    "complaint": lambda _line, one, rules, today: warnings.upheld_complaint(one, rules, today),
    "no_contact": lambda _line, one, rules, today: no_contact(one, rules, today),
    "arrears": lambda _line, one, _rules, _today: warnings.arrears(one),
    "low_balance": lambda _line, one, rules, _today: warnings.low_balance(one, rules),
    "few_top_ups": lambda _line, one, rules, _today: warnings.few_top_ups(one, rules),
    "new_line": lambda line, _one, rules, today: new_line(line, rules, today),
}
