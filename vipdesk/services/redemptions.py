"""Redeeming: a basket is quoted, redeemed or held; a hold is confirmed or released (rules.md 4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind, Fulfilment, RedemptionStatus
from vipdesk.domain.redemption import Quote, QuoteLine, quote
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services import points_book
from vipdesk.services.redemption_book import (
    BasketDraft,
    RedemptionRow,
    advance,
    basket,
    close,
    effective_status,
    found_redemption,
    redemption_rows,
)
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import PointsEntry, Redemption, RedemptionItem
from vipdesk.texts import N_, Translate

POINTS = frozenset({Area.POINTS, Area.REWARDS, Area.CUSTOMERS, Area.JOURNAL})


class RedemptionStateError(VipDeskError):
    """It is not in a state in which that can be done."""

    message = N_("Redemption {number} is {state}. Nothing was changed.")

    def sentence(self, translate: Translate) -> str:
        """Name the state in the reader's language."""
        params = self.params | {"state": translate(str(self.params["state"]))}
        return translate(self.message).format(**params)


class RedemptionService:
    """Each writing method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def quote(self, draft: BasketDraft) -> Quote:
        """What a basket costs, which lots pay, what is left, and what speaks against it.

        Raises:
            EmptyBasketError: Nothing is wanted.
            NotFoundError: The customer or a reward is gone.
        """
        with self._store.read() as session:
            return _quoted(session, draft, self._store.today())

    def redeem(self, draft: BasketDraft) -> Saved[RedemptionRow]:
        """Pay for a basket, soonest lots to expire first, or hold its points.

        Raises:
            RedemptionRefusedError: With every reason; nothing is changed.
            FuturePointsError, LastDayError: The day, or the hold's last day, can't be.
            EmptyBasketError: Nothing is wanted.
            NotFoundError: The customer or a reward is gone.
        """
        today = self._store.today()
        code = "points.hold" if self.quote(draft).deferred else "points.redeem"
        with self._store.action(code, customer_id=draft.customer_id) as session:
            found = _quoted(session, draft, today)
            found.require()
            redemption = self._written(session, draft, found)
            session.add_all(_item(redemption.id, line, found) for line in found.lines)
            session.flush()
            return Saved(_row_of(session, redemption, today), POINTS)

    def confirm(self, redemption_id: int, on: date | None = None) -> Saved[RedemptionRow]:
        """Pay what was held: it is handed over.

        Raises:
            RedemptionStateError: It is not held, or its last day passed.
            FuturePointsError, HoldMovedError: The day can't be.
            NotFoundError: It is gone.
        """
        today = self._store.today()
        on = on or today
        with self._of("points.confirm", redemption_id) as session:
            redemption = _in_state(session, redemption_id, today, RedemptionStatus.HELD)
            points_book.confirm(session, redemption.entry_id, on, today)
            close(session, redemption, RedemptionStatus.DONE, on, Fulfilment.HANDED_OVER)
            return Saved(_row_of(session, redemption, today), POINTS)

    def release(self, redemption_id: int, on: date | None = None) -> Saved[RedemptionRow]:
        """Give back what was held; nothing is handed over.

        Raises:
            RedemptionStateError: It is not held, or its last day passed.
            FuturePointsError, HoldMovedError: The day can't be.
            NotFoundError: It is gone.
        """
        today = self._store.today()
        on = on or today
        with self._of("points.release", redemption_id) as session:
            redemption = _in_state(session, redemption_id, today, RedemptionStatus.HELD)
            points_book.release(session, redemption.entry_id, on, today)
            close(session, redemption, RedemptionStatus.RELEASED, on, Fulfilment.CANCELLED)
            return Saved(_row_of(session, redemption, today), POINTS)

    def reverse(self, redemption_id: int, reason: str = "") -> Saved[RedemptionRow]:
        """Take a redemption back (冲正): its points return to their lots, today.

        Raises:
            RedemptionStateError: It is held, released or reversed.
            NotFoundError: It is gone.
        """
        today, note = self._store.today(), reason.strip() or None
        with self._of("points.reverse", redemption_id) as session:
            redemption = _in_state(session, redemption_id, today, RedemptionStatus.DONE)
            _pay_back(session, redemption, today, note)
            close(session, redemption, RedemptionStatus.REVERSED, today, Fulfilment.CANCELLED)
            return Saved(_row_of(session, redemption, today), POINTS)

    def find(self, number: str) -> int:
        """The id of the redemption with this receipt number.

        Raises:
            NotFoundError: There is none.
        """
        with self._store.read() as session:
            found = session.scalar(select(Redemption.id).where(Redemption.number == number))
        if found is None:
            raise NotFoundError
        return found

    def redemption(self, redemption_id: int) -> RedemptionRow:
        """One redemption.

        Raises:
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            return _row_of(session, found_redemption(session, redemption_id), self._store.today())

    def of_customer(self, customer_id: int) -> list[RedemptionRow]:
        """All redemptions of a customer, newest first."""
        query = select(Redemption).where(Redemption.customer_id == customer_id)
        with self._store.read() as session:
            found = session.scalars(query.order_by(Redemption.on_day.desc(), Redemption.id.desc()))
            return list(redemption_rows(session, found, self._store.today()))

    @contextmanager
    def _of(self, code: str, redemption_id: int) -> Iterator[Session]:
        """An action on a redemption, which the journal keeps with its customer."""
        customer_id = self.redemption(redemption_id).customer_id
        with self._store.action(code, customer_id=customer_id) as session:
            yield session

    def _written(self, session: Session, draft: BasketDraft, found: Quote) -> Redemption:
        today = self._store.today()
        number = _next_number(session, today)
        movement = Movement(
            draft.customer_id,
            EntryKind.HOLD if found.deferred else EntryKind.REDEEM,
            found.on,
            found.points,
            note=number,
            until_on=found.hold_until,
        )
        move = points_book.hold if found.deferred else points_book.spend
        redemption = Redemption(
            number=number,
            customer_id=draft.customer_id,
            entry_id=move(session, movement, today),
            on_day=found.on,
            recorded_at=self._store.now(),
            points=found.points,
            status=RedemptionStatus.HELD if found.deferred else RedemptionStatus.DONE,
            until_on=found.hold_until,
            visit_id=draft.visit_id,
            note=draft.note.strip() or None,
        )
        session.add(redemption)
        session.flush()
        return redemption


def _quoted(session: Session, draft: BasketDraft, today: date) -> Quote:
    whole = basket(session, draft, today)
    days = settings_in_force(session).points.hold_days
    return quote(replace(whole, hold_until=draft.until or whole.on + timedelta(days=days)))


def _item(redemption_id: int, line: QuoteLine, found: Quote) -> RedemptionItem:
    reward, pieces = line.reward, line.quantity
    item = RedemptionItem(
        redemption_id=redemption_id,
        reward_id=reward.id,
        name=reward.name,
        kind=reward.kind,
        quantity=pieces,
        list_points=line.list_points,
        points=line.points,
        discounts=[{"name": off.name, "points": off.points} for off in line.offs],
        partner_id=reward.draft.partner_id,
        partner_points=reward.draft.partner_points * pieces,
        settle_fen=reward.draft.settle_fen * pieces,
        fulfilled=[],
    )
    advance(item, Fulfilment.OPEN, found.on)
    return item


def _next_number(session: Session, today: date) -> str:
    """The next receipt's number; one that was given stays given, also where it was undone."""
    given = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'redemption'")) or 0
    head = f"D{today:%Y%m%d}-"
    earlier = select(func.max(Redemption.id)).where(~Redemption.number.startswith(head))
    place = given + 1 - (session.scalar(earlier) or 0)
    while session.scalar(select(Redemption.id).where(Redemption.number == f"{head}{place:03}")):
        place += 1
    return f"{head}{place:03}"


def _in_state(
    session: Session, redemption_id: int, today: date, state: RedemptionStatus
) -> Redemption:
    redemption = found_redemption(session, redemption_id)
    now = effective_status(redemption, today)
    if now is not state:
        raise RedemptionStateError(number=redemption.number, state=now.label)
    return redemption


def _pay_back(session: Session, redemption: Redemption, today: date, note: str | None) -> None:
    """Reverse the payment; what was held before it was handed over is released besides."""
    confirmed = _confirmed(session, redemption.entry_id)
    points_book.reverse(session, confirmed or redemption.entry_id, today, note=note)
    if confirmed is None:
        return
    if points_book.find_hold(session, redemption.entry_id).lapsed(today):
        points_book.release_lapsed(session, redemption.customer_id, today)
    else:
        points_book.release(session, redemption.entry_id, today, today, note=note)


def _confirmed(session: Session, hold_id: int) -> int | None:
    """The movement by which a hold was paid, if it was."""
    query = select(PointsEntry.id).where(
        PointsEntry.hold_id == hold_id, PointsEntry.kind == EntryKind.CONFIRM
    )
    return next(iter(points_book.in_effect(session, session.scalars(query).all())), None)


def _row_of(session: Session, redemption: Redemption, today: date) -> RedemptionRow:
    return next(redemption_rows(session, [redemption], today))
