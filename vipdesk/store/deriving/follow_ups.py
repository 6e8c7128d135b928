"""Tasks that follow from single events: a complaint closed, a wish to leave."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import ImportKind
from vipdesk.store.deriving.facts import ON_NETWORK
from vipdesk.store.deriving.scope import OURS, Scope

_CLOSED = f"""
    SELECT m.id, m.customer_id, m.line_id, m.closed_on, m.batch_id
    FROM complaint m CROSS JOIN customer_summary c ON c.customer_id = m.customer_id
    WHERE m.closed_on BETWEEN :since AND :today
        AND (c.contacted_on IS NULL OR c.contacted_on < m.closed_on) AND {OURS}{{among}}
"""
_FILES = f"SELECT id, imported_at FROM import_batch WHERE kind = '{ImportKind.COMPLAINTS}'"
_BY_HAND = f"""
    SELECT r.cause, r.customer_id, r.line_id, r.period, r.opened_on
    FROM retention_case r CROSS JOIN customer_summary c ON c.customer_id = r.customer_id
    WHERE r.kind = 'by_hand' AND r.closed_on IS NULL AND {OURS}{{among}}
        AND NOT EXISTS (SELECT 1 FROM line_summary s
                        WHERE s.line_id = r.line_id AND NOT {ON_NETWORK})
"""


def tasks(scope: Scope) -> Iterator[DueTask]:
    """Whom to call back, and who asks to leave."""
    yield from _call_backs(scope)
    yield from _by_hand(scope)


def _call_backs(scope: Scope) -> Iterator[DueTask]:
    """One for each complaint that closed lately and after which nobody has spoken to them.

    Of those that the first files of complaints told of, it makes none whose days were over then.
    """
    rules, today = scope.basis.rules, scope.basis.today
    since = (today - timedelta(days=rules.lapsed_days)).isoformat()
    rows = scope.rows(_CLOSED.format(among=scope.among("m.customer_id")), since=since)
    first_day, first = _first_files(scope) if rows else (today, frozenset())
    for complaint_id, customer_id, line_id, closed_on, batch_id in rows:
        until = date.fromisoformat(closed_on) + timedelta(days=rules.call_back_days)
        if batch_id in first and until < first_day:
            continue
        yield DueTask(
            f"call_back:{complaint_id}",
            closed_on,
            "",
            TaskKind.CALL_BACK,
            customer_id,
            line_id,
            until,
            facts={"since": closed_on, "until": until.isoformat()},
        )


def _first_files(scope: Scope) -> tuple[date, frozenset[int]]:
    """The day on which the book first took complaints from files, and the imports of that day."""
    zone = scope.basis.zone
    days = {
        batch_id: datetime.fromisoformat(at).astimezone(zone).date()
        for batch_id, at in scope.rows(_FILES)
    }
    first = min(days.values(), default=scope.basis.today)
    return first, frozenset(batch_id for batch_id, day in days.items() if day == first)


def _by_hand(scope: Scope) -> Iterator[DueTask]:
    rows = scope.rows(_BY_HAND.format(among=scope.among("r.customer_id")))
    for cause, customer_id, line_id, period, opened_on in rows:
        yield DueTask(
            cause,
            period,
            "",
            TaskKind.BY_HAND,
            customer_id,
            line_id,
            date.fromisoformat(opened_on),
            facts={"since": opened_on},
        )
