from datetime import date
from itertools import pairwise

import pytest

from vipdesk.domain import retention
from vipdesk.domain.retention_rules import RetentionRules

RULES = RetentionRules()


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [
        (91, None),
        (90, "T-90"),
        (61, "T-90"),
        (60, "T-60"),
        (31, "T-60"),
        (30, "T-30"),
        (8, "T-30"),
        (7, "T-7"),
        (1, "T-7"),
        (0, "T-0"),
        (-1, "lapsed"),
        (-60, "lapsed"),
        (-61, None),
    ],
)
def test_the_stage_is_the_smallest_that_covers_the_days_left(
    days_left: int, stage: str | None
) -> None:
    assert retention.stage_of(days_left, RULES) == stage


def test_stages_of_other_rules() -> None:
    rules = RetentionRules(stages=(45, 10), lapsed_days=5)
    found = [retention.stage_of(days, rules) for days in (46, 45, 11, 10, 0, -1, -5, -6)]
    assert found == [None, "T-45", "T-45", "T-10", "T-10", "lapsed", "lapsed", None]


@pytest.mark.parametrize(
    ("stage", "ends_on", "begins_on"),
    [
        ("T-90", date(2027, 1, 31), date(2026, 11, 2)),
        ("T-30", date(2028, 3, 30), date(2028, 2, 29)),  # a leap year
        ("T-30", date(2027, 3, 30), date(2027, 2, 28)),
        ("T-0", date(2026, 12, 31), date(2026, 12, 31)),
        ("lapsed", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_stage_begins_so_many_days_before(stage: str, ends_on: date, begins_on: date) -> None:
    assert retention.begins_on(stage, ends_on) == begins_on


def test_stages_follow_each_other() -> None:
    course = ["T-90", "T-60", "T-30", "T-7", "T-0", "lapsed"]
    for earlier, later in pairwise(course):
        assert retention.is_later(later, earlier)
        assert not retention.is_later(earlier, later)
