from datetime import UTC, datetime, timedelta, timezone

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


def test_a_cancelled_visit_is_struck() -> None:
    event = CalendarEvent(uid="v-8", starts=NOW, ends=NOW, title="x", cancelled=True)
    (entry,) = Calendar.from_ical(ics([event], NOW)).walk("VEVENT")
    assert entry["status"] == "CANCELLED"
    assert "location" not in entry
