"""Redemptions within a session: what decides about a basket, and what is known of one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.months import whole_months
from vipdesk.domain.points import figures
from vipdesk.domain.points_words import EntryKind, Fulfilment, RedemptionStatus, RewardKind
from vipdesk.domain.redemption import Basket, Standing
from vipdesk.domain.rewards import Off, RewardRow
from vipdesk.errors import NotFoundError
from vipdesk.services import points_book
from vipdesk.services.customer_fields import living, tier_of
from vipdesk.services.reward_book import discount_rows, pieces_given, reward_rows, stands
from vipdesk.services.settings import settings_in_force
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    LineSummary,
    LotteryTry,
    Partner,
    PointsEntry,
    Redemption,
    RedemptionItem,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketDraft:
    """What a customer wants, as chosen.

    Attributes:
        wanted: Rewards and how many of each.
        on: None: today.
        hold: Hold the points until all is handed over, also where no reward is deferred.
        until: Last day of a hold; None: as many days as the settings say.
        visit_id: The visit in which it is redeemed.
    """

    customer_id: int
    wanted: Sequence[tuple[int, int]]
    on: date | None = None
    hold: bool = False
    until: date | None = None
    note: str = ""
    visit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One line of a redemption, with its price as it was then; all points are of all pieces."""

    id: int
    reward_id: int | None
    name: str
    kind: RewardKind
    quantity: int
    list_points: int
    offs: tuple[Off, ...]
    points: int
    partner_id: int | None
    partner: str
    partner_points: int
    settle_fen: int
    fulfilment: Fulfilment
    fulfilled: tuple[tuple[Fulfilment, date], ...]  # the states it went through, and when


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionRow:
    """A redemption as it stands today.

    Attributes:
        entry_id: The movement that paid, or the hold.
        status: A hold whose last day passed is released.
        ended_on: Confirmed, released or reversed on.
    """

    id: int
    number: str
    customer_id: int
    entry_id: int
    on: date
    recorded_at: datetime
    points: int
    status: RedemptionStatus
    until_on: date | None
    ended_on: date | None
    visit_id: int | None
    note: str
    signed_at: datetime | None
    items: tuple[ItemRow, ...]


def effective_status(redemption: Redemption, today: date) -> RedemptionStatus:
    """Where a redemption stands today; a hold whose last day passed is released."""
    held = redemption.status is RedemptionStatus.HELD
    lapsed = held and redemption.until_on is not None and redemption.until_on < today
    return RedemptionStatus.RELEASED if lapsed else redemption.status


def basket(session: Session, draft: BasketDraft, today: date) -> Basket:
    """All that decides about a basket.

    Raises:
        NotFoundError: The customer or a reward is gone.
    """
    on = draft.on or today
    living(session, draft.customer_id)
    history = points_book.history(session, draft.customer_id)
    return Basket(
        customer_id=draft.customer_id,
        on=on,
        wanted=_wanted(session, draft, today),
        discounts=[row.draft for row in discount_rows(session)],
        standing=standing(session, draft.customer_id, on, today),
        before=figures(history.lots_on(on), on),
        usable=history.usable_on(on),
        rules=settings_in_force(session).points,
        hold=draft.hold,
        hold_until=draft.until,
    )


def _wanted(session: Session, draft: BasketDraft, today: date) -> list[tuple[RewardRow, int]]:
    rows = {row.id: row for row in reward_rows(session, today, [each for each, _n in draft.wanted])}
    if any(reward_id not in rows for reward_id, _n in draft.wanted):
        raise NotFoundError
    return [(rows[reward_id], quantity) for reward_id, quantity in draft.wanted]


def standing(session: Session, customer_id: int, on: date, today: date) -> Standing:
    """What decides whether a customer may redeem on a day, and what they have had."""
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    summary = session.get(CustomerSummary, customer_id)
    since = _since(session, customer_id)
    mine = Redemption.customer_id == customer_id
    in_year = Redemption.on_day.between(first, last)
    return Standing(
        tier=tier_of(session, customer_id, on),
        months=whole_months(since, on) if since else None,
        arrears_fen=(summary.arrears_fen if summary else None) or 0,
        day_points=_redeemed(session, customer_id, on, on, today),
        year_points=_redeemed(session, customer_id, first, last, today),
        pieces=pieces_given(session, today, mine, in_year),
    )


def _since(session: Session, customer_id: int) -> date | None:
    """The first day on the network: the customer's own, else the oldest line's."""
    joined = session.scalar(select(Customer.joined_on).where(Customer.id == customer_id))
    oldest = select(func.min(LineSummary.opened_on)).where(LineSummary.customer_id == customer_id)
    return joined or session.scalar(oldest)


def _redeemed(session: Session, customer_id: int, first: date, last: date, today: date) -> int:
    """Points of redemptions that count, and of tries in lotteries, on the days of a span."""
    query = select(func.sum(Redemption.points)).where(
        Redemption.customer_id == customer_id, Redemption.on_day.between(first, last), stands(today)
    )
    tries = (
        select(func.sum(PointsEntry.points))
        .join(LotteryTry, LotteryTry.entry_id == PointsEntry.id)
        .where(
            LotteryTry.customer_id == customer_id,
            PointsEntry.kind == EntryKind.LOTTERY,
            PointsEntry.on_day.between(first, last),
        )
    )
    return int(session.scalar(query) or 0) - int(session.scalar(tries) or 0)


def found_redemption(session: Session, redemption_id: int) -> Redemption:
    """A redemption.

    Raises:
        NotFoundError: It is gone.
    """
    redemption = session.get(Redemption, redemption_id)
    if redemption is None:
        raise NotFoundError
    return redemption


def items_of(session: Session, redemption_id: int) -> list[RedemptionItem]:
    """The lines of a redemption in their order."""
    query = select(RedemptionItem).where(RedemptionItem.redemption_id == redemption_id)
    return list(session.scalars(query.order_by(RedemptionItem.id)))


def redemption_rows(
    session: Session, found: Iterable[Redemption], today: date
) -> Iterator[RedemptionRow]:
    """Redemptions with their lines."""
    redemptions = list(found)
    query = (
        select(RedemptionItem, Partner.name)
        .outerjoin(Partner, Partner.id == RedemptionItem.partner_id)
        .where(RedemptionItem.redemption_id.in_([each.id for each in redemptions]))
        .order_by(RedemptionItem.id)
    )
    items: dict[int, list[ItemRow]] = {}
    for item, partner in session.execute(query):
        items.setdefault(item.redemption_id, []).append(_item_row(item, partner))
    for each in redemptions:
        yield _row(each, items.get(each.id, []), today)


def _row(redemption: Redemption, items: Iterable[ItemRow], today: date) -> RedemptionRow:
    status, ended_on = effective_status(redemption, today), redemption.ended_on
    if redemption.until_on and status is not redemption.status:
        ended_on = redemption.until_on + timedelta(days=1)
    return RedemptionRow(
        id=redemption.id,
        number=redemption.number,
        customer_id=redemption.customer_id,
        entry_id=redemption.entry_id,
        on=redemption.on_day,
        recorded_at=redemption.recorded_at,
        points=redemption.points,
        status=status,
        until_on=redemption.until_on,
        ended_on=ended_on,
        visit_id=redemption.visit_id,
        note=redemption.note or "",
        signed_at=redemption.signed_at,
        items=tuple(items),
    )


def _item_row(item: RedemptionItem, partner: str | None) -> ItemRow:
    return ItemRow(
        id=item.id,
        reward_id=item.reward_id,
        name=item.name,
        kind=item.kind,
        quantity=item.quantity,
        list_points=item.list_points,
        offs=tuple(Off(each["name"], each["points"]) for each in item.discounts),
        points=item.points,
        partner_id=item.partner_id,
        partner=partner or "",
        partner_points=item.partner_points,
        settle_fen=item.settle_fen,
        fulfilment=item.fulfilment,
        fulfilled=states(item.fulfilled),
    )


def states(kept: Iterable[dict[str, str]]) -> tuple[tuple[Fulfilment, date], ...]:
    """The states that a reward went through, and when."""
    return tuple(
        (Fulfilment(each["state"]), date.fromisoformat(each["on"]))  # type: ignore[call-arg]
        for each in kept
    )


def advance(row: RedemptionItem | LotteryTry, state: Fulfilment, on: date) -> None:
    """Note on a reward or a prize how far it is, and since when."""
    row.fulfilment = state
    row.fulfilled = [*row.fulfilled, {"state": state.value, "on": on.isoformat()}]


def close(
    session: Session,
    redemption: Redemption,
    status: RedemptionStatus,
    on: date,
    fulfilment: Fulfilment,
) -> None:
    """Bring a redemption to its end, and with it each reward that is not there yet."""
    redemption.status, redemption.ended_on = status, on
    for item in items_of(session, redemption.id):
        if item.fulfilment is not fulfilment:
            advance(item, fulfilment, on)
