"""Factors, warnings and their data in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import ENDS, FACTOR_NAMES, Factor
from vipdesk.domain.task_words import warning_words, when_words
from vipdesk.domain.warnings import Rule, State, stale
from vipdesk.domain.words import DateKind
from vipdesk.texts import N_, Translate

STALE: Mapping[str, str] = {
    Rule.ZERO_CALLS: N_("usage data are {n} days old"),
    Rule.SWING: N_("bills are {n} days old"),
    Rule.ARREARS: N_("arrears are {n} days old"),
    Rule.LOW_BALANCE: N_("balances are {n} days old"),
    Rule.FEW_TOP_UPS: N_("payments are {n} days old"),
}
"""What is said loudly of data older than the rules allow."""


def factor_name(key: str, t: Translate, ends_days: Sequence[int]) -> str:
    """What a factor is called; of an ending date it says within how many days."""
    name = t(FACTOR_NAMES[key])
    return name.format(n=ends_days[ENDS.index(key)]) if key in ENDS else name


def factor_words(factor: Factor, today: date, t: Translate) -> str:
    """The data behind a factor; what has none says so."""
    state = factor.judged.state
    if state is State.NO_DATA:
        return t("no data")
    if state is State.NOT_CONCERNED:
        return t("does not apply")
    word = _OWN.get(factor.key)
    if word is not None:
        return word(factor.judged.values, today, t)
    return warning_words(factor.key, factor.judged.values, t)


def stale_words(rule: str, days: int, t: Translate) -> str:
    """How old the data of a rule are; "" where they are young enough, or have no day."""
    return t(STALE[rule]).format(n=days) if days and rule in STALE else ""


def stale_factor(factor: Factor, rules: RetentionRules, today: date, t: Translate) -> str:
    """How old the data behind a factor are, where that is to be said."""
    return stale_words(factor.key, stale(factor.judged, rules, today), t)


def _ends(values: Mapping[str, Any], today: date, t: Translate) -> str:
    day = date.fromisoformat(values["ends_on"])
    kind = DateKind(values["date_kind"])  # type: ignore[call-arg]
    when = when_words(day, today, t)
    return t("{what} {day}, {when}").format(what=t(kind.label), day=day, when=when)


def _no_contact(values: Mapping[str, Any], _today: date, t: Translate) -> str:
    if values["contacted_on"] is None:
        return t("never yet, asked for every {n} months").format(n=values["every_months"])
    told = t("last one {day}, asked for every {n} months")
    return told.format(day=values["contacted_on"], n=values["every_months"])


def _new_line(values: Mapping[str, Any], _today: date, t: Translate) -> str:
    return t("opened {opened_on}, counts for {under_months} months").format(**values)


_OWN: Mapping[str, Callable[[Mapping[str, Any], date, Translate], str]] = {
    **dict.fromkeys(ENDS, _ends),
    "no_contact": _no_contact,
    "new_line": _new_line,
}
