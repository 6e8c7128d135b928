"""Why a task is there, in words: of its kind and the plain facts that the engine keeps."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.warnings import Rule
from vipdesk.domain.wording import amount, price
from vipdesk.domain.words import DateKind
from vipdesk.texts import N_, Translate

Facts = Mapping[str, Any]


def reason_words(kind: TaskKind, facts: Facts, today: date, t: Translate) -> str:
    """One line that says what a derived task is about; the kind's name where facts are missing.

    Args:
        kind: Of the task.
        facts: As the engine wrote them.
        today: From which days are counted.
        t: Of the language in which it is said.
    """
    word = _KINDS.get(kind)
    try:
        return word(facts, today, t) if word else t(kind.label)
    except (KeyError, ValueError, TypeError):  # a row of another version, until the next run
        return t(kind.label)


def when_words(day: date, today: date, t: Translate) -> str:
    """How far a day is: tomorrow, in 9 days, 3 days ago."""
    days = (day - today).days
    near = {0: N_("today"), 1: N_("tomorrow"), -1: N_("yesterday")}
    if days in near:
        return t(near[days])
    return t(N_("in {n} days") if days > 0 else N_("{n} days ago")).format(n=abs(days))


def warning_words(rule: str, values: Facts, t: Translate) -> str:
    """What a rule saw, in one line; its name where that is not said."""
    known = Rule(rule)  # type: ignore[call-arg]
    word = _WARNINGS.get(known)
    try:
        return word(values, t) if word else t(known.label)
    except (KeyError, ValueError, TypeError):
        return t(known.label)


def _end(facts: Facts, today: date, t: Translate) -> str:
    kind = DateKind(facts["date_kind"])  # type: ignore[call-arg]
    return _dated(t(kind.label), facts["ends_on"], today, t)


def _birthday(facts: Facts, today: date, t: Translate) -> str:
    return _dated(t(TaskKind.BIRTHDAY.label), facts["on"], today, t)


def _dated(what: str, day: str, today: date, t: Translate) -> str:
    when = when_words(date.fromisoformat(day), today, t)
    return t("{what} {day}, {when}").format(what=what, day=day, when=when)


def _by_hand(facts: Facts, _today: date, t: Translate) -> str:
    return t("Asked to leave on {since}").format(**facts)


def _call_back(facts: Facts, _today: date, t: Translate) -> str:
    return t("Complaint closed: call back by {until}").format(**facts)


def _bind(facts: Facts, _today: date, t: Translate) -> str:
    told = t("New VIP since {since}: bind by {until}").format(**facts)
    if "unknown_year" not in facts:
        return told
    guessed = t("the holidays of {unknown_year} are not known: Monday to Friday were counted")
    return t("{told} ({note})").format(told=told, note=guessed.format(**facts))


def _first_contact(facts: Facts, _today: date, t: Translate) -> str:
    return t("New VIP {since}: contact by {until}").format(**facts)


def _points(facts: Facts, today: date, t: Translate) -> str:
    when = when_words(date.fromisoformat(facts["until"]), today, t)
    said = t("{points} points until {until}, {when}")
    return said.format(points=f"{facts['points']:,}", until=facts["until"], when=when)


def _care(facts: Facts, _today: date, t: Translate) -> str:
    if facts["contacted"]:
        return t("Last contact {since}, due by {until}").format(**facts)
    return t("No contact since {since}, due {until}").format(**facts)


def _warning(facts: Facts, _today: date, t: Translate) -> str:
    return warning_words(facts["rule"], facts, t)


def _leaving_words(values: Facts, t: Translate) -> str:
    if values["said_on"] is None:
        return t("none")
    return t("Spoke of leaving on {said_on}: {words}").format(**values)


def _complaint(values: Facts, t: Translate) -> str:
    if "open_since" in values:
        return t("Complaint open since {open_since}").format(**values)
    if values["upheld_on"] is None:
        return t("none")
    return t("Complaint upheld on {upheld_on}").format(**values)


def _zero_calls(values: Facts, t: Translate) -> str:
    return t("Months without calls: {silent_months}, up to {month}").format(**values)


def _swing(values: Facts, t: Translate) -> str:
    fee, mean = (price(t, values[key]) for key in ("fee_fen", "mean_fen"))
    told = t("Bill {month}: {fee}, mean {mean}")
    return told.format(month=values["month"], fee=fee, mean=mean)


def _arrears(values: Facts, t: Translate) -> str:
    return t("In arrears: {amount}").format(amount=price(t, values["arrears_fen"]))


def _low_balance(values: Facts, t: Translate) -> str:
    balance, under = (price(t, values[key]) for key in ("balance_fen", "under_fen"))
    return t("Balance {balance}, under {under}").format(balance=balance, under=under)


def _few_top_ups(values: Facts, t: Translate) -> str:
    told = t("{months}-month top-ups: {top_ups}, {paid}; mean {mean} yuan")
    paid, mean = (amount(values[key]) for key in ("paid_fen", "mean_fen"))
    return told.format(months=values["months"], top_ups=values["top_ups"], paid=paid, mean=mean)


_KINDS: Mapping[TaskKind, Callable[[Facts, date, Translate], str]] = {
    TaskKind.END: _end,
    TaskKind.WARNING: _warning,
    TaskKind.BY_HAND: _by_hand,
    TaskKind.CALL_BACK: _call_back,
    TaskKind.BIND: _bind,
    TaskKind.FIRST_CONTACT: _first_contact,
    TaskKind.CARE: _care,
    TaskKind.POINTS: _points,
    TaskKind.BIRTHDAY: _birthday,
}
_WARNINGS: Mapping[Rule, Callable[[Facts, Translate], str]] = {
    Rule.OFF_NET_WORDS: _leaving_words,
    Rule.COMPLAINT: _complaint,
    Rule.ZERO_CALLS: _zero_calls,
    Rule.SWING: _swing,
    Rule.ARREARS: _arrears,
    Rule.LOW_BALANCE: _low_balance,
    Rule.FEW_TOP_UPS: _few_top_ups,
}
