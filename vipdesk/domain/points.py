"""Points: what a bill earns, how long it lasts, which lots pay (rules.md 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

FEN, HUNDREDTHS = 100, 100  # of a yuan, of a factor


class InsufficientPointsError(VipDeskError):
    """There are fewer points than the cost."""

    message = N_("{needed} points are needed and {available} are there. Nothing was changed.")

    def __init__(self, *, needed: int, available: int) -> None:
        super().__init__(needed=f"{needed:,}", available=f"{available:,}")


@dataclass(frozen=True, slots=True)
class Lot:
    """What an award left, on the day asked: ``rest`` of its points, ``held`` of these."""

    id: int
    earned_on: date
    expires_on: date  # last usable day, included
    points: int
    rest: int
    held: int = 0

    @property
    def free(self) -> int:
        """Points of it that a spend may take."""
        return self.rest - self.held


@dataclass(frozen=True, slots=True)
class Draw:
    """What a movement changes one lot by."""

    lot_id: int
    points: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry to be written; an award has a last day and no draws, all others name their lots.

    Attributes:
        points: What an award gives, or what a spend or a hold that is yet to be planned costs; of
            what is planned the sum of its draws is what counts.
        expires_on: An award's last usable day.
        source: What gave rise to it, such as ``bill:12:2026-10``.
        until_on: A hold's last day.
    """

    customer_id: int
    kind: EntryKind
    on_day: date
    points: int = 0
    expires_on: date | None = None
    draws: tuple[Draw, ...] = ()
    note: str | None = None
    source: str | None = None
    line_id: int | None = None
    month: str | None = None
    occurrence: int | None = None
    partner_id: int | None = None
    reverses_id: int | None = None
    hold_id: int | None = None
    until_on: date | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of a day; ``total`` counts points held of a lot past its last day †."""

    total: int
    held: int

    @property
    def available(self) -> int:
        """What a spend may take."""
        return self.total - self.held


def points_of_bill(fee_fen: int, factor: int) -> int:
    """floor(whole yuan of the fee x factor in hundredths); an adjustment below zero earns none."""
    return max(0, fee_fen // FEN * factor // HUNDREDTHS)


def factor_of(tier: Tier, factors: Mapping[str, int]) -> int:
    """Hundredths of a point for each yuan of a customer of ``tier``."""
    return factors.get(tier.value, HUNDREDTHS)


def last_day(earned_on: date, rules: PointsRules) -> date:
    """31 December of the last year in which points earned on a day can be used."""
    return date(earned_on.year + rules.years - 1, 12, 31)


def figures(lots: Iterable[Lot], on: date) -> Figures:
    """Sum up the lots as they are on day ``on``."""
    total = held = 0
    for lot in lots:
        held += lot.held
        total += lot.rest if lot.expires_on >= on else lot.held
    return Figures(total, held)


def plan_spend(lots: Iterable[Lot], cost: int, on: date) -> list[Draw]:
    """Pick the lots that pay ``cost`` points, soonest to expire first.

    Returns:
        Draws with negative points.

    Raises:
        InsufficientPointsError: They hold too few; nothing is picked.
    """
    if cost <= 0:
        raise ValueError(f"cost must be positive: {cost}")
    usable = [lot for lot in lots if lot.free > 0 and lot.earned_on <= on <= lot.expires_on]
    draws: list[Draw] = []
    due = cost
    for lot in sorted(usable, key=lambda lot: (lot.expires_on, lot.earned_on, lot.id)):
        if due == 0:
            break
        taken = min(lot.free, due)
        draws.append(Draw(lot.id, -taken))
        due -= taken
    if due > 0:
        raise InsufficientPointsError(needed=cost, available=cost - due)
    return draws
