"""Writes movements of points, and takes whole actions of them back by reversal (rules.md 4)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from vipdesk.domain.points import Movement
from vipdesk.store.uids import new_uid
from vipdesk.store.undo_errors import HoldUsedError, PointsSpentError, ReversedAlreadyError

AT_ONCE = 1_000  # movements written by one statement; up to so many carry an id of their own

FREE = """(r.rest - r.held + CASE WHEN r.held > 0 THEN (
        SELECT coalesce(sum(d.held), 0) FROM points_draw d
        CROSS JOIN points_entry e ON e.id = d.entry_id
        JOIN points_entry h ON h.id = coalesce(e.hold_id, e.id)
            AND h.kind = 'hold' AND h.until_on < :today
        WHERE d.lot_id = r.lot_id) ELSE 0 END)"""
"""What is free of a lot ``r`` of `points_rest` on ``:today``.

A hold past its last day holds nothing, though its release is yet to be written.
"""

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

_HOLD_OF = "coalesce({0}.hold_id, CASE {0}.kind WHEN 'hold' THEN {0}.id END)"
# What a reversal of an entry reverses is the last of the chain of those that reversed it before:
# a reversal that was itself taken back left the entry in effect.
_TIPS = """
    WITH RECURSIVE chain (root, id, length) AS (
        SELECT e.id, e.id, 0 FROM points_entry e WHERE {which}
        UNION ALL
        SELECT c.root, r.id, c.length + 1 FROM chain c JOIN points_entry r ON r.reverses_id = c.id
    ), tip (root, id, length) AS MATERIALIZED (
        SELECT root, id, length FROM chain c
        WHERE NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = c.id)
    )
"""
_REVERSED = "SELECT 1 FROM tip WHERE length % 2 = 1 LIMIT 1"
_SHORT = """
    SELECT r.rest - r.held AS free, sum(d.points) - sum(d.held) AS needed
    FROM tip
    JOIN points_draw d ON d.entry_id = tip.id
    JOIN points_rest r ON r.lot_id = d.lot_id
    GROUP BY r.lot_id
    HAVING free < needed
    ORDER BY r.lot_id LIMIT 1
"""
# A lot may have enough held points that belong to another hold. What an action held and released
# again, such as the reversal of a hold that was handed over, needs nothing.
_USED_HOLD = f"""
    SELECT 1 FROM tip
    JOIN points_entry e ON e.id = tip.id
    JOIN points_draw d ON d.entry_id = e.id
    GROUP BY {_HOLD_OF.format("e")}, d.lot_id
    HAVING sum(d.held) > (
        SELECT sum(x.held) FROM points_entry h
        JOIN points_draw x ON x.entry_id = h.id AND x.lot_id = d.lot_id
        WHERE h.id = {_HOLD_OF.format("e")} OR h.hold_id = {_HOLD_OF.format("e")}
    )
    LIMIT 1
"""
_REVERSE = f"""
    INSERT INTO points_entry (id, uid, action_id, customer_id, kind, on_day, points, held, note,
        partner_id, reverses_id, hold_id)
    SELECT :base + row_number() OVER (ORDER BY tip.root DESC), :uid, :into, e.customer_id,
        'reversal', max(:day, e.on_day), -e.points, -e.held, :note, e.partner_id, e.id,
        {_HOLD_OF.format("e")}
    FROM tip JOIN points_entry e ON e.id = tip.id ORDER BY tip.root DESC
"""
_REVERSE_DRAWS = """
    INSERT INTO points_draw (entry_id, lot_id, points, held)
    SELECT n.id, d.lot_id, -d.points, -d.held
    FROM points_entry n JOIN points_draw d ON d.entry_id = n.reverses_id
    WHERE n.id > :base ORDER BY n.id
"""
_SETTLE = """
    INSERT INTO points_rest (lot_id, customer_id, expires_on, points, rest, held)
    SELECT l.id, l.customer_id, l.expires_on, l.points,
        coalesce(sum(d.points), 0), coalesce(sum(d.held), 0)
    FROM points_lot l LEFT JOIN points_draw d ON d.lot_id = l.id GROUP BY l.id
"""
_COLUMNS = _ENTRY.partition("(")[2].partition(")")[0]
_COPIED = (
    ("points_entry", _COLUMNS, "SELECT {columns} FROM points_entry WHERE action_id = ?"),
    (
        "points_lot",
        "id, entry_id, customer_id, points, earned_on, expires_on",
        "SELECT l.id, l.entry_id, e.customer_id, l.points, l.earned_on, l.expires_on "
        "FROM points_entry e JOIN points_lot l ON l.entry_id = e.id WHERE e.action_id = ?",
    ),
    (
        "points_draw",
        "entry_id, lot_id, points, held",
        "SELECT d.entry_id, d.lot_id, d.points, d.held "
        "FROM points_entry e JOIN points_draw d ON d.entry_id = e.id WHERE e.action_id = ?",
    ),
)
_OF_ACTION, _ONE = "e.action_id = :of", "e.id = :of"


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
        PointsSpentError, HoldUsedError: Points that it gave or held are used by now.
    """
    written = "SELECT 1 FROM points_entry WHERE action_id = :of LIMIT 1"
    if not connection.scalar(text(written), {"of": of_id}):
        return 0
    before = _captured(connection, into_id)
    _follow_bulk(connection, of_id, into_id)
    _reverse(
        connection, _OF_ACTION, {"of": of_id, "into": into_id, "uid": None, "note": None}, on_day
    )
    connection.execute(text("UPDATE journal_cursor SET bulk = 0"))
    return _captured(connection, into_id) - before


def reverse_entry(
    connection: Connection, entry_id: int, into_id: int, on_day: date, note: str | None
) -> int:
    """Append the reversal of one movement.

    Returns:
        The id of the reversal.

    Raises:
        ReversedAlreadyError: It is reversed.
        PointsSpentError, HoldUsedError: What it gave or held is used by now.
    """
    values = {"of": entry_id, "into": into_id, "uid": new_uid(), "note": note}
    return _reverse(connection, _ONE, values, on_day) + 1


def copy_action(source: Any, connection: Connection, action_id: int) -> int:
    """Take the movements of a journal entry over from another book; how many there were.

    Lots come as they were given: who owns them by a merge is told by the merge's own entry.

    Args:
        source: The driver's connection to the other book.
        connection: Without triggers: `settle_rests` says afterwards what each lot has left.
        action_id: The journal entry, of the same number in both.

    Raises:
        sqlcipher3.DatabaseError: They can't be read.
    """
    copied = [_copy(source, connection, *each, action_id) for each in _COPIED]
    return copied[0]


def settle_rests(connection: Connection) -> None:
    """Compute anew what each lot has left, where no trigger saw its movements.

    Raises:
        sqlalchemy.exc.IntegrityError: A lot would be below zero or above its award.
    """
    connection.execute(text("DELETE FROM points_rest"))
    connection.execute(text(_SETTLE))


def _reverse(connection: Connection, which: str, values: dict[str, Any], on_day: date) -> int:
    """Reverse the entries that are ``which``, newest first; the greatest id before that.

    None stands before what it reverses, even where the clock was set back.
    """
    tips = _TIPS.format(which=which)
    if connection.scalar(text(tips + _REVERSED), values):
        raise ReversedAlreadyError
    if connection.scalar(text(tips + _USED_HOLD), values):
        raise HoldUsedError
    short = connection.execute(text(tips + _SHORT), values).first()
    if short is not None:
        raise PointsSpentError(points=short.needed, free=short.free)
    base = _last(connection, "points_entry")
    values |= {"day": on_day.isoformat(), "base": base}
    connection.execute(text(tips + _REVERSE), values)
    connection.execute(text(_REVERSE_DRAWS), values)
    return base


def _copy(
    source: Any, connection: Connection, table: str, columns: str, query: str, action_id: int
) -> int:
    marks = ", ".join("?" for _ in columns.split(","))
    into = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    cursor = source.execute(query.format(columns=columns), (action_id,))
    copied = 0
    while rows := cursor.fetchmany(AT_ONCE):
        connection.exec_driver_sql(into, [tuple(row) for row in rows])
        copied += len(rows)
    return copied


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
