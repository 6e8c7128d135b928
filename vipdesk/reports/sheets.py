"""Lists as XLSX and CSV: figures stay figures, days stay days, and no text becomes a formula."""

import csv
import enum
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING
from unicodedata import east_asian_width

from vipdesk.domain.plain_text import tamed, without_controls
from vipdesk.progress import NoProgress, Progress

if TYPE_CHECKING:  # imported in use only: it takes 30 ms of a start
    import xlsxwriter

Cell = str | int | date | None

STEP = 500  # rows between two looks at the progress
SAMPLE = 200  # rows that decide a column's width
NARROWEST, WIDEST = 8, 48  # characters
MOST_IN_CELL = 32_767  # UTF-16 units
MOST_EXACT = 10**15  # a cell keeps fifteen digits of a number
FIRST_YEAR = 1900  # of the days that a cell can be
MOST_IN_HEADER = 110  # characters; 255 are allowed, and each & counts twice


class Kind(enum.Enum):
    """How the cells of a column are kept."""

    TEXT = "@"
    INTEGER = "#,##0"
    FEN = "#,##0.00"  # given in fen, kept in yuan
    DAY = "yyyy-mm-dd"
    TIME = "yyyy-mm-dd hh:mm:ss"  # given as a local datetime, without zone and fractions


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its head as printed and how its cells are kept."""

    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to export.

    Attributes:
        name: Of the worksheet, at most 31 characters are kept.
        rows: As many cells as columns; None is an empty cell.
        note: Printed at the head of each page, such as what chose the rows.
        mark: Who took it out unmasked, when and why: stands above the head of the list too, and at
            the foot of each page.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Cell]]
    note: str = ""
    mark: str = ""


def xlsx(sheet: Sheet, progress: Progress | None = None) -> bytes:
    """The list as XLSX with a frozen, filtered head; texts keep their leading zeros and signs.

    Raises:
        CancelledError: nothing is left.
    """
    import xlsxwriter

    rows = [list(row) for row in sheet.rows]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(buffer, {**options, "strings_to_urls": False})
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:31].strip("' ") or None)
    top = _write_head(book, page, sheet, len(rows))
    formats = [book.add_format({"num_format": column.kind.value}) for column in sheet.columns]
    watch = progress or NoProgress()
    for number, row in enumerate(rows):
        if number % STEP == 0:
            watch.step(number, len(rows))
        for at, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, (top + number + 1, at), cell, column.kind, formats[at])
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, _width(column, [row[at] for row in rows[:SAMPLE]]))
    book.close()
    watch.step(len(rows), len(rows))
    return buffer.getvalue()


def _write_head(
    book: "xlsxwriter.Workbook", page: "xlsxwriter.worksheet.Worksheet", sheet: Sheet, count: int
) -> int:
    """Write what stands above the rows; the row of the head."""
    top = 1 if sheet.mark else 0
    if sheet.mark:
        warning = book.add_format({"bold": True, "font_color": "#B54708", "num_format": "@"})
        page.write_string(0, 0, without_controls(sheet.mark), warning)
    bold = book.add_format({"bold": True, "bg_color": "#F2F4F7", "bottom": 1, "num_format": "@"})
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, cell_text(column.head), bold)
    page.freeze_panes(top + 1, 0)
    if sheet.columns:
        page.autofilter(top, 0, top + count, len(sheet.columns) - 1)
    page.repeat_rows(0, top)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{_printed(sheet.mark)}&R&P / &N" if sheet.mark else "&C&P / &N")
    if said := sheet.mark or sheet.note:
        page.set_header("&L" + _printed(said))
        book.set_properties({"comments": without_controls(said)})
    return top


def _printed(text: str) -> str:
    """``text`` for the head or foot of a page, where & begins a command and room is short."""
    return without_controls(text)[:MOST_IN_HEADER].replace("&", "&&")


def _write_cell(
    page: "xlsxwriter.worksheet.Worksheet",
    at: tuple[int, int],
    cell: Cell,
    kind: Kind,
    style: "xlsxwriter.format.Format",
) -> None:
    if cell is None or cell == "":
        page.write_blank(*at, None, style)
    elif isinstance(cell, str):
        page.write_string(*at, cell_text(cell), style)
    elif _is_beyond(cell):
        page.write_string(*at, _plain(cell, kind), style)
    elif isinstance(cell, int):
        page.write_number(*at, cell / 100 if kind is Kind.FEN else cell, style)
    else:
        page.write_datetime(*at, cell, style)


def _is_beyond(cell: int | date) -> bool:
    """Whether a spreadsheet would keep another number, or no day at all."""
    return cell.year < FIRST_YEAR if isinstance(cell, date) else abs(cell) >= MOST_EXACT


def cell_text(text: str) -> str:
    """``text`` as a cell of a workbook holds it, cut where that is full."""
    clean = without_controls(text)
    if len(clean) <= MOST_IN_CELL // 2:
        return clean
    return clean.encode("utf-16-le")[: 2 * MOST_IN_CELL].decode("utf-16-le", errors="ignore")


def _width(column: SheetColumn, cells: Sequence[Cell]) -> int:
    longest = max(
        text_columns(text) for text in (column.head + "  ", *(_plain(cell) for cell in cells))
    )
    return min(max(longest + 2, NARROWEST), WIDEST)


def text_columns(text: str) -> int:
    """How many columns of a terminal or places of a cell ``text`` takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _plain(cell: Cell, kind: Kind = Kind.TEXT) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int) and kind is Kind.FEN:
        sign = "-" if cell < 0 else ""
        return f"{sign}{abs(cell) // 100}.{abs(cell) % 100:02}"
    return str(cell)


def csv_file(sheet: Sheet) -> bytes:
    """The list as CSV in UTF-8 with a mark, as Excel in China needs it.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; telephone numbers
    and figures do not.
    """
    buffer = io.BytesIO()
    write_csv(sheet, buffer)
    return buffer.getvalue()


def write_csv(sheet: Sheet, out: IO[bytes]) -> int:
    """Write what `csv_file` returns, row by row as the list yields them; how many there were."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    if sheet.mark:
        writer.writerow([_csv_text(sheet.mark)])
    writer.writerow([_csv_text(column.head) for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        writer.writerow(
            _csv_text(cell) if isinstance(cell, str) else _plain(cell, column.kind)
            for cell, column in zip(row, sheet.columns, strict=True)
        )
    text.flush()
    text.detach()
    return count


def _csv_text(text: str) -> str:
    return tamed(without_controls(text))
