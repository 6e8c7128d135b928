"""When a birthday falls: solar ones, lunar ones, and 29 February (rules.md 1)."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from borax.calendars.lunardate import LCalendars, LunarDate

from vipdesk.domain.cell_days import Birthday
from vipdesk.texts import Translate

LONGEST_LUNAR_MONTH = 30  # days
LAST_LUNAR_YEAR = 2100


def next_birthday(birthday: Birthday, today: date) -> date:
    """The first day from ``today`` on, today included, on which the birthday is kept.

    29 February is kept on 28 February in common years; day 30 of a lunar month that has 29 days is
    kept on its last day. In a lunar year that doubles the month, the first of the two counts.

    Raises:
        ValueError: The day lies beyond the lunar calendar's tables (after 2100).
    """
    for year in range(today.year - 1, today.year + 2):
        day = _kept_on(birthday, year)
        if day >= today:
            return day
    raise ValueError(f"no birthday after {today}")


@lru_cache(maxsize=64)  # each action asks for the same week
def days_kept_on(day: date) -> tuple[tuple[bool, int, int], ...]:
    """Which birthdays are kept on ``day``: whether lunar, month and day of the month.

    Beyond the lunar calendar's tables (after 2100) none is lunar.
    """
    return tuple(_days_kept_on(day))


def _days_kept_on(day: date) -> Iterator[tuple[bool, int, int]]:
    yield False, day.month, day.day
    if (day.month, day.day) == (2, 28) and not _is_leap(day.year):
        yield False, 2, 29
    lunar = LunarDate.from_solar(day) if day.year <= LAST_LUNAR_YEAR else None
    if lunar is not None and not lunar.leap:
        yield True, lunar.month, lunar.day
        if lunar.day == LCalendars.ndays(lunar.year, lunar.month) < LONGEST_LUNAR_MONTH:
            yield True, lunar.month, LONGEST_LUNAR_MONTH


def _kept_on(birthday: Birthday, year: int) -> date:
    """The day in the calendar's own ``year``; a lunar year ends in the next solar one."""
    if not birthday.lunar:
        common = birthday.month == 2 and birthday.day == 29 and not _is_leap(year)
        return date(year, birthday.month, 28 if common else birthday.day)
    days: int = LCalendars.ndays(year, birthday.month)
    kept: date = LunarDate(year, birthday.month, min(birthday.day, days)).to_solar_date()
    return kept


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def is_real(birthday: Birthday) -> bool:
    """Whether there is such a day in its calendar, and in its year where that is known."""
    try:
        if not birthday.lunar:
            date(birthday.year or 2000, birthday.month, birthday.day)
        elif birthday.year is not None:
            LunarDate(birthday.year, birthday.month, birthday.day)
        else:
            return 1 <= birthday.month <= 12 and 1 <= birthday.day <= 30
    except ValueError:
        return False
    return True


def birth_date(birthday: Birthday) -> date | None:
    """The solar day of birth where the year is known."""
    if birthday.year is None or not is_real(birthday):
        return None
    if birthday.lunar:
        born: date = LunarDate(birthday.year, birthday.month, birthday.day).to_solar_date()
        return born
    return date(birthday.year, birthday.month, birthday.day)


def typed_birthday(birthday: Birthday) -> str:
    """The form in which a birthday is typed and read again: 1968-05-12, or 05-12."""
    year = "" if birthday.year is None else f"{birthday.year:04}-"
    return f"{year}{birthday.month:02}-{birthday.day:02}"


def birthday_words(birthday: Birthday, t: Translate) -> str:
    """How a birthday is said: 1968-05-12, or 农历 08-15."""
    day = typed_birthday(birthday)
    return t("lunar {day}").format(day=day) if birthday.lunar else day
