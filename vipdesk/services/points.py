"""One customer's points: figures of any day, lots, movements, awards by hand, holds, reversals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.points import Lot, Movement, figures, last_day
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_history import History
from vipdesk.domain.points_running import Running, What, running
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import NotFoundError, UnknownNumberError, VipDeskError
from vipdesk.services import points_book
from vipdesk.services.customer_fields import living
from vipdesk.services.points_rows import (
    BalanceRow,
    ExpiringRow,
    HoldRow,
    LotRow,
    LotShare,
    MovementRow,
)
from vipdesk.services.settings import points_rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Partner
from vipdesk.texts import N_

POINTS = frozenset({Area.POINTS, Area.CUSTOMERS, Area.JOURNAL})
PER_WORTH = 100  # points of which the settings say the worth

_FACTS = """
    SELECT e.id, e.kind, e.note, e.month, e.source, e.reverses_id, e.hold_id, e.until_on,
        p.name AS partner, a.id AS lot_id, a.expires_on
    FROM points_entry e
    LEFT JOIN partner p ON p.id = e.partner_id
    LEFT JOIN points_lot a ON a.entry_id = e.id
    WHERE e.id IN (
        SELECT d.entry_id FROM points_lot l JOIN points_draw d ON d.lot_id = l.id
        WHERE l.customer_id = :customer
    )
"""
_HOLDS = """
    SELECT h.id, h.note, (SELECT r.number FROM redemption r WHERE r.entry_id = h.id) AS number
    FROM points_entry h
    WHERE h.kind = 'hold' AND h.id IN (
        SELECT d.entry_id FROM points_rest r JOIN points_draw d ON d.lot_id = r.lot_id
        WHERE r.customer_id = :customer AND r.rest > 0 AND r.held > 0
    )
    ORDER BY h.on_day, h.id
"""
_OWN_LOTS = "SELECT id FROM points_lot WHERE customer_id = :customer"
_OWNED = """
    SELECT e.customer_id,
        (SELECT min(number) FROM redemption
         WHERE entry_id IN (e.id, e.hold_id, e.reverses_id)) AS redemption,
        EXISTS (SELECT 1 FROM lottery_try WHERE entry_id IN (e.id, e.reverses_id)) AS lottery
    FROM points_entry e WHERE e.id = :entry
"""


class ReasonNeededError(VipDeskError):
    """A movement by hand without a reason."""

    message = N_("Say why, in a few words: it stands on the statement. Nothing was changed.")


class PartnerNeededError(VipDeskError):
    """A joint award of nobody."""

    message = N_("A joint award needs the partner and the partner's points. Nothing was changed.")


class OfRedemptionError(VipDeskError):
    """A movement that pays for a redemption."""

    message = N_(
        "These points belong to redemption {number}: confirm, release or reverse that one. "
        "Nothing was changed."
    )


class OfLotteryError(VipDeskError):
    """A movement that paid for a try."""

    message = N_(
        "These points paid for a try in a lottery, which anybody can check: it is not reversed. "
        "Award goodwill points instead. Nothing was changed."
    )


class PointsService:
    """Reads are of any day; each write is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The present day of the book."""
        return self._store.today()

    def find(self, number: str) -> int:
        """The id of the customer with this number.

        Raises:
            NotFoundError: There is none, or they are in the recycle bin or merged.
        """
        with self._store.read() as session:
            found = session.scalar(select(Customer.id).where(Customer.number == number))
            if found is None:
                raise UnknownNumberError(number=number)
            return living(session, found).id

    def customer_of(self, entry_id: int) -> int:
        """For whom a movement was written.

        Raises:
            NotFoundError: There is no such movement.
        """
        with self._store.read() as session:
            found: int = points_book.find_entry(session, entry_id).customer_id
            return found

    def partner(self, name: str) -> int:
        """The id of the partner of this name.

        Raises:
            NotFoundError: There is none.
        """
        with self._store.read() as session:
            found = session.scalar(select(Partner.id).where(Partner.name == name))
            if found is None:
                raise NotFoundError
            return found

    def balance(self, customer_id: int, on: date | None = None) -> BalanceRow:
        """Total, held and available on a day (today), and what each last day would take.

        Raises:
            NotFoundError: There is no such customer.
        """
        on = on or self._store.today()
        with self._store.read() as session:
            customer = session.get(Customer, customer_id)
            if customer is None:
                raise NotFoundError
            lots = points_book.lots_of(session, customer_id, on)
            worth = points_rules_in_force(session).worth_fen
            sums = figures(lots, on)
            return BalanceRow(
                customer_id=customer_id,
                number=customer.number,
                name=customer.name,
                on=on,
                figures=sums,
                worth_fen=sums.available * worth // PER_WORTH if worth else None,
                expiring=_expiring(lots, on),
            )

    def lots(self, customer_id: int, on: date | None = None) -> list[LotRow]:
        """The lots earned by a day (today), as it left them; soonest last day first."""
        on = on or self._store.today()
        with self._store.read() as session:
            facts = _facts(session, customer_id)
            awards = {row.lot_id: row for row in facts.values() if row.lot_id is not None}
            lots = points_book.lots_of(session, customer_id, on)
            return [_lot_row(lot, awards[lot.id], on) for lot in lots]

    def movements(self, customer_id: int, on: date | None = None) -> list[MovementRow]:
        """Every movement up to a day (today) with the figures after it, oldest first.

        Expiry and lapsed holds are rows computed for their day; see `running`.
        """
        on = on or self._store.today()
        with self._store.read() as session:
            history = points_book.history(session, customer_id)
            rows = running(history, on)
            facts = _facts(session, customer_id)
            effective = points_book.in_effect(session, facts)
        shares = _shares(history)
        return [_movement_row(row, facts, shares, effective) for row in rows]

    def holds(self, customer_id: int) -> list[HoldRow]:
        """What is set aside today of the customer's lots; a hold past its last day no longer is."""
        today, values = self._store.today(), {"customer": customer_id}
        with self._store.read() as session:
            rows = session.execute(text(_HOLDS), values).all()
            found = [(points_book.find_hold(session, row.id), row) for row in rows]
            own = set(session.scalars(text(_OWN_LOTS), values))
        held = [sum(each.held for each in hold.draws if each.lot_id in own) for hold, _row in found]
        return [
            HoldRow(hold.id, hold.on_day, hold.until_on, points, row.note, row.number)
            for (hold, row), points in zip(found, held, strict=True)
            if points and not hold.lapsed(today)
        ]

    def award(self, customer_id: int, draft: AwardDraft) -> Saved[list[int]]:
        """Award points by hand, with a partner's beside them where the draft says so.

        Returns:
            The ids of the entries, ours first.

        Raises:
            ReasonNeededError, PartnerNeededError, NoPointsError, LastDayError, FuturePointsError:
                Nothing is written.
            NotFoundError: The customer is gone.
        """
        note = _reason(draft.reason)
        if (draft.partner_id is None) != (draft.partner_points == 0):
            raise PartnerNeededError
        today = self._store.today()
        on = draft.on_day or today
        with self._store.action("points.award", customer_id=customer_id) as session:
            living(session, customer_id)
            last = draft.expires_on or last_day(on, points_rules_in_force(session))
            kind = EntryKind.GOODWILL if draft.goodwill else EntryKind.BY_HAND
            awards = [Movement(customer_id, kind, on, draft.points, last, note=note)]
            if draft.partner_id is not None:
                joint = Movement(
                    customer_id,
                    EntryKind.JOINT,
                    on,
                    draft.partner_points,
                    last,
                    note=note,
                    partner_id=draft.partner_id,
                )
                awards = [*awards, joint] if draft.points else [joint]
            entries = [points_book.award(session, each, today) for each in awards]
        return Saved(entries, POINTS)

    def hold(
        self,
        customer_id: int,
        points: int,
        reason: str,
        *,
        on: date | None = None,
        until_on: date | None = None,
    ) -> Saved[int]:
        """Set points aside until a last day, or until the hold is ended.

        Returns:
            The id of the entry, by which the hold is known.

        Raises:
            InsufficientPointsError, ReasonNeededError, NoPointsError, LastDayError,
                FuturePointsError: Nothing is written.
            NotFoundError: The customer is gone.
        """
        note, today = _reason(reason), self._store.today()
        kept = Movement(
            customer_id, EntryKind.HOLD, on or today, points, note=note, until_on=until_on
        )
        with self._store.action("points.hold", customer_id=customer_id) as session:
            living(session, customer_id)
            return Saved(points_book.hold(session, kept, today), POINTS)

    def confirm(self, hold_id: int, on: date | None = None) -> Saved[int]:
        """Spend what a hold holds.

        Raises:
            HoldEndedError, HoldLapsedError, HoldMovedError, FuturePointsError, OfRedemptionError:
                Nothing is written.
            NotFoundError: There is no such hold.
        """
        with self._of_entry("points.confirm", hold_id) as session:
            today = self._store.today()
            return Saved(points_book.confirm(session, hold_id, on or today, today), POINTS)

    def release(self, hold_id: int, on: date | None = None) -> Saved[int]:
        """Give back what a hold holds.

        Raises:
            HoldEndedError, HoldLapsedError, HoldMovedError, FuturePointsError, OfRedemptionError:
                Nothing is written.
            NotFoundError: There is no such hold.
        """
        with self._of_entry("points.release", hold_id) as session:
            today = self._store.today()
            return Saved(points_book.release(session, hold_id, on or today, today), POINTS)

    def reverse(self, entry_id: int, reason: str) -> Saved[int]:
        """Take one movement back, on its own lots (冲正); it stands on today.

        Raises:
            ReasonNeededError, ReversedAlreadyError, PointsSpentError, HoldUsedError,
                OfRedemptionError, OfLotteryError: Nothing is written.
            NotFoundError: There is no such entry.
        """
        note = _reason(reason)
        with self._of_entry("points.reverse", entry_id) as session:
            today = self._store.today()
            return Saved(points_book.reverse(session, entry_id, today, note=note), POINTS)

    @contextmanager
    def _of_entry(self, code: str, entry_id: int) -> Iterator[Session]:
        """An action on one entry, if nothing else must move with it."""
        with self._store.read() as session:
            owner = session.execute(text(_OWNED), {"entry": entry_id}).one_or_none()
        if owner is None:
            raise NotFoundError
        if owner.redemption is not None:
            raise OfRedemptionError(number=owner.redemption)
        if owner.lottery:
            raise OfLotteryError
        with self._store.action(code, customer_id=owner.customer_id) as session:
            yield session


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise ReasonNeededError
    return reason


def _expiring(lots: list[Lot], on: date) -> tuple[ExpiringRow, ...]:
    days: dict[date, int] = {}
    for lot in lots:
        if lot.free and lot.expires_on >= on:
            days[lot.expires_on] = days.get(lot.expires_on, 0) + lot.free
    return tuple(ExpiringRow(day, points) for day, points in sorted(days.items()))


def _facts(session: Session, customer_id: int) -> dict[int, Any]:
    rows = session.execute(text(_FACTS), {"customer": customer_id})
    return {row.id: row for row in rows}


def _shares(history: History) -> Mapping[int, tuple[LotShare, ...]]:
    shares: dict[int, tuple[LotShare, ...]] = {}
    for step in history.steps:
        share = LotShare(step.lot_id, step.points, step.held)
        shares[step.entry_id] = (*shares.get(step.entry_id, ()), share)
    return shares


def _lot_row(lot: Lot, award: Any, on: date) -> LotRow:
    return LotRow(
        id=lot.id,
        entry_id=award.id,
        kind=EntryKind(award.kind),  # type: ignore[call-arg]
        note=award.note,
        month=award.month,
        partner=award.partner,
        earned_on=lot.earned_on,
        expires_on=lot.expires_on,
        points=lot.points,
        rest=lot.rest,
        held=lot.held,
        expired=lot.expires_on < on,
    )


def _movement_row(
    row: Running,
    facts: Mapping[int, Any],
    shares: Mapping[int, tuple[LotShare, ...]],
    effective: set[int],
) -> MovementRow:
    figures_after: dict[str, Any] = {
        "on_day": row.on_day,
        "what": row.what,
        "points": row.points,
        "held": row.held,
        "total": row.total,
        "held_after": row.held_after,
    }
    if row.entry_id is None or row.what is not What.MOVEMENT:
        return MovementRow(**figures_after, hold_id=row.entry_id)
    fact = facts[row.entry_id]
    return MovementRow(
        **figures_after,
        entry_id=row.entry_id,
        kind=EntryKind(fact.kind),  # type: ignore[call-arg]
        note=fact.note,
        month=fact.month,
        source=fact.source,
        partner=fact.partner,
        reverses_id=fact.reverses_id,
        hold_id=fact.hold_id,
        until_on=_day(fact.until_on),
        expires_on=_day(fact.expires_on),
        in_effect=row.entry_id in effective,
        lots=shares[row.entry_id],
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
