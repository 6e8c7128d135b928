"""What a manager takes along for a day's visits: one internal sheet a customer."""

from dataclasses import dataclass
from datetime import date, time

from vipdesk.texts import N_


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A date that ends something on a line: which number (masked), what ends, when."""

    line_number: str
    what: str  # message id, such as "Plan ends"
    ends_on: date
    plan: str = ""


@dataclass(frozen=True, slots=True)
class PastContact:
    """A touchpoint as the sheet tells it."""

    day: date
    channel: str  # message id
    note: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something still to do for the customer."""

    title: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheet:
    """One customer's sheet; all personal fields masked, empty sections are not printed.

    Attributes:
        number: The visit's number, or the customer's on a sheet without a visit.
        starts, ends: Planned local times.
        place: Where to meet; an address masked to the district.
        purpose: Why the visit was planned.
        salutation: "mr", "ms" or "".
        tier: Message id of the tier's name.
        facts: More facts as message id of the label and printed value.
        endings: Soonest first.
        contacts: Latest first.
        needs: Open needs, in words.
        talking_points: What to talk about, in order.
        checklist: What to tick during the visit.
    """

    number: str
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    purpose: str = ""
    customer: str
    salutation: str = ""
    tier: str = ""
    line_number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    endings: tuple[EndingLine, ...] = ()
    contacts: tuple[PastContact, ...] = ()
    needs: tuple[str, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    talking_points: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPack:
    """The day's sheets, in the order of the visits; ``title`` is a message id."""

    title: str = N_("Visit pack")
    language: str
    day: date
    manager: str
    sheets: tuple[VisitSheet, ...]
