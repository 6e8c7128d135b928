"""Counts indicators over one view of the book, and reads those behind them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.packing import Member, MemberList
from vipdesk.services.indicators.definition import Context, Indicator, Mean, Members
from vipdesk.services.indicators.view import CONDITIONS, Slice, settings_id, targets

_SUMS = """
    SELECT '{key}', sum(m.numerator), sum(m.denominator), count(*) FILTER (WHERE {waived}),
        count(*) FILTER (WHERE {counts}){behind}
    FROM ({select}) m WHERE {where}
"""
SUMS = 4  # numbers of the above, beside the key
_BEHIND = "".join(
    f", json_group_array(m.{column})"
    for column in ("customer_id", "line_id", "numerator", "denominator")
)
_MEMBERS = """
    {common} SELECT m.customer_id, m.line_id, m.numerator, m.denominator FROM ({select}) m
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
    context: Context,
    indicators: Iterable[Indicator | Mean],
    part: Slice | None = None,
    behind: dict[str, MemberList] | None = None,
) -> list[Value]:
    """The values of a period, in order.

    Args:
        context: The period and the rules.
        indicators: What to count.
        part: Of one part of the book; None: of all of it.
        behind: Takes those behind each indicator by its key, in their order.
    """
    settings = settings_id(context.session)
    goals = targets(context.session, context.period.last_month)
    asked = list(indicators)
    sums = _Sums(context, part, _sources(asked), behind)
    counted: dict[str, Value] = {}
    for each in asked:
        spec = each.spec_by(context.rules)
        value = Value(
            spec,
            context.period,
            target=goals.get(spec.target_key or spec.key, spec.target),
            settings_id=settings,
            small_under=context.rules.small_sample,
        )
        counted[spec.key] = _counted(sums, each, value, counted)
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
    statement = _MEMBERS.format(
        common=_common(members), select=members.select, where=_where(part), side=chosen
    )
    for row in context.session.execute(text(statement), _parameters(context, members, part)):
        yield tuple(row)


class _Sums:
    """What is summed over members; those that read common rows are summed in one statement."""

    def __init__(
        self,
        context: Context,
        part: Slice | None,
        indicators: Sequence[Indicator],
        behind: dict[str, MemberList] | None,
    ) -> None:
        self.context, self.part, self._behind = context, part, behind
        self._indicators = indicators
        self._found: dict[str, tuple[Any, ...] | WhyNot] = {}
        self.members: dict[str, Members] = {}

    def of(self, indicator: Indicator) -> tuple[Any, ...] | WhyNot:
        """Numerator, denominator, how many were waived, how many count; or why there is none."""
        if indicator.spec.key not in self._found:
            shared = indicator.shares
            self._sum([each for each in self._indicators if shared and each.shares == shared])
            self._sum([each for each in (indicator,) if not shared])
        return self._found[indicator.spec.key]

    def _sum(self, together: Sequence[Indicator]) -> None:
        for each in together:
            members = each.members(self.context)
            if isinstance(members, WhyNot):
                self._found[each.spec.key] = members
            else:
                self.members[each.spec.key] = members
        summed = [each for each in together if each.spec.key in self.members]
        if not summed:
            return
        one = self.members[summed[0].spec.key]
        statement = " UNION ALL ".join(self._select(each) for each in summed)
        rows = self.context.session.execute(
            text(f"{_common(one)} {statement}"), _parameters(self.context, one, self.part)
        )
        for key, *sums in rows:
            self._found[key] = tuple(sums[:SUMS])
            if self._behind is not None:
                self._behind[key] = MemberList.of_json(sums[SUMS:])

    def _select(self, indicator: Indicator) -> str:
        return _SUMS.format(
            key=indicator.spec.key,
            select=self.members[indicator.spec.key].select,
            where=_where(self.part),
            waived=SIDES[Side.WAIVED] if indicator.spec.waivable else "0",
            counts=SIDES[Side.EITHER],
            behind="" if self._behind is None else _BEHIND,
        )


def _sources(asked: Iterable[Indicator | Mean]) -> list[Indicator]:
    """What is to be summed, each once: of a mean its parts."""
    parts = (each.of if isinstance(each, Mean) else (each,) for each in asked)
    return list({each.spec.key: each for of in parts for each in of}.values())


def _common(members: Members) -> str:
    return f"WITH common AS MATERIALIZED ({members.common})" if members.common else ""


def _counted(
    sums: _Sums, indicator: Indicator | Mean, value: Value, counted: Mapping[str, Value]
) -> Value:
    context = sums.context
    if context.period.first > context.today:
        return replace(value, why_not=WhyNot.NOT_BEGUN)
    if isinstance(indicator, Mean):
        parts = [
            counted.get(each.spec.key) or _counted(sums, each, value, counted)
            for each in indicator.of
        ]
        return mean(value, parts)
    if sums.part is not None and value.spec.whole_only:
        return replace(value, why_not=WhyNot.WHOLE_BOOK)
    found = sums.of(indicator)
    if isinstance(found, WhyNot):
        return replace(value, why_not=found)
    numerator, denominator, waivers, cases = found
    members = sums.members[indicator.spec.key]
    running = context.last if context.last < context.period.last else None
    denominator = denominator if members.whole is None else members.whole
    return replace(
        value,
        numerator=numerator or 0 if denominator else None,
        denominator=denominator or None,
        why_not=None if denominator else WhyNot.NOTHING,
        to_date=members.to_date or running,
        waived=waivers,
        cases=cases,
    )


def mean(value: Value, parts: Sequence[Value]) -> Value:
    """The mean of the parts as one exact fraction; without one of them there is none."""
    rates = [each.rate for each in parts if each.rate is not None]
    if len(rates) < len(parts):
        missing = next(each.why_not for each in parts if each.rate is None)
        return replace(value, numerator=None, denominator=None, why_not=missing)
    mean = sum(rates, Fraction()) / len(rates)
    days = [each.to_date for each in parts if each.to_date is not None]
    return replace(
        value,
        numerator=mean.numerator,
        denominator=mean.denominator,
        to_date=min(days, default=None),
        cases=min(each.cases or 0 for each in parts),
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
