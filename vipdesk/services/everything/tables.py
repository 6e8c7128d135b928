"""Which tables and columns leave the book in open formats, and how their cells are written.

It follows the records: a table or a column that is added later goes out too, with its meaning.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Column, LargeBinary, Table

from vipdesk.reports.sheets import Cell, Kind, SheetColumn
from vipdesk.store.records import Record

# Contents go out as files; the others say nothing about people: how the screen was left and what
# the PIN is told by, the journal's place of work.
LEFT_OUT_TABLES = ("attachment_content", "preference", "journal_cursor")
# What proves the chain of the journal, inside the book alone; megabytes.
LEFT_OUT_COLUMNS = (
    ("journal_entry", "change_digests"),
    ("journal_entry", "params_salt"),
    ("journal_entry", "params_digest"),
    ("journal_change", "salt"),
)
# The seed of a lottery is told once it is revealed; the journal keeps those of before besides.
_UNREVEALED = "CASE WHEN revealed_at IS NULL THEN NULL ELSE seed END"
_SEEDLESS = "CASE table_name WHEN 'lottery' THEN json_remove({0}, '$.seed') ELSE {0} END"
_READ = {
    ("lottery", "seed"): _UNREVEALED,
    ("journal_change", "old"): _SEEDLESS.format("old"),
    ("journal_change", "new"): _SEEDLESS.format("new"),
}
FEN, YUAN = "_fen", "_yuan"
UUID_BYTES = 16

Write = Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its head, where it comes from, and how its cells are written."""

    head: str
    column: Column[Any]
    kind: Kind
    write: Write | None  # None: as it is stored

    def sheet_column(self) -> SheetColumn:
        """What the sheet is told."""
        return SheetColumn(self.head, self.kind)


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table as a file."""

    table: Table
    columns: Sequence[FileColumn]

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.table.name}.csv"

    def statement(self) -> str:
        """Reads all rows as they are stored, in the order of their keys: nothing is sorted."""
        names = ", ".join(_read(each.column) for each in self.columns)
        keys = ", ".join(f'"{column.name}"' for column in self.table.primary_key.columns)
        return f'SELECT {names} FROM "{self.table.name}" ORDER BY {keys}'

    def cells(self, row: Sequence[Any]) -> Sequence[Cell]:
        """A row as it is stored, written for people."""
        cells = list(row)
        for at, column in enumerate(self.columns):
            if column.write is not None and cells[at] is not None:
                cells[at] = column.write(cells[at])
        return cells


def table_files() -> list[TableFile]:
    """Every file, owners before what they own."""
    return [
        TableFile(table, [_column(each) for each in table.columns if _goes_out(each)])
        for table in Record.metadata.sorted_tables
        if table.name not in LEFT_OUT_TABLES
    ]


def is_money(column: Column[Any]) -> bool:
    """Whether it holds fen, which go out as yuan."""
    return column.name.endswith(FEN)


def _goes_out(column: Column[Any]) -> bool:
    return (column.table.name, column.name) not in LEFT_OUT_COLUMNS


def _read(column: Column[Any]) -> str:
    return _READ.get((column.table.name, column.name), f'"{column.name}"')


def _column(column: Column[Any]) -> FileColumn:
    if is_money(column):
        return FileColumn(column.name.removesuffix(FEN) + YUAN, column, Kind.FEN, None)
    return FileColumn(column.name, column, Kind.TEXT, _write_of(column))


def _write_of(column: Column[Any]) -> Write | None:
    if isinstance(column.type, LargeBinary):
        return _identity if column.type.length == UUID_BYTES else bytes.hex
    if isinstance(column.type, Boolean):
        return _truth
    return _readable if isinstance(column.type, JSON) else None


def _identity(raw: bytes) -> Cell:
    return str(uuid.UUID(bytes=raw))


def _truth(stored: int) -> Cell:
    return "true" if stored else "false"


def _readable(stored: str) -> Cell:
    """JSON with its hanzi as such, not as numbers."""
    return json.dumps(json.loads(stored), ensure_ascii=False)
