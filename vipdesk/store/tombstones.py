"""Who was deleted on request: known by hashes, in the book and in a file beside it.

A restored book is older than the last deletions; the file beside it is not, so that they are
applied again. Folders of backups hold such a file too, for a laptop that has nothing else. It holds
hashes that are salted with the book's own uid, which lies inside the encrypted book: without the
book they say nothing, and nobody can make one up.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from vipdesk import paths
from vipdesk.store.records import Book, Tombstone


@dataclass(frozen=True, slots=True)
class Stone:
    """One customer who was deleted on request."""

    uid_hash: bytes
    number_hash: bytes
    at: datetime


class Hasher:
    """Makes the hashes of one book."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt

    @classmethod
    def of(cls, connection: Connection) -> "Hasher":
        """Of the open book."""
        return cls(connection.execute(select(Book.uid)).scalar_one())

    def uid(self, uid: bytes) -> bytes:
        """Of a customer's uid."""
        return hmac.digest(self._salt, b"uid\0" + uid, hashlib.sha256)

    def number(self, number: str) -> bytes:
        """Of a customer number."""
        return hmac.digest(self._salt, b"number\0" + number.encode(), hashlib.sha256)


def in_book(connection: Connection) -> list[Stone]:
    """Those that the book knows."""
    query = select(Tombstone.uid_hash, Tombstone.number_hash, Tombstone.erased_at)
    return [Stone(*row) for row in connection.execute(query.order_by(Tombstone.id))]


def erased_on(connection: Connection, number: str) -> date | None:
    """The day (UTC) on which a customer of that number was deleted on request; indexed."""
    number_hash = Hasher.of(connection).number(number)
    query = select(Tombstone.erased_at).where(Tombstone.number_hash == number_hash)
    at = connection.scalar(query.order_by(Tombstone.id.desc()).limit(1))
    return at.date() if at else None


def beside(profile: Path) -> list[Stone]:
    """Those of the file beside the book; lines that a kill cut are left out."""
    return _read(profile / paths.TOMBSTONES_NAME)


def among_backups(folder: Path, book: str) -> list[Stone]:
    """Those that `carry` left in a folder of backups.

    Args:
        folder: Where the backups lie; of other books too.
        book: The book's number.
    """
    return _read(folder / _name(book))


def carry(profile: Path, folder: Path, book: str) -> None:
    """Let a folder of backups know of the deletions that its backups are older than."""
    known = {stone.uid_hash for stone in among_backups(folder, book)}
    _add(folder / _name(book), [each for each in beside(profile) if each.uid_hash not in known])


def put_beside(profile: Path, stones: Iterable[Stone]) -> None:
    """Add lines to the file beside the book, synced.

    A disk that is full or read-only does not undo the deletion, which stands in the book: the lines
    are added when the book is opened next.
    """
    _add(profile / paths.TOMBSTONES_NAME, stones)


def _name(book: str) -> str:
    return f"vipdesk-{book[-8:]}-{paths.TOMBSTONES_NAME}"


def _read(path: Path) -> list[Stone]:
    try:
        lines = path.read_text("ascii", "replace").splitlines()
    except OSError:
        return []
    return [stone for line in lines if (stone := _stone(line)) is not None]


def _add(path: Path, stones: Iterable[Stone]) -> None:
    lines = "".join(
        json.dumps({"uid": each.uid_hash.hex(), "number": each.number_hash.hex(),
                    "at": each.at.isoformat()}) + "\n"
        for each in stones
    )  # fmt: skip
    if not lines:
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return


def _stone(line: str) -> Stone | None:
    try:
        content: Any = json.loads(line)
        at = datetime.fromisoformat(content["at"])
        uid_hash, number_hash = (bytes.fromhex(content[key]) for key in ("uid", "number"))
        at.astimezone(UTC)  # at the ends of time there is none
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return Stone(uid_hash, number_hash, at) if at.tzinfo is not None else None
