"""Makes the open rows agree with the tasks that the data ask for; what agrees costs no write."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from vipdesk.domain.retention import is_later
from vipdesk.domain.tasks import DueTask, RunCounts, TaskKind
from vipdesk.domain.words import ClosingReason, DerivedStatus
from vipdesk.store.deriving import due
from vipdesk.store.deriving.closing import Closing
from vipdesk.store.deriving.decisions import Decisions
from vipdesk.store.deriving.rows import COLUMNS, INSERT, REOPEN, OpenTask, stored
from vipdesk.store.deriving.scope import Scope

_INSERT = f"{INSERT} VALUES ({', '.join('?' for _ in COLUMNS)}, 'open', ?) {REOPEN}"
_CHANGE = (
    f"UPDATE OR IGNORE derived_task SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE id = ?"
)
_END = "UPDATE derived_task SET status = ?, closed_as = ?, closed_on = ? WHERE id = ?"


@dataclass(slots=True)
class _Plan:
    """What is to be written."""

    inserts: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    moves: list[tuple[OpenTask, tuple[Any, ...]]] = field(default_factory=list)
    superseded: list[OpenTask] = field(default_factory=list)
    over: list[OpenTask] = field(default_factory=list)
    unchanged: int = 0


STAGED = (TaskKind.END, TaskKind.POINTS)  # kinds whose next stage takes the place of the last


def write(scope: Scope, decisions: Decisions) -> RunCounts:
    """Insert, move, supersede, close and reopen rows of the scope's customers.

    Args:
        scope: Whose tasks were gathered: all that the data ask for, of each cause one.
        decisions: What the manager decided, which says when some are due and why some are over.
    """
    standing = due.compare(scope, decisions.causes())
    plan = _planned(due.open_tasks(scope), decisions.apply(due.others(scope)))
    today = scope.basis.today.isoformat()
    run = scope.connection.exec_driver_sql
    ended: list[tuple[Any, ...]] = [
        (DerivedStatus.SUPERSEDED.value, None, today, row.id) for row in plan.superseded
    ]
    if plan.over:
        closing, closed = Closing(scope, decisions, plan.over), DerivedStatus.CLOSED.value
        ended += [(closed, closing.reason(row).value, today, row.id) for row in plan.over]
    if ended:
        run(_END, ended)
    if plan.changes:
        run(_CHANGE, plan.changes)
    taken = [values for row, values in plan.moves if not _moved(scope, row, values)]
    inserts = [(*values, today) for values in [*plan.inserts, *taken]]
    if inserts:
        run(_INSERT, inserts)
    return RunCounts(
        created=len(plan.inserts) + due.insert_new(scope),
        moved=len(plan.changes) + len(plan.moves),
        superseded=len(plan.superseded),
        closed=len(plan.over),
        unchanged=plan.unchanged + standing,
    )


def _moved(scope: Scope, row: OpenTask, values: tuple[Any, ...]) -> bool:
    """Move a row to another period; False where that one's row of before is to be reopened."""
    run = scope.connection.exec_driver_sql
    if run(_CHANGE, (*values, row.id)).rowcount:
        return True
    gone = ClosingReason.GONE.value
    run(_END, (DerivedStatus.CLOSED.value, gone, scope.basis.today.isoformat(), row.id))
    return False


def _planned(standing: dict[str, OpenTask], tasks: Iterable[DueTask]) -> _Plan:
    plan = _Plan()
    for task in tasks:
        values = stored(task)
        row = standing.pop(task.cause, None)
        if row is None:
            plan.inserts.append(values)
        elif row.values == values:
            plan.unchanged += 1
        else:
            _change(plan, row, task, values)
    plan.over.extend(standing.values())
    return plan


def _change(plan: _Plan, row: OpenTask, task: DueTask, values: tuple[Any, ...]) -> None:
    """Decide what becomes of an open row whose task looks different now."""
    if row.period == task.period and row.stage == task.stage:
        plan.changes.append((*values, row.id))
    elif row.period != task.period and task.moves:
        plan.moves.append((row, values))
    else:
        follows = plan.superseded if _follows(row, task) else plan.over
        follows.append(row)
        plan.inserts.append(values)


def _follows(row: OpenTask, task: DueTask) -> bool:
    """Whether the task is the next of the same thing: a later stage, a warning's next month."""
    if row.period == task.period:
        return task.kind in STAGED and is_later(task.stage, row.stage)
    return task.kind is TaskKind.WARNING and task.period > row.period
