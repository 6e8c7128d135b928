"""The verbs about whom to care for: ``retention run`` and ``tasks``."""

from argparse import Namespace
from dataclasses import asdict
from datetime import date
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.task_query import TaskFilter, TaskQuery
from vipdesk.domain.task_words import reason_words
from vipdesk.domain.tasks import TaskKind
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.task_list import TaskListService, TaskRow
from vipdesk.texts import _, ngettext


def retention_verb(options: Namespace) -> Result:
    """Derive all tasks as of today, or of the day that was named."""
    with writing(options, options.today) as store:
        day = store.today()
        counts = RetentionRunService(store).run().value
    told = _(
        "{day}: {created} created, {moved} moved, {superseded} superseded, {closed} closed, "
        "{unchanged} unchanged"
    )
    values = {name: number for name, number in asdict(counts).items() if name != "figures"}
    return Result({"day": day, **values}, [told.format(day=day, **values)])


def tasks_verb(options: Namespace) -> Result:
    """List the open tasks that are not put off; all that match are counted, the first shown."""
    kinds = (TaskKind(options.kind),) if options.kind else ()  # type: ignore[call-arg]
    with reading(options) as store:
        RetentionRunService(store).run_if_due()
        service, today = TaskListService(store), store.today()
        listed = service.listed(TaskQuery(filter=TaskFilter(kinds=kinds)), today)
        ids = [each.id for each in listed if not options.due or each.due_on <= options.due]
        by_id = {row.id: row for row in service.rows(ids[: options.limit])}
    rows = [by_id[task_id] for task_id in ids[: options.limit] if task_id in by_id]
    data = {"count": len(ids), "tasks": [_task_data(row, today) for row in rows]}
    count = ngettext("{n} task", "{n} tasks", len(ids)).format(n=len(ids))
    return Result(data, [*table([_task_cells(row, today) for row in rows]), count])


def _task_cells(row: TaskRow, today: date) -> list[str]:
    due = row.due_on.isoformat()
    return [due, _(row.kind.label), row.stage, row.name, _(row.tier.label), _words(row, today)]


def _task_data(row: TaskRow, today: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "cause": row.cause,
        "period": row.period,
        "stage": row.stage,
        "due_on": row.due_on,
        "customer_id": row.customer_id,
        "number": row.customer_number,
        "customer": row.name,
        "tier": row.tier,
        "line": row.phone,
        "plan": row.plan,
        "severity": row.severity,
        "score": row.score,
        "reason": _words(row, today),
    }


def _words(row: TaskRow, today: date) -> str:
    return row.title or reason_words(row.kind, row.facts, today, _)
