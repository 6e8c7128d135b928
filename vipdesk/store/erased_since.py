"""What deletions on request and archives took out of a damaged book's journal since its backup.

Values that are gone can't be written again. The rows that they were of are taken over as they stand
in the damaged book, once all other entries were; and what was erased there is erased in the backup
too, or the chain would miss its account and the customer would be back.
"""

from sqlalchemy import Connection

from vipdesk.store.damaged_book import DamagedBook
from vipdesk.store.records import Record

_ERASED = "SELECT id FROM journal_change WHERE salt IS NULL AND id <= ?"
_TOUCHED = "SELECT DISTINCT table_name, row_id FROM journal_change WHERE salt IS NULL AND id > ?"
_FIRST = "SELECT min(entry_id) FROM journal_change WHERE salt IS NULL AND id > ?"
_REDACTED = (
    "SELECT params, id FROM journal_entry "
    "WHERE params_salt IS NULL AND params_digest IS NOT NULL AND id <= ?"
)


class ErasedSince:
    """Of one damaged book, against the end of the journal of its backup."""

    def __init__(self, source: DamagedBook, entry_id: int, change_id: int) -> None:
        self._source = source
        self._entry_id, self._change_id = entry_id, change_id
        found = source.rows(_FIRST, change_id)
        self.first: int | None = found[0][0] if found else None  # entry whose values were erased
        self._rows = {(table, row_id) for table, row_id in source.rows(_TOUCHED, change_id) or ()}

    def holds(self, table: str, row_id: int) -> bool:
        """Whether values of the row were erased, so that its changes are not written again."""
        return (table, row_id) in self._rows

    def repeat(self, connection: Connection) -> None:
        """Take over the rows as they stand, and erase what was erased.

        Raises:
            HoleError: Not all of it can be read.
        """
        for table, row_id in sorted(self._rows):
            self._take_over(connection, table, row_id)
        erased = self._source.all_rows(_ERASED, self._change_id)
        _each(
            connection,
            "UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE id = ?",
            erased,
        )
        redacted = self._source.all_rows(_REDACTED, self._entry_id)
        _each(
            connection,
            "UPDATE journal_entry SET params = ?, params_salt = NULL WHERE id = ?",
            redacted,
        )

    def _take_over(self, connection: Connection, table: str, row_id: int) -> None:
        columns = Record.metadata.tables[table].columns
        key = next(iter(Record.metadata.tables[table].primary_key.columns)).name
        names = ", ".join(f'"{column.name}"' for column in columns)
        query = f'SELECT {names} FROM "{table}" WHERE "{key}" = ?'
        found = self._source.all_rows(query, row_id)
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE "{key}" = ?', (row_id,))
        marks = ", ".join("?" for _ in columns)
        _each(connection, f'INSERT INTO "{table}" ({names}) VALUES ({marks})', found)


def _each(connection: Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])
