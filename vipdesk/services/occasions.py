"""Birthdays and anniversaries of the coming days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.birthdays import days_kept_on
from vipdesk.domain.words import Tier, Word
from vipdesk.texts import N_

DAYS = 7


class OccasionKind(Word):
    """What is kept on a day."""

    BIRTHDAY = "birthday", N_("Birthday")
    ANNIVERSARY = "anniversary", N_("Anniversary with us")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day of a customer that is worth a word.

    ``years`` is 0 where it is not known or not said.
    """

    on: date
    kind: OccasionKind
    customer_id: int
    name: str
    tier: Tier
    years: int


_BORN = """
SELECT c.customer_id, s.name, s.tier, c.birth_month, c.birth_day, c.birth_lunar
FROM (SELECT id AS customer_id, birth_month, birth_day, birth_lunar FROM customer
      WHERE (birth_lunar, birth_month, birth_day) IN (VALUES {days})) c
JOIN customer_summary s ON s.customer_id = c.customer_id WHERE NOT s.do_not_disturb
"""
_JOINED = """
SELECT customer_id, name, tier, joined_on FROM customer_summary
WHERE substr(joined_on, 6) IN ({days}) AND NOT do_not_disturb AND lines > 0
"""


def occasions(session: Session, today: date, days: int = DAYS) -> list[Occasion]:
    """Those of the ``days`` from today on, today included: by day, the highest tier first.

    Customers who are not to be disturbed have none. 29 February is kept on the 28th in common
    years, as `days_kept_on` tells.
    """
    last = today + timedelta(days=days - 1)
    found = [*_birthdays(session, today, last), *_anniversaries(session, today, last)]
    return sorted(found, key=lambda each: (each.on, -each.tier.rank, each.name))


def _birthdays(session: Session, today: date, last: date) -> Iterator[Occasion]:
    kept = _kept(today, last)
    days = ", ".join(f"({lunar:d}, {month}, {day})" for lunar, month, day in kept)
    for customer_id, name, tier, *born in session.execute(text(_BORN.format(days=days))):
        month, day, lunar = born
        on = kept[bool(lunar), month, day]
        yield Occasion(on, OccasionKind.BIRTHDAY, customer_id, name, _tier(tier), 0)


def _anniversaries(session: Session, today: date, last: date) -> Iterator[Occasion]:
    kept = {
        f"{month:02}-{day:02}": on
        for (lunar, month, day), on in _kept(today, last).items()
        if not lunar
    }
    quoted = ", ".join(f"'{day}'" for day in kept)
    for customer_id, name, tier, joined_on in session.execute(text(_JOINED.format(days=quoted))):
        on = kept[joined_on[5:]]
        years = on.year - int(joined_on[:4])
        if years > 0:
            yield Occasion(on, OccasionKind.ANNIVERSARY, customer_id, name, _tier(tier), years)


def _kept(today: date, last: date) -> dict[tuple[bool, int, int], date]:
    """Each day of either calendar that is kept within the days, and the first on which it is."""
    kept: dict[tuple[bool, int, int], date] = {}
    for number in range((last - today).days + 1):
        on = today + timedelta(days=number)
        for each in days_kept_on(on):
            kept.setdefault(each, on)
    return kept


def _tier(word: str) -> Tier:
    return Tier(word)  # type: ignore[call-arg]
