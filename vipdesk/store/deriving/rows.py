"""Rows of derived tasks as they stand, and how a due task is written."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from vipdesk.domain.tasks import DueTask


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


COLUMNS = OpenTask._fields[1:]
"""Those of `stored`."""

INSERT = f"INSERT INTO derived_task ({', '.join(COLUMNS)}, status, opened_on)"
REOPEN = (
    "ON CONFLICT (cause, period, stage) DO UPDATE SET status = 'open', closed_on = NULL, "
    "closed_as = NULL, " + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


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
        task.snoozed_until.isoformat() if task.snoozed_until else None,
    )


def facts_text(facts: Mapping[str, Any]) -> str:
    """Facts as stored."""
    return _ENCODER.encode(facts)
