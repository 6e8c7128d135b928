"""Writes movements of points, and takes whole actions of them back by reversal (rules.md 4)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from vipdesk.domain.points import Movement
from vipdesk.store.errors import PointsSpentError, ReversedAlreadyError
from vipdesk.store.uids import new_uid

AT_ONCE = 1_000  # movements written by one statement; up to so many carry an id of their own

_ENTRY = """
    INSERT INTO points_entry (id, uid, action_id, customer_id, kind, on_day, points, held, note,
        source, line_id, month, occurrence, partner_id, reverses_id, hold_id, until_on, batch_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LOT = """
    INSERT INTO points_lot (id, entry_id, customer_id, points, earned_on, expires_on)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_DRAW = "INSERT INTO points_draw (entry_id, lot_id, points, held) VALUES (?, ?, ?, ?)"

_STANDING = "FROM points_entry e WHERE e.action_id = :of"
_REVERSED = f"SELECT 1 {_STANDING} AND e.id IN (SELECT reverses_id FROM points_entry)"
_SHORT = f"""
    SELECT r.points, r.rest - r.held AS free, sum(d.points) AS needed
    {
    _STANDING.replace(
        "WHERE",
        "JOIN points_draw d ON d.entry_id = e.id JOIN points_rest r ON r.lot_id = d.lot_id WHERE",
    )
}
    GROUP BY r.lot_id
    HAVING r.rest < sum(d.points) OR r.held < sum(d.held)
        OR r.rest - sum(d.points) < r.held - sum(d.held)
    LIMIT 1
"""
_REVERSE = f"""
    INSERT INTO points_entry (id, action_id, customer_id, kind, on_day, points, held, partner_id,
        reverses_id, hold_id)
    SELECT :base + row_number() OVER (ORDER BY e.id DESC), :into, e.customer_id, 'reversal', :day,
        -e.points, -e.held, e.partner_id, e.id,
        coalesce(e.hold_id, CASE e.kind WHEN 'hold' THEN e.id END)
    {_STANDING} ORDER BY e.id DESC
"""
_REVERSE_DRAWS = """
    INSERT INTO points_draw (entry_id, lot_id, points, held)
    SELECT n.id, d.lot_id, -d.points, -d.held
    FROM points_entry n JOIN points_draw d ON d.entry_id = n.reverses_id
    WHERE n.action_id = :into ORDER BY n.id
"""


def write(connection: Connection, action_id: int, movements: Iterable[Movement]) -> list[int]:
    """Append movements in their order; an award makes its lot.

    The database keeps what each lot has left and refuses one below zero.

    Args:
        connection: Inside an action.
        action_id: Its journal entry.
        movements: Draws of one movement name each lot once.

    Returns:
        The ids of the entries.

    Raises:
        sqlalchemy.exc.IntegrityError: A lot would fall below zero: the caller planned wrongly.
    """
    written: list[int] = []
    rows = list(movements)
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        entry_id, lot_id = _last(connection, "points_entry"), _last(connection, "points_lot")
        entries, lots, draws = _rows(part, action_id, entry_id, lot_id, named=len(rows) <= AT_ONCE)
        for statement, values in ((_ENTRY, entries), (_LOT, lots), (_DRAW, draws)):
            if values:
                connection.exec_driver_sql(statement, values)
        written += (entry[0] for entry in entries)
    return written


def reverse_action(connection: Connection, of_id: int, into_id: int, on_day: date) -> int:
    """Append the reversal of every movement that the journal entry ``of_id`` wrote, newest first.

    Args:
        connection: Inside the action that takes it back.
        of_id: The journal entry whose movements are taken back.
        into_id: That action's journal entry.
        on_day: The book's day, on which the reversals stand.

    Returns:
        How many rows the journal captured of it.

    Raises:
        ReversedAlreadyError: One of them was reversed by itself since.
        PointsSpentError: Points that it gave are spent or held by now.
    """
    values: dict[str, Any] = {"of": of_id, "into": into_id, "day": on_day.isoformat()}
    if not connection.scalar(text(f"SELECT 1 {_STANDING} LIMIT 1"), values):
        return 0
    if connection.scalar(text(_REVERSED), values):
        raise ReversedAlreadyError
    short = connection.execute(text(_SHORT), values).first()
    if short is not None:
        raise PointsSpentError(points=short.needed, free=short.free)
    before = _captured(connection, into_id)
    _follow_bulk(connection, of_id, into_id)
    values["base"] = _last(connection, "points_entry")
    connection.execute(text(_REVERSE), values)
    connection.execute(text(_REVERSE_DRAWS), values)
    connection.execute(text("UPDATE journal_cursor SET bulk = 0"))
    return _captured(connection, into_id) - before


def _rows(
    movements: Sequence[Movement], action_id: int, entry_id: int, lot_id: int, *, named: bool
) -> tuple[list[Any], list[Any], list[Any]]:
    entries: list[Any] = []
    lots: list[Any] = []
    draws: list[Any] = []
    for m in movements:
        entry_id += 1
        points, held = sum(d.points for d in m.draws), sum(d.held for d in m.draws)
        draws += ((entry_id, d.lot_id, d.points, d.held) for d in m.draws)
        day = m.on_day.isoformat()
        if m.expires_on is not None:
            lot_id += 1
            points = m.points
            last = m.expires_on.isoformat()
            lots.append((lot_id, entry_id, m.customer_id, points, day, last))
            draws.append((entry_id, lot_id, points, 0))
        until = m.until_on.isoformat() if m.until_on else None
        uid = new_uid() if named else None
        entries.append(
            (
                *(entry_id, uid, action_id, m.customer_id, m.kind.value, day, points, held, m.note),
                *(m.source, m.line_id, m.month, m.occurrence, m.partner_id, m.reverses_id),
                *(m.hold_id, until, m.batch_id),
            )
        )
    return entries, lots, draws


def _last(connection: Connection, table: str) -> int:
    """The greatest id that was ever given in ``table``."""
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    return connection.scalar(query, {"table": table}) or 0


def _captured(connection: Connection, entry_id: int) -> int:
    query = text("SELECT count(*) FROM journal_change WHERE entry_id = :entry")
    return connection.scalar(query, {"entry": entry_id}) or 0


def _follow_bulk(connection: Connection, of_id: int, into_id: int) -> None:
    """What was journalled by one line for all its rows is taken back by one line."""
    bulk = text(
        "INSERT INTO journal_change (entry_id, table_name, row_id, op, new, salt) "
        "SELECT :into, table_name, row_id, op, new, randomblob(16) FROM journal_change "
        "WHERE entry_id = :of AND table_name = 'points_entry' AND op = 'B'"
    )
    if connection.execute(bulk, {"of": of_id, "into": into_id}).rowcount:
        connection.execute(text("UPDATE journal_cursor SET bulk = 1"))
