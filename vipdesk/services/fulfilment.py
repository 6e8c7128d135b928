"""What still has to be handed over, and how far each of it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.points_words import Fulfilment, RedemptionStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services import points_book
from vipdesk.services.points_book import FuturePointsError
from vipdesk.services.redemption_book import advance, close, effective_status, states
from vipdesk.services.reward_book import stands
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    Lottery,
    LotteryPrize,
    LotteryTry,
    Partner,
    Redemption,
    RedemptionItem,
)
from vipdesk.texts import N_

WAITING = (Fulfilment.OPEN, Fulfilment.ORDERED, Fulfilment.ARRIVED)
STEPS = (*WAITING, Fulfilment.HANDED_OVER)
POINTS = frozenset({Area.POINTS, Area.REWARDS, Area.CUSTOMERS, Area.JOURNAL})


class CancelledRewardError(VipDeskError):
    """Its redemption was released or reversed."""

    message = N_("“{name}” belongs to a redemption that no longer stands. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """A reward or a prize on its way.

    Attributes:
        id: Of the reward in its redemption; -2 and below: -1 - that of the try in a lottery.
        number: Of the receipt, or the lottery's name.
        since: When it came into its state.
        held_until: Its points are held until then: handing it over pays them.
    """

    id: int
    customer_id: int
    customer: str
    number: str
    name: str
    quantity: int
    partner: str
    on: date
    state: Fulfilment
    since: date
    held: bool = False
    held_until: date | None = None


class FulfilmentService:
    """Lists what is waiting, and moves it on."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self) -> list[ToHandOver]:
        """All that still has to be handed over, what waits longest first."""
        with self._store.read() as session:
            rows = [*_items(session, self._store.today()), *_prizes(session)]
        return sorted(rows, key=lambda row: (row.on, row.number, row.id))

    def move_on(self, ids: Sequence[int], state: Fulfilment, on: date | None = None) -> Saved[int]:
        """Note how far rewards are, as one action; how many changed.

        Handing over one whose points are held pays them, with all that its redemption holds.

        Args:
            ids: As `ToHandOver` names them.
            state: One of `STEPS`.
            on: Since when; None: today.

        Raises:
            CancelledRewardError: A redemption of one no longer stands; nothing is changed.
            FuturePointsError, HoldMovedError: The day can't be; nothing is changed.
            NotFoundError: One is gone.
        """
        today = self._store.today()
        on = on or today
        if on > today:
            raise FuturePointsError(day=on)
        with self._store.action("points.fulfil", n=len(ids)) as session:
            changed = [_move(session, each, state, on, today) for each in ids]
        return Saved(sum(changed), POINTS)


def _items(session: Session, today: date) -> Iterator[ToHandOver]:
    query = (
        select(RedemptionItem, Redemption, Customer.name, Partner.name)
        .join(Redemption, Redemption.id == RedemptionItem.redemption_id)
        .join(Customer, Customer.id == Redemption.customer_id)
        .outerjoin(Partner, Partner.id == RedemptionItem.partner_id)
        .where(RedemptionItem.fulfilment.in_(WAITING), stands(today))
    )
    for item, redemption, customer, partner in session.execute(query):
        yield ToHandOver(
            id=item.id,
            customer_id=redemption.customer_id,
            customer=customer,
            number=redemption.number,
            name=item.name,
            quantity=item.quantity,
            partner=partner or "",
            on=redemption.on_day,
            state=item.fulfilment,
            since=states(item.fulfilled)[-1][1],
            held=redemption.status is RedemptionStatus.HELD,
            held_until=redemption.until_on,
        )


def _prizes(session: Session) -> Iterator[ToHandOver]:
    query = (
        select(LotteryTry, LotteryPrize.name, Lottery.name, Customer.name)
        .join(LotteryPrize, LotteryPrize.id == LotteryTry.prize_id)
        .join(Lottery, Lottery.id == LotteryTry.lottery_id)
        .join(Customer, Customer.id == LotteryTry.customer_id)
        .where(LotteryTry.fulfilment.in_(WAITING))
    )
    for each, prize, lottery, customer in session.execute(query):
        kept = states(each.fulfilled)
        yield ToHandOver(
            id=-each.id - 1,
            customer_id=each.customer_id,
            customer=customer,
            number=lottery,
            name=prize,
            quantity=1,
            partner="",
            on=kept[0][1],
            state=each.fulfilment,
            since=kept[-1][1],
        )


def _move(session: Session, row_id: int, state: Fulfilment, on: date, today: date) -> bool:
    if row_id < 0:
        return _advanced(session.get(LotteryTry, -row_id - 1), state, on)
    item = session.get(RedemptionItem, row_id)
    if item is None:
        raise NotFoundError
    redemption = session.get_one(Redemption, item.redemption_id)
    status = effective_status(redemption, today)
    if status not in (RedemptionStatus.HELD, RedemptionStatus.DONE):
        raise CancelledRewardError(name=item.name)
    if status is RedemptionStatus.HELD and state is Fulfilment.HANDED_OVER:
        points_book.confirm(session, redemption.entry_id, on, today)
        close(session, redemption, RedemptionStatus.DONE, on, state)
        return True
    return _advanced(item, state, on)


def _advanced(row: RedemptionItem | LotteryTry | None, state: Fulfilment, on: date) -> bool:
    if row is None:
        raise NotFoundError
    if row.fulfilment is state:
        return False
    advance(row, state, on)
    return True
