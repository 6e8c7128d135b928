from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.months import last_day, months_ago, months_until, shifted, whole_months


def test_months_run_over_years() -> None:
    assert shifted("2026-01", -1) == "2025-12"
    assert months_until("2026-02", 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("since", "today", "months"),
    [
        (date(2019, 9, 21), date(2026, 11, 21), 86),
        (date(2019, 9, 22), date(2026, 11, 21), 85),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 12, 1), date(2026, 11, 21), 0),
    ],
)
def test_whole_months(since: date, today: date, months: int) -> None:
    assert whole_months(since, today) == months


def test_the_last_day_of_a_month() -> None:
    assert last_day("2028-02") == date(2028, 2, 29)


@given(st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.integers(0, 30))
def test_the_latest_day_since_which_so_many_months_passed(today: date, months: int) -> None:
    day = months_ago(today, months)
    assert whole_months(day, today) == months
    assert whole_months(date.fromordinal(day.toordinal() + 1), today) == max(0, months - 1)
