"""Warnings (rules.md 3): one function a rule, from what is known to whether it holds.

A rule looks at the figures of a line or of a customer, and at nothing else. What it saw is handed
out with its threshold and the day of the data, so that a person can check it.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from vipdesk.domain.months import last_day
from vipdesk.domain.names import fold
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import LineKind, Severity, Tier, Word
from vipdesk.texts import N_

VOICE = frozenset({LineKind.MOBILE, LineKind.LANDLINE})


class Rule(Word):
    """The rules, in the order in which lists show them; a rule's word names its factor too."""

    OFF_NET_WORDS = "off_net_words", N_("Spoke of leaving")
    COMPLAINT = "complaint", N_("Complaint")
    ZERO_CALLS = "zero_calls", N_("No calls")
    SWING = "swing", N_("Fee fell")
    ARREARS = "arrears", N_("In arrears")
    LOW_BALANCE = "low_balance", N_("Low balance")
    FEW_TOP_UPS = "few_top_ups", N_("Few or small top-ups")


class State(enum.Enum):
    """What a rule came to."""

    HOLDS = "holds"
    CLEAR = "clear"
    NO_DATA = "no_data"
    NOT_CONCERNED = "not_concerned"  # such as the balance of who pays afterwards


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule saw and what it came to.

    Attributes:
        values: Plain values with their thresholds; nothing personal.
        as_of: The day of the data; of a month its last one.
    """

    state: State
    values: Mapping[str, Any] = field(default_factory=dict)
    as_of: date | None = None

    @property
    def holds(self) -> bool:
        """Whether it warns."""
        return self.state is State.HOLDS


NO_DATA = Judged(State.NO_DATA)
NOT_CONCERNED = Judged(State.NOT_CONCERNED)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What is known of a line on the network; see `vipdesk.store.records.LineFacts`."""

    kind: str = LineKind.MOBILE.value
    opened_on: date | None = None
    next_end_on: date | None = None  # of all kinds, the nearest; a passed one if none is to come
    next_end_kind: str | None = None
    bill_month: str | None = None
    fee_fen: int | None = None
    fee_before_fen: int | None = None
    fee_months_before: int = 0
    usage_month: str | None = None
    silent_months: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """What is known of a customer; see `vipdesk.store.records.CustomerFacts`."""

    tier: str = Tier.ORDINARY.value
    contacted_on: date | None = None  # last effective touchpoint
    known_on: date | None = None  # since when they are this manager's and on the book
    prepaid: bool = False
    balance_fen: int | None = None
    balance_of: date | None = None
    arrears_fen: int | None = None
    arrears_of: date | None = None
    top_ups: int | None = None
    top_up_fen: int | None = None
    top_up_year_fen: int | None = None
    top_up_months: int = 0
    top_ups_until: date | None = None
    complaint_on: date | None = None
    upheld_on: date | None = None
    words_on: date | None = None
    words: str | None = None


def low_balance(customer: CustomerFigures, rules: RetentionRules) -> Judged:
    """A prepaid balance under the threshold, or negative."""
    if not customer.prepaid:
        return NOT_CONCERNED
    if customer.balance_fen is None:
        return NO_DATA
    values = {"balance_fen": customer.balance_fen, "under_fen": rules.low_balance_fen}
    holds = customer.balance_fen < max(0, rules.low_balance_fen)
    return _judged(holds, values, customer.balance_of)


def arrears(customer: CustomerFigures) -> Judged:
    """Anything owed, over all accounts."""
    if customer.arrears_fen is None:
        return NO_DATA
    values = {"arrears_fen": customer.arrears_fen}
    return _judged(customer.arrears_fen > 0, values, customer.arrears_of)


def few_top_ups(customer: CustomerFigures, rules: RetentionRules) -> Judged:
    """Few top-ups of prepaid accounts in the last months, or small ones beside the longer mean.

    The last months end with the newest payment of the whole book: who stopped paying in is not
    measured up to their own last payment. Whose first payment is later than these months began has
    no data; whose is later than the longer months is measured with the mean of the months known.
    """
    if not customer.prepaid:
        return NOT_CONCERNED
    months, known = rules.top_up_months, customer.top_up_months
    count, paid, year = customer.top_ups, customer.top_up_fen, customer.top_up_year_fen
    if count is None or paid is None or year is None or known < max(1, months):
        return NO_DATA
    small = paid * known * 100 < rules.top_up_percent * year * months
    values = {
        "top_ups": count,
        "at_least": rules.top_ups_at_least,
        "months": months,
        "paid_fen": paid,
        "mean_fen": year // known,
        "percent": rules.top_up_percent,
    }
    return _judged(count < rules.top_ups_at_least or small, values, customer.top_ups_until)


def complaint(customer: CustomerFigures, rules: RetentionRules, today: date) -> Judged:
    """A complaint that is open, or that was upheld within the days of the rule."""
    if customer.complaint_on is not None:
        return Judged(State.HOLDS, {"open_since": customer.complaint_on.isoformat()})
    return upheld_complaint(customer, rules, today)


def upheld_complaint(customer: CustomerFigures, rules: RetentionRules, today: date) -> Judged:
    """A complaint that was upheld within the days of the rule; its day is its closing."""
    day = customer.upheld_on
    values = {"upheld_on": day.isoformat() if day else None, "days": rules.complaint_days}
    return _judged(day is not None and _within(day, rules.complaint_days, today), values)


def off_net_words(customer: CustomerFigures, rules: RetentionRules, today: date) -> Judged:
    """Words of leaving in an incoming contact or a complaint, not long ago."""
    day = customer.words_on
    holds = day is not None and _within(day, rules.words_days, today)
    values = {"words": customer.words, "said_on": day.isoformat() if day else None}
    return _judged(holds, {**values, "days": rules.words_days})


def zero_calls(line: LineFigures, rules: RetentionRules) -> Judged:
    """A line made for calls, without any for some months running."""
    if line.kind not in VOICE:
        return NOT_CONCERNED
    if line.usage_month is None or line.silent_months is None:
        return NO_DATA
    values = {"silent_months": line.silent_months, "from_months": rules.silent_months}
    holds = line.silent_months >= max(1, rules.silent_months)
    return _judged(holds, {**values, "month": line.usage_month}, last_day(line.usage_month))


def swing(line: LineFigures, rules: RetentionRules) -> Judged:
    """A bill that lies far under the mean of the months before it."""
    fee, before, months = line.fee_fen, line.fee_before_fen, rules.swing_months
    if line.bill_month is None or fee is None or before is None:
        return NO_DATA
    if line.fee_months_before < months:
        return NO_DATA
    fell = fee * months * 100 <= before * (100 - rules.swing_percent)
    values = {
        "fee_fen": fee,
        "mean_fen": before // months,
        "percent": rules.swing_percent,
        "month": line.bill_month,
    }
    return _judged(before > 0 and fell, values, last_day(line.bill_month))


CustomerRule = Callable[[CustomerFigures, RetentionRules, date], Judged]
LineRule = Callable[[LineFigures, RetentionRules], Judged]

OF_CUSTOMERS: Mapping[Rule, CustomerRule] = {
    Rule.OFF_NET_WORDS: off_net_words,
    Rule.COMPLAINT: complaint,
    Rule.ARREARS: lambda customer, _rules, _today: arrears(customer),
    Rule.LOW_BALANCE: lambda customer, rules, _today: low_balance(customer, rules),
    Rule.FEW_TOP_UPS: lambda customer, rules, _today: few_top_ups(customer, rules),
}
OF_LINES: Mapping[Rule, LineRule] = {Rule.ZERO_CALLS: zero_calls, Rule.SWING: swing}


def severity(rule: Rule, score: int | None, rules: RetentionRules) -> Severity:
    """Red where the customer's score is high or they spoke of leaving; else orange."""
    high = score is not None and score >= rules.high_from
    return Severity.RED if high or rule is Rule.OFF_NET_WORDS else Severity.ORANGE


def words_of_leaving(text: str | None, words: Iterable[str]) -> tuple[str, ...]:
    """Which of ``words`` stand in ``text``; of those that lie in one another the longest alone.

    Compared as people read: full and half width, capitals and small letters are the same.
    """
    folded = fold(text or "")
    found = {word: key for word, key in _folded(tuple(words)) if key in folded}
    return tuple(
        word
        for word, key in found.items()
        if not any(key != other and key in other for other in found.values())
    )


@lru_cache(maxsize=4)
def _folded(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each word and what it is compared by; the same list goes with very many texts."""
    return tuple((word, key) for word in words if (key := fold(word)))


def days_old(as_of: date | None, today: date) -> int:
    """How old data of ``as_of`` are; 0 where they have no day or one to come."""
    return max(0, (today - as_of).days) if as_of else 0


def stale(judged: Judged, rules: RetentionRules, today: date) -> int:
    """How many days old the data are, where that is to be said loudly; else 0."""
    days = days_old(judged.as_of, today)
    return days if days > rules.stale_days else 0


def holding_of_line(line: LineFigures, rules: RetentionRules) -> Iterator[tuple[Rule, Judged]]:
    """The rules that hold for a line, and what they saw."""
    judged = ((rule, judge(line, rules)) for rule, judge in OF_LINES.items())
    return (each for each in judged if each[1].holds)


def holding_of_customer(
    customer: CustomerFigures, rules: RetentionRules, today: date
) -> Iterator[tuple[Rule, Judged]]:
    """The rules that hold for a customer, and what they saw."""
    judged = ((rule, judge(customer, rules, today)) for rule, judge in OF_CUSTOMERS.items())
    return (each for each in judged if each[1].holds)


def _within(day: date, days: int, today: date) -> bool:
    """Whether ``day`` is at most so many days ago."""
    return day >= today - timedelta(days=days)


def _judged(holds: bool, values: Mapping[str, Any], as_of: date | None = None) -> Judged:
    return Judged(State.HOLDS if holds else State.CLEAR, values, as_of)
