"""What a customer would lose by leaving (离网机会成本), as far as the book knows it.

Told are years with us, points that can be used, the benefits of the tier, and rebates that still
run. What a contract asks for when it is broken is not in the book and so is not said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.months import whole_years
from vipdesk.domain.talk import YEARS_TOLD_FROM
from vipdesk.domain.words import Tier
from vipdesk.texts import Translate


@dataclass(frozen=True, slots=True)
class Rebate:
    """A rebate that still runs: on which plan, and its last day."""

    plan: str
    until: date


@dataclass(frozen=True, slots=True)
class Losing:
    """What would end.

    Attributes:
        points: Points that can be used; None for who never had any.
        benefits: In the words of the settings.
        rebates: The one that ends first before the others.
    """

    today: date
    joined_on: date | None = None
    points: int | None = None
    benefits: tuple[str, ...] = ()
    rebates: tuple[Rebate, ...] = ()


def benefits_of(tier: Tier, by_tier: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The benefits of a tier and of all below it, the highest tier's first, each once."""
    held = [each for each in reversed(Tier) if each.rank <= tier.rank]
    return tuple(dict.fromkeys(text for each in held for text in by_tier.get(each.value, ())))


def losing_lines(losing: Losing, t: Translate) -> list[str]:
    """What would end, one thing a line; it may be read by the customer."""
    return [*_years(losing, t), *_points(losing, t), *losing.benefits, *_rebates(losing, t)]


def _years(losing: Losing, t: Translate) -> Iterator[str]:
    since = losing.joined_on
    if since is None or since > losing.today:
        return
    years = whole_years(since, losing.today)
    if years >= YEARS_TOLD_FROM:
        yield t("{years} years with us, since {day}").format(years=years, day=since.isoformat())
    else:
        yield t("with us since {day}").format(day=since.isoformat())


def _points(losing: Losing, t: Translate) -> Iterator[str]:
    if losing.points:
        yield t("{points} points that can be used").format(points=f"{losing.points:,}")


def _rebates(losing: Losing, t: Translate) -> Iterator[str]:
    for rebate in losing.rebates:
        day = rebate.until.isoformat()
        if rebate.plan:
            yield t("the rebate on {plan}, until {day}").format(plan=rebate.plan, day=day)
        else:
            yield t("a rebate until {day}").format(day=day)
