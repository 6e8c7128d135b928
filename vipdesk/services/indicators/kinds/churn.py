"""Churn (离网率): how many lines left in the month."""

import json
from datetime import timedelta

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.domain.months import last_day
from vipdesk.services.indicators.definition import Context, Data, Indicator, Members
from vipdesk.store.deriving.scope import OTHERS, owned_on
from vipdesk.store.network import on_network, status_at
from vipdesk.texts import N_

# A line whose status is not known for a day counts on neither side; one that was handed over, for
# its owner of the day: of the two ends, and of the day on which it left. LIMIT -1 takes nothing
# away: it keeps SQLite from folding the queries into one, where it would look up each status as
# often as it is named.
_DAYS = """
SELECT h.effective_on AS day FROM status_history h WHERE h.line_id = o.line_id
    AND h.effective_on > :before AND h.effective_on <= :last
UNION SELECT value FROM json_each(:month_ends)
"""
_STILL_ON = on_network("o.line_id", status_at("o.line_id", "e.day"), "e.day")
_LEFT_ON = f"""
(SELECT min(d.day) FROM ({_DAYS}) d WHERE NOT EXISTS (
    SELECT 1 FROM ({_DAYS}) e WHERE e.day >= d.day AND {_STILL_ON}))
"""
# Opened, or back, in the period and gone by its end.
_BEEN_ON = f"""
EXISTS (SELECT 1 FROM status_history e WHERE e.line_id = o.line_id AND e.effective_on > :before
    AND e.effective_on <= :last
    AND {on_network("o.line_id", status_at("o.line_id", "e.effective_on"), "e.effective_on")})
"""
_LINES = f"""
SELECT m.* FROM (SELECT o.customer_id, o.line_id,
        2 * (CASE WHEN NOT o.is_on AND (o.was_on OR o.changed AND {_BEEN_ON})
             THEN {owned_on("o.customer_id", _LEFT_ON)} ELSE 0 END) AS numerator,
        CASE WHEN o.shared THEN (o.was_on AND {owned_on("o.customer_id", ":before")})
                + (o.is_on AND {owned_on("o.customer_id", ":last")})
            ELSE o.was_on + o.is_on END AS denominator
    FROM (SELECT l.customer_id, l.line_id, l.changed, l.customer_id IN {OTHERS} AS shared,
            coalesce({on_network("l.line_id", "l.before", ":before")}, 0) AS was_on,
            {on_network("l.line_id", "l.after", ":last")} AS is_on
        FROM (SELECT n.line_id, n.customer_id, n.after, n.changed,
                CASE WHEN n.changed THEN {status_at("n.line_id", ":before")}
                    ELSE n.after END AS before
            FROM (SELECT s.line_id, s.customer_id, {status_at("s.line_id", ":last")} AS after,
                    s.line_id IN (SELECT h.line_id FROM status_history h
                        WHERE h.effective_on > :before AND h.effective_on <= :last) AS changed
                FROM line_summary s LIMIT -1) n
            WHERE n.after IS NOT NULL LIMIT -1) l LIMIT -1) o LIMIT -1) m
WHERE m.numerator <> 0 OR m.denominator <> 0
"""


def _members(context: Context) -> Members | WhyNot:
    before = context.period.first - timedelta(days=1)
    ends = [last_day(month).isoformat() for month in context.period.months]
    last = context.last.isoformat()
    return Members(
        _LINES,
        {
            "before": before.isoformat(),
            "last": last,
            "month_ends": json.dumps([day for day in ends if day <= last]),
        },
    )


CHURN = Indicator(
    Spec(
        key="churn",
        name=N_("Churn"),
        definition=N_(
            "Twice the lines that left in the period, over the lines on the network at its "
            "beginning plus those at its end. A line that was opened and left in the same period "
            "has left; one that came back in it has not. A line that was handed over counts for "
            "the owner on the day it left."
        ),
        unit=Unit.LINES,
        span=Span.MONTH,
        direction=Direction.AT_MOST,
        target=100,
        own=True,
        adds_up=True,
        twice=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.LINES, Area.BILLS}),
    (Data.LINES,),
)
