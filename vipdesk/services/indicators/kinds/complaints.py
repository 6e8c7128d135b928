"""Escalated complaints (越级投诉百投率) and complaints that were resolved at once (一次解决率)."""

from dataclasses import replace

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import Direction, EscalatedPer
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import (
    Context,
    Data,
    Indicator,
    Members,
    entered_for,
    no_data,
)
from vipdesk.store.deriving.scope import ours_on
from vipdesk.texts import N_

_COMPLAINTS = f"""
SELECT m.customer_id, m.line_id, m.level = 'escalated' AS numerator, 1 AS denominator
FROM complaint m JOIN customer_summary c ON c.customer_id = m.customer_id
    AND {ours_on("m.opened_on")}
WHERE m.opened_on BETWEEN :first AND :last
"""


def _members(context: Context) -> Members | WhyNot:
    counted = Members(
        _COMPLAINTS,
        {"first": context.period.first.isoformat(), "last": context.last.isoformat()},
    )
    if context.rules.escalated_per != EscalatedPer.LINES:
        return counted
    lines = entered_for(context, "network_lines")
    return WhyNot.NOT_ENTERED if lines is None else replace(counted, whole=lines)


def _per_million(rules: IndicatorRules) -> Spec | None:
    return PER_MILLION if rules.escalated_per == EscalatedPer.LINES else None


ESCALATED = Indicator(
    Spec(
        key="escalated_complaints",
        name=N_("Escalated complaints"),
        definition=N_(
            "Escalated complaints of the period in a hundred complaints. One that was escalated "
            "twice counts once."
        ),
        unit=Unit.COMPLAINTS,
        span=Span.MONTH,
        direction=Direction.LESS_THAN,
        target=1_000,
        own=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.COMPLAINTS}),
    (Data.COMPLAINTS,),
    _per_million,
)
PER_MILLION = replace(
    ESCALATED.spec,
    name=N_("Escalated per million lines"),
    definition=N_(
        "Escalated complaints of the period in a million lines of the network, a figure that is "
        "entered for the period or for its newest month. One that was escalated twice counts once."
    ),
    unit=Unit.COMPLAINTS_BY_LINES,
    percent=False,
    per=1_000_000,
    whole_only=True,
    target_key="escalated_per_million",
)
RESOLVED_AT_ONCE = Indicator(
    Spec(
        key="resolved_at_once",
        name=N_("Resolved at once"),
        definition=N_(
            "Complaints closed in the period and not opened again within 30 days, over all that "
            "were closed. The book does not know yet which were opened again."
        ),
        unit=Unit.COMPLAINTS,
        span=Span.MONTH,
        target=9_000,
        own=True,
    ),
    no_data,
)
