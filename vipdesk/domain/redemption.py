"""Redemption: who may redeem, what a basket costs, which lots pay, what is left (rules.md 4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vipdesk import texts
from vipdesk.domain.points import Figures, InsufficientPointsError, Lot, plan_spend
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.rewards import DiscountDraft, Off, RewardDraft, RewardRow, discounted
from vipdesk.domain.wording import amount
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate


class EmptyBasketError(VipDeskError):
    """Nothing was chosen."""

    message = N_("Choose a reward first. Nothing was changed.")


class RefusalError(VipDeskError):
    """Base of what keeps a customer from redeeming, with the figures behind it."""


class TooNewError(RefusalError):
    """Not long enough on the network."""

    message = N_("{months} months on the network; {needed} are needed.")


class InArrearsError(RefusalError):
    """Something is owed."""

    message = N_("{amount} yuan are in arrears; they must be paid first.")


class DayCapError(RefusalError):
    """Over the cap of the day."""

    message = N_(
        "{used} points were redeemed this day, and this would be {more} more; "
        "{cap} are allowed a day."
    )


class YearCapError(RefusalError):
    """Over the cap of the calendar year."""

    message = N_(
        "{used} points were redeemed in {year}, and this would be {more} more; "
        "{cap} are allowed a year."
    )


class NotEnoughError(RefusalError):
    """Too few points."""

    message = N_("{needed} points are needed and {available} are available.")


class OutOfStockError(RefusalError):
    """Fewer pieces left than wanted."""

    message = N_("{reward}: {wanted} wanted, {left} left.")


class RewardLimitError(RefusalError):
    """Over the year limit of a reward."""

    message = N_("{reward}: {had} had in {year} and {wanted} wanted; {limit} are allowed a year.")


class NotValidError(RefusalError):
    """It can't be had on this day."""

    message = N_("{reward} can be had from {first} to {last}, not on {day}.")


class ClosedRewardError(RefusalError):
    """It is no longer offered."""

    message = N_("{reward} is no longer offered.")


class NotForTierError(RefusalError):
    """It has no price for this tier."""

    message = N_("{reward} is not for the tier {tier}.")

    def sentence(self, translate: Translate) -> str:
        """Name the tier in the reader's language."""
        params = self.params | {"tier": translate(str(self.params["tier"]))}
        return translate(self.message).format(**params)


class RedemptionRefusedError(VipDeskError):
    """One reason or several why a basket can't be redeemed; nothing is changed."""

    message = N_("Not redeemed. Nothing was changed.")

    def __init__(self, reasons: Sequence[VipDeskError]) -> None:
        super().__init__()
        self.reasons = tuple(reasons)

    def sentence(self, translate: Translate) -> str:
        """Say all reasons one after the other."""
        whys = (reason.sentence(translate) for reason in self.reasons)
        return texts.sentences((translate(self.message), *whys))


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a customer may redeem, and what they have had.

    Attributes:
        months: Whole months on the network; None: not known, which keeps nobody †.
        day_points: Redeemed on the day, net of what was released or reversed; ``year_points`` in
            its calendar year.
        pieces: Reward → pieces had in the year.
    """

    tier: Tier
    months: int | None
    arrears_fen: int = 0
    day_points: int = 0
    year_points: int = 0
    pieces: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a basket; all points are of all its pieces.

    Attributes:
        offs: What each discount took off, in the order in which they were taken.
    """

    reward: RewardRow
    quantity: int
    list_points: int
    offs: tuple[Off, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Paying:
    """A lot that pays: how much of it, and what it has left after."""

    lot_id: int
    earned_on: date
    expires_on: date
    points: int
    left: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket costs, before anything is written.

    Attributes:
        lines: In the order of the basket, one for each reward.
        paying: The lots that pay, soonest last day first; none where there are too few points.
        before: The customer's figures on the day, without this basket.
        hold_until: The last day on which it would be held, where it is deferred.
        deferred: Whether the points are held until the rewards are handed over.
        reasons: Why it can't be redeemed; none: it can.
    """

    customer_id: int
    on: date
    tier: Tier
    lines: tuple[QuoteLine, ...]
    paying: tuple[Paying, ...]
    before: Figures
    deferred: bool = False
    hold_until: date | None = None
    reasons: tuple[VipDeskError, ...] = ()

    @property
    def list_points(self) -> int:
        """Before all discounts."""
        return sum(line.list_points for line in self.lines)

    @property
    def points(self) -> int:
        """What the basket costs."""
        return sum(line.points for line in self.lines)

    @property
    def available_after(self) -> int:
        """What can be used afterwards; below zero by what is missing."""
        return self.before.available - self.points

    @property
    def allowed(self) -> bool:
        """Whether it can be redeemed."""
        return not self.reasons

    def require(self) -> None:
        """Raise `RedemptionRefusedError` where it can't be redeemed."""
        if self.reasons:
            raise RedemptionRefusedError(self.reasons)


@dataclass(frozen=True, slots=True)
class Basket:
    """Who wants what on which day, and all that decides about it."""

    customer_id: int
    on: date
    wanted: Sequence[tuple[RewardRow, int]]
    discounts: Sequence[DiscountDraft]
    standing: Standing
    before: Figures  # of the day
    usable: Sequence[Lot]  # with what each has left on the day and on all days after it
    rules: PointsRules
    hold: bool = False  # also where no reward is deferred
    hold_until: date | None = None


def quote(basket: Basket) -> Quote:
    """Price a basket and say whether it can be redeemed.

    A basket that holds a deferred reward is held as a whole †.

    Raises:
        EmptyBasketError: Nothing is wanted.
    """
    wanted = _added_up(basket.wanted)
    if not wanted:
        raise EmptyBasketError
    lines = tuple(_line(reward, n, basket) for reward, n in wanted)
    cost = sum(line.points for line in lines)
    paying, reasons = paid(basket.usable, cost, basket.on)
    reasons = [*whole_reasons(basket.standing, cost, basket.on, basket.rules), *reasons]
    for line in lines:
        reasons += line_reasons(line, basket.standing, basket.on)
    deferred = basket.hold or any(line.reward.draft.deferred for line in lines)
    return Quote(
        basket.customer_id,
        basket.on,
        basket.standing.tier,
        lines,
        paying,
        basket.before,
        deferred,
        basket.hold_until if deferred else None,
        tuple(reasons),
    )


def paid(
    usable: Iterable[Lot], cost: int, on: date
) -> tuple[tuple[Paying, ...], list[VipDeskError]]:
    """Which lots pay, soonest last day first; none and the reason where they hold too few."""
    if cost <= 0:
        return (), []
    by_id = {lot.id: lot for lot in usable}
    try:
        draws = plan_spend(by_id.values(), cost, on)
    except InsufficientPointsError as error:
        return (), [NotEnoughError(**error.params)]
    return tuple(_paying(by_id[draw.lot_id], -draw.points) for draw in draws), []


def _paying(lot: Lot, points: int) -> Paying:
    return Paying(lot.id, lot.earned_on, lot.expires_on, points, lot.rest - points)


def whole_reasons(
    standing: Standing, cost: int, on: date, rules: PointsRules
) -> Iterator[VipDeskError]:
    """What keeps a customer from spending ``cost`` points on anything, but for their balance."""
    if standing.months is not None and standing.months < rules.min_months:
        yield TooNewError(months=standing.months, needed=rules.min_months)
    if standing.arrears_fen > 0:
        yield InArrearsError(amount=amount(standing.arrears_fen))
    used, cap = standing.day_points, rules.day_cap
    if cap and used + cost > cap:
        yield DayCapError(used=f"{used:,}", more=f"{cost:,}", cap=f"{cap:,}")
    used, cap = standing.year_points, rules.year_cap
    if cap and used + cost > cap:
        yield YearCapError(used=f"{used:,}", more=f"{cost:,}", cap=f"{cap:,}", year=on.year)


def line_reasons(line: QuoteLine, standing: Standing, on: date) -> Iterator[VipDeskError]:
    """What keeps a customer from having the pieces of one line."""
    draft, wanted = line.reward.draft, line.quantity
    if draft.closed:
        yield ClosedRewardError(reward=draft.name)
    if not draft.is_valid(on):
        yield _not_valid(draft, on)
    if draft.price(standing.tier) <= 0:
        yield NotForTierError(reward=draft.name, tier=standing.tier.label)
    if line.reward.left is not None and wanted > line.reward.left:
        yield OutOfStockError(reward=draft.name, wanted=wanted, left=max(0, line.reward.left))
    had = standing.pieces.get(line.reward.id, 0)
    if draft.year_limit is not None and had + wanted > draft.year_limit:
        yield RewardLimitError(
            reward=draft.name, had=had, wanted=wanted, limit=draft.year_limit, year=on.year
        )


def _not_valid(draft: RewardDraft, on: date) -> NotValidError:
    first, last = (day.isoformat() if day else "…" for day in (draft.valid_from, draft.valid_to))
    return NotValidError(reward=draft.name, first=first, last=last, day=on.isoformat())


def _added_up(wanted: Iterable[tuple[RewardRow, int]]) -> list[tuple[RewardRow, int]]:
    """One line for each reward, so that limits and stock count all its pieces."""
    rewards: dict[int, RewardRow] = {}
    pieces: dict[int, int] = {}
    for reward, quantity in wanted:
        if quantity > 0:
            rewards[reward.id] = reward
            pieces[reward.id] = pieces.get(reward.id, 0) + quantity
    return [(reward, pieces[reward.id]) for reward in rewards.values()]


def _line(reward: RewardRow, quantity: int, basket: Basket) -> QuoteLine:
    tier = basket.standing.tier
    each, offs = discounted(reward.draft, tier, basket.on, basket.discounts)
    return QuoteLine(
        reward,
        quantity,
        reward.draft.price(tier) * quantity,
        tuple(Off(off.name, off.points * quantity) for off in offs),
        each * quantity,
    )
