"""What is still to do for one customer: what data gave rise to and what was made by hand."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DerivedStatus, TaskStatus
from vipdesk.services.customer_rows import TaskRow
from vipdesk.store.records import DerivedTask, Task

_due_on = DerivedTask.due_on
DUE_ON = func.max(_due_on, func.coalesce(DerivedTask.snoozed_until, _due_on))
"""The day on which a derived task falls due: its own, or the one to which it was put off."""


def open_tasks_of(session: Session, customer_id: int, today: date) -> list[TaskRow]:
    """The open tasks that are not put off, what is due first on top."""
    by_hand = select(Task.id, Task.title, Task.due_on, Task.channel).where(
        Task.customer_id == customer_id, Task.status == TaskStatus.OPEN
    )
    awake = DerivedTask.snoozed_until.is_(None) | (DerivedTask.snoozed_until <= today)
    derived = select(
        *(DerivedTask.id, DerivedTask.kind, DerivedTask.facts),
        DUE_ON.label("due_on"),
    ).where(DerivedTask.customer_id == customer_id, DerivedTask.status == DerivedStatus.OPEN, awake)
    found = [TaskRow(*row) for row in session.execute(by_hand)]
    found += [
        TaskRow(row.id, "", row.due_on, None, TaskKind(row.kind), row.facts or {})  # type: ignore[call-arg]
        for row in session.execute(derived)
    ]
    return sorted(found, key=lambda task: (task.due_on, task.kind is None, task.id))
