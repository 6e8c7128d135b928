"""How one indicator is declared: what it is, and the statement of those behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Spec, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.touchpoints import MIN_CALL_SECONDS


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
        to_date: The last day counted, where the period's data are not all in.
    """

    select: str
    params: Mapping[str, Any] = field(default_factory=dict)
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, declared in a file of its own under `vipdesk.services.indicators.kinds`."""

    spec: Spec
    members: Callable[[Context], Members | WhyNot]
    areas: frozenset[Area] = frozenset()  # what it is counted from, beside the day
    stands_on: tuple[Data, ...] = ()  # what of it comes from the operator, and may be old


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of indicators, unrounded; those behind it are those of the first."""

    spec: Spec
    of: tuple[Indicator, ...]

    @property
    def areas(self) -> frozenset[Area]:
        """What its parts are counted from."""
        return frozenset[Area]().union(*(each.areas for each in self.of))

    @property
    def stands_on(self) -> tuple[Data, ...]:
        """What its parts stand on."""
        return tuple(dict.fromkeys(data for each in self.of for data in each.stands_on))


def no_data(context: Context) -> WhyNot:  # noqa: ARG001 - the form of all indicators
    """Of an indicator whose data come with a later feature."""
    return WhyNot.NO_DATA


def entered(context: Context) -> WhyNot:  # noqa: ARG001 - the form of all indicators
    """Of a figure that is entered; `vipdesk.services.indicators` puts it in its place."""
    return WhyNot.NOT_ENTERED
