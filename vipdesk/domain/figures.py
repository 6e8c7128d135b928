"""Figures of the desk that the book can answer for today, with their targets (rules.md 5).

Numerator and denominator are integers; they are compared with the target as exact fractions, and
rounded half up for display only. A denominator of 0 is "not available", never 0 or 100.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from vipdesk.domain.words import Word
from vipdesk.texts import N_

SMALL_SAMPLE = 30  # cases under which a rate says little


class FigureKey(Word):
    """The figures, in the order in which the desk shows them."""

    RENEWAL = "renewal", N_("Renewal rate (this quarter)")
    CHURN = "churn", N_("Churn of lines (last month)")
    REACH = "reach", N_("Service reach, executed (this quarter)")
    STANDARD = "standard", N_("Service standard (this quarter)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is measured by.

    Attributes:
        value: As a share of 1.
        at_least: False where less is better.
    """

    value: Fraction
    at_least: bool = True


TARGETS = {
    FigureKey.RENEWAL: Target(Fraction(85, 100)),
    FigureKey.CHURN: Target(Fraction(1, 100), at_least=False),
    FigureKey.STANDARD: Target(Fraction(1)),
}
"""Defaults of rules.md 5. The target of service reach is that of the perceived one, not of this."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one period."""

    key: FigureKey
    numerator: int
    denominator: int
    first: date  # of the period
    last: date  # included; today where the period runs

    @property
    def target(self) -> Target | None:
        """By what it is measured, if by anything."""
        return TARGETS.get(self.key)

    @property
    def rate(self) -> Fraction | None:
        """The share; None where nothing is to be counted."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none or nothing to compare."""
        rate, target = self.rate, self.target
        if rate is None or target is None:
            return None
        return rate >= target.value if target.at_least else rate <= target.value

    @property
    def is_small(self) -> bool:
        """Whether the sample is too small to say much."""
        return 0 < self.denominator < SMALL_SAMPLE

    @property
    def missing(self) -> int | None:
        """How many more of the numerator would meet a target that asks for at least so much."""
        if self.target is None or not self.target.at_least or not self.denominator:
            return None
        needed = -(-self.target.value.numerator * self.denominator // self.target.value.denominator)
        return max(0, needed - self.numerator)


def percent(share: Fraction) -> str:
    """``93.45%``: two decimals, half up."""
    hundredths = (share * 10_000 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def quarter_start(day: date) -> date:
    """The first day of the quarter in which ``day`` lies."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
