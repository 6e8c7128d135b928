"""Tables of web pages: what systems with a browser for a window save under the name of .xls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from vipdesk.domain.plain_text import holds_tamed, untamed

MOST_TAGS = 1_500_000
"""Some 30,000 rows of 20 columns; more is quicker saved as XLSX than read."""
_MOST_SPANNED = 200
_MOST_CELLS = 1_000_000
_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9]*")
_SPAN = {
    name: re.compile(rf"\b{name}\s*=\s*[\"']?\s*(\d{{1,4}})", re.IGNORECASE)
    for name in ("colspan", "rowspan")
}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PARTS = frozenset({"br", "p", "/p", "div", "/div"})
_UNSEEN = frozenset({"style", "script", "title"})
_STARTS = ("<!doctype html", "<html", "<table", "<meta", "<head", "<style")


class NoTableError(Exception):
    """The page has no table of two rows, has tables within cells, or is too large."""


def is_page(text: str) -> bool:
    """Whether a text begins as a web page does."""
    return text[:200].lstrip("\ufeff \r\n\t").lower().startswith(_STARTS)


@dataclass
class _Page:
    """Tables so far, and what is open."""

    tables: list[list[list[str]]] = field(default_factory=list)
    cell: list[str] | None = None
    depth: int = 0
    columns: int = 1
    rows: int = 1
    cells: int = 0
    below: dict[int, tuple[int, str]] = field(default_factory=dict)

    def open_table(self) -> None:
        if self.depth:
            raise NoTableError
        self.depth = 1
        self.below = {}
        self.tables.append([])

    def open_row(self) -> None:
        self.close_cell()
        if self.depth:
            self.tables[-1].append([])
            self._count(1)
            self._fill_from_above()

    def open_cell(self, tag: str) -> None:
        self.close_cell()
        if not self.depth:
            return
        if not self.tables[-1]:
            self.open_row()
        self.columns, self.rows = _span("colspan", tag), _span("rowspan", tag)
        self.cell = []

    def close_cell(self) -> None:
        """A cell over columns counts for its first, one over rows for each of them."""
        if self.cell is None:
            return
        text = _plain("".join(self.cell))
        self.cell = None
        row = self.tables[-1][-1]
        for value in (text, *[""] * (self.columns - 1)):
            if self.rows > 1:
                self.below[len(row)] = (self.rows - 1, value)
            row.append(value)
        self._count(self.columns)
        self._fill_from_above()

    def _fill_from_above(self) -> None:
        row = self.tables[-1][-1]
        while len(row) in self.below:
            left, value = self.below.pop(len(row))
            if left > 1:
                self.below[len(row)] = (left - 1, value)
            row.append(value)
            self._count(1)

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > _MOST_CELLS:
            raise NoTableError


def _plain(text: str) -> str:
    try:
        return _BLANKS.sub(" ", unescape(text).replace("\xa0", " ")).strip()
    except ValueError:  # the number of a character, of thousands of digits
        raise NoTableError from None


def _span(name: str, tag: str) -> int:
    found = _SPAN[name].search(tag)
    return min(max(int(found[1]), 1), _MOST_SPANNED) if found else 1


def rows_of_page(text: str) -> list[list[str]]:
    """The rows of the longest table of a page.

    Raises:
        NoTableError: there is none of two rows, or one within another.
    """
    if text.count("<") > MOST_TAGS:
        raise NoTableError
    page = _Page()
    unseen = ""
    for piece in _pieces(text):
        found = _NAME.match(piece)
        name = found[0].lower() if found else ""
        if unseen:
            unseen = "" if name == f"/{unseen}" else unseen
        elif name in _UNSEEN:
            unseen = name
        else:
            _take(page, name, piece)
    page.close_cell()
    best = max(page.tables, key=len, default=[])
    if len(best) < 2:
        raise NoTableError
    return [[untamed(cell) for cell in row] for row in best] if holds_tamed(text) else best


def _pieces(text: str) -> Iterator[str]:
    """What stands between one < and the next."""
    at = text.find("<")
    while at >= 0:
        after = text.find("<", at + 1)
        yield text[at + 1 : after if after >= 0 else len(text)]
        at = after


def _take(page: _Page, name: str, piece: str) -> None:
    tag, _end, data = piece.partition(">")
    if not name and tag[:1] not in ("!", "/", "?"):
        data = f"<{piece}"  # a sign of the text
    elif name == "table":
        page.open_table()
    elif name == "/table":
        page.close_cell()
        page.depth = 0
    elif name == "tr":
        page.open_row()
    elif name in ("td", "th"):
        page.open_cell(tag)
    elif name in ("/td", "/th", "/tr"):
        page.close_cell()
    if page.cell is not None:
        page.cell.append(f" {data}" if name in _PARTS else data)
