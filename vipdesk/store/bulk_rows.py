"""The rows that an import added in bulk, as they were when it ended, read out of a later book.

The journal knows them by their batch alone. What later entries changed of them stands in those
entries, so the present rows are led back by these, last change first.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

ROWS_AT_ONCE = 2_000
_LATER = (
    "SELECT op, old, new FROM journal_change WHERE table_name = ? AND entry_id > ? AND op != 'B' "
    "ORDER BY id DESC"
)

Row = dict[str, Any]


class BulkRows:
    """The rows of one table after one entry; reads raise sqlcipher3's error if damaged."""

    def __init__(self, source: Any, table: Table, entry_id: int) -> None:
        self._source = source
        self._table = table
        self._names = [column.name for column in table.columns]
        self._keys = [column.name for column in table.primary_key.columns]
        self._by = table.info.get("bulk_by", "batch_id")
        self._later = self._led_back(entry_id)

    def add_to(self, connection: Connection, batch_id: int) -> int:
        """Add the rows of a batch that are not there yet; how many were added."""
        names = ", ".join(f'"{name}"' for name in self._names)
        marks = ", ".join("?" for _ in self._names)
        statement = f'INSERT OR IGNORE INTO "{self._table.name}" ({names}) VALUES ({marks})'
        added = 0
        for part in self._of_batch(batch_id):
            added += connection.exec_driver_sql(statement, part).rowcount
        return added

    def _of_batch(self, batch_id: int) -> Iterator[list[tuple[Any, ...]]]:
        names = ", ".join(f'"{name}"' for name in self._names)
        query = f'SELECT {names} FROM "{self._table.name}" WHERE "{self._by}" = ?'
        cursor = self._source.execute(query, (batch_id,))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            kept = [tuple(row) for row in rows if self._key(self._named(row)) not in self._later]
            if kept:
                yield kept
        earlier = [row for row in self._later.values() if row and row[self._by] == batch_id]
        if earlier:
            yield [tuple(row[name] for name in self._names) for row in earlier]

    def _led_back(self, entry_id: int) -> dict[tuple[Any, ...], Row | None]:
        """The rows that later entries touched, as they were before those."""
        found: dict[tuple[Any, ...], Row | None] = {}
        for op, old, new in self._source.execute(_LATER, (self._table.name, entry_id)).fetchall():
            before, after = json.loads(old or "{}"), json.loads(new or "{}")
            key = self._key(before or after)
            if op == "I":
                found[key] = None
            elif op == "D":
                found[key] = before
            else:
                row = found[key] if key in found else self._present(key)
                found[key] = {**(row or {}), **before}
        return found

    def _present(self, key: Sequence[Any]) -> Row | None:
        names = ", ".join(f'"{name}"' for name in self._names)
        same = " AND ".join(f'"{name}" = ?' for name in self._keys)
        query = f'SELECT {names} FROM "{self._table.name}" WHERE {same}'
        row = self._source.execute(query, tuple(key)).fetchone()
        return self._named(row) if row else None

    def _named(self, row: Sequence[Any]) -> Row:
        return dict(zip(self._names, row, strict=True))

    def _key(self, row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in self._keys)
