"""When a customer is to be cared for: the cadence, birthdays, new VIPs (rules.md 1 and 2)."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from vipdesk.domain.birthdays import next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.months import months_later
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import Tier

SCATTER = 7_919  # a prime: customers of neighbouring numbers come on different days


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which a customer is to be contacted; its last day is still in time."""

    first: date
    last: date


@lru_cache(maxsize=20_000)
def window_after(contact: date, months: int) -> Window:
    """The window that a contact, or a mark by hand, begins."""
    return Window(contact, months_later(contact, months))


def first_window(known_on: date, months: int, customer_id: int, days_before: int) -> Window:
    """The window of somebody never contacted, its end spread over one cadence (†).

    On the day on which a whole book comes in no task is due: each day after it brings its share.

    Args:
        known_on: The later of assignment and first import.
        months: The cadence of the tier.
        customer_id: Decides on which day of the cadence; the same at every run.
        days_before: How long before its end a window makes a task.
    """
    whole = (window_after(known_on, months).last - known_on).days
    share = customer_id * SCATTER % max(1, whole - days_before)
    last = min(days_before + 1 + share, whole)
    return Window(known_on, known_on + timedelta(days=last))


@dataclass(frozen=True, slots=True)
class Care:
    """What a customer's care windows follow from.

    Attributes:
        known_on: The later of assignment and first import.
        months: The cadence of the tier, above 0.
        contacts: Days of effective touchpoints, in order.
    """

    customer_id: int
    known_on: date
    months: int
    contacts: Sequence[date]


def past_windows(care: Care, before: date, days_before: int) -> Iterator[tuple[Window, bool]]:
    """The care windows that closed before a day, and whether each was met.

    One is met by a contact after its first day, up to its last. The next begins with the last such
    contact, else on its last day (†). The first is that of a contact from before the customer was
    known, where it was still open then; else it is that of somebody never contacted.
    """
    window = _opening(care, days_before)
    while window.last < before:
        after = bisect_right(care.contacts, window.first)
        until = bisect_right(care.contacts, window.last)
        met = until > after
        yield window, met
        window = window_after(care.contacts[until - 1] if met else window.last, care.months)


def _opening(care: Care, days_before: int) -> Window:
    earlier = bisect_right(care.contacts, care.known_on)
    if earlier:
        window = window_after(care.contacts[earlier - 1], care.months)
        if window.last > care.known_on:
            return window
    return first_window(care.known_on, care.months, care.customer_id, days_before)


def opens(window: Window, today: date, days_before: int) -> bool:
    """Whether the window ends so soon, or ended, that it is a task."""
    return window.last - timedelta(days=days_before) <= today


def birthday_to_greet(birthday: Birthday, today: date, rules: RetentionRules) -> date | None:
    """The birthday that is to be greeted today: one of tomorrow, or one just missed.

    Raises:
        ValueError: The day lies beyond the lunar calendar's tables (after 2100).
    """
    first = today - timedelta(days=rules.birthday_days_after)
    last = today + timedelta(days=rules.birthday_days_before)
    day = next_birthday(birthday, first)
    return day if day <= last else None


@dataclass(frozen=True, slots=True)
class Since:
    """One row of a history: what held since when, and when the book learnt of it."""

    day: date
    value: object
    recorded_on: date


def new_since(tiers: Sequence[Since], owners: Sequence[Since], first_day: date) -> Since | None:
    """What made somebody a new VIP of this manager: the later of promotion and assignment.

    Whoever was in the book from its first day is none, until promoted or handed over: an operator's
    first file brings old customers.

    Args:
        tiers: From the first to the present one, which is a VIP's.
        owners: Likewise, managers; the present one is the manager of the laptop.
        first_day: On which the book's first customers came.

    Returns:
        The row that counts; None for an old customer.
    """
    events = [
        each for each in (_promotion(tiers), _assignment(owners, first_day)) if each is not None
    ]
    return max(events, key=lambda event: event.day, default=None)


def _promotion(tiers: Sequence[Since]) -> Since | None:
    """The row with which the present time as a VIP began, if it began below that."""
    ordinary = [place for place, each in enumerate(tiers) if each.value == Tier.ORDINARY]
    return tiers[ordinary[-1] + 1] if ordinary and ordinary[-1] + 1 < len(tiers) else None


def _assignment(owners: Sequence[Since], first_day: date) -> Since | None:
    """The row with which the present manager took over, or the book got to know the customer."""
    if not owners:
        return None
    others = [place for place, each in enumerate(owners) if each.value != owners[-1].value]
    if others:
        return owners[others[-1] + 1]
    return owners[0] if owners[0].recorded_on > first_day else None
