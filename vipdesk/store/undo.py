"""Takes actions back by a compensating action, where nothing has changed since."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from vipdesk.store import ledger
from vipdesk.store.records import JournalChange, JournalEntry, Record
from vipdesk.store.undo_errors import DamagedEntryError, UndoConflictError

ROWS_AT_ONCE = 5_000
ACTIONS_AT_HAND = 1_000  # how far back Ctrl+Z reaches


@dataclass(frozen=True, slots=True)
class Change:
    """One captured row, decoded."""

    table: str
    row_id: int
    op: str
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stacks:
    """The original actions that can be undone and redone, last one last."""

    undo: list[int]
    redo: list[int]


def stacks(connection: Connection) -> Stacks:
    """Replay the last actions: a new one ends what could be redone, as people know it."""
    query = (
        select(JournalEntry.id, JournalEntry.undoes_id, _erased_of(JournalEntry.id))
        .where(JournalEntry.undoable)
        .order_by(JournalEntry.id.desc())
        .limit(ACTIONS_AT_HAND)
    )
    found = Stacks([], [])
    spent: set[int] = set()
    for entry_id, undoes_id, erased in reversed(connection.execute(query).all()):
        original, steps = _origin(connection, entry_id, undoes_id)
        if erased:
            spent.add(original)
        if steps == 0:
            found.undo.append(original)
            found.redo.clear()
            continue
        source, target = (found.undo, found.redo) if steps % 2 else (found.redo, found.undo)
        if original in source:
            source.remove(original)
        target.append(original)
    return Stacks(
        [each for each in found.undo if each not in spent],
        [each for each in found.redo if each not in spent],
    )


def _erased_of(entry_id: Any) -> Any:
    return (
        select(JournalChange.id)
        .where(JournalChange.entry_id == entry_id, JournalChange.salt.is_(None))
        .exists()
    )


def is_erased(connection: Connection, entry_id: int) -> bool:
    """Whether values that taking the entry back would need are gone: archived, or on request."""
    return bool(connection.scalar(select(_erased_of(entry_id))))


def _origin(connection: Connection, entry_id: int, undoes_id: int | None) -> tuple[int, int]:
    """Follow an entry back to the original action; also how often it was undone and redone."""
    steps = 0
    while undoes_id is not None:
        entry_id, steps = undoes_id, steps + 1
        undoes_id = connection.scalar(
            select(JournalEntry.undoes_id).where(JournalEntry.id == entry_id)
        )
    return entry_id, steps


def last_of(connection: Connection, original_id: int) -> tuple[int, bool]:
    """The newest entry in the chain of an action, and whether the action holds after it."""
    entry_id, holds = original_id, True
    while True:
        later = connection.scalar(select(JournalEntry.id).where(JournalEntry.undoes_id == entry_id))
        if later is None:
            return entry_id, holds
        entry_id, holds = later, not holds


def take_back(connection: Connection, entry_id: int, into_id: int, of: str, on_day: date) -> None:
    """Write the inverse of every change of ``entry_id``, captured under ``into_id``.

    Movements of points are never removed: what takes them back is their reversal.

    Args:
        connection: Inside the compensating action.
        entry_id: The last entry of the action's chain.
        into_id: The compensating entry.
        of: The code of the original action, by which a refusal names it.
        on_day: The book's day, on which reversals stand.

    Raises:
        UndoConflictError: A row is not as the entry left it, or things were added to it since.
        PointsSpentError: Points that it gave are spent, held or expired with the lot by now.
        DamagedEntryError: The journal does not say readably what the entry changed.
    """
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    written = ledger.reverse_action(connection, entry_id, into_id, on_day)
    for (table, op, _columns), run in groupby(_changes(connection, entry_id), _kind):
        if op != "U" and Record.metadata.tables[table].info.get("append_only"):
            continue
        changes = list(run)
        written += _invert(connection, Record.metadata.tables[table], op, changes, of)
    captured = connection.scalar(
        text("SELECT count(*) FROM journal_change WHERE entry_id = :entry"), {"entry": into_id}
    )
    if captured != written:
        raise _swept_along(connection, entry_id, into_id, of)


def write_again(connection: Connection, changes: Iterable[Change], of: str) -> None:
    """Write changes once more in their order, on rows that are as they were before them.

    Args:
        connection: Without triggers and cascades: what those did stands among the changes.
        changes: None of a bulk insert, none whose values were erased.
        of: The code of their action, by which a refusal names it.

    Raises:
        UndoConflictError: A row is not as it was.
    """
    turned = (Change(c.table, c.row_id, _TURNED[c.op], c.new, c.old) for c in changes)
    for (table, op, _columns), run in groupby(turned, _kind):
        _invert(connection, Record.metadata.tables[table], op, list(run), of)


_TURNED = {"I": "D", "D": "I", "U": "U"}  # what takes back the inverse


def orphaned(connection: Connection, entry_id: int, of: str) -> UndoConflictError:
    """What is said where the inverse of ``entry_id`` would bring back rows whose owner is gone."""
    row = connection.execute(
        select(JournalChange.table_name, JournalChange.row_id)
        .where(JournalChange.entry_id == entry_id)
        .order_by(JournalChange.id)
        .limit(1)
    ).one()
    return UndoConflictError(code=of, table=row.table_name, row=row.row_id)


def _kind(change: Change) -> tuple[str, str, tuple[str, ...]]:
    return change.table, change.op, tuple(change.old if change.op == "U" else ())


def _changes(connection: Connection, entry_id: int) -> Iterator[Change]:
    """The changes of an entry, last first."""
    rows = connection.execute(
        select(
            JournalChange.table_name,
            JournalChange.row_id,
            JournalChange.op,
            JournalChange.old,
            JournalChange.new,
        )
        .where(JournalChange.entry_id == entry_id)
        .order_by(JournalChange.id.desc())
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for table, row_id, op, old, new in rows:
        yield _change(table, row_id, op, old, new)


def _change(table: str, row_id: int, op: str, old: str | None, new: str | None) -> Change:
    """Decode a captured row.

    Raises:
        DamagedEntryError: It is of no table of ours, or no columns with values.
    """
    with _readable():
        change = Change(table, row_id, op, json.loads(old or "{}"), json.loads(new or "{}"))
        sides = {"I": (change.new,), "B": (change.new,), "D": (change.old,)}
        known = Record.metadata.tables[table].info["journal"] is not None and op in "IUDB"
        if not known or not all(sides.get(op, (change.old, change.new))):
            raise ValueError(f"no change: {table} {op}")
        return change


@contextmanager
def _readable() -> Iterator[None]:
    """Say in a sentence that the journal does not hold what a trigger writes."""
    try:
        yield
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise DamagedEntryError from error
    except ProgrammingError as error:  # a value that no column takes
        raise DamagedEntryError from error


@_readable()
def _invert(
    connection: Connection, table: Table, op: str, changes: Sequence[Change], of: str
) -> int:
    """Write one run of like changes backwards; return how many rows that captures."""
    if op == "B":
        return sum(_delete_batch(connection, table, change, of) for change in changes)
    statement, values = _inverse(table, op, changes)
    for first in range(0, len(changes), ROWS_AT_ONCE):
        part = values[first : first + ROWS_AT_ONCE]
        try:
            cursor = connection.exec_driver_sql(statement, part)
        except IntegrityError as error:  # another row has taken what was unique, such as a name
            row_id = changes[first].row_id
            raise UndoConflictError(code=of, table=table.name, row=row_id) from error
        if op != "D" and cursor.rowcount != len(part):
            raise _conflict(connection, table, changes[first : first + ROWS_AT_ONCE], of)
    return len(changes)


def _inverse(table: Table, op: str, changes: Sequence[Change]) -> tuple[str, list[tuple[Any, ...]]]:
    if op == "D":
        names = list(changes[0].old)
        marks = ", ".join("?" for _ in names)
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'
        return statement, [_bound(table, names, change.old) for change in changes]
    names = list(changes[0].new)
    same = " AND ".join(f'"{name}" IS ?' for name in names)
    if op == "I":
        statement = f'DELETE FROM "{table.name}" WHERE {same}'
        return statement, [_bound(table, names, change.new) for change in changes]
    sets = ", ".join(f'"{name}" = ?' for name in names)
    statement = f'UPDATE "{table.name}" SET {sets} WHERE {same}'
    return statement, [
        _bound(table, names, change.old) + _bound(table, names, change.new) for change in changes
    ]


def _bound(table: Table, names: Sequence[str], values: dict[str, Any]) -> tuple[Any, ...]:
    """The values of ``names``; a name that is no column of ``table`` is a `KeyError`."""
    return tuple(
        bytes.fromhex(values[name])
        if isinstance(table.columns[name].type, LargeBinary) and values[name] is not None
        else values[name]
        for name in names
    )


def _delete_batch(connection: Connection, table: Table, change: Change, of: str) -> int:
    """Delete what an import added; refuse if a later one has replaced some of it."""
    batch_id = change.new["batch_id"]
    statement = f'DELETE FROM "{table.name}" WHERE batch_id = ?'
    deleted = connection.exec_driver_sql(statement, (batch_id,)).rowcount
    if deleted != change.new.get("rows", deleted):
        raise UndoConflictError(code=of, table=table.name, row=batch_id)
    return deleted


def _conflict(
    connection: Connection, table: Table, changes: Sequence[Change], of: str
) -> UndoConflictError:
    """Find the first row that is not as the entry left it."""
    for change in changes:
        names = list(change.new)
        same = " AND ".join(f'"{name}" IS ?' for name in names)
        query = f'SELECT 1 FROM "{table.name}" WHERE {same}'
        held = connection.exec_driver_sql(query, _bound(table, names, change.new)).first()
        wanted = change.old if change.op == "U" else None
        if held is None and not (wanted and _is_now(connection, table, wanted)):
            return UndoConflictError(code=of, table=table.name, row=change.row_id)
    return UndoConflictError(code=of, table=table.name, row=changes[0].row_id)


def _is_now(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    names = list(values)
    same = " AND ".join(f'"{name}" IS ?' for name in names)
    query = f'SELECT 1 FROM "{table.name}" WHERE {same}'
    bound = _bound(table, names, values)
    return connection.exec_driver_sql(query, bound).first() is not None


def _swept_along(connection: Connection, entry_id: int, into_id: int, of: str) -> UndoConflictError:
    """Name a row that the inverse would have taken with it, though the entry never wrote it."""
    row = connection.execute(
        text(
            "SELECT n.table_name, n.row_id FROM journal_change n WHERE n.entry_id = :into "
            "AND NOT EXISTS (SELECT 1 FROM journal_change o WHERE o.entry_id = :entry "
            "AND o.table_name = n.table_name AND o.row_id = n.row_id) LIMIT 1"
        ),
        {"entry": entry_id, "into": into_id},
    ).first()
    table, row_id = row if row else ("customer", 0)
    return UndoConflictError(code=of, table=table, row=row_id)
