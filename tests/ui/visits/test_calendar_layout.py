from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from vipdesk.domain.words import Tier, VisitStatus
from vipdesk.services.visit_lists import VisitRow
from vipdesk.ui.visits.calendar_layout import free_time, lanes, monday_of, shown_hours

DAY = date(2026, 11, 21)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def row(at: str, minutes: int = 60, day: date = DAY) -> VisitRow:
    starts = datetime.combine(day, time.fromisoformat(at), tzinfo=SHANGHAI)
    return VisitRow(
        id=int(starts.timestamp()),
        uid=b"",
        number="",
        customer_id=1,
        customer="王",
        salutation="",
        tier=Tier.GOLD,
        status=VisitStatus.PLANNED,
        starts=starts,
        minutes=minutes,
        place="",
        typed_place="",
        purpose="",
        moved_count=0,
        closing_reason="",
        prepared=False,
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], []),
        (["09:00", "10:00"], [(0, 1), (0, 1)]),
        (["09:00", "09:30"], [(0, 2), (1, 2)]),
        (["09:00", "09:30", "10:00"], [(0, 2), (1, 2), (0, 2)]),
        (["09:00", "09:10", "09:20", "11:00"], [(0, 3), (1, 3), (2, 3), (0, 1)]),
    ],
)
def test_visits_that_overlap_lie_beside_each_other(
    times: list[str], expected: list[tuple[int, int]]
) -> None:
    placed = lanes([row(at) for at in times])
    assert [(lane, count) for _row, lane, count in placed] == expected


def test_the_working_day_is_shown_and_what_lies_outside() -> None:
    assert shown_hours([]) == (8, 19)
    assert shown_hours([row("07:30"), row("19:30", 90)]) == (7, 21)
    assert shown_hours([row("23:30", 90)]) == (8, 24)


@pytest.mark.parametrize(
    ("times", "free"),
    [
        ([], "09:00"),
        (["09:00"], "10:00"),
        (["09:30"], "10:30"),
        (["09:00", "10:30"], "11:30"),
        ([f"{hour:02}:00" for hour in range(9, 20)], "09:00"),
    ],
)
def test_a_new_visit_begins_when_there_is_time(times: list[str], free: str) -> None:
    other_day = row("09:00", day=DAY + timedelta(days=1))
    rows = [*(row(at) for at in times), other_day]
    assert free_time(rows, DAY, 60) == time.fromisoformat(free)


def test_weeks_begin_on_monday() -> None:
    assert monday_of(date(2026, 11, 22)) == monday_of(date(2026, 11, 16)) == date(2026, 11, 16)
