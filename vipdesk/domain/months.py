"""Arithmetic on months as the book keeps them: ``YYYY-MM``."""

from datetime import date


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
