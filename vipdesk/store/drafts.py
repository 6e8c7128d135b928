"""What is being typed, saved as it is typed, in an encrypted file of its own.

It stands outside the journal and outside the book, since SQLite has one writer to a file: a long
import would hold up the saving of a visit that is being written, and a kill would then lose it.
A draft is known by what it is a draft of (``visit:<uid>``); finishing is an action on the book.
"""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vipdesk.store.engine import connect, create_file
from vipdesk.store.keyfile import BookKey
from vipdesk.store.unavailable import in_words

_CREATE = (
    "CREATE TABLE IF NOT EXISTS draft (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
    "saved_at TEXT NOT NULL, content TEXT NOT NULL)"
)
_SAVE = (
    "INSERT INTO draft (key, saved_at, content) VALUES (?, ?, ?) "
    "ON CONFLICT (key) DO UPDATE SET saved_at = excluded.saved_at, content = excluded.content"
)


class Drafts:
    """One connection; every call is one small transaction, safe from any thread."""

    def __init__(self, path: Path, key: BookKey) -> None:
        self._folder = path.parent
        if not path.exists():
            create_file(path, key)
        self._connection = connect(path, key)
        with in_words(self._folder):
            self._connection.execute(_CREATE)
        self._guard = threading.Lock()

    def save(self, key: str, content: Any, now: datetime) -> None:
        """Keep ``content`` (JSON) under ``key``; on return it is synced to disk.

        Raises:
            StoreUnavailableError: The disk is full or the file read-only; what was saved before
                is kept.
        """
        text = json.dumps(content, ensure_ascii=False)
        with self._guard, in_words(self._folder):
            self._connection.execute(_SAVE, (key, now.astimezone(UTC).isoformat(), text))

    def load(self, key: str) -> Any | None:
        """Return what was saved last under ``key``, or None."""
        with self._guard, in_words(self._folder):
            row = self._connection.execute(
                "SELECT content FROM draft WHERE key = ?", (key,)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def discard(self, key: str) -> None:
        """Forget what was saved under ``key``."""
        with self._guard, in_words(self._folder):
            self._connection.execute("DELETE FROM draft WHERE key = ?", (key,))

    def scrub(self) -> None:
        """Leave no trace of what was discarded on freed pages and in the log."""
        with self._guard:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def keys(self, prefix: str = "") -> list[str]:
        """The keys that begin with ``prefix``, last saved first."""
        with self._guard, in_words(self._folder):
            rows = self._connection.execute(
                "SELECT key FROM draft WHERE key >= ? AND key < ? ORDER BY saved_at DESC",
                (prefix, prefix + "\U0010ffff"),
            ).fetchall()
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()
