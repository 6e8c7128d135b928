"""Counts indicators over one view of the book."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from vipdesk.domain.indicators import Value, WhyNot
from vipdesk.services.indicators.definition import Context, Indicator, Mean, Members

_SUMS = "SELECT sum(m.numerator), sum(m.denominator) FROM ({select}) m"


def count(context: Context, indicators: Iterable[Indicator | Mean]) -> list[Value]:
    """The values of a period, in order."""
    counted: dict[str, Value] = {}
    for each in indicators:
        counted[each.spec.key] = _value(context, each, counted)
    return list(counted.values())


def _value(context: Context, indicator: Indicator | Mean, counted: Mapping[str, Value]) -> Value:
    spec = indicator.spec
    value = Value(
        spec,
        context.period,
        target=context.rules.targets.get(spec.key, spec.target),
        small_under=context.rules.small_sample,
    )
    if context.period.first > context.today:
        return replace(value, why_not=WhyNot.NOT_BEGUN)
    if isinstance(indicator, Mean):
        return _mean(value, [_part(context, each, counted) for each in indicator.of])
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


def _part(context: Context, indicator: Indicator, counted: Mapping[str, Value]) -> Value:
    found = counted.get(indicator.spec.key)
    return found if found is not None else _value(context, indicator, counted)


def _mean(value: Value, parts: Sequence[Value]) -> Value:
    """The mean of the parts as one exact fraction; without one of them there is none."""
    rates = [each.rate for each in parts]
    missing = next((each.why_not for each in parts if each.rate is None), None)
    if missing is not None:
        return replace(value, why_not=missing)
    mean = Fraction(sum(rate for rate in rates if rate is not None), len(parts))
    days = [each.to_date for each in parts if each.to_date is not None]
    return replace(
        value,
        numerator=mean.numerator,
        denominator=mean.denominator,
        to_date=min(days, default=None),
    )


def parameters(context: Context, members: Members) -> dict[str, Any]:
    """What every statement of members may name beside its own values."""
    return {
        "self": context.self_id,
        "zero_fee_months": context.retention.zero_fee_months,
        **members.params,
    }
