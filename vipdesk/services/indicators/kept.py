"""Which lines of a cohort are kept at a period's end; the three retentions read it (rules.md 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from vipdesk.domain.indicators import WhyNot
from vipdesk.domain.months import last_day, month_of
from vipdesk.services.indicators.definition import Context
from vipdesk.store.bill_months import newest_month
from vipdesk.store.in_force import current
from vipdesk.store.network import LEFT, on_network, status_at
from vipdesk.store.records import Cohort

# One row for each line of the cohort. A line that is no longer in the book counts as lost; one that
# left and came back is kept, and flagged. ``fee`` is that of the month by which is counted.
# LIMIT -1 takes nothing away: it keeps SQLite from folding the queries into one, where it would
# look up the status and the bill of a line as often as they are named.
LINES = f"""
SELECT o.line_id, o.customer_id, o.was_tier, o.was_plan, o.was_owner_id, o.base_fee_fen, o.fee_fen,
    {{kept}} AS kept,
    o.line_id IN (SELECT h.line_id FROM status_history h WHERE h.status IN {LEFT}
        AND h.effective_on > :snapshot AND h.effective_on <= :last) AS had_left
FROM (SELECT m.line_id, m.customer_id, m.tier AS was_tier, m.plan AS was_plan,
        m.owner_id AS was_owner_id, m.base_fee_fen, coalesce(b.fee_fen, 0) AS fee_fen,
        l.id IS NOT NULL AS is_there, a.customer_id AS present_id,
        coalesce({status_at("m.line_id", ":last")}, 'normal') AS status
    FROM cohort_member m
        LEFT JOIN line l ON l.id = m.line_id
        LEFT JOIN account a ON a.id = l.account_id
        LEFT JOIN bill b ON b.line_id = m.line_id AND b.month = :month
    WHERE m.cohort_id = :cohort LIMIT -1) o
LIMIT -1
"""
_IN_SERVICE = f"(o.is_there AND {on_network('o.line_id', 'o.status', ':last')})"
_TIER = current("tier_history", "tier", "o.present_id", day=":last")
KEPT: Mapping[str, str] = {
    "in_service": _IN_SERVICE,
    "billed": f"(o.fee_fen > 0 AND {_IN_SERVICE})",
    "still_vip": f"({_IN_SERVICE} AND coalesce({_TIER}, 'ordinary') <> 'ordinary')",
    "fee_floor": f"(o.fee_fen > 0 AND o.fee_fen >= :floor AND {_IN_SERVICE})",
}
"""How a line is kept, by the name that the settings give it."""


@dataclass(frozen=True, slots=True)
class KeptLines:
    """The statement of a cohort's lines and what it is counted by."""

    cohort: Cohort
    select: str
    params: dict[str, Any]
    to_date: date | None  # the last day of the month counted by, where it is not the period's last


def kept_lines(context: Context, kept: str | None = None) -> KeptLines | WhyNot:
    """The lines of the period's cohort.

    The period's last month counts; while its bills are not in, the newest complete month whose
    bills are (a definition of ours: over, and the book has bills of it).

    Args:
        context: What is counted.
        kept: One of `KEPT`; None: that of the settings.
    """
    cohort = _cohort(context)
    if cohort is None:
        return WhyNot.NO_COHORT
    month = _month(context, cohort.on_day)
    if month is None:
        return WhyNot.NO_BILLS
    last = last_day(month)
    params = {
        "cohort": cohort.id,
        "snapshot": cohort.on_day.isoformat(),
        "last": last.isoformat(),
        "month": month,
        "floor": context.rules.fee_floor_fen,
    }
    to_date = last if month < context.period.last_month else None
    return KeptLines(cohort, LINES.format(kept=KEPT[kept or context.rules.kept]), params, to_date)


def _cohort(context: Context) -> Cohort | None:
    """The one that was named, else the manager's newest of the day before the period's quarter."""
    if context.cohort_id is not None:
        return context.session.get(Cohort, context.cohort_id)
    first = context.period.first
    quarter = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    query = (
        select(Cohort)
        .where(Cohort.on_day == quarter - timedelta(days=1), Cohort.manager_id == context.self_id)
        .order_by(Cohort.id.desc())
        .limit(1)
    )
    return context.session.scalars(query).first()


def _month(context: Context, snapshot: date) -> str | None:
    """The month by which is counted: the newest whose bills are in, after the snapshot's."""
    over = month_of(context.today.replace(day=1) - timedelta(days=1))
    month = newest_month(context.session, min(context.period.last_month, over))
    return month if month is not None and month > month_of(snapshot) else None
