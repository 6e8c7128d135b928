"""A file as one table: unique headers, rows of text, where each row stood."""

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from vipdesk.domain.cell_days import EPOCH_1900
from vipdesk.domain.cells import folded, visible
from vipdesk.importing.asides import Aside, aside_of
from vipdesk.importing.errors import TooWideError
from vipdesk.importing.header_rows import header_cells
from vipdesk.importing.headers import normalised
from vipdesk.texts import LANGUAGES, N_, translator

REASON_HEADER = N_("Reason (VIPDesk)")
"""Header of the column that a file of problems adds; reading leaves it out again."""

NOTES_SHEET = N_("Notes on columns")
"""Name of a template's second sheet, which is never taken for the data."""

MOST_COLUMNS = 2_000
"""Columns that hold something."""
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows came from; ``unread`` are the other sheets that a person sees there."""

    name: str
    format: str
    digest: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    epoch: date = EPOCH_1900
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one file below its headers.

    Attributes:
        source: Where they came from.
        header_row: Row of the headers as a spreadsheet counts, the upper one where there are two,
            0 where there is none.
        headers: One unique name for each column.
        rows: The cells, as many in each row as there are headers.
        numbers: Row of each as a spreadsheet counts.
        above: What is written above the headers.
        ragged: Rows with more cells than headers, by their number.
        asides: Rows that are none of the table, such as totals, by their number.
    """

    source: Source
    header_row: int
    headers: tuple[str, ...]
    rows: list[list[str]] = field(repr=False)
    numbers: list[int] = field(repr=False)
    above: tuple[str, ...] = field(default=(), repr=False)
    ragged: dict[int, str] = field(default_factory=dict, repr=False)
    asides: dict[int, Aside] = field(default_factory=dict, repr=False)

    def told(self, header: str) -> list[str]:
        """The cells under ``header`` in rows of the table itself."""
        cells = self.column(header)
        if not self.asides:
            return cells
        return [cell for cell, n in zip(cells, self.numbers, strict=True) if n not in self.asides]

    def column(self, header: str) -> list[str]:
        """The cells under ``header``."""
        at = self.headers.index(header)
        return [row[at] for row in self.rows]

    def samples(self, header: str) -> tuple[str, ...]:
        """The first different values of a column."""
        at = self.headers.index(header)
        found: dict[str, None] = {}
        for row in self.rows[:500]:
            if row[at].strip():
                found[row[at].strip()] = None
            if len(found) == SAMPLES:
                break
        return tuple(found)

    @property
    def fingerprint(self) -> str:
        """Known again by its headers, in whatever order they stand."""
        names = sorted(folded(header) for header in self.headers)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()


def build_table(source: Source, grid: list[list[str]], header_row: int) -> Table:
    """Cut a grid at its header row.

    Args:
        source: Where the grid came from.
        grid: All rows, row 1 first, ragged.
        header_row: Counted from 1; 0 names the columns by number.

    Raises:
        TooWideError: more than `MOST_COLUMNS` columns hold something.
    """
    raw, depth = header_cells(grid, header_row) if header_row else (_unnamed(grid), 0)
    first = max(header_row - 1, 0) + depth
    body = grid[first:]
    keep = _kept_columns(raw, body)
    if len(keep) > MOST_COLUMNS:
        raise TooWideError(name=source.name, limit=f"{MOST_COLUMNS:,}")
    headers = unique_headers([raw[at] if at < len(raw) else "" for at in range(len(raw))])
    above = tuple(cell for row in grid[: max(header_row - 1, 0)] for cell in row if cell.strip())
    table = Table(source, header_row, tuple(headers[at] for at in keep), [], [], above)
    _fill(table, body, len(raw), first + 1)
    if len(keep) < len(raw):
        table.rows[:] = [[row[at] for at in keep] for row in table.rows]
    _set_asides(table, [raw[at] for at in keep])
    return table


def _set_asides(table: Table, raw: Sequence[str]) -> None:
    for number, row in zip(table.numbers, table.rows, strict=True):
        aside = aside_of(row, raw)
        if aside is not None:
            table.asides[number] = aside


def _fill(table: Table, body: Sequence[list[str]], width: int, first: int) -> None:
    """Take over the rows that are not blank, each ``width`` cells wide."""
    for number, row in enumerate(body, first):
        if not any(row) or not any(map(str.strip, row)):
            continue
        if len(row) < width:
            row = row + [""] * (width - len(row))
        elif len(row) > width:
            if any(map(str.strip, row[width:])):
                table.ragged[number] = " ".join(row[width:]).strip()
            row = row[:width]
        table.rows.append(row)
        table.numbers.append(number)


def _unnamed(grid: Sequence[Sequence[str]]) -> list[str]:
    return [""] * max((len(row) for row in grid), default=0)


def _kept_columns(raw: Sequence[str], body: Sequence[Sequence[str]]) -> list[int]:
    """All but columns without header and content, and the reasons of an earlier import."""
    ours = {normalised(translator(language)(REASON_HEADER)) for language in LANGUAGES}
    blank = _blank_columns([at for at, header in enumerate(raw) if not header.strip()], body)
    return [
        at for at, header in enumerate(raw) if normalised(header) not in ours and at not in blank
    ]


def _blank_columns(unnamed: Sequence[int], body: Sequence[Sequence[str]]) -> set[int]:
    """Those of the ``unnamed`` columns that hold nothing."""
    blank = set(unnamed)
    for row in body:
        if not blank:
            break
        last = bisect_left(unnamed, len(row))
        blank.difference_update([at for at in unnamed[:last] if row[at] and row[at].strip()])
    return blank


def unique_headers(raw: Sequence[str]) -> list[str]:
    """Blank headers become ``#3`` by their place, repeated ones ``name (2)``."""
    taken: Counter[str] = Counter()
    names = [re.sub(r"\s+", " ", visible(header)).strip() for header in raw]
    unique: dict[str, None] = {}
    given = set(names)
    for place, name in enumerate(names, 1):
        name = name or f"#{place}"
        taken[name] += 1
        candidate = name
        while taken[name] > 1 and (candidate == name or candidate in unique or candidate in given):
            candidate = f"{name} ({taken[name]})"
            if candidate in unique or candidate in given:
                taken[name] += 1
        unique[candidate] = None
    return list(unique)
