from datetime import date, timedelta
from itertools import pairwise

import pytest

from vipdesk.domain.birthdays import days_kept_on
from vipdesk.domain.care import (
    Care,
    Since,
    birthday_to_greet,
    first_window,
    new_since,
    opens,
    past_windows,
    window_after,
)
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.months import months_later
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import Tier
from vipdesk.domain.workdays import Workday, workdays_later

RULES = RetentionRules()
FIRST_DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 2, 28), 3, date(2027, 5, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_window_is_a_task_from_a_week_before_its_last_day() -> None:
    window = window_after(date(2026, 8, 31), 3)
    assert window.last == date(2026, 11, 30)
    opened = [opens(window, date(2026, 11, day), RULES.care_days_before) for day in (22, 23, 30)]
    assert opened == [False, True, True]


def test_a_whole_book_is_spread_over_one_cadence() -> None:
    known_on = date(2026, 11, 21)
    windows = [first_window(known_on, 2, number, 7) for number in range(1, 5_401)]
    assert not any(opens(window, known_on, 7) for window in windows)  # day one is no flood
    assert max(window.last for window in windows) == date(2027, 1, 21)
    opened = [
        sum(opens(window, known_on + timedelta(days=number), 7) for window in windows)
        for number in range(55)
    ]
    by_day = [later - earlier for earlier, later in pairwise(opened)]
    assert max(by_day) - min(by_day) <= 1  # each day brings its share


@pytest.mark.parametrize(
    ("birthday", "today", "greeted"),
    [
        (Birthday(None, 11, 22, lunar=False), date(2026, 11, 20), None),
        (Birthday(None, 11, 22, lunar=False), date(2026, 11, 21), date(2026, 11, 22)),
        (Birthday(None, 11, 22, lunar=False), date(2026, 11, 29), date(2026, 11, 22)),
        (Birthday(None, 11, 22, lunar=False), date(2026, 11, 30), None),
        (Birthday(None, 1, 1, lunar=False), date(2026, 12, 31), date(2027, 1, 1)),
        (Birthday(None, 12, 31, lunar=False), date(2027, 1, 2), date(2026, 12, 31)),
        (Birthday(1992, 2, 29, lunar=False), date(2027, 2, 27), date(2027, 2, 28)),
        (Birthday(1992, 2, 29, lunar=False), date(2028, 2, 27), None),
        (Birthday(1992, 2, 29, lunar=False), date(2028, 2, 28), date(2028, 2, 29)),
        # Lunar New Year 2026 is 17 February, the eve of the year of 29 days in its last month.
        (Birthday(None, 1, 1, lunar=True), date(2026, 2, 16), date(2026, 2, 17)),
        (Birthday(None, 12, 30, lunar=True), date(2026, 2, 15), date(2026, 2, 16)),
        (Birthday(None, 1, 1, lunar=True), date(2027, 2, 5), date(2027, 2, 6)),
    ],
)
def test_a_birthday_is_greeted_from_the_day_before(
    birthday: Birthday, today: date, greeted: date | None
) -> None:
    assert birthday_to_greet(birthday, today, RULES) == greeted


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (date(2027, 2, 28), {(False, 2, 28), (False, 2, 29), (True, 1, 23)}),
        (date(2028, 2, 28), {(False, 2, 28), (True, 2, 4)}),
        (date(2026, 2, 16), {(False, 2, 16), (True, 12, 29), (True, 12, 30)}),
        (date(2026, 2, 17), {(False, 2, 17), (True, 1, 1)}),
        (date(2025, 7, 30), {(False, 7, 30)}),  # of the second sixth month of 2025
        (date(2150, 7, 30), {(False, 7, 30)}),  # beyond the lunar tables
    ],
)
def test_which_birthdays_are_kept_on_a_day(day: date, kept: set[tuple[bool, int, int]]) -> None:
    assert set(days_kept_on(day)) == kept


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 3, Workday(date(2026, 11, 25))),  # over a weekend
        (date(2026, 9, 30), 3, Workday(date(2026, 10, 10))),  # over the National Day week, the
        # make-up Saturday of which is its third working day
        (date(2026, 2, 13), 1, Workday(date(2026, 2, 14))),  # a make-up Saturday
        (date(2026, 12, 30), 3, Workday(date(2027, 1, 4), unknown_year=2027)),
    ],
)
def test_working_days_with_their_make_up_days(day: date, count: int, expected: Workday) -> None:
    assert workdays_later(day, count) == expected


def _since(*rows: tuple[object, int]) -> list[Since]:
    """Values with the day of March 2026 on which each took effect and came into the book."""
    return [Since(date(2026, 3, day), value, date(2026, 3, day)) for value, day in rows]


@pytest.mark.parametrize(
    ("tiers", "owners", "day"),
    [
        ([(Tier.GOLD, 1)], [(1, 1)], None),  # of the first file
        ([(Tier.GOLD, 5)], [(1, 5)], 5),  # of a later one
        ([(Tier.ORDINARY, 1), (Tier.GOLD, 5)], [(1, 1)], 5),  # promoted
        ([(Tier.ORDINARY, 1), (Tier.SILVER, 5), (Tier.GOLD, 9)], [(1, 1)], 5),  # was one already
        ([(Tier.GOLD, 1), (Tier.ORDINARY, 5), (Tier.GOLD, 9)], [(1, 1)], 9),  # again
        ([(Tier.GOLD, 1)], [(2, 1), (1, 7)], 7),  # handed over
        ([(Tier.ORDINARY, 1), (Tier.GOLD, 5)], [(2, 1), (1, 7)], 7),  # the later of both
        ([(Tier.ORDINARY, 1), (Tier.GOLD, 9)], [(2, 1), (1, 7)], 9),
        ([(Tier.ORDINARY, 5)], [(1, 5)], 5),
    ],
)
def test_who_is_new(
    tiers: list[tuple[object, int]], owners: list[tuple[object, int]], day: int | None
) -> None:
    found = new_since(_since(*tiers), _since(*owners), FIRST_DAY)
    assert (found.day.day if found else None) == day


def _closed(known: str, months: int, *contacts: str) -> list[tuple[str, str, bool]]:
    """First day, last day, met, of the windows that closed before 2027."""
    days = [date.fromisoformat(day) for day in contacts]
    care = Care(1, date.fromisoformat(known), months, days)
    return [
        (str(window.first), str(window.last), met)
        for window, met in past_windows(care, date(2027, 1, 1), RULES.care_days_before)
    ]


def test_windows_follow_from_contacts() -> None:
    assert _closed("2026-05-31", 3, "2026-05-31", "2026-08-31", "2026-12-01") == [
        ("2026-05-31", "2026-08-31", True),  # its last day is in time
        ("2026-08-31", "2026-11-30", False),  # a day late: the next one runs
    ]


def test_a_window_that_was_met_ends_with_its_day_and_the_next_begins_with_its_last_contact() -> (
    None
):
    assert _closed("2026-01-10", 3, "2026-01-10", "2026-02-01", "2026-04-01", "2026-11-30") == [
        ("2026-01-10", "2026-04-10", True),
        ("2026-04-01", "2026-07-01", False),
        ("2026-07-01", "2026-10-01", False),
    ]


def test_a_contact_from_before_the_customer_was_known_counts_while_its_window_is_open() -> None:
    assert _closed("2026-07-01", 3, "2026-05-01")[0] == ("2026-05-01", "2026-08-01", False)
    never = first_window(date(2026, 7, 1), 3, 1, RULES.care_days_before)
    assert _closed("2026-07-01", 3, "2025-01-01")[0] == ("2026-07-01", str(never.last), False)
    assert _closed("2026-12-31", 3) == []
