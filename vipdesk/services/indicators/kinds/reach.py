"""Service reach (服务到达率): whom the manager has reached."""

from datetime import timedelta

from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Indicator, Members, no_data
from vipdesk.store.deriving.scope import ours_on
from vipdesk.store.network import on_network, status_at
from vipdesk.store.summaries import EFFECTIVE
from vipdesk.texts import N_

# The day on which the manager got a customer for the last time: before it nobody or another one.
# Gone through for those alone whose owner changed lately.
_ASSIGNED = """
    (SELECT max(o.effective_on) FROM owner_history o WHERE o.customer_id = c.customer_id
     AND o.effective_on <= :last AND o.manager_id IS NOT (
        SELECT e.manager_id FROM owner_history e WHERE e.customer_id = o.customer_id
        AND (e.effective_on, e.id) < (o.effective_on, o.id)
        ORDER BY e.effective_on DESC, e.id DESC LIMIT 1))
"""
_STATUS = f"coalesce({status_at('l.line_id', ':last')}, 'normal')"
_CUSTOMERS = f"""
SELECT c.customer_id, NULL AS line_id,
    EXISTS (SELECT 1 FROM touchpoint p WHERE p.customer_id = c.customer_id
        AND p.on_day BETWEEN :first AND :last AND {EFFECTIVE}) AS numerator,
    1 AS denominator
FROM customer_summary c
WHERE NOT c.do_not_disturb AND {ours_on(":last")}
    AND (c.customer_id NOT IN (SELECT n.customer_id FROM owner_history n
            WHERE n.effective_on > :settled AND n.effective_on <= :last)
        OR coalesce({_ASSIGNED}, '') <= :settled)
    AND (EXISTS (SELECT 1 FROM line_summary l WHERE l.customer_id = c.customer_id
            AND {on_network("l.line_id", _STATUS, ":last")})
        OR NOT EXISTS (SELECT 1 FROM line_summary l WHERE l.customer_id = c.customer_id))
"""


def _members(context: Context) -> Members | WhyNot:
    settled = context.last - timedelta(days=context.rules.settled_days)
    return Members(
        _CUSTOMERS,
        {
            "first": context.period.first.isoformat(),
            "last": context.last.isoformat(),
            "settled": settled.isoformat(),
            "min_call": context.min_call_seconds,
        },
    )


PERCEIVED_REACH = Indicator(
    Spec(
        key="reach_perceived",
        name=N_("Service reach, perceived"),
        definition=N_(
            "Answers of a survey that confirm a contact, over all valid answers. There are none "
            "in the book yet."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.MONTH,
        target=8_000,
    ),
    no_data,
)
EXECUTED_REACH = Indicator(
    Spec(
        key="reach_executed",
        name=N_("Service reach, executed"),
        definition=N_(
            "Customers with an effective touchpoint in the period, over all customers on the "
            "book. Left out are those who do not want to be disturbed, who have left, and who "
            "were assigned too lately, as the settings say."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.MONTH,
        own=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.LINES, Area.BILLS, Area.TOUCHPOINTS}),
)
