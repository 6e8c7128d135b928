"""Visits as an .ics file for other calendars; the caller decides what is masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vipdesk import __version__
from vipdesk.domain.plain_text import without_controls

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One appointment.

    Attributes:
        uid: Stable, so that the next export replaces it.
        starts, ends: Aware instants; written in UTC, since not every calendar knows zones by name.
        sequence: How often it was moved: the higher one wins.
        cancelled: Whether other calendars shall strike it.
    """

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False


def ics(events: Iterable[CalendarEvent], written_at: datetime) -> bytes:
    """The events as iCalendar.

    Args:
        events: In any order.
        written_at: Aware instant of the export.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//VIPDesk//VIPDesk {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_entry(event, written_at))
    return bytes(calendar.to_ical())


def _entry(event: CalendarEvent, written_at: datetime) -> "Event":
    from icalendar import Event

    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", written_at)
    entry.add("dtstart", event.starts.astimezone(UTC))
    entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", without_controls(event.title))
    entry.add("sequence", event.sequence)
    if event.place:
        entry.add("location", without_controls(event.place))
    if event.description:
        entry.add("description", without_controls(event.description))
    if event.cancelled:
        entry.add("status", "CANCELLED")
    return entry
