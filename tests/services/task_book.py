"""Derived tasks, written as the engine would write them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from tests.conftest import TODAY
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DerivedStatus
from vipdesk.store.book import Store
from vipdesk.store.records import DerivedTask, LineSummary, ScoreOverride


def line_of(store: Store, customer_id: int) -> int:
    """The customer's first line."""
    query = select(LineSummary.line_id).where(LineSummary.customer_id == customer_id)
    with store.read() as session:
        return session.scalars(query.order_by(LineSummary.line_id)).first() or 0


def add_task(store: Store, customer_id: int, kind: TaskKind, cause: str, **values: Any) -> int:
    """An open task due today."""
    row = {
        "customer_id": customer_id,
        "kind": kind,
        "cause": cause,
        "period": "2026-11",
        "stage": "",
        "due_on": TODAY,
        "status": DerivedStatus.OPEN,
        "opened_on": TODAY,
    } | values
    with store.plain_write() as connection:
        connection.execute(delete(DerivedTask).where(DerivedTask.cause == cause))
        made = connection.execute(insert(DerivedTask).values(row).returning(DerivedTask.id))
        return made.scalar_one()


def add_end(store: Store, customer_id: int, ends_on: date, stage: str, **values: Any) -> int:
    """The task of a contract's end, due since the first day of its stage."""
    line_id = line_of(store, customer_id)
    days = int(stage.removeprefix("T-")) if stage.startswith("T-") else 0
    found: dict[str, Any] = {
        "line_id": line_id,
        "period": ends_on.isoformat(),
        "stage": stage,
        "due_on": ends_on - timedelta(days=days),
    }
    cause = values.pop("cause", f"end:contract:{line_id}")
    return add_task(store, customer_id, TaskKind.END, cause, **found | values)


def set_score(store: Store, customer_id: int, score: int) -> None:
    """How likely a customer is to leave, by the manager's word, which no later action changes."""
    with store.action("score.override") as session:
        days = {"from_on": date(2026, 1, 1), "until_on": date(2030, 1, 1)}
        session.add(ScoreOverride(customer_id=customer_id, score=score, reason="met them", **days))


def end_task(store: Store, customer_id: int) -> int:
    """The open task of the ending date nearest for a customer."""
    query = (
        select(DerivedTask.id)
        .where(DerivedTask.customer_id == customer_id, DerivedTask.kind == TaskKind.END)
        .where(DerivedTask.status == DerivedStatus.OPEN)
    )
    with store.read() as session:
        found = session.scalar(query.order_by(DerivedTask.period))
    return found or add_end(store, customer_id, date(2026, 11, 30), "T-30")
