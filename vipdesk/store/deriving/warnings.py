"""Rows of warnings: one for each line or customer, rule and month in which the rule held.

SQL finds for whom any rule may hold; the rules of `vipdesk.domain.warnings` decide.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from vipdesk.domain import warnings
from vipdesk.domain.months import month_of
from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.warnings import Judged, Rule
from vipdesk.domain.words import Severity
from vipdesk.store.deriving import figures
from vipdesk.store.deriving.rows import STANDING, Standing, as_standing
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.deriving.scores import HOLDS, parameters

WARNS = {**HOLDS, "complaint": f"(g.complaint_on IS NOT NULL OR {HOLDS['complaint']})"}
"""When a rule holds: as its factor does, but an open complaint warns too."""

_MAY = {**WARNS, "zero_calls": "f.silent_months >= :silent_months"}  # by the facts alone
_ANY_OF_LINE = " OR ".join(f"({_MAY[rule]})" for rule in warnings.OF_LINES)
_ANY_OF_CUSTOMER = " OR ".join(f"({_MAY[rule]})" for rule in warnings.OF_CUSTOMERS)
_LINES = (
    f"SELECT c.customer_id, c.score, s.line_id, {figures.LINE_COLUMNS} FROM {{figures}} "
    f"WHERE ({_ANY_OF_LINE}) AND {OURS}{{among}}"
)
_CUSTOMERS = (
    f"SELECT c.customer_id, c.score, NULL, {figures.CUSTOMER_COLUMNS} FROM {{figures}} "
    f"WHERE ({_ANY_OF_CUSTOMER}) AND {OURS}{{among}}"
)
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False)  # of thousands of rows one
_COLUMNS = ("customer_id", "line_id", "subject", "rule", "month", "severity", '"values"')
_ROWS = (
    f"SELECT {', '.join(_COLUMNS)}, gone_on, id FROM warning "
    "WHERE (gone_on IS NULL OR month = :month){among}"
)
_INSERT = (  # of a line that is another customer's by now, the row of this month may be there
    f"INSERT INTO warning ({', '.join(_COLUMNS)}, first_on, gone_on) "
    f"VALUES ({', '.join('?' for _ in _COLUMNS)}, ?, NULL) "
    "ON CONFLICT (subject, rule, month) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}, gone_on = NULL"
)
_CHANGE = (
    f"UPDATE warning SET {', '.join(f'{name} = ?' for name in _COLUMNS)}, gone_on = NULL "
    "WHERE id = ?"
)
_GONE = "UPDATE warning SET gone_on = ? WHERE id = ?"
_HELD = (
    'SELECT w.customer_id, w.line_id, w.subject, w.rule, w.severity, w."values", w.first_on, '
    f"{STANDING} FROM warning w LEFT JOIN derived_task t ON t.status = 'open' "
    "AND t.cause = 'warning:' || w.rule || ':' || w.subject "
    "WHERE {few}w.month = :month AND w.gone_on IS NULL{among}"
)


class _Row(NamedTuple):
    """A row as stored, without its days."""

    customer_id: int
    line_id: int | None
    subject: str
    rule: str
    month: str
    severity: str
    values: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is about, whatever the month."""
        return self.subject, self.rule


@dataclass(slots=True)
class _Plan:
    """What is to be written."""

    inserts: list[_Row] = field(default_factory=list)
    changes: list[tuple[_Row, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def refresh(scope: Scope) -> None:
    """Make the rows of this month agree with what holds today, after facts and scores.

    What holds again within the month is the same warning; what no longer holds keeps its row, of
    whatever month, with the day since which it is gone.
    """
    today = scope.basis.today.isoformat()
    plan = _planned(scope, {row.key: row for row in _wanted(scope)})
    run = scope.connection.exec_driver_sql
    if plan.gone:
        run(_GONE, [(today, row_id) for row_id in plan.gone])
    if plan.changes:
        run(_CHANGE, [(*row, row_id) for row, row_id in plan.changes])
    if plan.inserts:
        run(_INSERT, [(*row, today) for row in plan.inserts])


def tasks(scope: Scope, standing: Standing) -> Iterator[DueTask]:
    """One task for each warning that holds, due on the day it was first seen this month.

    Those whose row stands as it should are noted in ``standing`` alone.
    """
    month = month_of(scope.basis.today)
    few = "" if scope.customer_ids is None else "+"  # of few customers, by these
    statement = _HELD.format(few=few, among=scope.among("w.customer_id"))
    for customer_id, line_id, subject, rule, severity, values, first_on, *row in scope.rows(
        statement, month=month
    ):
        cause = f"warning:{rule}:{subject}"
        facts = f'{{"rule": "{rule}", {values[1:]}'
        line = "" if line_id is None else line_id
        due = as_standing(customer_id, line, "warning", month, "", first_on, facts, severity)
        if not standing.holds(cause, row, due):
            yield DueTask(
                cause,
                month,
                "",
                TaskKind.WARNING,
                customer_id,
                line_id,
                date.fromisoformat(first_on),
                Severity(severity),  # type: ignore[call-arg]
                {"rule": rule, **json.loads(values)},
            )


def _wanted(scope: Scope) -> Iterator[_Row]:
    rules, today = scope.basis.rules, scope.basis.today
    for row in _found(scope, _CUSTOMERS, figures.CUSTOMERS, figures.CUSTOMERS_BY_FACTS):
        customer = figures.customer_figures(row[3:])
        held = warnings.holding_of_customer(customer, rules, today)
        yield from (_row(scope, row, rule, judged) for rule, judged in held)
    for row in _found(scope, _LINES, figures.LINES, figures.LINES_BY_FACTS):
        held = warnings.holding_of_line(figures.line_figures(row[3:]), rules)
        yield from (_row(scope, row, rule, judged) for rule, judged in held)


def _found(scope: Scope, statement: str, of_some: str, of_all: str) -> list[Any]:
    """Rows for which any rule may hold; of everybody they are looked up by the facts."""
    tables = of_all if scope.customer_ids is None else of_some
    values = parameters(scope.basis.rules, scope.basis.today)
    among = scope.among("c.customer_id")
    return scope.rows(statement.format(figures=tables, among=among), **values)


def _row(scope: Scope, row: Any, rule: Rule, judged: Judged) -> _Row:
    customer_id, score, line_id = row[:3]
    subject = f"customer:{customer_id}" if line_id is None else f"line:{line_id}"
    severity = warnings.severity(rule, score, scope.basis.rules)
    values = dict(judged.values)
    if judged.as_of is not None:
        values["as_of"] = judged.as_of.isoformat()
    month = month_of(scope.basis.today)
    text = _ENCODER.encode(values)
    return _Row(customer_id, line_id, subject, rule.value, month, severity.value, text)


def _planned(scope: Scope, wanted: dict[tuple[str, str], _Row]) -> _Plan:
    plan = _Plan()
    month = month_of(scope.basis.today)
    seen = set()
    for *values, gone_on, row_id in scope.rows(
        _ROWS.format(among=scope.among("customer_id")), month=month
    ):
        row = _Row(*values)
        due = wanted.get(row.key)
        if due is None:
            plan.gone += [row_id] if gone_on is None else []
        elif row.month == month:
            seen.add(row.key)
            plan.changes += [(due, row_id)] if row != due or gone_on is not None else []
    plan.inserts = [row for key, row in wanted.items() if key not in seen]
    return plan
