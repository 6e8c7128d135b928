"""The points ledger inside an action: lots of any day, and the ways in which points move.

Every function takes the session of the caller's transaction. Movements are planned on what the lots
have on their day and on every day after it, so no lot is ever below zero; none lies in the future.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.points import Draw, Figures, Lot, Movement, figures, plan_spend
from vipdesk.domain.points_history import History, Step, lapses_on
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.store import ledger
from vipdesk.texts import N_

MOST = 1_000_000_000  # points in one movement; a slip of the finger beyond
_LOTS = "SELECT id, earned_on, expires_on, points FROM points_lot WHERE customer_id = :customer"
_STEPS = """
    SELECT e.on_day, e.id, d.lot_id, d.points, d.held, h.id, h.until_on
    FROM points_lot l
    JOIN points_draw d ON d.lot_id = l.id
    JOIN points_entry e ON e.id = d.entry_id
    LEFT JOIN points_entry h ON h.id = coalesce(e.hold_id, CASE e.kind WHEN 'hold' THEN e.id END)
    WHERE l.customer_id = :customer
"""
_HOLD = """
    SELECT e.on_day, e.id, d.lot_id, d.points, d.held
    FROM points_entry e JOIN points_draw d ON d.entry_id = e.id
    WHERE e.id = :hold OR e.hold_id = :hold
"""
_LAPSED = """
    SELECT DISTINCT h.id
    FROM points_rest r
    JOIN points_draw d ON d.lot_id = r.lot_id AND d.held > 0
    JOIN points_entry h ON h.id = d.entry_id AND h.kind = 'hold' AND h.until_on < :today
    WHERE r.customer_id = :customer AND r.rest > 0 AND r.held > 0
    ORDER BY h.id
"""
# An entry is in effect if the chain of what reverses it, and reverses that, has an even length.
ANNULLED = """
    WITH RECURSIVE chain (root, id, length) AS (
        SELECT r.reverses_id, r.id, 1 FROM points_entry r WHERE r.reverses_id {which}
        UNION ALL
        SELECT c.root, r.id, c.length + 1 FROM chain c JOIN points_entry r ON r.reverses_id = c.id
    )
    SELECT root FROM chain GROUP BY root HAVING max(length) % 2 = 1
"""
NOT_IN_EFFECT = ANNULLED.format(which="IS NOT NULL")
"""A query of the ids of all entries that are reversed and stay so."""


class FuturePointsError(VipDeskError):
    """A movement on a day that has not come."""

    message = N_("Points can't move on {day}: that day is yet to come. Nothing was changed.")


class NoPointsError(VipDeskError):
    """A movement of nothing, of less than nothing, or of more than anybody has."""

    message = N_(
        "{points} points can't be moved at once: give a whole number from 1 to {most}. "
        "Nothing was changed."
    )


class LastDayError(VipDeskError):
    """Something would end before it begins."""

    message = N_("The last day {last} lies before {day}. Nothing was changed.")


class HoldEndedError(VipDeskError):
    """Nothing of a hold is held any more."""

    message = N_(
        "The {points} points held since {day} were handed over or released already. "
        "Nothing was changed."
    )


class HoldLapsedError(VipDeskError):
    """Its last day passed: the points are free again."""

    message = N_(
        "The {points} points were held until {until}; since then they are released. Redeem anew if "
        "the customer still wants it. Nothing was changed."
    )


class HoldMovedError(VipDeskError):
    """A hold can't end before what happened to it."""

    message = N_("This hold last changed on {last}: it can't end on {day}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as its entries leave it; ``draws`` is what it still holds of each lot."""

    id: int
    customer_id: int
    on_day: date
    until_on: date | None
    points: int  # that it held at first
    last_change: date
    draws: tuple[Draw, ...]
    partner_id: int | None = None

    @property
    def held(self) -> int:
        """Points that are still held, whatever its last day."""
        return sum(draw.held for draw in self.draws)

    def lapsed(self, on: date) -> bool:
        """Whether its last day lies before ``on``."""
        return self.until_on is not None and self.until_on < on


def history(session: Session, customer_id: int) -> History:
    """The lots that are the customer's now, with every step on them."""
    values = {"customer": customer_id}
    lots = session.execute(text(_LOTS), values)
    steps = session.execute(text(_STEPS), values)
    return History.of(
        (Lot(id_, _day(earned), _day(last), points, 0) for id_, earned, last, points in lots),
        (
            Step(_day(on), entry, lot, points, held, hold, _day(until) if until else None)
            for on, entry, lot, points, held, hold, until in steps
        ),
    )


def lots_of(session: Session, customer_id: int, on: date) -> list[Lot]:
    """The customer's lots as day ``on`` left them, soonest last day first; also empty ones."""
    return history(session, customer_id).lots_on(on)


def figures_of(session: Session, customer_id: int, on: date) -> Figures:
    """Total, held and available on day ``on``."""
    return figures(lots_of(session, customer_id, on), on)


def plan(session: Session, customer_id: int, points: int, on: date) -> list[Draw]:
    """Which lots would pay ``points`` on day ``on``; nothing is written.

    Raises:
        InsufficientPointsError: On that day, or on one after it, too few are free.
    """
    return plan_spend(history(session, customer_id).usable_on(on), points, on)


def award(session: Session, movement: Movement, today: date) -> int:
    """Give points as one lot.

    Args:
        session: Inside an action.
        movement: With ``points`` and ``expires_on``, without draws.
        today: The book's day.

    Returns:
        The id of the entry.

    Raises:
        FuturePointsError, NoPointsError, LastDayError: Nothing is written.
    """
    if movement.expires_on is None or movement.draws:
        raise ValueError(f"not an award: {movement}")
    _check(movement, today, movement.expires_on)
    return _write(session, movement)


def spend(session: Session, movement: Movement, today: date) -> int:
    """Take ``movement.points``, soonest last day first; lapsed holds are released before.

    Returns:
        The id of the entry.

    Raises:
        InsufficientPointsError, FuturePointsError, NoPointsError: Nothing is written.
    """
    _check(movement, today)
    draws = plan(session, movement.customer_id, movement.points, movement.on_day)
    release_lapsed(session, movement.customer_id, today)
    return _write(session, replace(movement, draws=tuple(draws)))


def hold(session: Session, movement: Movement, today: date) -> int:
    """Set ``movement.points`` aside until ``movement.until_on``, included; None: until ended.

    Returns:
        The id of the entry, by which the hold is known.

    Raises:
        InsufficientPointsError, FuturePointsError, NoPointsError, LastDayError: Nothing is written.
    """
    _check(movement, today, movement.until_on)
    planned = plan(session, movement.customer_id, movement.points, movement.on_day)
    release_lapsed(session, movement.customer_id, today)
    draws = tuple(Draw(draw.lot_id, held=-draw.points) for draw in planned)
    return _write(session, replace(movement, kind=EntryKind.HOLD, draws=draws))


def confirm(
    session: Session, hold_id: int, on: date, today: date, *, note: str | None = None
) -> int:
    """Spend what a hold holds, also of a lot past its last day †.

    Returns:
        The id of the entry.

    Raises:
        HoldEndedError, HoldLapsedError, HoldMovedError, FuturePointsError: Nothing is written.
    """
    found = _open_hold(session, hold_id, on, today)
    draws = tuple(Draw(each.lot_id, -each.held, -each.held) for each in found.draws)
    return _end(session, found, EntryKind.CONFIRM, on, draws, note)


def release(
    session: Session, hold_id: int, on: date, today: date, *, note: str | None = None
) -> int:
    """Give back what a hold holds; of a lot past its last day it is expired the same day †.

    Returns:
        The id of the entry.

    Raises:
        HoldEndedError, HoldLapsedError, HoldMovedError, FuturePointsError: Nothing is written.
    """
    return _release(session, _open_hold(session, hold_id, on, today), on, note)


def release_lapsed(session: Session, customer_id: int, today: date) -> list[int]:
    """Write the release of each hold on the customer's lots whose last day has passed.

    Every figure counts them as released already; the entries are appended before the next write,
    since the database keeps held points from being spent.

    Returns:
        The ids of the entries, dated the day after the last day of each.
    """
    values = {"customer": customer_id, "today": today.isoformat()}
    entries = []
    for (hold_id,) in session.execute(text(_LAPSED), values).all():
        found = find_hold(session, hold_id)
        if found.held and found.until_on is not None:
            day = lapses_on(found.until_on, found.last_change)
            entries.append(_release(session, found, day, None))
    return entries


def reverse(session: Session, entry_id: int, today: date, *, note: str | None = None) -> int:
    """Take back one movement, on its own lots; it stands on ``today``, however old that one is.

    What it gives back to a lot past its last day is expired the same day.

    Returns:
        The id of the reversal, which can be reversed in turn.

    Raises:
        NotFoundError: There is no such entry.
        ReversedAlreadyError: It is reversed.
        PointsSpentError, HoldUsedError: What it gave or held is used.
    """
    find_entry(session, entry_id)
    action_id = session.info["entry_id"]
    return ledger.reverse_entry(session.connection(), entry_id, action_id, today, note)


def in_effect(session: Session, entry_ids: Collection[int]) -> set[int]:
    """Those of the entries that are not reversed, or whose reversal is reversed."""
    query = ANNULLED.format(which="IN (SELECT value FROM json_each(:ids))")
    annulled = session.scalars(text(query), {"ids": json.dumps(list(entry_ids))})
    return set(entry_ids) - set(annulled)


def find_hold(session: Session, hold_id: int) -> Hold:
    """A hold as all its entries leave it.

    Raises:
        NotFoundError: There is no such hold.
    """
    entry = find_entry(session, hold_id)
    if entry.kind != EntryKind.HOLD:
        raise NotFoundError
    rows = session.execute(text(_HOLD), {"hold": hold_id}).all()
    held: dict[int, int] = {}
    for row in rows:
        held[row.lot_id] = held.get(row.lot_id, 0) + row.held
    return Hold(
        hold_id,
        entry.customer_id,
        _day(entry.on_day),
        _day(entry.until_on) if entry.until_on else None,
        entry.held,
        max(_day(row.on_day) for row in rows),
        tuple(Draw(lot_id, held=points) for lot_id, points in sorted(held.items()) if points),
        entry.partner_id,
    )


def find_entry(session: Session, entry_id: int) -> Any:
    """The row of an entry, its days as they are stored.

    Raises:
        NotFoundError: There is none.
    """
    row = session.execute(
        text("SELECT * FROM points_entry WHERE id = :id"), {"id": entry_id}
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def _open_hold(session: Session, hold_id: int, on: date, today: date) -> Hold:
    """The hold, if it can end on day ``on``."""
    found = find_hold(session, hold_id)
    if on > today:
        raise FuturePointsError(day=on)
    if not found.held:
        raise HoldEndedError(points=f"{found.points:,}", day=found.on_day)
    if found.lapsed(on):
        raise HoldLapsedError(points=f"{found.held:,}", until=found.until_on)
    if on < found.last_change:
        raise HoldMovedError(last=found.last_change, day=on)
    return found


def _release(session: Session, found: Hold, on: date, note: str | None) -> int:
    draws = tuple(Draw(each.lot_id, held=-each.held) for each in found.draws)
    return _end(session, found, EntryKind.RELEASE, on, draws, note)


def _end(
    session: Session,
    found: Hold,
    kind: EntryKind,
    on: date,
    draws: Iterable[Draw],
    note: str | None,
) -> int:
    ended = Movement(
        found.customer_id,
        kind,
        on,
        draws=tuple(draws),
        note=note,
        partner_id=found.partner_id,
        hold_id=found.id,
    )
    return _write(session, ended)


def _check(movement: Movement, today: date, last: date | None = None) -> None:
    if not 0 < movement.points <= MOST:
        raise NoPointsError(points=f"{movement.points:,}", most=f"{MOST:,}")
    if movement.on_day > today:
        raise FuturePointsError(day=movement.on_day)
    if last is not None and last < movement.on_day:
        raise LastDayError(last=last, day=movement.on_day)


def _write(session: Session, movement: Movement) -> int:
    session.flush()
    written = ledger.write(session.connection(), session.info["entry_id"], [movement])
    return written[0]


def _day(stored: str) -> date:
    return date.fromisoformat(stored)
