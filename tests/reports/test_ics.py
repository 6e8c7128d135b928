from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from vipdesk.reports.ics import CalendarEvent, ics

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def test_another_calendar_reads_the_visit_back() -> None:
    event = CalendarEvent(
        uid="v-7@vipdesk",
        starts=datetime(2026, 11, 24, 9, 30, tzinfo=SHANGHAI).astimezone(UTC),
        ends=datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI).astimezone(UTC),
        title="拜访 王𬱖",
        place="太原市迎泽区",
        description="续约；带合同, 两份",
        sequence=2,
    )
    calendar = Calendar.from_ical(ics([event], NOW))
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == "拜访 王𬱖"
    assert entry["description"] == "续约；带合同, 两份"
    assert entry.decoded("dtstart") == event.starts
    assert entry["sequence"] == 2
    assert "status" not in entry


@pytest.mark.parametrize(
    ("zone", "day", "written"),
    [
        ("Asia/Shanghai", (2026, 11, 26), (b"DTSTART:20261126T153000Z", b"DTEND:20261126T163000Z")),
        (
            "America/New_York",
            (2026, 11, 1),
            (b"DTSTART:20261102T043000Z", b"DTEND:20261102T053000Z"),
        ),
    ],
)
def test_times_are_in_utc_for_calendars_that_know_no_names_of_zones(
    zone: str, day: tuple[int, int, int], written: tuple[bytes, bytes]
) -> None:
    starts = datetime(*day, 23, 30, tzinfo=ZoneInfo(zone))
    content = ics([CalendarEvent(
        uid="v", starts=starts, ends=starts + timedelta(hours=1), title="x"
    )], NOW)  # fmt: skip
    assert b"TZID" not in content
    assert set(written) <= set(content.split(b"\r\n"))


@pytest.mark.parametrize(
    "text",
    [
        '王;强,"a"\\n: x', "两\n行", "👨\u200d👩\u200d👧" * 40, "𬱖" * 200, "C:\\new\\,\\;",
        "BEGIN:VEVENT", "e\u0301\u202e" * 40, "%2C^n^'",
    ],
)  # fmt: skip
def test_any_text_comes_back_in_lines_of_75_octets(text: str) -> None:
    event = CalendarEvent(uid="v", starts=NOW, ends=NOW, title=text, place=text, description=text)
    content = ics([event], NOW)
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    assert [entry[key] for key in ("summary", "location", "description")] == [text] * 3
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


def test_a_cancelled_visit_is_struck() -> None:
    event = CalendarEvent(uid="v-8", starts=NOW, ends=NOW, title="x", cancelled=True)
    (entry,) = Calendar.from_ical(ics([event], NOW)).walk("VEVENT")
    assert entry["status"] == "CANCELLED"
    assert "location" not in entry
