"""The catalogue: what a reward costs whom, on which days, and which discounts it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vipdesk.domain.points_words import DiscountKind, RewardKind
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

HUNDREDTHS = 10_000  # of a percent, in the whole
LEAST = 1  # points that one piece costs at least, whatever its discounts


class RewardError(VipDeskError):
    """Base of what is wrong with a reward, a discount or a partner; nothing is saved."""


class UnnamedError(RewardError):
    """It has no name or no number."""

    message = N_("A reward needs a number and a name. Nothing was saved.")


class NoPriceError(RewardError):
    """It costs nothing."""

    message = N_("A reward costs 1 point or more. Nothing was saved.")


class LastDayError(RewardError):
    """The last day lies before the first one."""

    message = N_("The last day {last} lies before the first day {first}. Nothing was saved.")


class PercentError(RewardError):
    """A discount takes off nothing, or more than all."""

    message = N_("A discount in percent takes off more than 0 and up to 100. Nothing was saved.")


class PointsOffError(RewardError):
    """A discount in points takes off nothing."""

    message = N_("A discount in points takes off 1 point or more. Nothing was saved.")


class DiscountNameError(RewardError):
    """A discount without a name can't be shown."""

    message = N_("A discount needs a name, since the customer reads it. Nothing was saved.")


@dataclass(frozen=True, slots=True)
class RewardDraft:
    """A reward as typed or read from a file.

    Attributes:
        points: Price for every tier that has none of its own.
        tier_points: Tier → its price; 0: not for this tier.
        valid_to: Last day on which it can be had, included.
        stock: Pieces there were to give in all; None: no end.
        year_limit: Pieces for a customer and calendar year; None: no limit.
        deferred: Its points are held until it is handed over.
        stackable: Whether discounts apply.
        partner_points: The partner's award beside ours, for each piece.
        settle_fen: Owed to the partner for each piece.
        closed: No longer offered.
    """

    number: str
    name: str
    kind: RewardKind = RewardKind.TELECOM
    points: int = 0
    tier_points: Mapping[str, int] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    stock: int | None = None
    year_limit: int | None = None
    deferred: bool = False
    stackable: bool = True
    partner_id: int | None = None
    partner_points: int = 0
    settle_fen: int = 0
    terms: str = ""
    closed: bool = False

    def price(self, tier: Tier) -> int:
        """Points of one piece for a customer of ``tier``; 0: not for this tier."""
        return self.tier_points.get(tier.value, self.points)

    def is_valid(self, on: date) -> bool:
        """Whether it can be had on a day; its first and last day belong to it."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)


@dataclass(frozen=True, slots=True)
class RewardRow:
    """A reward of the catalogue.

    Attributes:
        left: Pieces left of its stock; None: no end.
        partner: Its partner's name; empty: none.
        pictured: Whether it has a picture, to be fetched by itself.
    """

    id: int
    draft: RewardDraft
    left: int | None = None
    partner: str = ""
    pictured: bool = False

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        return self.draft.name

    @property
    def kind(self) -> RewardKind:
        """Its group."""
        return self.draft.kind


@dataclass(frozen=True, slots=True)
class DiscountDraft:
    """A discount as typed.

    Attributes:
        amount: Hundredths of a percent taken off, or points taken off one piece.
        reward_kind: The group it is for; None: any.
        tier: From which tier on; None: any.
    """

    name: str
    kind: DiscountKind = DiscountKind.PERCENT
    amount: int = 0
    reward_kind: RewardKind | None = None
    tier: Tier | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    closed: bool = False

    def applies(self, reward: RewardDraft, tier: Tier, on: date) -> bool:
        """Whether it is taken off ``reward`` for a customer of ``tier`` on a day."""
        return (
            reward.stackable
            and not self.closed
            and (self.valid_from or on) <= on <= (self.valid_to or on)
            and self.reward_kind in (None, reward.kind)
            and (self.tier is None or tier.rank >= self.tier.rank)
        )


@dataclass(frozen=True, slots=True)
class DiscountRow:
    """A discount in the order in which it is taken."""

    id: int
    draft: DiscountDraft


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """A partner as typed."""

    name: str
    contact: str = ""
    note: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner."""

    id: int
    draft: PartnerDraft


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row of a sheet is left out.

    Attributes:
        row: As a spreadsheet counts.
        column: Its heading; empty: the row as a whole.
        value: The cell as it stands.
    """

    row: int
    column: str
    value: str
    reason: VipDeskError


@dataclass(frozen=True, slots=True)
class Off:
    """What one discount takes off."""

    name: str
    points: int


def discounted(
    reward: RewardDraft, tier: Tier, on: date, discounts: Iterable[DiscountDraft]
) -> tuple[int, tuple[Off, ...]]:
    """What one piece costs after all discounts, each taken off what the ones before it left.

    Percents are rounded down to whole points taken off, and a piece never costs less than 1
    point †. A discount that takes nothing off is not named.

    Returns:
        The price, and what each discount took off, in their order.
    """
    left = reward.price(tier)
    offs: list[Off] = []
    for discount in discounts:
        if not discount.applies(reward, tier, on):
            continue
        percent = discount.kind is DiscountKind.PERCENT
        off = left * discount.amount // HUNDREDTHS if percent else discount.amount
        off = min(off, left - LEAST)
        if off > 0:
            left -= off
            offs.append(Off(discount.name, off))
    return left, tuple(offs)


def check_reward(draft: RewardDraft) -> None:
    """Refuse a reward that can't be offered.

    Raises:
        UnnamedError, NoPriceError, LastDayError: By what is wrong.
    """
    if not draft.number.strip() or not draft.name.strip():
        raise UnnamedError
    if draft.points < LEAST:
        raise NoPriceError
    _check_days(draft.valid_from, draft.valid_to)


def check_discounts(drafts: Sequence[DiscountDraft]) -> None:
    """Refuse discounts that can't be taken.

    Raises:
        DiscountNameError, PercentError, PointsOffError, LastDayError: By what is wrong.
    """
    for draft in drafts:
        if not draft.name.strip():
            raise DiscountNameError
        if draft.kind is DiscountKind.PERCENT and not 0 < draft.amount <= HUNDREDTHS:
            raise PercentError
        if draft.amount < LEAST:
            raise PointsOffError
        _check_days(draft.valid_from, draft.valid_to)


def _check_days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise LastDayError(first=first.isoformat(), last=last.isoformat())
