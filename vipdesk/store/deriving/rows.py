"""Rows of derived tasks as they stand, and how a due task is written."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


STANDING = (
    "t.id, t.customer_id || ' ' || coalesce(t.line_id, '') || ' ' || t.kind || ' ' || t.period "
    "|| ' ' || t.stage || ' ' || t.due_on || ' ' || coalesce(t.severity, '') || ' ' || "
    "coalesce(t.snoozed_until, '') || ' ' || coalesce(t.facts, '')"
)
"""An open row ``t``: its id, and all that `as_standing` says of the task that it should be."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_IDS = "SELECT id FROM derived_task WHERE status = 'open'"
# The + keeps SQLite from walking through everything that is open to find a few rows.
_FEW = "SELECT id FROM derived_task WHERE +status = 'open'"
_ROWS = (
    f"SELECT {', '.join(OpenTask._fields)} FROM derived_task "
    "WHERE id IN (SELECT value FROM json_each(:ids))"
)
_CAUSES = " AND cause IN (SELECT value FROM json_each(:causes))"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which open rows are seen to stand as they should, so that nobody need read them again.

    Of the tens of thousands of a large book nearly all do: they are compared where they are read.

    Attributes:
        decided: Causes on which the manager decided something; these are looked at one by one.
        ids: The rows.
    """

    decided: frozenset[str]
    ids: set[int] = field(default_factory=set)

    def holds(self, cause: str, row: Sequence[Any], due: str) -> bool:
        """Whether the open row of ``cause``, read by `STANDING`, is as ``due`` says; it is noted.

        Args:
            cause: Of the task.
            row: What was read, of which nothing is there if no row is open.
            due: Of `as_standing`.
        """
        row_id, standing = row
        if standing != due or cause in self.decided:
            return False
        self.ids.add(row_id)
        return True


def as_standing(
    customer_id: int,
    line_id: int | str,
    kind: str,
    period: str,
    stage: str,
    due_on: str,
    facts: str,
    severity: str = "",
) -> str:
    """What `STANDING` says of a task that nobody put off; nothing is "" here."""
    return f"{customer_id} {line_id} {kind} {period} {stage} {due_on} {severity}  {facts}"


def open_tasks(scope: Scope, causes: Iterable[str], standing: Standing) -> dict[str, OpenTask]:
    """The open rows by their causes, but for those that stand as they should.

    The customers' own, and those of ``causes``: they may be under another customer, from whom a
    line was moved.
    """
    if scope.customer_ids is None:
        found = scope.rows(_IDS)
    else:
        among = scope.among("customer_id")
        found = scope.rows(f"{_FEW}{among} UNION {_FEW}{_CAUSES}", causes=json.dumps([*causes]))
    ids = [row[0] for row in found if row[0] not in standing.ids]
    rows = scope.rows(_ROWS, ids=json.dumps(ids)) if ids else []
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
        facts_text(task.facts) if task.facts else None,
        _day(task.snoozed_until),
    )


def facts_text(facts: Mapping[str, Any]) -> str:
    """Facts as stored."""
    return _ENCODER.encode(facts)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
