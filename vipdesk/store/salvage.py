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
from sqlalchemy import Connection, text

from vipdesk import paths
from vipdesk.progress import Progress
from vipdesk.store import chain, triggers, undo
from vipdesk.store.bulk_rows import BulkRows
from vipdesk.store.engine import connect_damaged, open_engine
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
        source = _Damaged(connect_damaged(damaged, key))
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


class _Damaged:
    """A damaged book: what cannot be read is None."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    def rows(self, sql: str, *values: Any) -> list[Any] | None:
        """All rows, or None if a page of them is damaged."""
        try:
            return list(self.connection.execute(sql, values).fetchall())
        except sqlcipher3.DatabaseError:
            return None

    def last_entry(self) -> int | None:
        """The number of the newest entry, by the table or by its index."""
        for sql in (
            "SELECT max(id) FROM journal_entry",
            "SELECT id FROM journal_entry ORDER BY device DESC, seq DESC LIMIT 1",
        ):
            found = self.rows(sql)
            if found:
                return int(found[0][0] or 0)
        return None

    def entry(self, entry_id: int) -> Any:
        """A row of `chain.ENTRY`, or None."""
        found = self.rows(chain.ENTRY, entry_id)
        return found[0] if found else None


class _HoleError(Exception):
    """An entry that cannot be read, proved or written again."""


class _Replay:
    """One transaction on the book that takes the damaged one's place."""

    def __init__(self, connection: Connection, source: _Damaged, progress: Progress) -> None:
        self._connection = connection
        self._source = source
        self._progress = progress
        self._head = chain.head(connection)
        self._change_id = connection.scalar(text("SELECT max(id) FROM journal_change")) or 0
        revision = text("SELECT version_num FROM alembic_version")
        self._revision = connection.scalar(revision)

    def run(self) -> Salvaged:
        """Carry over entry by entry until the first hole; then list what lies behind it."""
        first = self._head.entry_id + 1 if self._head else 1
        last = self._source.last_entry()
        done = Salvaged(end_known=last is not None)
        triggers.remove(self._connection)
        at = first
        while last is None or at <= last:
            self._progress.step(at - first, max((last or at) - first, 1))
            row = self._source.entry(at)
            if row is None or not self._carry(row):
                break
            done.carried.append(_deed(row))
            at += 1
        self._finish()
        self._list(done, at, last)
        return done

    def _carry(self, row: Any) -> bool:
        savepoint = self._connection.begin_nested()
        try:
            self._take_over(row)
        except (_HoleError, StoreError, KeyError, ValueError, sqlcipher3.DatabaseError):
            savepoint.rollback()
            return False
        savepoint.commit()
        return True

    def _take_over(self, row: Any) -> None:
        entry_id, digest = row[0], row[_DIGEST]
        previous = self._head.digest if self._head else None
        if row[_REVISION] != self._revision or not chain.follows(row, previous):
            raise _HoleError
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
                raise _HoleError
            proved = b"".join(chain.change_digest(*each[2:]) or b"" for each in found)
            if proved != digests or any(each[1] != row[0] for each in found):
                raise _HoleError
            after = found[-1][0]
            yield found

    def _write(self, rows: Sequence[Any], code: str) -> None:
        """Write changes again and take them over; what an import added in bulk is read as rows."""
        changes: list[Change] = []
        for _id, entry_id, _salt, table, row_id, op, old, new in rows:
            if op in _SEEN:
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
        bulk = BulkRows(self._source.connection, Record.metadata.tables[table], entry_id)
        added = bulk.add_to(self._connection, said["batch_id"])
        if added != said["rows"]:
            raise _HoleError

    def _bring_content(self, content_id: int) -> None:
        """The bytes of an attachment stand outside the journal; their digest proves them."""
        there = text("SELECT 1 FROM attachment_content WHERE id = :id")
        if self._connection.scalar(there, {"id": content_id}):
            return
        found = self._source.rows(
            "SELECT id, sha256, data FROM attachment_content WHERE id = ?", content_id
        )
        if not found or hashlib.sha256(found[0][2]).digest() != found[0][1]:
            raise _HoleError
        self._connection.exec_driver_sql(
            "INSERT INTO attachment_content (id, sha256, data) VALUES (?, ?, ?)", tuple(found[0])
        )

    def _finish(self) -> None:
        """Guard the journal again; derived rows are computed at the next opening."""
        triggers.install(self._connection)
        self._connection.execute(text("UPDATE book SET summarised_on = NULL"))

    def _list(self, done: Salvaged, first: int, last: int | None) -> None:
        for entry_id in range(first, (last or 0) + 1):
            row = self._source.entry(entry_id) if len(done.lost) < MOST_LISTED else None
            if row is None:
                done.unnamed += 1
            else:
                done.lost.append(_deed(row))


_SEEN = ("S",)  # tells that a row was shown; nothing was written
_ENTRY_COLUMNS = chain.ENTRY.removeprefix("SELECT ").partition(" FROM ")[0]
_NAMES = _ENTRY_COLUMNS.split(", ")
_AT, _CODE, _PARAMS = _NAMES.index("at"), _NAMES.index("code"), _NAMES.index("params")
_REVISION, _DIGEST = _NAMES.index("schema_revision"), _NAMES.index("digest")
_CHANGE_DIGESTS = _NAMES.index("change_digests")
_CHANGE_COLUMNS = "id, entry_id, salt, table_name, row_id, op, old, new"
_CHANGES = f"SELECT {_CHANGE_COLUMNS} FROM journal_change WHERE id > ? ORDER BY id LIMIT ?"
_TAKE_CHANGES = f"INSERT INTO journal_change ({_CHANGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


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
