"""How one indicator is declared: what it is, and the statement of those behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Spec, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.touchpoints import MIN_CALL_SECONDS
from vipdesk.store.records import EnteredFigure


class Data(StrEnum):
    """What comes from the operator and so may be old; what is entered at the desk never is."""

    BILLS = "bills"  # as old as the newest month of them
    LINES = "lines"  # as old as the newest file, as the others
    COMPLAINTS = "complaints"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Context:
    """What an indicator is counted by.

    Attributes:
        session: One consistent view of the book.
        today: The book's day.
        self_id: The manager whose book it is.
        cohort_id: The cohort that was named; None: the one that goes with the period.
    """

    session: Session
    period: Period
    today: date
    self_id: int
    rules: IndicatorRules
    retention: RetentionRules
    cohort_id: int | None = None
    min_call_seconds: int = MIN_CALL_SECONDS

    @property
    def last(self) -> date:
        """The last day that counts."""
        return min(self.period.last, self.today)


@dataclass(frozen=True, slots=True)
class Members:
    """Those behind an indicator: a SELECT of customer_id, line_id, numerator, denominator.

    One row for each subject (``line_id`` NULL where customers are counted); the value is the sums.
    Drill-down, slices and freezing are all readings of it.

    Attributes:
        common: A SELECT that ``select`` reads by the name ``common``; None: it reads none.
        to_date: The last day counted, where the period's data are not all in.
        whole: The denominator, where it is a figure of others and not a sum over the members.
    """

    select: str
    params: Mapping[str, Any] = field(default_factory=dict)
    to_date: date | None = None
    whole: int | None = None
    common: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, declared in a file of its own under `vipdesk.services.indicators.kinds`.

    Attributes:
        shares: What it has in common with others of the same word: their members' common rows, and
            the values that these are read by. Then they are read once for all of them.
        otherwise: How it is called and measured where the rules choose another way; None: as ever.
    """

    spec: Spec
    members: Callable[[Context], Members | WhyNot]
    areas: frozenset[Area] = frozenset()  # what it is counted from, beside the day
    stands_on: tuple[Data, ...] = ()  # what of it comes from the operator, and may be old
    otherwise: Callable[[IndicatorRules], Spec | None] | None = None
    shares: str | None = None

    def spec_by(self, rules: IndicatorRules) -> Spec:
        """How it is called and measured by these rules."""
        return (self.otherwise(rules) if self.otherwise else None) or self.spec


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of indicators, unrounded; those behind it are those of the first."""

    spec: Spec
    of: tuple[Indicator, ...]

    @property
    def areas(self) -> frozenset[Area]:
        """What its parts are counted from."""
        return frozenset[Area]().union(*(each.areas for each in self.of))

    def spec_by(self, rules: IndicatorRules) -> Spec:  # noqa: ARG002 - the form of all indicators
        """How it is called and measured, by any rules."""
        return self.spec

    @property
    def stands_on(self) -> tuple[Data, ...]:
        """What its parts stand on."""
        return tuple(dict.fromkeys(data for each in self.of for data in each.stands_on))


def entered_for(context: Context, key: str) -> int | None:
    """A plain number that was entered for the period, else for its newest month; None: none was."""
    period = context.period
    query = select(EnteredFigure).where(
        EnteredFigure.key == key, EnteredFigure.period.in_([period.key, *period.months])
    )
    found = {each.period: each for each in context.session.scalars(query)}
    figure = found.get(period.key) or found.get(max(found, default=""))
    return None if figure is None else figure.numerator // figure.denominator


def no_data(context: Context) -> WhyNot:  # noqa: ARG001 - the form of all indicators
    """Of an indicator whose data come with a later feature."""
    return WhyNot.NO_DATA


def entered(context: Context) -> WhyNot:  # noqa: ARG001 - the form of all indicators
    """Of a figure that is entered; `vipdesk.services.indicators` puts it in its place."""
    return WhyNot.NOT_ENTERED
