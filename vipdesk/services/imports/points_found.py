"""What a comparison of points gathers: choices, figures, and what is to be written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from vipdesk.domain.points import Movement
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import MonthAnswer
from vipdesk.errors import VipDeskError
from vipdesk.services.imports.points_known import Key, KnownMovement
from vipdesk.texts import N_


class UnsaidPointsError(VipDeskError):
    """A file of points corrects months of the book, or would overdraw."""

    message = N_(
        "Say first what becomes of the months that the book tells otherwise, and whether the "
        "proposed opening balances are taken. Nothing was written."
    )


@dataclass(frozen=True, slots=True)
class PointsChoices:
    """What a person said of a file of points.

    Attributes:
        months: What becomes of months that the book tells otherwise; None: not said yet.
        openings: Whether the proposed opening balances are taken; None: not said yet.
        as_of: Day of balances that carry none of their own; None: the month's last, else today.
    """

    months: MonthAnswer | None = None
    openings: bool | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one row gives or takes; ``side`` is earned, spent or opening."""

    at: int
    owner: int
    side: str
    month: str
    on_day: date
    points: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One change of a customer's month: a new row, one for a former entry, or one less."""

    at: int
    key: Key
    part: Part | None
    former: KnownMovement | None
    number: int = 0  # among those of its month that the file has no row for

    @property
    def field(self) -> str:
        """Key of its difference."""
        number = f" #{self.number}" if self.number else ""
        return f"points.{self.key[1]}@{self.key[2]}{number}"


@dataclass(slots=True)
class PointsPlan:
    """Movements to write, reversals first, then awards, then spends.

    Attributes:
        reversals: The former entry, with (lot, points) of what its reversal changes.
        awards: The customer, the key by which their spends name the lot, the award.
        spends: The spend, with (key of the lot, points) of its draws.
        lapsed: Customers of whom holds are past their last day.
    """

    reversals: list[tuple[KnownMovement, list[tuple[int, int]]]] = field(default_factory=list)
    awards: list[tuple[int, int, Movement]] = field(default_factory=list)
    spends: list[tuple[Movement, list[tuple[int, int]]]] = field(default_factory=list)
    lapsed: list[int] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many entries it makes."""
        return len(self.reversals) + len(self.awards) + len(self.spends)


@dataclass(frozen=True, slots=True)
class PointsSummary:
    """Figures of a file of points, for the preview.

    Attributes:
        earned, spent, opening: Sums over all rows that can be read, rounded.
        months: Customers' months that the book tells otherwise than the file.
        openings: Customers whose history would overdraw; ``opening_points`` keep it at 0 or above.
        strangers: Numbers of customers that the book does not have, each with its first row.
        as_of: The newest day of a list of balances.
        fractions: Rows with a fraction; ``rounding`` is what rounding them changed in all.
    """

    earned: int
    spent: int
    opening: int
    months: int
    openings: int
    opening_points: int
    strangers: Mapping[str, int] = field(repr=False)
    fractions: int
    rounding: Decimal
    choices: PointsChoices
    as_of: date | None = None

    @property
    def asks_months(self) -> bool:
        """Whether it is open what becomes of months that differ."""
        return bool(self.months) and self.choices.months is None

    @property
    def asks_openings(self) -> bool:
        """Whether it is open what becomes of histories that would overdraw."""
        return bool(self.openings) and self.choices.openings is None

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "earned": self.earned,
            "redeemed": self.spent,
            "opening": self.opening,
            "differing_months": self.months,
            "openings": self.openings,
            "opening_points": self.opening_points,
            "unknown_customers": len(self.strangers),
            "fractions": self.fractions,
            "rounding": str(self.rounding),
        }


@dataclass(slots=True)
class PointsFound:
    """Grows while the rows are compared."""

    rules: PointsRules = field(default_factory=PointsRules)
    choices: PointsChoices = field(default_factory=PointsChoices)
    totals: Counter[str] = field(default_factory=Counter)
    months: int = 0
    fractions: int = 0
    rounding: Decimal = Decimal(0)
    as_of: date | None = None
    strangers: dict[str, int] = field(default_factory=dict)  # number → row of the file
    openings: dict[int, int] = field(default_factory=dict)  # customer → points
    lists: dict[str, list[int]] = field(default_factory=dict)  # day → strangers, their balances

    def kept(self) -> dict[str, Any]:
        """What the batch keeps: how many strangers are on the list of a day, none by number."""
        return {"lists": self.lists} if self.lists else {}

    def summary(self) -> PointsSummary:
        """The figures as they stand."""
        return PointsSummary(
            self.totals["earned"],
            self.totals["spent"],
            self.totals["opening"],
            self.months,
            len(self.openings),
            sum(self.openings.values()),
            dict(self.strangers),
            self.fractions,
            self.rounding,
            self.choices,
            self.as_of,
        )
