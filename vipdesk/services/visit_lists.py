"""Visits as the calendar, the list and other calendars show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import load_only

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.visits import draft_key
from vipdesk.domain.words import Tier, VisitStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.reports.ics import CalendarEvent, ics
from vipdesk.services.personal_fields import PersonalFields, read_personal
from vipdesk.services.report_data import place_of, salutation
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Customer, CustomerSummary, Visit
from vipdesk.texts import N_, Translate

OPEN = (VisitStatus.PLANNED, VisitStatus.STARTED)
CLOSED = (VisitStatus.CANCELLED, VisitStatus.NO_SHOW)
# What lists show; the record of a talk and its signature would make them slow.
LISTED = (
    load_only(
        Visit.uid,
        Visit.number,
        Visit.customer_id,
        Visit.status,
        Visit.planned_at,
        Visit.planned_minutes,
        Visit.place,
        Visit.purpose,
        Visit.moved_count,
        Visit.closing_reason,
    ),
    load_only(Customer.name, Customer.kind, Customer.gender, Customer.address),
)
ICS_COLUMNS = ["time", "customer", "place", "purpose"]
SORTS = {
    "time": Visit.planned_at,
    "customer": CustomerSummary.name_sort,
    "status": Visit.status,
    "number": Visit.number,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit as lists show it; times are local, the place is masked where it is an address.

    ``prepared`` says whether anything was written for it yet; `rows` does not look.
    """

    id: int
    uid: bytes
    number: str
    customer_id: int
    customer: str
    salutation: str
    tier: Tier
    status: VisitStatus
    starts: datetime
    minutes: int
    place: str
    typed_place: str
    purpose: str
    moved_count: int
    closing_reason: str
    prepared: bool

    @property
    def ends(self) -> datetime:
        """The planned end, also where clocks are put back or forth meanwhile."""
        ends = self.starts.astimezone(UTC) + timedelta(minutes=self.minutes)
        return ends.astimezone(self.starts.tzinfo)


class NoSuchVisitError(VipDeskError):
    """A number that no visit bears."""

    message = N_("There is no visit {number}.")


class VisitListService:
    """Reads only, but for the export."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The present day of the book."""
        return self._store.today()

    def now(self) -> datetime:
        """The present local time of the book."""
        return self._store.now().astimezone(self._store.zone())

    def instant(self, day: date, at: time) -> datetime:
        """The instant of a local time, as plans and moves want it."""
        return datetime.combine(day, at, tzinfo=self._store.zone())

    def between(self, first: date, last: date) -> list[VisitRow]:
        """The visits planned from ``first`` to ``last``, both included, in order of time."""
        drafts = frozenset(self._store.drafts.keys("visit:"))
        return self._rows(self._planned(first, last), drafts)

    def ids(self, kind: str, sort: str = "time", *, descending: bool = False) -> list[int]:
        """All visits of a ``kind`` (open, done, closed, all) in order."""
        key = SORTS[sort]
        query = (
            select(Visit.id)
            .join(CustomerSummary, CustomerSummary.customer_id == Visit.customer_id)
            .order_by(key.desc() if descending else key.asc(), Visit.id)
        )
        statuses = {"open": OPEN, "done": (VisitStatus.DONE,), "closed": CLOSED}.get(kind)
        if statuses:
            query = query.where(Visit.status.in_(statuses))
        with self._store.read() as session:
            return list(session.scalars(query))

    def rows(self, ids: Sequence[int]) -> list[VisitRow]:
        """The visits of ``ids``, in any order; those that are gone are left out.

        An indexed read for the list; it does not look whether they are prepared.
        """
        return self._rows(Visit.id.in_(ids))

    def row(self, visit_id: int) -> VisitRow:
        """One visit.

        Raises:
            NotFoundError: It is gone, or its customer is.
        """
        rows = self.rows([visit_id])
        if not rows:
            raise NotFoundError
        return rows[0]

    def numbered(self, number: str) -> int:
        """The id of the visit that bears ``number``.

        Raises:
            NoSuchVisitError: There is none.
        """
        with self._store.read() as session:
            visit_id = session.scalar(select(Visit.id).where(Visit.number == number))
        if visit_id is None:
            raise NoSuchVisitError(number=number)
        return visit_id

    def open_for(self, customer_id: int, day: date) -> int | None:
        """The visit to open for a customer on ``day``: a started one, else one planned that day."""
        query = (
            select(Visit.id)
            .where(Visit.customer_id == customer_id)
            .where(
                (Visit.status == VisitStatus.STARTED)
                | ((Visit.status == VisitStatus.PLANNED) & self._planned(day, day))
            )
            .order_by(Visit.status.desc(), Visit.planned_at)
            .limit(1)
        )
        with self._store.read() as session:
            return session.scalar(query)

    def overlapping(
        self, at: datetime, minutes: int, except_id: int | None = None
    ) -> VisitRow | None:
        """An open visit that lies over this time, so that the manager is warned; None if free."""
        day = at.astimezone(self._store.zone()).date()
        ends = at + timedelta(minutes=minutes)
        for row in self.between(day - timedelta(days=1), day + timedelta(days=1)):
            apart = row.ends <= at or ends <= row.starts
            if row.status in OPEN and row.id != except_id and not apart:
                return row
        return None

    def export_ics(
        self, path: Path, first: date, last: date, t: Translate, reason: str = ""
    ) -> Saved[int]:
        """Write the visits of some days for another calendar, and journal it.

        Cancelled ones are in it, so that the other calendar strikes them. Without a ``reason``
        places are masked and there are no numbers; with one both stand in full, and a mark of who
        took them out, when and why.

        Returns:
            How many were written.

        Raises:
            ReportNotWrittenError: What stood at ``path`` is unchanged; nothing is journalled.
        """
        rows = self.between(first, last)
        personal = self._personal(rows) if reason else {}
        mark = Unmasking(self._store).mark(reason, t)
        events = (_event(row, t, personal.get(row.customer_id), mark) for row in rows)
        content = ics(events, self._store.now())
        params: dict[str, Any] = {"reason": reason} if reason else {}
        with self._store.action(
            "export.unmasked" if reason else "export",
            keep_empty=True,
            kind="visits.ics",
            rows=len(rows),
            columns=[*ICS_COLUMNS, *(("phone", "address") if reason else ())],
            filter={"from": first.isoformat(), "to": last.isoformat()},
            **params,
        ) as session:
            mark_seen(session, sorted({row.customer_id for row in rows}))
            write_whole(path, content)
        return Saved(len(rows), frozenset({Area.JOURNAL}))

    def _personal(self, rows: Sequence[VisitRow]) -> dict[int, PersonalFields]:
        with self._store.read() as session:
            return read_personal(session, [row.customer_id for row in rows])

    def _planned(self, first: date, last: date) -> ColumnElement[bool]:
        begin = self.instant(first, time())
        return (Visit.planned_at >= begin) & (
            Visit.planned_at < self.instant(last + timedelta(days=1), time())
        )

    def _rows(
        self, condition: ColumnElement[bool], prepared: Collection[str] = ()
    ) -> list[VisitRow]:
        """Visits of customers on the book, in order of time; the recycle bin has no summary."""
        zone = self._store.zone()
        query = (
            select(Visit, Customer, CustomerSummary.tier)
            .join(Customer, Customer.id == Visit.customer_id)
            .join(CustomerSummary, CustomerSummary.customer_id == Visit.customer_id)
            .where(condition)
            .order_by(Visit.planned_at, Visit.id)
            .options(*LISTED)
        )
        with self._store.read() as session:
            return [
                _row(visit, customer, tier, visit.planned_at.astimezone(zone), prepared)
                for visit, customer, tier in session.execute(query)
            ]


def _row(
    visit: Visit, customer: Customer, tier: Tier, starts: datetime, drafts: Collection[str]
) -> VisitRow:
    return VisitRow(
        id=visit.id,
        uid=visit.uid,
        number=visit.number,
        customer_id=customer.id,
        customer=customer.name,
        salutation=salutation(customer),
        tier=tier,
        status=visit.status,
        starts=starts,
        minutes=visit.planned_minutes,
        place=place_of(visit, customer),
        typed_place=visit.place or "",
        purpose=visit.purpose or "",
        moved_count=visit.moved_count,
        closing_reason=visit.closing_reason or "",
        prepared=draft_key(visit.uid) in drafts,
    )


def _event(
    row: VisitRow, t: Translate, personal: PersonalFields | None, mark: str
) -> CalendarEvent:
    said = [row.purpose, personal.phone if personal else "", mark]
    place = row.typed_place or personal.address if personal else row.place
    return CalendarEvent(
        uid=f"{row.uid.hex()}@vipdesk",
        starts=row.starts,
        ends=row.ends,
        title=t("Visit {name}").format(name=row.customer),
        place=place,
        description="\n".join(filter(None, said)),
        sequence=row.moved_count,
        cancelled=row.status in CLOSED,
    )
