"""Tasks of ending dates, of all four kinds."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from vipdesk.domain import retention
from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import DateKind, DateMove
from vipdesk.store.deriving.scope import OURS, Scope

COLUMNS = {kind: f"{kind}_ends_on" for kind in DateKind}
CURRENT = (
    "(SELECT h.id FROM contract_date h WHERE h.line_id = {line} AND h.kind = {kind} "
    "AND h.effective_on <= :today ORDER BY h.effective_on DESC, h.id DESC LIMIT 1)"
)
_ON_NETWORK = "s.status NOT IN ('closed', 'ported_out')"
_NEAR = " OR ".join(f"s.{column} BETWEEN :first AND :last" for column in COLUMNS.values())
_EACH = " UNION ALL ".join(
    f"SELECT line_id, customer_id, '{kind}' AS kind, {column} AS ends_on FROM near "
    f"WHERE {column} BETWEEN :first AND :last"
    for kind, column in COLUMNS.items()
)
# CROSS JOIN keeps SQLite from reordering: the lines that end soon are few and come first.
_ENDS = f"""
    WITH near AS MATERIALIZED (
        SELECT s.line_id, s.customer_id, {", ".join(f"s.{name}" for name in COLUMNS.values())}
        FROM line_summary s CROSS JOIN customer_summary c ON c.customer_id = s.customer_id
        WHERE {_ON_NETWORK} AND ({_NEAR}) AND {OURS}{{among}}),
    ends AS MATERIALIZED ({_EACH})
    SELECT e.line_id, e.customer_id, e.kind, e.ends_on, d.recorded_on, d.moved_as,
        (SELECT o.recorded_on FROM owner_history o WHERE o.customer_id = e.customer_id
         AND o.effective_on <= :today ORDER BY o.effective_on DESC, o.id DESC LIMIT 1)
    FROM ends e CROSS JOIN contract_date d
    ON d.id = {CURRENT.format(line="e.line_id", kind="e.kind")}
"""
_SEEN = "SELECT DISTINCT cause, period FROM derived_task WHERE kind = 'end'{among}"


def tasks(scope: Scope) -> Iterator[DueTask]:
    """One task for each ending date that is near, or that passed while the book knew of it."""
    today, rules = scope.basis.today, scope.basis.rules
    first = today - timedelta(days=rules.lapsed_days)
    last = today + timedelta(days=max(rules.stages, default=0))
    found = scope.rows(
        _ENDS.format(among=scope.among("s.customer_id")),
        first=first.isoformat(),
        last=last.isoformat(),
    )
    seen = _Seen(scope)
    for row in found:
        ends_on = date.fromisoformat(row[3])
        stage = retention.stage_of((ends_on - today).days, rules)
        if stage is not None and (stage != retention.LAPSED or _was_known(row, seen)):
            yield _task(row, ends_on, stage)


def _was_known(row: Any, seen: "_Seen") -> bool:
    """Whether the book knew of the date before it passed; an old one of a first file makes none."""
    line_id, _customer, kind, period, recorded_on, *_rest = row
    if recorded_on is None or recorded_on <= period:
        return True
    return seen.holds(retention.end_cause(kind, line_id), period)


def _task(row: Any, ends_on: date, stage: str) -> DueTask:
    line_id, customer_id, kind, period, recorded_on, moved_as, assigned_on = row
    known = max(recorded_on or "", assigned_on or "")
    found_on = date.fromisoformat(known) if known else date.min
    return DueTask(
        retention.end_cause(kind, line_id),
        period,
        stage,
        TaskKind.END,
        customer_id,
        line_id,
        retention.due_on(stage, ends_on, found_on),
        facts={"date_kind": kind, "ends_on": period},
        moves=moved_as != DateMove.RENEWAL,
    )


class _Seen:
    """Which cases had a task before; read only if somebody asks."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._cases: set[tuple[str, str]] | None = None

    def holds(self, cause: str, period: str) -> bool:
        """Whether there was a task of any stage of the case."""
        if self._cases is None:
            rows = self._scope.rows(_SEEN.format(among=self._scope.among("customer_id")))
            self._cases = {(row[0], row[1]) for row in rows}
        return (cause, period) in self._cases
