"""Old values of the journal in encrypted files beside the book; entries and digests stay inside.

So the chain is whole without the files, and every value in them is proved by the digest that
stayed. Each file has a key of its own, which lies inside the book: a new key of the book, a backup
or a move to another laptop need not touch it. What was archived is never put back and never
changed, but for a customer's deletion on request, which erases there, too.
"""

import heapq
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3
from sqlalchemy import Connection, text

from vipdesk.progress import Progress
from vipdesk.store import chain
from vipdesk.store.engine import connect, connect_copy, create_file
from vipdesk.store.errors import StoreError
from vipdesk.store.files import sync
from vipdesk.store.keyfile import BookKey, sync_folder
from vipdesk.texts import N_

FOLDER = "archive"  # in the profile
KEY_BYTES = 32
ROWS_AT_ONCE = 5_000
_COLUMNS = "id, entry_id, table_name, row_id, op, old, new, salt"
_CREATE = (
    "CREATE TABLE journal_change (id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL, "
    "table_name TEXT NOT NULL, row_id INTEGER NOT NULL, op TEXT NOT NULL, old TEXT, new TEXT, "
    "salt BLOB)"
)
_WITHIN = "entry_id <= :last AND salt IS NOT NULL"


class ArchiveNotMadeError(StoreError):
    """The disk is full or read-only, or what was written does not read back."""

    message = N_("The archive could not be written ({reason}). The journal is as it was.")


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """Where old values lie, and what opens them."""

    path: Path
    key: BookKey

    @property
    def is_there(self) -> bool:
        """Whether the file lies in its place."""
        return self.path.exists()


def new_key() -> bytes:
    """The bytes of a key for one archive."""
    return secrets.token_bytes(KEY_BYTES)


def count(connection: Connection, last: int) -> int:
    """How many values of entries up to ``last`` are not archived or erased yet."""
    query = text(f"SELECT count(*) FROM journal_change WHERE {_WITHIN}")
    return connection.scalar(query, {"last": last}) or 0


def write(connection: Connection, last: int, archive: ArchiveFile, progress: Progress) -> int:
    """Copy the values of entries up to ``last`` into a new file, read it back, and name it.

    Returns:
        How many there are.

    Raises:
        ArchiveNotMadeError, CancelledError: Nothing is left of the file.
    """
    scratch = archive.path.with_suffix(".part")
    try:
        archive.path.parent.mkdir(mode=0o700, exist_ok=True)
        scratch.unlink(missing_ok=True)
        create_file(scratch, archive.key)
        try:
            done = _fill(connection, last, ArchiveFile(scratch, archive.key), progress)
            sync(scratch)
            scratch.replace(archive.path)
            sync_folder(archive.path.parent)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise
    except (OSError, sqlcipher3.DatabaseError) as error:
        raise ArchiveNotMadeError(reason=getattr(error, "strerror", None) or error) from error
    return done


def _fill(connection: Connection, last: int, archive: ArchiveFile, progress: Progress) -> int:
    total = count(connection, last)
    query = text(f"SELECT {_COLUMNS} FROM journal_change WHERE {_WITHIN} ORDER BY id")
    marks = ", ".join("?" * len(_COLUMNS.split(", ")))
    done = 0
    with closing(connect(archive.path, archive.key)) as out:
        out.execute("PRAGMA journal_mode = DELETE")  # one file, whole once it is closed
        out.execute(_CREATE)
        out.execute("BEGIN")
        for part in connection.execute(query, {"last": last}).partitions(ROWS_AT_ONCE):
            progress.step(done, total)
            out.executemany(
                f"INSERT INTO journal_change ({_COLUMNS}) VALUES ({marks})",
                [tuple(row) for row in part],
            )
            done += len(part)
        out.execute("COMMIT")
    if sum(1 for _each in digests([archive])) != done:
        raise ArchiveNotMadeError(reason=archive.path.name)
    progress.step(total, total)
    return done


def empty(connection: Connection, last: int) -> int:
    """Erase in the book what was archived; inside the action that accounts for it."""
    statement = text(
        f"UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE {_WITHIN}"
    )
    return connection.execute(statement, {"last": last}).rowcount


def digests(archives: Sequence[ArchiveFile]) -> Iterator[tuple[int, bytes]]:
    """Id and digest of every value in ``archives`` that are there, by id."""
    there = [each for each in archives if each.is_there]
    yield from heapq.merge(*(_digests(each) for each in there))


def _digests(archive: ArchiveFile) -> Iterator[tuple[int, bytes]]:
    query = "SELECT id, salt, table_name, row_id, op, old, new FROM journal_change ORDER BY id"
    with closing(connect_copy(archive.path, archive.key)) as connection:
        cursor = connection.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for change_id, *values in rows:
                digest = chain.change_digest(*values)
                if digest is not None:
                    yield change_id, digest


def deleted_rows(archives: Sequence[ArchiveFile]) -> Iterator[tuple[str, int, str]]:
    """Table, id and last values of the rows that archived entries deleted."""
    query = "SELECT table_name, row_id, old FROM journal_change WHERE op = 'D' AND old IS NOT NULL"
    for archive in archives:
        if archive.is_there:
            with closing(connect_copy(archive.path, archive.key)) as connection:
                yield from connection.execute(query)


def values_of(
    archives: Sequence[ArchiveFile], tables: Iterable[str]
) -> Iterator[tuple[str, int, str | None, str | None]]:
    """Table, id, old and new values of the archived changes of some tables."""
    wanted = list(tables)
    marks = ", ".join("?" * len(wanted))
    query = f"SELECT table_name, row_id, old, new FROM journal_change WHERE table_name IN ({marks})"
    for archive in archives:
        if archive.is_there:
            with closing(connect_copy(archive.path, archive.key)) as connection:
                yield from connection.execute(query, wanted)


def erase(archive: ArchiveFile, is_gone: Callable[[str, int, str, str], bool]) -> int:
    """Erase the values of rows that are gone: given table, id, old and new values."""
    with closing(connect(archive.path, archive.key)) as connection:
        rows = connection.execute(
            "SELECT id, table_name, row_id, old, new FROM journal_change WHERE salt IS NOT NULL"
        )
        ids = [
            (change_id,)
            for change_id, table, row_id, old, new in rows
            if is_gone(table, row_id, old or "", new or "")
        ]
        if ids:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE id = ?", ids
            )
            connection.execute("COMMIT")
            connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = DELETE")
    if ids:
        with archive.path.open("rb+") as file:
            os.fsync(file.fileno())
    return len(ids)


def listed(archives: Iterable[ArchiveFile]) -> list[str]:
    """The names of those that are not in their place."""
    return [each.path.name for each in archives if not each.is_there]
