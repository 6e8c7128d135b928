"""What stands in the report of a month, quarter or year, and its summary in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vipdesk.domain.indicators import Value, goal_words, shown, state
from vipdesk.domain.periods import Period
from vipdesk.domain.plain_text import without_controls
from vipdesk.domain.words import LeavingReason
from vipdesk.texts import N_, Translate


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a kind; ``label`` is a message id."""

    label: str
    count: int
    part: int = 0  # of these: gone, effective


@dataclass(frozen=True, slots=True)
class Lost:
    """How many of the snapshot were lost for a reason; None: it is not known."""

    reason: LeavingReason | None
    ported_out: bool
    count: int

    def word(self, t: Translate) -> str:
        """The reason as people call it."""
        word = t(self.reason.label) if self.reason else t("Reason not known")
        return t("{reason} (ported out)").format(reason=word) if self.ported_out else word


@dataclass(frozen=True, slots=True)
class CohortPart:
    """What became of the period's snapshot.

    Attributes:
        slack: How many more may be lost; None without a target.
    """

    name: str
    size: int
    kept: int
    returned: int
    at_risk: int
    slack: int | None
    forecast: Fraction | None
    reasons: tuple[Lost, ...]

    @property
    def lost(self) -> int:
        """How many are not kept."""
        return self.size - self.kept


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A customer at risk; the name is masked."""

    number: str
    name: str
    tier: str  # a message id
    score: int
    contacted_on: date | None


@dataclass(frozen=True, slots=True)
class EndLine:
    """A date that ends in the month after the period; name and line are masked."""

    ends_on: date
    kind: str  # a message id
    number: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class ExpiringPoints:
    """Points that a month takes if nothing is redeemed."""

    month: str
    points: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReport:
    """Everything that the paper and the workbook may show; nothing else of the book.

    Attributes:
        before: The values of the period before, in the same order.
        trends: Values of some indicators, oldest first.
        today: The day of what stands as it is now: risk, points, ends.
        ends_in_all: How many dates end, also those that are not listed.
    """

    language: str
    period: Period
    manager: str
    branch: str
    made_at: str
    today: date
    values: tuple[Value, ...]
    before: tuple[Value, ...]
    trends: tuple[tuple[Value, ...], ...]
    cohort: CohortPart | None
    outcomes: tuple[Counted, ...]
    warnings: tuple[Counted, ...]
    contacts: tuple[Counted, ...]
    expiring: tuple[ExpiringPoints, ...]
    redeemed: tuple[Counted, ...]
    at_risk: tuple[RiskLine, ...]
    ends_month: str
    ends: tuple[EndLine, ...]
    ends_in_all: int

    @property
    def title(self) -> str:
        """What the paper is called, a message id."""
        months = len(self.period.months)
        return {1: MONTH, 3: QUARTER, 12: YEAR}.get(months, PERIOD)


MONTH, QUARTER = N_("Month's report"), N_("Quarter's report")
YEAR, PERIOD = N_("Year's report"), N_("Report on a period")


def masked_name(name: str) -> str:
    """The first character, and that there are more."""
    name = without_controls(name).strip()
    return f"{name[:1]}**" if name else ""


def summary(report: PeriodReport, t: Translate) -> Iterator[str]:
    """What met its target and what did not, what moved against the period before, and why."""
    for value, before in zip(report.values, report.before, strict=True):
        if value.rate is not None and value.goal is not None:
            yield _sentence(value, before, t)
    if report.cohort is not None:
        yield from _of_cohort(report.cohort, t)


def moved(value: Value, before: Value, t: Translate) -> str:
    """How a value moved against the period before; "" where one is missing or another measure."""
    if value.rate is None or before.rate is None or value.spec != before.spec:
        return ""
    by = value.rate - before.rate
    number = shown(abs(by) * 100 if value.spec.percent else abs(by), percent=False)
    if value.spec.percent:
        number = t("{n} pp").format(n=number)
    if by == 0:
        return t("unchanged")
    return t("up {n}").format(n=number) if by > 0 else t("down {n}").format(n=number)


def _sentence(value: Value, before: Value, t: Translate) -> str:
    said = t("{name}: {value}, target {goal}: {state}").format(
        name=t(value.spec.name),
        value=shown(value.rate or Fraction(0), percent=value.spec.percent),
        goal=goal_words(value),
        state=state(value, t),
    )
    move = moved(value, before, t)
    if not move:
        return t("{said}.").format(said=said)
    past = t("{move} against {period}").format(move=move, period=before.period.key)
    return t("{said}; {more}.").format(said=said, more=past)


def _of_cohort(cohort: CohortPart, t: Translate) -> Iterator[str]:
    said = t("{lost} of the {size} in the snapshot {name} were lost.")
    yield said.format(lost=cohort.lost, size=cohort.size, name=cohort.name)
    if cohort.reasons:
        reasons = (f"{each.word(t)} {each.count}" for each in cohort.reasons)
        yield t("Why they were lost: {reasons}.").format(reasons=t(", ").join(reasons))
    if cohort.slack is None:
        return
    if cohort.slack >= 0:
        yield t("{n} more may be lost under the target.").format(n=cohort.slack)
    else:
        yield t("{n} too many were lost for the target.").format(n=-cohort.slack)
