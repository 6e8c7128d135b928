"""The statements of the task lists: derived tasks and those made by hand as one table ``t``.

A task made by hand bears the complement (~) of its id, so that one list can hold both kinds and
-1 is none. The day on which a task is due again after it was put off stands in the place of its
own.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.task_query import WEEK_DAYS, Due, Risk, TaskFilter, TaskQuery
from vipdesk.domain.tasks import TaskKind
from vipdesk.store.search import match_expression

Clause = tuple[str, dict[str, Any]]
_DUE_ON = "max(due_on, coalesce(snoozed_until, due_on)) AS due_on"
_DERIVED = f"""
SELECT id, customer_id, line_id, kind, cause, period, stage, {_DUE_ON}, severity, facts, status,
       opened_on, closed_on, closed_as, snoozed_until, NULL AS title
FROM derived_task WHERE {{derived}}
"""
_BY_HAND = """
SELECT ~id AS id, customer_id, line_id, kind, '' AS cause, '' AS period, '' AS stage, due_on,
       NULL AS severity, NULL AS facts, status, NULL AS opened_on, done_on AS closed_on,
       NULL AS closed_as, NULL AS snoozed_until, title
FROM task WHERE {by_hand}
"""
_KINDS = "".join(f" WHEN '{kind}' THEN {place}" for place, kind in enumerate(TaskKind))
# What is asked for by a day and not put off, as one table; the first page of a morning counts it.
_ASKED = f"""
SELECT id, customer_id, kind, stage, severity, {_DUE_ON} FROM derived_task
WHERE status = 'open' AND due_on <= :last
    AND (snoozed_until IS NULL OR snoozed_until <= :today)
UNION ALL
SELECT ~id, customer_id, kind, '', NULL, due_on FROM task
WHERE status = 'open' AND due_on <= :last
    AND customer_id IN (SELECT customer_id FROM customer_summary)
"""
ASKED_COUNTS = f"""
SELECT kind, count(*), sum(due_on < :today), sum(due_on = :today) FROM ({_ASKED}) GROUP BY kind
"""
# What may cost a customer comes first: who spoke of leaving, what ends within a week, red warnings;
# then promises made, then the rest of the ends and warnings, then care. Of each the highest score.
_URGENCY = """
CASE t.kind WHEN 'by_hand' THEN 0
    WHEN 'end' THEN
        CASE WHEN t.stage = 'lapsed' THEN 5 WHEN substr(t.stage, 3) + 0 <= 7 THEN 1
            WHEN substr(t.stage, 3) + 0 <= 30 THEN 4 ELSE 5 END
    WHEN 'warning' THEN CASE t.severity WHEN 'red' THEN 2 ELSE 4 END
    WHEN 'care' THEN 6 ELSE 3 END
"""
# Of what is due on one day the red warnings come first, then who is likelier to leave.
_WEIGHT = "t.severity IS NOT 'red', s.score DESC"
ORDERS = {
    "due": "t.due_on",
    "ends": "CASE WHEN t.kind = 'end' THEN t.period END",
    "name": "s.name_sort",
    "tier": "s.tier_rank",
    "kind": f"CASE t.kind{_KINDS} END",
    "score": "s.score",
    "plan": "coalesce(l.plan, s.plan)",
    "urgency": f"{_URGENCY} * 1000 - coalesce(s.score, 0) - s.tier_rank",
}
JOINS = """
JOIN customer_summary s ON s.customer_id = t.customer_id
LEFT JOIN line_summary l ON l.line_id = t.line_id
"""


def most_urgent(kinds: Sequence[TaskKind]) -> str:
    """The ids of the ``:most`` most urgent tasks of ``kinds``, as one JSON text.

    What is due comes before what comes within the days up to ``:last``, that by day. The kinds
    decide who is in; among these the score decides, so that a large book is not joined as a whole.
    """
    chosen = ", ".join(f"'{kind}'" for kind in kinds)
    day = "max(t.due_on, :today)"
    first = (
        f"SELECT t.*, {_URGENCY} AS rank FROM ({_ASKED}) t WHERE t.kind IN ({chosen})"
        f" ORDER BY {day}, rank, t.due_on LIMIT :most"
    )
    return (
        f"SELECT json_group_array(id) FROM (SELECT t.id FROM ({first}) t"
        " JOIN customer_summary s ON s.customer_id = t.customer_id"
        f" ORDER BY {day}, t.rank, s.score DESC, s.tier_rank DESC, t.due_on, t.id)"
    )


def tasks(derived: str = "status = 'open'", by_hand: str = "status = 'open'") -> str:
    """Both kinds of tasks as one table."""
    return f"({_DERIVED.format(derived=derived)} UNION ALL {_BY_HAND.format(by_hand=by_hand)})"


def listed(query: TaskQuery, rules: RetentionRules, today: date) -> Clause:
    """Ids, stages and due days of the tasks of a list in order, each as one JSON text.

    Three flat lists: one of triples takes five times as long to read as any of them, and meanwhile
    nothing else of the program runs.
    """
    where, values = _where(query, rules, today)
    way = "DESC" if query.descending else "ASC"
    key = ORDERS[query.sort]
    order = f"{key} IS NULL, {key} {way}, t.due_on, {_WEIGHT}, s.name_sort, t.id"
    inner = f"SELECT t.id, t.stage, t.due_on FROM {tasks()} t {JOINS} {where} ORDER BY {order}"
    columns = ", ".join(f"json_group_array({column})" for column in ("id", "stage", "due_on"))
    return f"SELECT {columns} FROM ({inner})", values


def counts(query: TaskQuery, rules: RetentionRules, today: date) -> Clause:
    """How many there are of each kind, and how many of these are overdue."""
    where, values = _where(query, rules, today)
    return (
        f"SELECT t.kind, count(*), sum(t.due_on < :today) FROM {tasks()} t {JOINS}"
        f" {where} GROUP BY t.kind",
        values | {"today": today.isoformat()},
    )


_ROW = f"""
SELECT t.*, s.name, s.tier, s.number AS customer_number, s.score,
       coalesce(l.number, s.phone) AS phone, l.kind AS line_kind, coalesce(l.plan, s.plan) AS plan,
       c.outcome, c.reason, c.next_on, c.id AS case_id,
       (SELECT o.new_ends_on FROM case_outcome o WHERE o.case_id = c.id
        ORDER BY o.id DESC LIMIT 1) AS new_ends_on
FROM ({{tasks}}) t {JOINS}
LEFT JOIN retention_case c ON c.cause = t.cause AND c.period = t.period
"""


def rows(ids: Sequence[int]) -> str:
    """The tasks of ``ids`` whatever their status, with what a row shows beside them."""
    derived = ", ".join(str(int(each)) for each in ids if each > 0) or "NULL"
    by_hand = ", ".join(str(~int(each)) for each in ids if each < 0) or "NULL"
    parts = (
        _DERIVED.format(derived=f"id IN ({derived})"),
        _BY_HAND.format(by_hand=f"id IN ({by_hand})"),
    )
    return " UNION ALL ".join(_ROW.format(tasks=each) for each in parts)


def closed() -> str:
    """The ids of cases closed since a day, newest first, as one JSON text."""
    since = "status = 'closed' AND kind IN ('end', 'by_hand') AND closed_on >= :since"
    inner = (
        f"SELECT t.id FROM {tasks(since, 'FALSE')} t {JOINS} ORDER BY t.closed_on DESC, t.id DESC"
    )
    return f"SELECT json_group_array(id) FROM ({inner})"


def _where(query: TaskQuery, rules: RetentionRules, today: date) -> Clause:
    found = list(_conditions(query, rules, today))
    values: dict[str, Any] = {}
    for _part, parameters in found:
        values |= parameters
    return "WHERE " + " AND ".join(part for part, _parameters in found), values


def _conditions(query: TaskQuery, rules: RetentionRules, today: date) -> Iterator[Clause]:
    yield _due(query.filter.due, today)
    match = match_expression(query.search)
    if match is not None:
        found = "SELECT rowid FROM customer_search WHERE customer_search MATCH :match"
        yield f"t.customer_id IN ({found})", {"match": match}
    yield from _chosen(query.filter)
    if query.filter.risks:
        bounds = {"high": rules.high_from, "medium": rules.medium_from}
        yield f"({' OR '.join(_RISKS[risk] for risk in query.filter.risks)})", bounds


_RISKS = {
    Risk.HIGH: "s.score >= :high",
    Risk.MEDIUM: "(s.score >= :medium AND s.score < :high)",
    Risk.LOW: "s.score < :medium + 0 * :high",  # names both bounds, which are always given
}


def _due(due: Due | None, today: date) -> Clause:
    values = {"today": today.isoformat()}
    put_off = "(t.snoozed_until IS NOT NULL AND t.snoozed_until > :today)"
    if due is Due.SNOOZED:
        return put_off, values
    if due is Due.OVERDUE:
        return "t.due_on < :today", values
    if due is Due.TODAY:
        return "t.due_on = :today", values
    if due is Due.WEEK:
        last = today + timedelta(days=WEEK_DAYS - 1)
        days = values | {"week": last.isoformat()}
        return f"(t.due_on BETWEEN :today AND :week AND NOT {put_off})", days
    return f"NOT {put_off}", values


def _chosen(criteria: TaskFilter) -> Iterator[Clause]:
    """Criteria that take one of several values."""
    columns: dict[str, tuple[str, Sequence[Any]]] = {
        "kind": ("t.kind", criteria.kinds),
        "tier": ("s.tier_rank", [tier.rank for tier in criteria.tiers]),
        "stage": ("t.stage", criteria.stages),
        "plan": ("coalesce(l.plan, s.plan)", criteria.plans),
    }
    for name, (column, chosen) in columns.items():
        if chosen:
            named = {f"{name}{n}": each for n, each in enumerate(chosen)}
            yield f"{column} IN ({', '.join(f':{each}' for each in named)})", named
