"""The tasks that data gave rise to and those made by hand, in one list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import text

from vipdesk.domain.masking import mask_line
from vipdesk.domain.retention import LAPSED
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import risk_of
from vipdesk.domain.task_query import Risk, TaskQuery
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import (
    ClosingReason,
    LeavingReason,
    Outcome,
    Severity,
    Tier,
)
from vipdesk.services import task_list_sql as sql
from vipdesk.services.settings import rules_in_force
from vipdesk.store.book import Store

CLOSED_DAYS = 30  # how long a closed case stays in sight


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as lists show it; its reason in words comes of ``kind`` and ``facts``.

    Attributes:
        id: Of one made by hand the complement (~) of its id, below -1.
        cause: What it is about, "" for one made by hand; with ``period`` it names the case.
        phone: Of the task's line, else the customer's; masked, but for a broadband's sign-on name.
        plan: Of the task's line, else of the customer's main one.
        title: Of a task made by hand.
        due_on: The day on which it is due again, where it was put off.
        outcome, reason, next_on, new_ends_on: Of its case, if there was a talk about it.
    """

    id: int
    customer_id: int
    line_id: int | None
    kind: TaskKind
    cause: str
    period: str
    stage: str
    name: str
    tier: Tier
    customer_number: str
    phone: str
    plan: str
    title: str
    due_on: date
    severity: Severity | None
    score: int | None
    risk: Risk | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True
    opened_on: date | None = None
    snoozed_until: date | None = None
    closed_on: date | None = None
    closed_as: ClosingReason | None = None
    case_id: int | None = None
    outcome: Outcome | None = None
    reason: LeavingReason | None = None
    next_on: date | None = None
    new_ends_on: date | None = None

    @property
    def ends_on(self) -> date | None:
        """The ending date that the task is about, if it is about one."""
        return date.fromisoformat(self.period) if self.kind is TaskKind.END else None


class Listed(NamedTuple):
    """A task as a board is laid out by."""

    id: int
    stage: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks a list holds, in all and by kind."""

    all: int
    overdue: int
    by_kind: Mapping[TaskKind, int]


class TaskListService:
    """Reads only: ids first, as a job, then rows by the page."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The book's day."""
        return self._store.today()

    def ids(self, query: TaskQuery, today: date) -> list[int]:
        """The ids of the open tasks that match, in view order."""
        return [each.id for each in self.listed(query, today)]

    def listed(self, query: TaskQuery, today: date) -> list[Listed]:
        """The open tasks that match, in view order, with what a board is laid out by."""
        with self._store.read() as session:
            rules = rules_in_force(session)
            statement, values = sql.listed(query, rules, today)
            ids, stages, days = map(json.loads, session.execute(text(statement), values).one())
        day_of = cache(date.fromisoformat)
        return [Listed(*each) for each in zip(ids, stages, map(day_of, days), strict=True)]

    def stages(self) -> tuple[str, ...]:
        """The stages of the settings, the first one first, and the one after the date."""
        with self._store.read() as session:
            days = rules_in_force(session).stages
        return (*(f"T-{each}" for each in sorted(days, reverse=True)), LAPSED)

    def asked(self, kinds: Sequence[TaskKind], last: date, most: int) -> list[int]:
        """The most urgent of what is due up to a day, at most so many; see `sql.most_urgent`."""
        values = {"today": self._store.today().isoformat(), "last": last.isoformat(), "most": most}
        with self._store.read() as session:
            statement = text(sql.most_urgent(kinds))
            found: list[int] = json.loads(session.scalar(statement, values) or "[]")
        return found

    def asked_counts(self, last: date) -> dict[TaskKind, tuple[int, int, int]]:
        """Of each kind how many are asked for up to a day, how many overdue, how many due today."""
        values = {"today": self._store.today().isoformat(), "last": last.isoformat()}
        with self._store.read() as session:
            rows = session.execute(text(sql.ASKED_COUNTS), values).all()
        return {_word(TaskKind, kind): (n, late, due) for kind, n, late, due in rows}

    def closed_ids(self, today: date) -> list[int]:
        """The ids of the cases closed in the last 30 days, newest first."""
        since = {"since": (today - timedelta(days=CLOSED_DAYS)).isoformat()}
        with self._store.read() as session:
            found: list[int] = json.loads(session.scalar(text(sql.closed()), since) or "[]")
        return found

    def counts(self, query: TaskQuery, today: date) -> TaskCounts:
        """How many tasks match, by kind."""
        with self._store.read() as session:
            rules = rules_in_force(session)
            statement, values = sql.counts(query, rules, today)
            groups = session.execute(text(statement), values).all()
        kinds = {_word(TaskKind, kind): n for kind, n, _overdue in groups}
        overdue = sum(group[2] for group in groups)
        return TaskCounts(sum(kinds.values()), overdue, kinds)

    def rows(self, ids: Sequence[int]) -> list[TaskRow]:
        """The tasks of ``ids``, in any order, open or not; an indexed read for the lists."""
        with self._store.read() as session:
            rules = rules_in_force(session)
            return [_row(found, rules) for found in session.execute(text(sql.rows(ids)))]

    def of_customer(self, customer_id: int) -> list[TaskRow]:
        """Everything that is open for one customer, what is due first on top."""
        statement = "SELECT id FROM derived_task WHERE customer_id = :id AND status = 'open'"
        by_hand = "SELECT ~id FROM task WHERE customer_id = :id AND status = 'open'"
        with self._store.read() as session:
            found = session.scalars(text(f"{statement} UNION ALL {by_hand}"), {"id": customer_id})
            ids = list(found)
        return sorted(self.rows(ids), key=lambda row: (row.due_on, row.id))

    def plans(self) -> list[str]:
        """The plans to filter by."""
        statement = f"SELECT DISTINCT coalesce(l.plan, s.plan) FROM {sql.tasks()} t {sql.JOINS}"
        with self._store.read() as session:
            return sorted(each for each in session.scalars(text(statement)) if each)


def _row(found: Any, rules: RetentionRules) -> TaskRow:
    return TaskRow(
        id=found.id,
        customer_id=found.customer_id,
        line_id=found.line_id,
        kind=_word(TaskKind, found.kind),
        cause=found.cause,
        period=found.period,
        stage=found.stage,
        name=found.name,
        tier=_word(Tier, found.tier),
        customer_number=found.customer_number,
        phone=mask_line(found.phone or "", found.line_kind),
        plan=found.plan or "",
        title=found.title or "",
        due_on=date.fromisoformat(found.due_on),
        severity=_word(Severity, found.severity),
        score=found.score,
        risk=risk_of(found.score, rules),
        facts=json.loads(found.facts) if found.facts else {},
        open=found.status == "open",
        opened_on=_day(found.opened_on),
        snoozed_until=_day(found.snoozed_until),
        closed_on=_day(found.closed_on),
        closed_as=_word(ClosingReason, found.closed_as),
        case_id=found.case_id,
        outcome=_word(Outcome, found.outcome),
        reason=_word(LeavingReason, found.reason),
        next_on=_day(found.next_on),
        new_ends_on=_day(found.new_ends_on),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _word(kind: Any, value: str | None) -> Any:
    return kind(value) if value else None
