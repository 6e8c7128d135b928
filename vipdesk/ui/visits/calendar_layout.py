"""Where visits lie in the calendar: hours to show, lanes beside each other, free times."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from vipdesk.services.visit_lists import VisitRow

FIRST_HOUR, LAST_HOUR = 8, 19  # shown at least
PLAN_FROM = time(9)
SLOT_MINUTES = 30


def minutes_of(at: datetime) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def shown_hours(rows: Sequence[VisitRow]) -> tuple[int, int]:
    """The hours to show: the working day, and what lies before or after it, until midnight."""
    first = min((row.starts.hour for row in rows), default=FIRST_HOUR)
    last = max((_last_hour(row) for row in rows), default=LAST_HOUR)
    return min(first, FIRST_HOUR), max(last, LAST_HOUR)


def _last_hour(row: VisitRow) -> int:
    return min(24, -(-(minutes_of(row.starts) + row.minutes) // 60))


def lanes(rows: Sequence[VisitRow]) -> list[tuple[VisitRow, int, int]]:
    """Put visits of one day that overlap beside each other.

    Args:
        rows: In order of time.

    Returns:
        Each visit with its lane, counted from 0, and how many lanes it shares the width with.
    """
    placed: list[tuple[VisitRow, int, int]] = []
    group: list[tuple[VisitRow, int]] = []
    ends: list[datetime] = []  # of the last visit in each lane
    for row in rows:
        if ends and row.starts >= max(ends):
            placed += [(each, lane, len(ends)) for each, lane in group]
            group, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= row.starts), len(ends))
        ends[lane : lane + 1] = [row.ends]
        group.append((row, lane))
    return placed + [(each, lane, len(ends)) for each, lane in group]


def free_time(rows: Sequence[VisitRow], day: date, minutes: int) -> time:
    """The first half hour of a day, from nine on, that is free for ``minutes``; else nine."""
    taken = [
        (minutes_of(row.starts), minutes_of(row.starts) + row.minutes)
        for row in rows
        if row.starts.date() == day
    ]
    for begin in range(PLAN_FROM.hour * 60, LAST_HOUR * 60, SLOT_MINUTES):
        if all(begin + minutes <= starts or ends <= begin for starts, ends in taken):
            return time(begin // 60, begin % 60)
    return PLAN_FROM


def monday_of(day: date) -> date:
    """The Monday of the week in which ``day`` lies."""
    return day - timedelta(days=day.weekday())
