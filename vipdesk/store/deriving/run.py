"""One run: what the data ask for today, and the rows made to agree with it."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from vipdesk.domain.tasks import RunCounts
from vipdesk.progress import NoProgress, Progress
from vipdesk.store.deriving import (
    cares,
    due,
    ends,
    facts,
    follow_ups,
    newcomers,
    points,
    scores,
    warnings,
)
from vipdesk.store.deriving.decisions import Decisions
from vipdesk.store.deriving.scope import Scope
from vipdesk.store.deriving.write import write
from vipdesk.store.summaries import Basis

PARTS = 6  # of a run, told one by one
AT_ONCE = 2_000  # customers up to which an action derives at once; of more, a job does

_DAYS = (
    "UPDATE book SET derived_on = :today, "
    "run_before = CASE WHEN run_on < :today THEN run_on ELSE run_before END, run_on = :today"
)

# Whoever was deleted on request leaves counts and a tombstone, and no day or word of theirs.
_ERASED = "SELECT EXISTS (SELECT 1 FROM tombstone WHERE customer_id IS NOT NULL)"
_FORGET = (
    "DELETE FROM {table} WHERE customer_id IN "
    "(SELECT customer_id FROM tombstone WHERE customer_id IS NOT NULL)"
)
_OF_CUSTOMERS = ("derived_task", "warning", "customer_facts", "score_month")


def refresh(
    connection: Connection,
    basis: Basis,
    customer_ids: Iterable[int] | None,
    progress: Progress | None = None,
) -> RunCounts:
    """Make the derived rows of these customers agree with the data; twice changes nothing more.

    Args:
        connection: Inside a write, after the summaries of the same customers were refreshed.
        basis: The day and the rules.
        customer_ids: None: everybody; then the book notes for which day it is derived.
        progress: Told between the parts; may stop the run, of which nothing stays then.
    """
    progress = progress or NoProgress()
    scope = Scope.of(connection, basis, customer_ids)
    figures = _forget(scope)
    for done, part in enumerate((facts.refresh, scores.refresh, warnings.refresh)):
        progress.step(done, PARTS)
        figures += part(scope)
    progress.step(3, PARTS)
    due.begin(scope)
    for gather in (ends.gather, warnings.gather):
        gather(scope)
    for tasks in (cares.tasks, newcomers.tasks, follow_ups.tasks, points.tasks):
        due.add(scope, tasks(scope))
    progress.step(4, PARTS)
    counts = write(scope, Decisions.of(scope))
    progress.step(5, PARTS)
    if scope.customer_ids is None:
        connection.exec_driver_sql(_DAYS, {"today": basis.today.isoformat()})
    progress.step(PARTS, PARTS)
    return replace(counts, figures=figures)


def _forget(scope: Scope) -> int:
    if not scope.rows(_ERASED)[0][0]:
        return 0
    return sum(scope.run(_FORGET.format(table=table)) for table in _OF_CUSTOMERS)


def refresh_touched(connection: Connection, basis: Basis) -> None:
    """Derive anew for the customers whose summaries an action has just refreshed.

    Of too many the book notes that it is to be derived as a whole, so that a long import is not
    made longer.
    """
    query = f"SELECT customer_id FROM touched LIMIT {AT_ONCE + 1}"
    ids = [row[0] for row in connection.exec_driver_sql(query)]
    if len(ids) > AT_ONCE:
        ask_for_run(connection)
    elif ids:
        refresh(connection, basis, ids)


def ask_for_run(connection: Connection) -> None:
    """Note that everybody is to be derived anew."""
    connection.exec_driver_sql("UPDATE book SET derived_on = NULL")
