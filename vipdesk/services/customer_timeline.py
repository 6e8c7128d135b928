"""The contacts with a customer, both ways, newest first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.touchpoints import is_effective
from vipdesk.domain.words import VisitStatus
from vipdesk.services.customer_rows import TimelineRow
from vipdesk.services.settings import settings_in_force
from vipdesk.store.records import Touchpoint, Visit

SHOWN = 500


def timeline(session: Session, customer_id: int, zone: ZoneInfo) -> tuple[TimelineRow, ...]:
    """Touchpoints, and the visits that did not come to one; the last 500.

    Whether a touchpoint was effective is derived here, never kept (rules.md 2).
    """
    min_call = settings_in_force(session).min_call_seconds
    of_customer = select(Visit).where(Visit.customer_id == customer_id)
    visits = {each.id: each for each in session.scalars(of_customer)}
    touchpoints = session.scalars(
        select(Touchpoint)
        .where(Touchpoint.customer_id == customer_id)
        .order_by(Touchpoint.on_day.desc(), Touchpoint.id.desc())
        .limit(SHOWN)
    ).all()
    rows = [_contact(each, visits.get(each.visit_id or 0), zone, min_call) for each in touchpoints]
    held = {each.visit_id for each in touchpoints}
    rows += [_visit(each, zone) for each in visits.values() if each.id not in held]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True)[:SHOWN])


def _contact(
    found: Touchpoint, visit: Visit | None, zone: ZoneInfo, min_call_seconds: int
) -> TimelineRow:
    return TimelineRow(
        key=f"touchpoint:{found.id}",
        at=found.at.astimezone(zone),
        touchpoint_id=found.id,
        visit_id=found.visit_id,
        visit_status=visit.status if visit else None,
        channel=found.channel,
        direction=found.direction,
        result=found.result,
        duration_seconds=found.duration_seconds,
        effective=is_effective(
            found.channel,
            found.direction,
            found.result,
            found.duration_seconds,
            replied=found.replied,
            bulk=found.bulk,
            min_call_seconds=min_call_seconds,
        ),
        satisfaction=visit.satisfaction if visit else None,
        note=found.note or (visit.talked or visit.purpose or "" if visit else ""),
    )


def _visit(visit: Visit, zone: ZoneInfo) -> TimelineRow:
    at: datetime = visit.started_at or visit.planned_at
    closed = visit.status in (VisitStatus.CANCELLED, VisitStatus.NO_SHOW)
    return TimelineRow(
        key=f"visit:{visit.id}",
        at=at.astimezone(zone),
        visit_id=visit.id,
        visit_status=visit.status,
        satisfaction=visit.satisfaction,
        note=(visit.closing_reason if closed else visit.purpose) or "",
    )
