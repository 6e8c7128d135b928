"""Arithmetic on months as the book keeps them: ``YYYY-MM``."""

from calendar import monthrange
from datetime import date
from functools import lru_cache


def month_of(day: date) -> str:
    """The month of ``day``."""
    return f"{day.year:04}-{day.month:02}"


def shifted(month: str, by: int) -> str:
    """The month ``by`` months later, or earlier where negative."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{number // 12:04}-{number % 12 + 1:02}"


def months_until(last: str, count: int) -> list[str]:
    """``count`` months that end with ``last``, oldest first."""
    return [shifted(last, number - count + 1) for number in range(count)]


def whole_months(since: date, today: date) -> int:
    """How many whole months have passed; 0 for a day to come.

    A month that began on the 31st is whole on the last day of a shorter one.
    """
    months = (today.year - since.year) * 12 + today.month - since.month
    next_day = date.fromordinal(today.toordinal() + 1)
    ends_month = next_day.month != today.month
    if today.day < since.day and not ends_month:
        months -= 1
    return max(0, months)


def whole_years(since: date, today: date) -> int:
    """Anniversaries that have passed, today's too; 29 February is kept on the 28th."""
    return whole_months(since, today) // 12


def last_day(month: str) -> date:
    """The last day of ``month``."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


@lru_cache(maxsize=256)  # a run of the derived rows asks for the same ones
def months_ago(today: date, months: int) -> date:
    """The latest day since which `whole_months` counts ``months``, 0 or more.

    On the last day of a month that is the last day of the other one, also where it has more days.
    """
    last = last_day(shifted(month_of(today), -months))
    ends_month = today == last_day(month_of(today))
    return last if ends_month else last.replace(day=min(today.day, last.day))


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last one of a month that is too short for it."""
    last = last_day(shifted(month_of(day), months))
    return last.replace(day=min(day.day, last.day))
