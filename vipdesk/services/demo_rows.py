"""The columns of the demo book's rows, from what was invented."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table

from vipdesk.domain import demo_names as names
from vipdesk.domain.demo import InventedCustomer, InventedLine
from vipdesk.domain.demo_contacts import SIGNATURE, InventedTouchpoint, InventedVisit
from vipdesk.domain.words import (
    Channel,
    DateKind,
    DateMove,
    Direction,
    LeavingReason,
    Result,
    VisitStatus,
)
from vipdesk.store import records

RAN_OUT_UNTOLD = 100  # days; an older end was told only when it had passed: no task is open of it


def table(record: type[records.Record]) -> Table:
    """The table of a record."""
    return record.metadata.tables[record.__tablename__]


def dated(day: date) -> dict[str, date]:
    """A row of a history that was recorded on its day."""
    return {"effective_on": day, "recorded_on": day}


def customer_values(customer: InventedCustomer, created_at: datetime) -> dict[str, Any]:
    """The columns of a customer."""
    year, month, day = customer.birth or (None, None, None)
    return {
        "number": customer.number,
        "kind": customer.kind,
        "name": customer.name,
        "gender": customer.gender,
        "contact_name": customer.contact_name,
        "phone": customer.lines[0].number,
        "id_number": customer.id_number,
        "address": customer.address,
        "employer": customer.employer,
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "birth_lunar": customer.birth_lunar,
        "joined_on": customer.joined_on,
        "stage": customer.stage,
        "preferred_hours": customer.preferred_hours,
        "interests": customer.interests,
        "do_not_disturb": customer.do_not_disturb,
        "note": customer.note,
        "created_at": created_at,
    }


def line_values(line: InventedLine) -> dict[str, Any]:
    """The columns of a line."""
    return {
        "number": line.number,
        "kind": line.kind,
        "opened_on": line.opened_on,
        "closed_on": line.status_since if line.status.left else None,
        "former_operator": line.former_operator,
        "add_ons": line.add_ons,
    }


def statuses(line: InventedLine) -> Iterator[tuple[Any, LeavingReason | None, date]]:
    """Whether the line was in use, why it left, since when."""
    if line.status_since > line.opened_on:
        yield type(line.status).NORMAL, None, line.opened_on
    yield line.status, line.leaving_reason, line.status_since


def contract_dates(line: InventedLine, today: date, told_on: date) -> Iterator[dict[str, Any]]:
    """What ends on the line; ``told_on`` is the day of the file that told of ends to come."""
    opened = line.opened_on
    for kind, ends_on in line.ends.items():
        values: dict[str, Any] = {"kind": kind, "ends_on": ends_on, "moved_as": None}
        if kind is DateKind.CONTRACT and line.renewed is not None:
            former, moved_on = line.renewed
            yield values | {"ends_on": former} | dated(opened)
            yield values | {"moved_as": DateMove.RENEWAL} | dated(moved_on)
        elif ends_on > today:
            yield values | {"effective_on": opened, "recorded_on": max(opened, told_on)}
        elif ends_on < today - timedelta(days=RAN_OUT_UNTOLD):
            yield values | {"effective_on": opened, "recorded_on": ends_on + timedelta(days=1)}
        else:
            yield values | dated(opened)


def plans(line: InventedLine) -> Iterator[tuple[str, int | None, date]]:
    """The plans of the line with their fee, since when."""
    if line.former_plan and line.plan_since > line.opened_on:
        yield line.former_plan, None, line.opened_on
    yield line.plan, line.fee_fen, line.plan_since


def visit_values(visit: InventedVisit, planned_at: datetime) -> dict[str, Any]:
    """The columns of a visit."""
    held = visit.status is VisitStatus.DONE
    ended_at = planned_at + timedelta(minutes=visit.minutes or 0)
    steps = [
        {"text": task.title, "due_on": task.due_on.isoformat(), "channel": task.channel}
        for task in (visit.task,)
        if task
    ]
    return {
        "status": visit.status,
        "planned_at": planned_at,
        "purpose": visit.purpose,
        "moved_count": 1 if visit.moved_from else 0,
        "closing_reason": visit.closing_reason,
        "started_at": planned_at if held else None,
        "ended_at": ended_at if held else None,
        "checklist": visit.checklist,
        "talked": visit.talked,
        "outcome": visit.outcome,
        "offers": visit.offers,
        "satisfaction": visit.satisfaction,
        "next_steps": steps or None,
        "signature": SIGNATURE if visit.signed else None,
        "signed_at": ended_at if visit.signed else None,
    }


def held_touchpoint(visit: InventedVisit) -> InventedTouchpoint:
    """The contact that a held visit was."""
    return InventedTouchpoint(
        at=visit.planned_at,
        channel=Channel.VISIT,
        direction=Direction.OUT,
        result=Result.CONNECTED,
        duration_seconds=(visit.minutes or 0) * 60,
        replied=False,
        note=visit.talked,
    )


def first_steps(customer: InventedCustomer) -> list[dict[str, Any]]:
    """The points of a new VIP's checklist, the first ones ticked."""
    day = customer.tier_since.isoformat()
    done = customer.first_steps or 0
    return [
        {"key": str(number), "text": text, "done_on": day if number <= done else None}
        for number, text in enumerate(names.FIRST_STEPS, 1)
    ]
