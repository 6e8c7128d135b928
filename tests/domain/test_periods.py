"""Periods are read as people write them and count whole months."""

from datetime import date

import pytest

from vipdesk.domain.periods import BadPeriodError, Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2025-11..2026-02", date(2025, 11, 1), date(2026, 2, 28)),
    ],
)
def test_a_period_is_read_and_written_alike(text: str, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.first, period.last, period.key) == (first, last, text)


def test_a_run_of_months_that_is_a_quarter_is_written_as_one() -> None:
    assert Period.parse("2026-04..2026-06").key == "2026-Q2"
    assert Period.parse("2026-05..2026-07").key == "2026-05..2026-07"


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-Q5", "26-10", "2026-10..2026-09"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriodError):
        Period.parse(text)


def test_the_period_before_has_the_same_length() -> None:
    assert Period.parse("2026-Q1").earlier(1).key == "2025-Q4"
    assert Period.quarter(date(2026, 11, 25)).key == "2026-Q4"
