"""Folds the members of a cohort into figures (rules.md 5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from vipdesk.domain import cohorts
from vipdesk.domain.indicator_words import CohortGroup
from vipdesk.domain.packing import Member
from vipdesk.domain.words import LeavingReason
from vipdesk.services.indicators.lost import LostReason

_REASONS = {str(each): each for each in LeavingReason}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a cohort, or of one part of it.

    Attributes:
        at_risk: Kept, but at high risk of leaving by what is known today.
        fee_fen: Of the month over the lines that are kept.
        goal: The least share that is to be kept; None: no target.
        is_newest: Whether no later month could be counted: only then do today's risks make a
            forecast.
    """

    size: int
    kept: int
    returned: int
    at_risk: int
    fee_fen: int
    base_fee_fen: int
    reasons: tuple[LostReason, ...]
    month: str
    goal: Fraction | None
    is_newest: bool

    @property
    def lost(self) -> int:
        """How many are not kept."""
        return self.size - self.kept

    @property
    def retention(self) -> Fraction | None:
        """Kept over all; None of nobody."""
        return Fraction(self.kept, self.size) if self.size else None

    @property
    def revenue(self) -> Fraction | None:
        """The fees over the base fees; None where these are 0."""
        return Fraction(self.fee_fen, self.base_fee_fen) if self.base_fee_fen else None

    @property
    def combined(self) -> Fraction | None:
        """The mean of both, unrounded."""
        if self.retention is None or self.revenue is None:
            return None
        return (self.retention + self.revenue) / 2

    @property
    def slack(self) -> int | None:
        """How many more may be lost; None without a target."""
        return None if self.goal is None else cohorts.slack(self.size, self.lost, self.goal)

    @property
    def forecast(self) -> Fraction | None:
        """The share that would be kept if all at high risk left; None of a time that is over."""
        if not self.is_newest:
            return None
        return cohorts.forecast(self.size, self.kept, self.at_risk)


class Subject(NamedTuple):
    """A customer or a line of a cohort, and what became of it."""

    part: Any
    customer_id: int
    line_id: int | None
    kept: int
    returned: int
    at_risk: int
    reason: str | None
    ported_out: int
    fee_fen: int
    base_fee_fen: int

    @property
    def member(self) -> Member:
        """With the fee of the month over the base fee."""
        return self.customer_id, self.line_id, self.fee_fen, self.base_fee_fen

    @property
    def why(self) -> tuple[str | None, bool]:
        """The reason of the loss, and whether the number went to a rival."""
        return self.reason, bool(self.ported_out)

    def is_in(self, group: CohortGroup) -> bool:
        """Whether it belongs to a group."""
        match group:
            case CohortGroup.ALL:
                return True
            case CohortGroup.KEPT:
                return bool(self.kept)
            case CohortGroup.LOST:
                return not self.kept
            case CohortGroup.RETURNED:
                return bool(self.kept and self.returned)
            case CohortGroup.AT_RISK:
                return bool(self.kept and self.at_risk)


class Basis(NamedTuple):
    """What figures are counted by: see `Figures`."""

    month: str
    goal: Fraction | None
    is_newest: bool


class Sums(NamedTuple):
    """Some members of a part who are alike: kept, or lost for one reason."""

    part: Any
    n: int
    kept: int
    returned: int
    at_risk: int
    reason: str | None
    ported_out: int
    fee_fen: int
    base_fee_fen: int


def of_subject(one: Subject) -> Sums:
    """A member by itself."""
    return Sums(
        *(one.part, 1, one.kept, one.kept and one.returned, one.kept and one.at_risk),
        *(one.reason, one.ported_out, one.fee_fen, one.base_fee_fen),
    )


def folded(rows: Iterable[Sums], basis: Basis) -> dict[Any, Figures]:
    """The figures of each part."""
    sums: dict[Any, list[int]] = {}
    reasons: dict[Any, Counter[tuple[str | None, bool]]] = {}
    for row in rows:
        own = sums.setdefault(row.part, [0] * 6)
        kept = row.n if row.kept else 0
        more = (row.n, kept, row.returned, row.at_risk, row.fee_fen, row.base_fee_fen)
        for place, number in enumerate(more):
            own[place] += number
        if not row.kept:
            why = (row.reason, bool(row.ported_out))
            reasons.setdefault(row.part, Counter())[why] += row.n
    return {part: _figures(own, reasons.get(part, Counter()), basis) for part, own in sums.items()}


def _figures(
    sums: Sequence[int], reasons: Counter[tuple[str | None, bool]], basis: Basis
) -> Figures:
    size, kept, returned, at_risk, fee, base = sums
    return Figures(
        *(size, kept, returned, at_risk, fee, base, _reasons(reasons)),
        *(basis.month, basis.goal, basis.is_newest),
    )


def _reasons(counts: Counter[tuple[str | None, bool]]) -> tuple[LostReason, ...]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    return tuple(
        LostReason(_REASONS.get(reason or ""), ported, n) for (reason, ported), n in ordered
    )
