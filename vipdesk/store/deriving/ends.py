"""Tasks of ending dates, of all four kinds."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from vipdesk.domain import retention
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DateKind, DateMove
from vipdesk.store.deriving import due
from vipdesk.store.deriving.facts import ON_NETWORK
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.in_force import current

COLUMNS = {kind.value: f"{kind}_ends_on" for kind in DateKind}
CURRENT = current("contract_date", "id", "{line}", "AND h.kind = {kind} ")
_ASSIGNED_ON = current("owner_history", "recorded_on", "e.customer_id")
_CAUSE = "'end:' || e.kind || ':' || e.line_id"
_NEAR = " OR ".join(f"+s.{column} BETWEEN :first AND :last" for column in COLUMNS.values())
_EACH = " UNION ALL ".join(
    f"SELECT line_id, customer_id, '{kind}' AS kind, {column} AS ends_on FROM near "
    f"WHERE +{column} BETWEEN :first AND :last"
    for kind, column in COLUMNS.items()
)
# Of a date that passed before the book knew of it only that counts which had a task before.
# CROSS JOIN keeps SQLite from reordering: the lines that end soon are few and come first. The +
# before a day keeps it from taking each for a number first, and lets it look the days up.
_ENDS = f"""
    INSERT INTO {due.INTO}
    WITH near AS MATERIALIZED (
        SELECT s.line_id, s.customer_id, {", ".join(f"s.{name}" for name in COLUMNS.values())}
        FROM line_summary s CROSS JOIN customer_summary c ON c.customer_id = s.customer_id
        WHERE {ON_NETWORK} AND ({_NEAR}) AND {OURS}{{among}}),
    ends AS MATERIALIZED ({_EACH}),
    days AS MATERIALIZED (
        SELECT key AS ends_on, value ->> 0 AS stage, value ->> 1 AS begins_on
        FROM json_each(:days))
    SELECT e.customer_id, e.line_id, '{TaskKind.END}', {_CAUSE}, e.ends_on, y.stage,
        max(y.begins_on, d.recorded_on, coalesce({_ASSIGNED_ON}, '')), NULL,
        '{{{{"date_kind": "' || e.kind || '", "ends_on": "' || e.ends_on || '"}}}}',
        d.moved_as IS NOT '{DateMove.RENEWAL}'
    FROM ends e CROSS JOIN days y ON y.ends_on = +e.ends_on CROSS JOIN contract_date d
    ON d.id = {CURRENT.format(line="e.line_id", kind="e.kind")}
    WHERE d.recorded_on <= e.ends_on OR e.ends_on >= :today OR EXISTS (
        SELECT 1 FROM derived_task x WHERE x.cause = {_CAUSE} AND x.period = e.ends_on)
"""


def gather(scope: Scope) -> None:
    """Gather one task for each ending date that is near, or that passed while the book knew of it.

    Of old ones that came with a first file there is none.
    """
    today, rules = scope.basis.today, scope.basis.rules
    if days := _days(today, rules.stages, rules.lapsed_days):
        scope.run(_ENDS.format(among=scope.among("s.customer_id")), **days)


@lru_cache(maxsize=4)  # each action asks, and a day and its rules stay for long
def _days(today: date, stages: tuple[int, ...], lapsed_days: int) -> dict[str, str]:
    """What `_ENDS` is given: the ending dates on which a stage holds; nothing if there are none."""
    days = dict(_staged(today, RetentionRules(stages=stages, lapsed_days=lapsed_days)))
    return {"first": min(days), "last": max(days), "days": json.dumps(days)} if days else {}


def _staged(today: date, rules: RetentionRules) -> Iterator[tuple[str, tuple[str, str]]]:
    """The ending dates on which a stage holds today, with the stage and its first day."""
    last = max(rules.stages, default=0)
    for number in range(-rules.lapsed_days, last + 1):
        stage = retention.stage_of(number, rules)
        if stage is not None:
            day = today + timedelta(days=number)
            yield day.isoformat(), (stage, retention.begins_on(stage, day).isoformat())
