"""Counts indicators over one view of the book, and reads those behind them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.packing import Member
from vipdesk.services.indicators.definition import Context, Indicator, Mean, Members
from vipdesk.services.indicators.view import CONDITIONS, Slice, settings_id, targets

_SUMS = """
    SELECT sum(m.numerator), sum(m.denominator), count(*) FILTER (WHERE {waived})
    FROM ({select}) m WHERE {where}
"""
_MEMBERS = """
    SELECT m.customer_id, m.line_id, m.numerator, m.denominator FROM ({select}) m
    WHERE {where} AND {side} ORDER BY m.customer_id, m.line_id
"""
SIDES: Mapping[Side, str] = {
    Side.NUMERATOR: "m.numerator <> 0",
    Side.DENOMINATOR: "m.denominator <> 0",
    Side.DIFFERENCE: "m.numerator < m.denominator",
    Side.WAIVED: "m.numerator = 0 AND m.denominator = 0",  # of waivable ones alone
    Side.EITHER: "(m.numerator <> 0 OR m.denominator <> 0)",
}


def count(
    context: Context, indicators: Iterable[Indicator | Mean], part: Slice | None = None
) -> list[Value]:
    """The values of a period, in order; those of one part of the book where ``part`` is given."""
    settings = settings_id(context.session)
    goals = targets(context.session, context.period.last_month)
    counted: dict[str, Value] = {}
    for each in indicators:
        spec = each.spec_by(context.rules)
        value = Value(
            spec,
            context.period,
            target=goals.get(spec.target_key or spec.key, spec.target),
            settings_id=settings,
            small_under=context.rules.small_sample,
        )
        counted[spec.key] = _counted(context, each, value, part, counted)
    return list(counted.values())


def members_of(
    context: Context, indicator: Indicator | Mean, side: Side, part: Slice | None = None
) -> Iterator[Member]:
    """Those behind one side of an indicator, by customer; of a mean, those of its first part."""
    source = indicator.of[0] if isinstance(indicator, Mean) else indicator
    if side is Side.WAIVED and not source.spec.waivable:
        return
    members = source.members(context)
    if isinstance(members, WhyNot):
        return
    chosen = "1" if side is Side.EITHER and source.spec.waivable else SIDES[side]
    statement = _MEMBERS.format(select=members.select, where=_where(part), side=chosen)
    for row in context.session.execute(text(statement), _parameters(context, members, part)):
        yield tuple(row)


def _counted(
    context: Context,
    indicator: Indicator | Mean,
    value: Value,
    part: Slice | None,
    counted: Mapping[str, Value],
) -> Value:
    if context.period.first > context.today:
        return replace(value, why_not=WhyNot.NOT_BEGUN)
    if isinstance(indicator, Mean):
        parts = [
            counted.get(each.spec.key) or _counted(context, each, value, part, counted)
            for each in indicator.of
        ]
        return mean(value, parts)
    if part is not None and value.spec.whole_only:
        return replace(value, why_not=WhyNot.WHOLE_BOOK)
    members = indicator.members(context)
    if isinstance(members, WhyNot):
        return replace(value, why_not=members)
    waived = SIDES[Side.WAIVED] if indicator.spec.waivable else "0"
    sums_of = {"select": members.select, "where": _where(part), "waived": waived}
    statement = text(_SUMS.format(**sums_of))
    sums = context.session.execute(statement, _parameters(context, members, part)).one()
    running = context.last if context.last < context.period.last else None
    numerator, denominator, waivers = sums
    denominator = denominator if members.whole is None else members.whole
    return replace(
        value,
        numerator=numerator or 0 if denominator else None,
        denominator=denominator or None,
        why_not=None if denominator else WhyNot.NOTHING,
        to_date=members.to_date or running,
        waived=waivers,
    )


def mean(value: Value, parts: Sequence[Value]) -> Value:
    """The mean of the parts as one exact fraction; without one of them there is none."""
    rates = [each.rate for each in parts if each.rate is not None]
    if len(rates) < len(parts):
        missing = next(each.why_not for each in parts if each.rate is None)
        return replace(value, why_not=missing)
    mean = sum(rates, Fraction()) / len(rates)
    days = [each.to_date for each in parts if each.to_date is not None]
    return replace(
        value,
        numerator=mean.numerator,
        denominator=mean.denominator,
        to_date=min(days, default=None),
    )


def _where(part: Slice | None) -> str:
    return CONDITIONS[part.by] if part else "1"


def _parameters(context: Context, members: Members, part: Slice | None) -> dict[str, Any]:
    """What every statement of members may name beside its own values."""
    return {
        "self": context.self_id,
        "zero_fee_months": context.retention.zero_fee_months,
        "part": part.value if part else None,
        **members.params,
    }
