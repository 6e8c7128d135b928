"""Fills the turned screen: one customer, and only what `FaceSheet` has room for."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.face import (
    BILLS_SHOWN,
    FaceDone,
    FaceSheet,
    face_offers,
    face_requests,
)
from vipdesk.domain.losing import losing_lines
from vipdesk.domain.months import whole_years
from vipdesk.domain.visits import AGREED, NEXT_STEP, VisitDraft
from vipdesk.domain.words import NeedStatus, Outcome, TaskStatus, Tier, VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.losing import losing_of
from vipdesk.services.network import CustomerLines, lines_of, plan_end
from vipdesk.services.points_facts import PointsFacts, points_facts
from vipdesk.services.report_data import monthly_bills, salutation
from vipdesk.services.settings import settings_in_force
from vipdesk.services.talk_facts import open_needs
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    LineSummary,
    Manager,
    Need,
    Task,
    Visit,
)


class FaceService:
    """Reads what the customer of a visit may see."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sheet(self, customer_id: int, draft: VisitDraft) -> FaceSheet:
        """The customer's sheet, with what is being agreed now; an empty draft adds nothing.

        Raises:
            NotFoundError: The customer is gone.
        """
        today, zone = self._store.today(), self._store.zone()
        with self._store.read() as session:
            now = session.get(CustomerSummary, customer_id)
            if now is None:
                raise NotFoundError
            customer = session.get_one(Customer, customer_id)
            lines = lines_of(session, customer.id, today)
            line, other = lines.main, _other(lines, now)
            points = points_facts(session, customer.id, today)
            done = sorted(_done(session, customer.id, today, zone), key=lambda d: d.on)
            return FaceSheet(
                customer=customer.name,
                salutation=salutation(customer),
                tier="" if now.tier is Tier.ORDINARY else now.tier.label,
                year=_year(customer.joined_on, today),
                manager=session.scalars(select(Manager.name).where(Manager.is_self)).one(),
                today=today,
                plan=(line.plan if line else None) or "",
                plan_fee_fen=line.plan_fee_fen if line else None,
                ends_on=_coming(plan_end(line), today),
                other_plan=(other.plan if other else None) or "",
                other_ends_on=_coming(other.next_end_on if other else None, today),
                bills=monthly_bills(session, customer.id, f"{today:%Y-%m}", BILLS_SHOWN),
                offers=face_offers(draft.offers),
                chosen=draft.chosen,
                points=points.available,
                points_lots=points.lots,
                losing=_losing(session, now, today, points) if draft.shows_losing else (),
                requests=face_requests(draft, open_needs(session, customer.id)),
                done=tuple(reversed(done)),
            )


def _losing(
    session: Session, now: CustomerSummary, today: date, points: PointsFacts
) -> tuple[str, ...]:
    there = lines_of(session, now.customer_id, today).on_network
    losing = losing_of(now, there, settings_in_force(session), today, points.available)
    return tuple(losing_lines(losing, texts.translator(texts.language())))


def _year(joined_on: date | None, today: date) -> int | None:
    """Which year on the network this is: the first one is 1."""
    if joined_on is None or joined_on > today:
        return None
    return whole_years(joined_on, today) + 1


def _other(lines: CustomerLines, now: CustomerSummary) -> LineSummary | None:
    """The line that ends next, where that is not the main one."""
    ending = lines.ending(now.next_end_on)
    return None if ending is lines.main else ending


def _coming(ends_on: date | None, today: date) -> date | None:
    return ends_on if ends_on and ends_on >= today else None


def _done(session: Session, customer_id: int, today: date, zone: ZoneInfo) -> Iterator[FaceDone]:
    """Requests met, offers taken and agreed steps done since 1 January."""
    since = date(today.year, 1, 1)
    needs = select(Need.closed_on, Need.text).where(
        Need.customer_id == customer_id, Need.status == NeedStatus.MET, Need.closed_on >= since
    )
    tasks = select(Task.done_on, Task.title).where(
        Task.customer_id == customer_id,
        Task.kind == NEXT_STEP,
        Task.status == TaskStatus.DONE,
        Task.done_on >= since,
    )
    for query in (needs, tasks):
        for on, text in session.execute(query):
            if on is not None:
                yield FaceDone(on, text)
    visits = select(Visit.ended_at, Visit.offers, Visit.outcome).where(
        Visit.customer_id == customer_id, Visit.status == VisitStatus.DONE
    )
    for ended_at, offers, outcome in session.execute(visits):
        on = ended_at.astimezone(zone).date() if ended_at else None
        if on is not None and on >= since:
            taken = (offer for offer in offers or () if offer.get("taken"))
            t = texts.translator(texts.language())
            yield from (
                FaceDone(on, each["name"] or t(AGREED[outcome or Outcome.RENEWED]))
                for each in taken
            )
