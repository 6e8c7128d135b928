"""What stands in the report of a month, quarter or year, and its summary in words."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vipdesk.domain.indicators import Value
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
class WarningLine:
    """What became of the warnings of a rule; the five parts sum up to ``count``.

    Attributes:
        label: The rule, a message id.
        lost: The line left since, or the talk ended so.
        kept: Renewed, moved to another plan or upgraded since.
        talks: Spoken about, without an end so far.
        gone: It no longer holds, without a word.
        open: None of these.
    """

    label: str
    count: int
    lost: int
    kept: int
    talks: int
    gone: int
    open: int


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """A contract that ended in the period; name and line are masked, ``result`` is a message id."""

    ends_on: date
    result: str
    number: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class PointsPart:
    """Points of the period, net of reversals; ``available`` as of today, None: of a part."""

    earned: int
    redeemed: int
    expired: int
    available: int | None

    @property
    def change(self) -> int:
        """By how much the period changed what there is."""
        return self.earned - self.redeemed - self.expired


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
        part: Of which part of the book, in words; "": of the whole.
        renewals: How many contracts of the period came to what.
        renewal_lines: They, those not renewed first; many are cut.
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
    warnings: tuple[WarningLine, ...]
    renewals: tuple[Counted, ...]
    renewal_lines: tuple[RenewalLine, ...]
    points: PointsPart
    contacts: tuple[Counted, ...]
    expiring: tuple[ExpiringPoints, ...]
    redeemed: tuple[Counted, ...]
    at_risk: tuple[RiskLine, ...]
    ends_month: str
    ends: tuple[EndLine, ...]
    ends_in_all: int
    part: str = ""

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
