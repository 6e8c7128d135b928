"""Writes a plan inside an action: whole tables at a time, owners first."""

from collections.abc import Mapping as ReadOnlyMapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.progress import Progress
from vipdesk.services.imports import points_write
from vipdesk.services.imports.plan import INSERT_COLUMNS, Plan, Row
from vipdesk.store import journal
from vipdesk.store.network import LEFT
from vipdesk.store.records import ImportMapping

_AT_ONCE = 10_000
_BULK = ("bill", "usage")
_KEYS = {
    "bill": ("line_id", "month"),
    "usage": ("line_id", "month"),
    "account_balance": ("account_id", "as_of"),
}

# As `vipdesk.services.line_status` does for one line: who has left stays away.
_STAY_AWAY = f"""
INSERT INTO status_history (line_id, status, effective_on, recorded_on, batch_id)
SELECT DISTINCT n.line_id, n.status, o.effective_on, n.recorded_on, n.batch_id
FROM status_history n
JOIN status_history o ON o.line_id = n.line_id AND o.effective_on > n.effective_on
WHERE n.batch_id = ? AND n.status IN {LEFT}
"""


def write_plan(
    session: Session, plan: Plan, batch_id: int, today: date, progress: Progress
) -> None:
    """Insert, change and replace; progress also asks whether to stop, before the commit.

    Raises:
        CancelledError: the action around rolls everything back.
    """
    total = sum(map(len, plan.inserts.values())) + sum(map(len, plan.updates.values())) + 1
    done = 0
    for table in INSERT_COLUMNS:
        if table in _BULK and plan.inserts[table]:
            journal.mark_bulk_insert(session, table, batch_id, len(plan.inserts[table]))
        done = _insert(session, table, plan.inserts[table], (done, total), progress)
    points_write.write(session, plan.points, batch_id, today, progress)
    for (table, column), rows in plan.updates.items():
        statement = f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?'
        session.connection().exec_driver_sql(statement, rows)
        done += len(rows)
        progress.step(done, total)
    for (table, column), rows in plan.replaced.items():
        one, other = _KEYS[table]
        statement = (
            f'UPDATE "{table}" SET "{column}" = ?, batch_id = ? WHERE {one} = ? AND {other} = ?'
        )
        session.connection().exec_driver_sql(statement, rows)
    if plan.inserts["status_history"]:
        session.connection().exec_driver_sql(_STAY_AWAY, (batch_id,))


def _insert(
    session: Session, table: str, rows: list[Row], at: tuple[int, int], progress: Progress
) -> int:
    done, total = at
    columns = ", ".join(f'"{name}"' for name in INSERT_COLUMNS[table])
    marks = ", ".join("?" * len(INSERT_COLUMNS[table]))
    statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        session.connection().exec_driver_sql(statement, part)
        done += len(part)
        progress.step(done, total)
    return done


def keep_mapping(
    session: Session, fingerprint: str, kind: str, values: ReadOnlyMapping[str, Any]
) -> None:
    """Remember how such a file was mapped; the month that was typed is of that one file."""
    values = dict(values) | {"month": None}
    kept = session.scalar(
        select(ImportMapping).where(
            ImportMapping.fingerprint == fingerprint, ImportMapping.kind == kind
        )
    )
    if kept is None:
        session.add(ImportMapping(fingerprint=fingerprint, kind=kind, mapping=values))
    elif kept.mapping != values:
        kept.mapping = values
