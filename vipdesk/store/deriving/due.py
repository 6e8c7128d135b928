"""What the data ask for today, gathered before it is compared with the rows that are open.

Of the tens of thousands of tasks of a large book nearly all stand as they should, or are new as a
whole: SQL finds these, and inserts the new ones. Only of the others is there something to decide.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import Severity
from vipdesk.store.deriving.rows import COLUMNS, INSERT, REOPEN, OpenTask, stored
from vipdesk.store.deriving.scope import Scope

DUE = (*(name for name in COLUMNS if name != "snoozed_until"), "moves")
SEEN = ("due_id", "open_id", "same", "decided")
INTO = f"temp.due ({', '.join(DUE)})"
"""Where a room that finds its tasks by SQL inserts them; facts as `rows.facts_text` has them."""

_ADD = f"INSERT INTO {INTO} VALUES ({', '.join('?' for _ in DUE)})"
_SAME = " AND ".join(f"t.{name} IS d.{name}" for name in DUE if name != "moves")
_COMPARE = f"""
    INSERT INTO temp.seen
    SELECT d.rowid, t.id, t.id IS NOT NULL AND {_SAME} AND t.snoozed_until IS NULL,
        d.cause IN (SELECT value FROM json_each(:decided))
    FROM temp.due d LEFT JOIN derived_task t ON t.status = 'open' AND t.cause = d.cause
"""
_STANDING = "FROM temp.seen WHERE same AND NOT decided"
_REST = (
    f"SELECT {', '.join(f'd.{name}' for name in DUE)} FROM temp.seen s "
    "CROSS JOIN temp.due d ON d.rowid = s.due_id "
    "WHERE s.decided OR (s.open_id IS NOT NULL AND NOT s.same)"
)
_OPEN = (
    f"SELECT {', '.join(OpenTask._fields)} FROM derived_task WHERE {{whose}} "
    f"AND id NOT IN (SELECT open_id {_STANDING})"
)
_NEW = (
    f"{INSERT} SELECT {', '.join(f'd.{name}' for name in DUE if name != 'moves')}, "
    "NULL, 'open', :today FROM temp.seen s CROSS JOIN temp.due d ON d.rowid = s.due_id "
    f"WHERE s.open_id IS NULL AND NOT s.decided ORDER BY d.cause {REOPEN}"
)


def begin(scope: Scope) -> None:
    """Forget what was gathered before."""
    scope.run("DELETE FROM temp.due")
    scope.run("DELETE FROM temp.seen")


def add(scope: Scope, tasks: Iterable[DueTask]) -> None:
    """Gather tasks that were found one by one."""
    rows = [(*stored(task)[:-1], task.moves) for task in tasks]
    if rows:
        scope.connection.exec_driver_sql(_ADD, rows)


def compare(scope: Scope, decided: Iterable[str]) -> int:
    """Look up the open rows of what was gathered; how many stand as they should.

    Args:
        scope: Whose tasks were gathered.
        decided: Causes on which the manager decided something; these are looked at one by one.
    """
    scope.run(_COMPARE, decided=json.dumps(list(decided)))
    standing: int = scope.rows(f"SELECT count(*) {_STANDING}")[0][0]
    return standing


def others(scope: Scope) -> list[DueTask]:
    """What neither stands as it should nor is simply new."""
    return [_task(*row) for row in scope.rows(_REST)]


def open_tasks(scope: Scope) -> dict[str, OpenTask]:
    """The open rows by their causes, but for those that stand as they should.

    The customers' own, and those of what was gathered: they may be under another customer, from
    whom a line was moved.
    """
    whose = "status = 'open'"
    if scope.customer_ids is not None:
        # The + keeps SQLite from walking through everything that is open to find a few rows.
        theirs = scope.among("customer_id").removeprefix(" AND ")
        whose = f"+status = 'open' AND ({theirs} OR id IN (SELECT open_id FROM temp.seen))"
    return {row[4]: OpenTask._make(row) for row in scope.rows(_OPEN.format(whose=whose))}


def insert_new(scope: Scope) -> int:
    """Insert what has no open row and was not decided on; how many these are."""
    return scope.run(_NEW)


def _task(*row: Any) -> DueTask:
    customer_id, line_id, kind, cause, period, stage, due_on, severity, facts, moves = row
    return DueTask(
        cause,
        period,
        stage,
        TaskKind(kind),  # type: ignore[call-arg]
        customer_id,
        line_id,
        date.fromisoformat(due_on),
        Severity(severity) if severity else None,  # type: ignore[call-arg]
        json.loads(facts) if facts else {},
        moves=bool(moves),
    )
