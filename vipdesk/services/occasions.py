"""Birthdays and anniversaries of the coming days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate
from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.birthdays import next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.talk import whole_years
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
    years, as `next_birthday` keeps it.
    """
    last = today + timedelta(days=days - 1)
    found = [*_birthdays(session, today, last), *_anniversaries(session, today, last)]
    return sorted(found, key=lambda each: (each.on, -each.tier.rank, each.name))


def _birthdays(session: Session, today: date, last: date) -> Iterator[Occasion]:
    rows = session.execute(text(_BORN.format(days=", ".join(sorted(_born_days(today, last))))))
    for customer_id, name, tier, month, day, lunar in rows:
        kept_on = next_birthday(Birthday(None, month, day, lunar=bool(lunar)), today)
        if kept_on <= last:
            word = Tier(tier)  # type: ignore[call-arg]
            yield Occasion(kept_on, OccasionKind.BIRTHDAY, customer_id, name, word, 0)


def _born_days(today: date, last: date) -> Iterator[str]:
    """Days of either calendar that may be kept now; rather too many than too few."""
    for number in range((last - today).days + 1):
        day = today + timedelta(days=number)
        lunar = LunarDate.from_solar(day)
        yield f"(0, {day.month}, {day.day})"
        yield f"(1, {lunar.month}, {lunar.day})"
        if (day.month, day.day) == (2, 28):
            yield "(0, 2, 29)"
        if lunar.day == 29:
            yield f"(1, {lunar.month}, 30)"


def _anniversaries(session: Session, today: date, last: date) -> Iterator[Occasion]:
    days = [today + timedelta(days=number) for number in range((last - today).days + 1)]
    by_day = {f"{day:%m-%d}": day for day in days}
    leap_day = next((day for day in days if (day.month, day.day) == (2, 28)), None)
    if leap_day is not None and "02-29" not in by_day and leap_day.year % 4:
        by_day["02-29"] = leap_day
    quoted = ", ".join(f"'{day}'" for day in by_day)
    for customer_id, name, tier, joined_on in session.execute(text(_JOINED.format(days=quoted))):
        on = by_day[joined_on[5:]]
        years = max(whole_years(date.fromisoformat(joined_on), on), on.year - int(joined_on[:4]))
        if years > 0:
            word = Tier(tier)  # type: ignore[call-arg]
            yield Occasion(on, OccasionKind.ANNIVERSARY, customer_id, name, word, years)
