"""Tasks of ending dates, of all four kinds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from vipdesk.domain import retention
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import DateKind, DateMove
from vipdesk.store.deriving.facts import ON_NETWORK
from vipdesk.store.deriving.rows import STANDING, Standing, as_standing, facts_text
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.in_force import current

COLUMNS = {kind.value: f"{kind}_ends_on" for kind in DateKind}
CURRENT = current("contract_date", "id", "{line}", "AND h.kind = {kind} ")
_ASSIGNED_ON = current("owner_history", "recorded_on", "e.customer_id")
_NEAR = " OR ".join(f"s.{column} BETWEEN :first AND :last" for column in COLUMNS.values())
_EACH = " UNION ALL ".join(
    f"SELECT line_id, customer_id, '{kind}' AS kind, {column} AS ends_on FROM near "
    f"WHERE {column} BETWEEN :first AND :last"
    for kind, column in COLUMNS.items()
)
# Of a date that passed before the book knew of it only that counts which had a task before.
# CROSS JOIN keeps SQLite from reordering: the lines that end soon are few and come first.
_ENDS = f"""
    WITH near AS MATERIALIZED (
        SELECT s.line_id, s.customer_id, {", ".join(f"s.{name}" for name in COLUMNS.values())}
        FROM line_summary s CROSS JOIN customer_summary c ON c.customer_id = s.customer_id
        WHERE {ON_NETWORK} AND ({_NEAR}) AND {OURS}{{among}}),
    ends AS MATERIALIZED ({_EACH})
    SELECT e.line_id, e.customer_id, e.kind, e.ends_on, d.moved_as,
        max(d.recorded_on, coalesce({_ASSIGNED_ON}, '')),
        d.recorded_on <= e.ends_on OR e.ends_on >= :today OR EXISTS (SELECT 1 FROM derived_task x
            WHERE x.cause = 'end:' || e.kind || ':' || e.line_id AND x.period = e.ends_on),
        {STANDING}
    FROM ends e CROSS JOIN contract_date d
    ON d.id = {CURRENT.format(line="e.line_id", kind="e.kind")}
    LEFT JOIN derived_task t ON t.status = 'open' AND t.cause = 'end:' || e.kind || ':' || e.line_id
"""


def tasks(scope: Scope, standing: Standing) -> Iterator[DueTask]:
    """One task for each ending date that is near, or that passed while the book knew of it.

    Those whose row stands as it should are noted in ``standing`` alone.
    """
    today, rules = scope.basis.today, scope.basis.rules
    first = today - timedelta(days=rules.lapsed_days)
    last = today + timedelta(days=max(rules.stages, default=0))
    found = scope.rows(
        _ENDS.format(among=scope.among("s.customer_id")),
        first=first.isoformat(),
        last=last.isoformat(),
    )
    days = _Days(today, rules)
    for line_id, customer_id, kind, ends_on, moved_as, known_on, was_known, *row in found:
        day, cause = days.of(ends_on), retention.end_cause(kind, line_id)
        if day is None or not was_known:
            continue  # an old one of a first file makes none
        due_on = max(day.begins_on, known_on)
        values = (customer_id, line_id, "end", ends_on, day.stage, due_on, day.facts[kind])
        if not standing.holds(cause, row, as_standing(*values)):
            yield DueTask(
                cause,
                ends_on,
                day.stage,
                TaskKind.END,
                customer_id,
                line_id,
                date.fromisoformat(due_on),
                facts={"date_kind": kind, "ends_on": ends_on},
                moves=moved_as != DateMove.RENEWAL,
            )


@dataclass(frozen=True, slots=True)
class _Day:
    """What is the same for all lines on which something ends on one day."""

    stage: str
    begins_on: str
    facts: Mapping[str, str]  # by kind, as stored


class _Days:
    """The stages of ending dates; many lines share a day."""

    def __init__(self, today: date, rules: RetentionRules) -> None:
        self._today = today
        self._rules = rules
        self._known: dict[str, _Day | None] = {}

    def of(self, ends_on: str) -> _Day | None:
        """None: no stage holds."""
        if ends_on not in self._known:
            self._known[ends_on] = self._find(ends_on)
        return self._known[ends_on]

    def _find(self, ends_on: str) -> _Day | None:
        day = date.fromisoformat(ends_on)
        stage = retention.stage_of((day - self._today).days, self._rules)
        if stage is None:
            return None
        facts = {kind: facts_text({"date_kind": kind, "ends_on": ends_on}) for kind in COLUMNS}
        return _Day(stage, retention.begins_on(stage, day).isoformat(), facts)
