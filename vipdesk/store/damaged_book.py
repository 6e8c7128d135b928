"""What can still be read of a damaged book."""

from pathlib import Path
from typing import Any

import sqlcipher3

from vipdesk.store import chain
from vipdesk.store.engine import connect_damaged
from vipdesk.store.keyfile import BookKey


class HoleError(Exception):
    """Something cannot be read, proved or written again."""


class DamagedBook:
    """Reads around damaged pages; what lies on one is None.

    Raises:
        ForeignBookError, StoreUnavailableError: Nothing of it can be read.
    """

    def __init__(self, path: Path, key: BookKey) -> None:
        self._path, self._key = path, key
        self.connection = connect_damaged(path, key)

    def open_again(self) -> None:
        """Take a new connection: one that met a damaged page reads no other page any more."""
        self.connection.close()
        self.connection = connect_damaged(self._path, self._key)

    def close(self) -> None:
        """Close the file, as it is."""
        self.connection.close()

    def rows(self, sql: str, *values: Any) -> list[Any] | None:
        """All rows, or None if a page of them is damaged."""
        try:
            return list(self.connection.execute(sql, values).fetchall())
        except sqlcipher3.DatabaseError:
            self.open_again()
            return None

    def all_rows(self, sql: str, *values: Any) -> list[Any]:
        """As `rows`.

        Raises:
            HoleError: A page of them is damaged.
        """
        found = self.rows(sql, *values)
        if found is None:
            raise HoleError
        return found

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
