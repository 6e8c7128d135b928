"""Working days by the Chinese calendar, its make-up days (调休) included (rules.md 2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workday:
    """A day counted in working days.

    ``unknown_year`` is one whose holidays were not published when this program was made; of it
    Monday to Friday were counted, and who shows the day says so.
    """

    day: date
    unknown_year: int | None = None


def workdays_later(day: date, count: int) -> Workday:
    """The working day that is ``count`` working days after ``day``, which itself never counts."""
    unknown = None
    while count > 0:
        day += timedelta(days=1)
        works = _is_workday(day)
        if works is None:
            unknown = unknown or day.year
            works = day.weekday() < SATURDAY
        count -= works
    return Workday(day, unknown)


@cache
def _is_workday(day: date) -> bool | None:
    """None where the year's holidays are not known."""
    import chinese_calendar  # large tables, needed for a new VIP alone

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
