"""Tasks about points that are about to expire (rules.md 3 and 4)."""

from collections.abc import Iterator
from datetime import date, timedelta

from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.store.deriving.scope import OURS, Scope
from vipdesk.store.ledger import FREE

# The soonest last day on which a customer has points that are neither spent nor held.
_EXPIRING = f"""
    SELECT r.customer_id, r.expires_on, sum({FREE}) AS free
    FROM points_rest r CROSS JOIN customer_summary c ON c.customer_id = r.customer_id
    WHERE r.rest > 0 AND r.expires_on BETWEEN :today AND :until
        AND {OURS}{{among}}
    GROUP BY r.customer_id, r.expires_on HAVING free > 0 ORDER BY r.customer_id, r.expires_on
"""


def tasks(scope: Scope) -> Iterator[DueTask]:
    """One for each customer whose next points expire soon; later stages take its place."""
    days, today = sorted(scope.basis.points.warn_days), scope.basis.today
    if not days:
        return
    until = (today + timedelta(days=days[-1])).isoformat()
    told: set[int] = set()
    rows = scope.rows(_EXPIRING.format(among=scope.among("r.customer_id")), until=until)
    for customer_id, expires_on, points in rows:
        if customer_id not in told:
            told.add(customer_id)
            yield _task(customer_id, date.fromisoformat(expires_on), points, days, today)


def _task(customer_id: int, last: date, points: int, days: list[int], today: date) -> DueTask:
    stage = next(each for each in days if each >= (last - today).days)
    return DueTask(
        f"points:{customer_id}",
        last.isoformat(),
        f"T-{stage}",
        TaskKind.POINTS,
        customer_id,
        None,
        last - timedelta(days=stage),
        facts={"points": points, "until": last.isoformat()},
    )
