"""Counts the figures that Today shows, from what the book holds."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.figures import Figure, FigureKey, quarter_start
from vipdesk.domain.months import last_day, month_of, shifted
from vipdesk.services.settings import rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.deriving.scope import OURS
from vipdesk.store.network import on_network, status_at
from vipdesk.store.records import Manager

SETTLED_DAYS = 15  # a customer who was assigned less long ago is not yet to be reached
RENEWED_FROM_DAYS = 90  # before the date; a renewal counts to the end of the second month after
RENEWED_MONTHS = 2

# Contract dates of the period, each once; one that was only corrected away is none. What gave way
# without a word, as older versions of the program wrote it, leaves the whole period open.
_ENDED = f"""
WITH dated AS (
    SELECT d.line_id, d.ends_on,
        lead(d.ends_on) OVER w AS next_on, lead(d.moved_as) OVER w AS moved_as,
        lead(d.recorded_on) OVER w AS moved_on
    FROM contract_date d WHERE d.kind = 'contract'
        AND d.line_id IN (SELECT line_id FROM contract_date
                          WHERE kind = 'contract' AND ends_on BETWEEN :first AND :last)
    WINDOW w AS (PARTITION BY d.line_id ORDER BY d.effective_on, d.id)
)
SELECT d.line_id, d.ends_on, max(d.moved_as IS 'renewal') AS renewal, max(d.moved_on) AS moved_on,
    max(d.next_on IS NOT NULL AND d.next_on <> d.ends_on AND d.moved_as IS NULL) AS unclear,
    k.outcome, k.closed_on
FROM dated d
JOIN line_summary l ON l.line_id = d.line_id
JOIN customer_summary c ON c.customer_id = l.customer_id AND {OURS}
LEFT JOIN retention_case k ON k.cause = 'end:contract:' || d.line_id AND k.period = d.ends_on
WHERE d.ends_on BETWEEN :first AND :last AND d.moved_as IS NOT 'correction'
GROUP BY d.line_id, d.ends_on
"""
_RENEWED = ("renewed", "moved_plan", "upgraded")
_STATES = f"""
SELECT coalesce({on_network("l.line_id", "l.before", ":before")}, 0) AS was_on,
    {on_network("l.line_id", "l.after", ":last")} AS is_on, count(*)
FROM (SELECT l.line_id, {status_at("l.line_id", ":before")} AS before,
        {status_at("l.line_id", ":last")} AS after
    FROM line_summary l JOIN customer_summary c ON c.customer_id = l.customer_id AND {OURS}) l
WHERE l.after IS NOT NULL GROUP BY 1, 2
"""
_REACH = f"""
SELECT count(*), coalesce(sum(c.contacted_on >= :first), 0) FROM customer_summary c
WHERE NOT c.do_not_disturb AND {OURS}
    AND (c.lines > 0 OR NOT EXISTS (SELECT 1 FROM line_summary l
                                    WHERE l.customer_id = c.customer_id))
    AND c.customer_id NOT IN (SELECT customer_id FROM owner_history WHERE effective_on > :settled
                              AND effective_on <= :last)
"""
_STANDARD = """
SELECT count(*), coalesce(sum(t.closed_as = 'contacted' AND t.closed_on <= t.due_on), 0)
FROM derived_task t JOIN customer_summary c ON c.customer_id = t.customer_id
WHERE t.kind = 'care' AND t.due_on BETWEEN :first AND :last
    AND (t.closed_as = 'contacted' OR (t.status = 'open' AND t.due_on < :last))
"""


class FigureService:
    """Reads only; a job, for each figure looks at the whole book."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def renewals(self) -> Figure:
        """The renewal rate of the quarter up to today."""
        today = self._store.today()
        with self._store.read() as session:
            return renewal_rate(session, today)


def figures(session: Session, today: date) -> tuple[Figure, ...]:
    """All of them, as of ``today`` of the book's zone."""
    return tuple(
        count(session, today) for count in (renewal_rate, churn, service_reach, service_standard)
    )


def renewal_rate(session: Session, today: date) -> Figure:
    """Contracts that ended this quarter, today included, and those of them that were renewed.

    A later date that is a renewal counts, and an outcome that keeps the customer, from 90 days
    before the date to the end of the second month after its own (rules.md 5). Where the history
    of one does not tell what became of it, there is no figure.
    """
    first = quarter_start(today)
    rows = list(_rows(session, _ENDED, first=first, last=today))
    if any(row.unclear for row in rows):
        return Figure(FigureKey.RENEWAL, 0, 0, first, today)
    renewed = sum(_is_renewed(row) for row in rows)
    return Figure(FigureKey.RENEWAL, renewed, len(rows), first, today)


def _is_renewed(row: Any) -> bool:
    ends_on = date.fromisoformat(row.ends_on)
    earliest = ends_on - timedelta(days=RENEWED_FROM_DAYS)
    latest = last_day(shifted(month_of(ends_on), RENEWED_MONTHS))
    days = [row.moved_on] if row.renewal else []
    if row.outcome in _RENEWED and row.closed_on:
        days.append(row.closed_on)
    return any(earliest <= date.fromisoformat(day) <= latest for day in days)


def churn(session: Session, today: date) -> Figure:
    """Lines that left in the last whole month, twice, over those on the network before and after.

    A line whose status is not known for a day counts on neither side. One that came back in the
    same month has not left (rules.md 5).
    """
    last = today.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    before = first - timedelta(days=1)
    together, left = 0, 0  # lines on the network at the two ends; lines that left
    for was_on, is_on, n in _rows(session, _STATES, before=before, last=last):
        together += n * (was_on + is_on)
        left += n * (was_on and not is_on)
    return Figure(FigureKey.CHURN, 2 * left, together, first, last)


def service_reach(session: Session, today: date) -> Figure:
    """Customers with an effective touchpoint this quarter, of those on the book.

    Left out are those who are not to be disturbed, who left the network, or who were assigned less
    than 15 days ago (rules.md 5, executed).
    """
    first = quarter_start(today)
    settled = today - timedelta(days=SETTLED_DAYS)
    ((all_, reached),) = _rows(session, _REACH, first=first, last=today, settled=settled)
    return Figure(FigureKey.REACH, reached, all_, first, today)


def service_standard(session: Session, today: date) -> Figure:
    """Care windows that closed this quarter, and those in which the customer was contacted in time.

    A window closes with the contact or with its last day. A contact counts by the day on which it
    was noted here (a definition of our own).
    """
    first = quarter_start(today)
    ((closed, met),) = _rows(session, _STANDARD, first=first, last=today)
    return Figure(FigureKey.STANDARD, met, closed, first, today)


def _rows(session: Session, statement: str, **days: date) -> Iterator[Any]:
    values: dict[str, Any] = {name: day.isoformat() for name, day in days.items()}
    values["zero_fee_months"] = rules_in_force(session).zero_fee_months
    values["self"] = session.scalar(select(func.min(Manager.id)).where(Manager.is_self))
    return iter(session.execute(text(statement), values).all())
