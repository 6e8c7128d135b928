"""Churn (离网率): how many lines left in the month."""

from datetime import timedelta

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Data, Indicator, Members
from vipdesk.store.network import on_network, status_at
from vipdesk.texts import N_

# A line whose status is not known for a day counts on neither side. Who handed a line over keeps
# those that left before. LIMIT -1 takes nothing away: it keeps SQLite from folding the queries into
# one, where it would look up each status as often as it is named.
_LINES = f"""
SELECT o.customer_id, o.line_id, 2 * (o.was_on AND NOT o.is_on) AS numerator,
    o.was_on + o.is_on AS denominator
FROM (SELECT l.customer_id, l.line_id,
        coalesce({on_network("l.line_id", "l.before", ":before")}, 0) AS was_on,
        {on_network("l.line_id", "l.after", ":last")} AS is_on
    FROM (SELECT s.line_id, s.customer_id, {status_at("s.line_id", ":before")} AS before,
            {status_at("s.line_id", ":last")} AS after
        FROM line_summary s JOIN customer_summary c ON c.customer_id = s.customer_id
            AND (c.owner_id IS NULL OR c.owner_id = :self) LIMIT -1) l
    WHERE l.after IS NOT NULL LIMIT -1) o
WHERE o.was_on OR o.is_on
"""


def _members(context: Context) -> Members | WhyNot:
    before = context.period.first - timedelta(days=1)
    return Members(_LINES, {"before": before.isoformat(), "last": context.last.isoformat()})


CHURN = Indicator(
    Spec(
        key="churn",
        name=N_("Churn"),
        definition=N_(
            "Twice the lines that left in the period, over the lines on the network at its "
            "beginning plus those at its end. A line that came back in the same period has not "
            "left. A line that was handed over counts for the owner on the day it left."
        ),
        unit=Unit.LINES,
        span=Span.MONTH,
        direction=Direction.AT_MOST,
        target=100,
        own=True,
        adds_up=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.LINES, Area.BILLS}),
    (Data.LINES,),
)
