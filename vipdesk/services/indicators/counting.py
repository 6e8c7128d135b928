"""Counts indicators over one view of the book."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from vipdesk.domain.indicators import Value, WhyNot
from vipdesk.services.indicators.definition import Context, Indicator, Members

_SUMS = "SELECT sum(m.numerator), sum(m.denominator) FROM ({select}) m"


def count(context: Context, indicators: Iterable[Indicator]) -> list[Value]:
    """The values of a period, in order."""
    return [_value(context, each) for each in indicators]


def _value(context: Context, indicator: Indicator) -> Value:
    spec = indicator.spec
    value = Value(
        spec,
        context.period,
        target=context.rules.targets.get(spec.key, spec.target),
        small_under=context.rules.small_sample,
    )
    if context.period.first > context.today:
        return replace(value, why_not=WhyNot.NOT_BEGUN)
    members = indicator.members(context)
    if isinstance(members, WhyNot):
        return replace(value, why_not=members)
    numerator, denominator = context.session.execute(
        text(_SUMS.format(select=members.select)), parameters(context, members)
    ).one()
    if not denominator:
        return replace(value, why_not=WhyNot.NOTHING)
    running = context.last if context.last < context.period.last else None
    return replace(
        value,
        numerator=numerator or 0,
        denominator=denominator,
        to_date=members.to_date or running,
        data_of=members.data_of,
    )


def parameters(context: Context, members: Members) -> dict[str, Any]:
    """What every statement of members may name beside its own values."""
    return {
        "self": context.self_id,
        "zero_fee_months": context.retention.zero_fee_months,
        **members.params,
    }
