"""Workbooks of several sheets: figures keep their formats, sums and rates are formulas."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vipdesk.reports.sheets import SAMPLE, cell_text, text_columns

NARROWEST, WIDEST, PAGE_WIDTH = 12, 60, 100  # characters
FORMATS = {
    "head": {"bold": True, "bg_color": "#F2F4F7", "bottom": 1},
    "text": {"num_format": "@"},
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.00%"},
    "plain": {"num_format": "#,##0.00"},
    "day": {"num_format": "yyyy-mm-dd"},
    "sum": {"bold": True, "top": 1, "num_format": "#,##0"},
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, what it gives, and how it is shown."""

    text: str
    value: float
    look: str


@dataclass(frozen=True, slots=True)
class Money:
    """Fen, kept as yuan."""

    fen: int


Cell = str | int | date | Formula | Money | Fraction | None


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its name, heads, rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(pages: Iterable[Page], title: str, author: str) -> bytes:
    """The pages as XLSX; heads are frozen, texts never become formulas."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "author": author})
    looks = {name: book.add_format(each) for name, each in FORMATS.items()}
    for page in pages:
        _write(book.add_worksheet(page.name[:31]), page, looks)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, page: Page, looks: dict[str, Any]) -> None:
    for at, head in enumerate(page.heads):
        sheet.write_string(0, at, head, looks["head"])
    for number, row in enumerate(page.rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(sheet, (number, at), cell, looks)
    sheet.freeze_panes(1, 0)
    for at in range(len(page.heads)):
        sheet.set_column(at, at, _width(page, at))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")


def _width(page: Page, at: int) -> int:
    """Room for the head and the texts of a column, within reason; of a single one all of it."""
    cells = [row[at] for row in page.rows[:SAMPLE] if at < len(row)]
    texts = [page.heads[at], *(cell for cell in cells if isinstance(cell, str))]
    widest = max(map(text_columns, texts)) + 2
    return min(max(widest, NARROWEST), WIDEST if len(page.heads) > 1 else PAGE_WIDTH)


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, looks: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case str():
            sheet.write_string(*at, cell_text(cell), looks["text"])
        case Formula():
            sheet.write_formula(*at, cell.text, looks[cell.look], cell.value)
        case Money():
            sheet.write_number(*at, cell.fen / 100, looks["money"])
        case Fraction():
            sheet.write_number(*at, float(cell), looks["percent"])
        case int():
            sheet.write_number(*at, cell, looks["number"])
        case date():
            sheet.write_datetime(*at, cell, looks["day"])
