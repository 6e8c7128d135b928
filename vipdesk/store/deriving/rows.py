"""Rows of derived tasks as they stand, and how a due task is written."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from vipdesk.domain.tasks import DueTask
from vipdesk.store.deriving.scope import Scope


class OpenTask(NamedTuple):
    """An open row, its values as stored."""

    id: int
    customer_id: int
    line_id: int | None
    kind: str
    cause: str
    period: str
    stage: str
    due_on: str
    severity: str | None
    facts: str | None
    snoozed_until: str | None

    @property
    def values(self) -> tuple[Any, ...]:
        """All that the data decide, as `stored` gives it."""
        return self[1:]


_OPEN = f"SELECT {', '.join(OpenTask._fields)} FROM derived_task WHERE status = 'open'"
_CAUSES = " AND cause IN (SELECT value FROM json_each(:causes))"


def open_tasks(scope: Scope, causes: Iterable[str]) -> dict[str, OpenTask]:
    """The open rows by their causes, of each one: the customers' own, and those of ``causes``.

    The latter may stand under another customer, from whom a line was moved.
    """
    if scope.customer_ids is None:
        rows = scope.rows(_OPEN)
    else:
        among = scope.among("customer_id")
        rows = scope.rows(f"{_OPEN}{among} UNION {_OPEN}{_CAUSES}", causes=json.dumps([*causes]))
    return {row[4]: OpenTask._make(row) for row in rows}


def stored(task: DueTask) -> tuple[Any, ...]:
    """The values of a row of ``task``, in the order of the columns after the id."""
    return (
        task.customer_id,
        task.line_id,
        task.kind.value,
        task.cause,
        task.period,
        task.stage,
        task.due_on.isoformat(),
        task.severity.value if task.severity else None,
        facts_text(task.facts),
        _day(task.snoozed_until),
    )


def facts_text(facts: Mapping[str, Any]) -> str | None:
    """Facts as stored; none where there are none."""
    return json.dumps(dict(facts), sort_keys=True, ensure_ascii=False) if facts else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
