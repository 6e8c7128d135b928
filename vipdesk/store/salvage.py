"""Carries over what a damaged book did after the backup that takes its place.

The journal of the damaged book is read from the entry after the backup's last one on. Each entry is
proved by its digest, which covers the one before and every change; then its changes are written
once more and the entry itself is taken over as it stands, number, instant and digests. The first
that cannot be read or proved ends it: what comes after may rest on it, so it is listed and not
written.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, NestedTransaction, text

from vipdesk import paths
from vipdesk.progress import Progress
from vipdesk.store import chain, ledger, triggers, undo
from vipdesk.store.bulk_rows import BulkRows
from vipdesk.store.damaged_book import DamagedBook, HoleError
from vipdesk.store.engine import open_engine
from vipdesk.store.erased_since import ErasedSince
from vipdesk.store.errors import ForeignBookError, StoreError, StoreUnavailableError
from vipdesk.store.keyfile import BookKey
from vipdesk.store.recent import Recent
from vipdesk.store.records import Record
from vipdesk.store.unavailable import in_words
from vipdesk.store.undo import Change

CHANGES_AT_ONCE = 2_000
MOST_LISTED = 10_000  # entries that are lost, by name; the others are counted


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the journal, as far as a person is told of it."""

    id: int
    seq: int
    at: datetime
    code: str
    params: dict[str, Any]


@dataclass
class Salvaged:
    """What was carried over and what was not."""

    carried: list[Deed] = field(default_factory=list)
    lost: list[Deed] = field(default_factory=list)  # that can still be named
    unnamed: int = 0  # lost as well, but their header cannot be read
    end_known: bool = True  # False: there may have been more

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.end_known and not self.lost and not self.unnamed

    def name_by(self, told: Sequence[Recent], head_id: int) -> None:
        """Name what the damaged book tells no more by what stands beside it.

        Args:
            told: The last actions before the damage, if any are known.
            head_id: The last entry of the backup.
        """
        if not told:
            return
        ids = range(head_id + 1, max(one.id for one in told) + 1)
        named = {deed.id for deed in (*self.carried, *self.lost)}
        more = [one for one in told if one.id in ids and one.id not in named]
        self.lost += [Deed(one.id, one.seq, one.at, one.code, {}) for one in more]
        self.lost.sort(key=lambda deed: deed.id)
        self.unnamed = len(ids) - len([id_ for id_ in ids if id_ in named]) - len(more)
        self.end_known = True


def salvage(profile: Path, key: BookKey, damaged: Path, progress: Progress) -> Salvaged:
    """Carry over into the closed book of ``profile`` what ``damaged`` still tells.

    Args:
        profile: Its book is the backup that took the place of the damaged one, up to date.
        key: What opens both.
        damaged: The book that was set aside, its log beside it; it is only read.
        progress: Told of entries; can cancel, and then nothing is carried over.

    Raises:
        StoreUnavailableError: The disk is full or read-only; nothing is carried over.
    """
    try:
        source = DamagedBook(damaged, key)
    except (ForeignBookError, StoreUnavailableError):
        return Salvaged(end_known=False)
    engine = open_engine(profile / paths.STORE_NAME, key)
    with closing(source), in_words():
        try:
            with engine.connect().execution_options(writes=True) as connection:
                _raw(connection).execute("PRAGMA foreign_keys = OFF")  # cascades are journalled
                with connection.begin():
                    return _Replay(connection, source, progress).run()
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class _Before:
    """Where the book stood before the first entry that erased values, or whose values were."""

    savepoint: NestedTransaction
    head: chain.Head | None
    change_id: int
    carried: int


class _Replay:
    """One transaction on the book that takes the damaged one's place."""

    def __init__(self, connection: Connection, source: DamagedBook, progress: Progress) -> None:
        self._connection = connection
        self._source = source
        self._progress = progress
        self._head = chain.head(connection)
        self._change_id = connection.scalar(text("SELECT max(id) FROM journal_change")) or 0
        self._erased = ErasedSince(source, self._next() - 1, self._change_id)
        self._before: _Before | None = None
        revision = text("SELECT version_num FROM alembic_version")
        self._revision = connection.scalar(revision)

    def run(self) -> Salvaged:
        """Carry over entry by entry until the first hole; then list what lies behind it."""
        first, last = self._next(), self._source.last_entry()
        done = Salvaged(end_known=last is not None)
        triggers.remove(self._connection)
        while last is None or self._next() <= last:
            at = self._next()
            self._progress.step(at - first, max((last or at) - first, 1))
            row = self._source.entry(at)
            if row is None or not self._carry(row, done):
                break
            done.carried.append(_deed(row))
        self._settle(done, is_whole=last is not None and self._next() > last)
        self._finish()
        self._list(done, self._next(), last)
        return done

    def _next(self) -> int:
        return self._head.entry_id + 1 if self._head else 1

    def _settle(self, done: Salvaged, *, is_whole: bool) -> None:
        """Erase what was erased; where not all was carried over, go back before the erasing."""
        if self._before is None:
            return
        try:
            if not is_whole:
                raise HoleError
            self._erased.repeat(self._connection)
            self._before.savepoint.commit()
        except HoleError:
            self._before.savepoint.rollback()
            self._head, self._change_id = self._before.head, self._before.change_id
            del done.carried[self._before.carried :]

    def _carry(self, row: Any, done: Salvaged) -> bool:
        erases = row[_CODE] in chain.ERASING or row[0] == self._erased.first
        if erases and self._before is None:
            savepoint = self._connection.begin_nested()
            count = len(done.carried)
            self._before = _Before(savepoint, self._head, self._change_id, count)
        savepoint = self._connection.begin_nested()
        try:
            self._take_over(row)
        except (HoleError, StoreError, KeyError, ValueError, sqlcipher3.DatabaseError):
            savepoint.rollback()
            self._source.open_again()
            return False
        savepoint.commit()
        return True

    def _take_over(self, row: Any) -> None:
        entry_id, digest = row[0], row[_DIGEST]
        previous = self._head.digest if self._head else None
        if row[_REVISION] != self._revision or not chain.follows(row, previous):
            raise HoleError
        marks = ", ".join("?" for _ in row)
        self._connection.exec_driver_sql(
            f"INSERT INTO journal_entry ({_ENTRY_COLUMNS}) VALUES ({marks})", tuple(row)
        )
        change_id = self._change_id
        for part in self._changes(row):
            self._write(part, row[_CODE])
            change_id = part[-1][0]
        self._head, self._change_id = chain.Head(entry_id, row[1], digest), change_id

    def _changes(self, row: Any) -> Iterator[list[Any]]:
        """The changes of an entry as they stand, each proved, some at a time."""
        sealed, after = row[_CHANGE_DIGESTS] or b"", self._change_id
        for first in range(0, len(sealed), CHANGES_AT_ONCE * chain.DIGEST_BYTES):
            digests = sealed[first : first + CHANGES_AT_ONCE * chain.DIGEST_BYTES]
            count = len(digests) // chain.DIGEST_BYTES
            found = self._source.rows(_CHANGES, after, count)
            if found is None or len(found) != count:
                raise HoleError
            if not _are_proved(found, digests) or any(each[1] != row[0] for each in found):
                raise HoleError
            after = found[-1][0]
            yield found

    def _write(self, rows: Sequence[Any], code: str) -> None:
        """Write changes again and take them over; what an import added in bulk is read as rows."""
        changes: list[Change] = []
        for _id, entry_id, _salt, table, row_id, op, old, new in rows:
            if op in _SEEN or (self._before is not None and self._erased.holds(table, row_id)):
                continue
            values = json.loads(old or "{}"), json.loads(new or "{}")
            if op == "B":
                undo.write_again(self._connection, changes, code)
                changes = []
                self._add_bulk(table, entry_id, values[1])
                continue
            if table == "attachment" and op == "I":
                self._bring_content(values[1]["content_id"])
            changes.append(Change(table, row_id, op, *values))
        undo.write_again(self._connection, changes, code)
        self._connection.exec_driver_sql(_TAKE_CHANGES, [tuple(each) for each in rows])

    def _add_bulk(self, table: str, entry_id: int, said: dict[str, Any]) -> None:
        if table == "points_entry":  # known by their action; with them what they released before
            copied = ledger.copy_action(self._source.connection, self._connection, entry_id)
            if copied < said["rows"]:
                raise HoleError
            return
        bulk = BulkRows(self._source.connection, Record.metadata.tables[table], entry_id)
        added = bulk.add_to(self._connection, said["batch_id"])
        if added != said["rows"]:
            raise HoleError

    def _bring_content(self, content_id: int) -> None:
        """The bytes of an attachment stand outside the journal; their digest proves them."""
        there = text("SELECT 1 FROM attachment_content WHERE id = :id")
        if self._connection.scalar(there, {"id": content_id}):
            return
        found = self._source.rows(
            "SELECT id, sha256, data FROM attachment_content WHERE id = ?", content_id
        )
        if not found or hashlib.sha256(found[0][2]).digest() != found[0][1]:
            raise HoleError
        self._connection.exec_driver_sql(
            "INSERT INTO attachment_content (id, sha256, data) VALUES (?, ?, ?)", tuple(found[0])
        )

    def _finish(self) -> None:
        """Guard the journal again; derived rows are computed at the next opening.

        Preferences stand outside the journal: the PIN, what opens archives, how the screen looks.
        """
        ledger.settle_rests(self._connection)
        triggers.install(self._connection)
        for row in self._source.rows("SELECT key, value FROM preference") or ():
            self._connection.exec_driver_sql(_KEEP_PREFERENCE, tuple(row))
        self._connection.execute(text("UPDATE book SET summarised_on = NULL"))

    def _list(self, done: Salvaged, first: int, last: int | None) -> None:
        for entry_id in range(first, (last or 0) + 1):
            row = self._source.entry(entry_id) if len(done.lost) < MOST_LISTED else None
            if row is None:
                done.unnamed += 1
            else:
                done.lost.append(_deed(row))


_KEEP_PREFERENCE = (
    "INSERT INTO preference (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SEEN = ("S",)  # tells that a row was shown; nothing was written
_ENTRY_COLUMNS = chain.ENTRY.removeprefix("SELECT ").partition(" FROM ")[0]
_NAMES = _ENTRY_COLUMNS.split(", ")
_AT, _CODE, _PARAMS = _NAMES.index("at"), _NAMES.index("code"), _NAMES.index("params")
_REVISION, _DIGEST = _NAMES.index("schema_revision"), _NAMES.index("digest")
_CHANGE_DIGESTS = _NAMES.index("change_digests")
_CHANGE_COLUMNS = "id, entry_id, salt, table_name, row_id, op, old, new"
_CHANGES = f"SELECT {_CHANGE_COLUMNS} FROM journal_change WHERE id > ? ORDER BY id LIMIT ?"
_TAKE_CHANGES = f"INSERT INTO journal_change ({_CHANGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def _are_proved(rows: Sequence[Any], digests: bytes) -> bool:
    """Whether each change is the one that was sealed; of erased values the digest alone is left."""
    sealed = (
        digests[at : at + chain.DIGEST_BYTES] for at in range(0, len(digests), chain.DIGEST_BYTES)
    )
    found = (chain.change_digest(*each[2:]) for each in rows)
    return all(one is None or one == digest for one, digest in zip(found, sealed, strict=True))


def _deed(row: Any) -> Deed:
    try:
        params = dict(json.loads(row[_PARAMS]))
    except (ValueError, TypeError):
        params = {}
    return Deed(row[0], row[1], datetime.fromisoformat(row[_AT]), str(row[_CODE]), params)


def _raw(connection: Connection) -> Any:
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    return raw
