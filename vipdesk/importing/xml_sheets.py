"""XML Spreadsheet 2003: what business systems often write and call .xls or .xml.

The parser proves that the text is sound XML; then its tags are found as they stand, which takes a
quarter of the time that it takes to be told of each.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from math import isfinite
from xml.parsers import expat

from vipdesk.domain.cell_days import EPOCH_1900, EPOCH_1904
from vipdesk.importing.areas import Merged, too_large
from vipdesk.importing.encoding import ENCODINGS
from vipdesk.importing.sheets import Sheets, choose, fill_down, text_of
from vipdesk.importing.shown import UNCOUNTED

LARGEST = 64 << 20
"""Bytes of a file; more is quicker saved as XLSX than read."""
_MOST_TAGS, _MOST_ATTRIBUTES = 2_500_000, 1_500_000
"""Some 30,000 rows of 20 columns."""
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_MOST_LAID = 4_000_000
"""Rows and cells, the empty ones before a place among them."""
_SPACE = b"schemas-microsoft-com:office:spreadsheet"
_DECLARED = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PIECE = 1 << 20
_DAY_ONE = date(1900, 1, 1)
_ATTRIBUTES = r"""[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*"""
_TAG = re.compile(
    r"<(?:[\w.-]+:)?(Cell|Data|Row|Comment|Table|Worksheet|Visible|Date1904)(?=[\s/>])"
    rf"({_ATTRIBUTES})>([^<]*)|</(?:[\w.-]+:)?(Table|Comment)\s*>"
)
_ANY_TAG = re.compile(rf"<{_ATTRIBUTES}>")
_DATA_END = re.compile(r"</(?:[\w.-]+:)?Data\s*>|<(?:[\w.-]+:)?(Data|Cell|Row)(?=[\s/>])")
_ASIDE = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""(?:[\w.-]+:)?(Index|Type|Name|MergeAcross|MergeDown|Formula)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)


class NoWorkbookError(Exception):
    """It declares entities, or is too large."""


class BrokenXmlError(Exception):
    """It is no sound XML."""


def is_workbook(start: bytes) -> bool:
    """Whether a file begins as a workbook in XML does, in whatever encoding."""
    plain = start.replace(b"\0", b"")
    return b"Workbook" in plain and _SPACE in plain


def declared(start: bytes) -> str | None:
    """The encoding that the file names, where recognition would not try it."""
    found = _DECLARED.search(start.replace(b"\0", b"").decode("latin-1"))
    try:
        named = codecs.lookup(found[1]).name if found else ""
    except LookupError:
        return None
    others = {codecs.lookup(each).name: each for each in ENCODINGS if not each.startswith("UTF")}
    return None if others.get(named) == "GB18030" else others.get(named)


def read_workbook(text: str, name: str, sheet: str | None, known: frozenset[str]) -> Sheets:
    """Read one sheet as `vipdesk.importing.sheets.read_sheet` does.

    Args:
        text: The whole file.
        name: File name, for the reason.
        sheet: Its name, or ``None`` to recognise it.
        known: `normalised` synonyms of all fields.

    Raises:
        NoWorkbookError, BrokenXmlError, SheetMissingError, EmptyFileError, BombError
    """
    _prove(text)
    workbook = _Workbook()
    workbook.take(_ASIDE.sub(_inlined, text))
    sheets = {each.name: each for each in reversed(workbook.sheets)}
    names = tuple(each.name for each in workbook.sheets)
    shown = tuple(each.name for each in workbook.sheets if not each.hidden)

    def rows_of(which: str) -> list[list[str]]:
        return _squared(sheets[which], name)

    return replace(choose(names, shown, rows_of, name, sheet, known), epoch=workbook.epoch)


def _prove(text: str) -> None:
    """That it is sound XML without entities of its own, and no larger than can be read soon."""
    if text.count("<") > _MOST_TAGS or text.count("=") > _MOST_ATTRIBUTES or "<!DOCTYPE" in text:
        raise NoWorkbookError
    parser = expat.ParserCreate("utf-8")
    try:
        for at in range(0, len(text), _PIECE):
            parser.Parse(text[at : at + _PIECE].encode(), False)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeEncodeError):
        raise BrokenXmlError from None


def _inlined(aside: re.Match[str]) -> str:
    """Text that was kept from the parser as any other; a comment as nothing."""
    return (aside[1] or "").replace("&", "&amp;").replace("<", "&lt;")


@dataclass
class _Sheet:
    """One sheet's rows, ragged, and which cells are merged downwards."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    cells: int = 0
    hidden: bool = False


class _Workbook:
    """Follows the tags of a workbook.

    Attributes:
        sheets: So far.
        epoch: Day 0 of its serials.
    """

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.epoch = EPOCH_1900
        self._row = self._column = self._next = self._laid = 0
        self._merge: tuple[int, int] | None = None
        self._is_open = self._is_cell = self._is_comment = False
        self._attributes = lru_cache(4_096)(_read_attributes)

    def take(self, text: str) -> None:
        """Take in the whole text."""
        for tag in _TAG.finditer(text):
            name, attributes, said, end = tag.groups()
            if name == "Data":
                if self._is_cell and not self._is_comment:
                    self._fill(said, attributes, text, tag.end())
            elif name == "Cell" and self._is_open:
                self._open_cell(attributes)
            elif name == "Row" and self._is_open:
                self._open_row(attributes)
            elif name:
                self._open(name, attributes, said)
            elif end == "Table":
                self._is_open = self._is_cell = False
            else:
                self._is_comment = False

    def _open(self, name: str, attributes: str, said: str) -> None:
        if name == "Worksheet":
            told = self._attributes(attributes).get("Name", "")
            self.sheets.append(_Sheet(unescape(told)))
            self._row = -1
        elif name == "Table":
            self._is_open = bool(self.sheets)
        elif name == "Comment":
            self._is_comment = not attributes.endswith("/")
        elif name == "Visible" and self.sheets:
            self.sheets[-1].hidden = said.strip() != "SheetVisible"
        elif name == "Date1904":
            self.epoch = EPOCH_1904

    def _open_row(self, attributes: str) -> None:
        told = self._attributes(attributes).get("Index") if attributes else None
        self._row = _place(told, self._row + 1, _MOST_ROWS)
        self._next = 0
        rows = self.sheets[-1].rows
        missing = self._row + 1 - len(rows)
        self._lay(missing)
        rows.extend([] for _row in range(missing))

    def _open_cell(self, attributes: str) -> None:
        self._is_cell, self._merge = True, None
        told = self._attributes(attributes) if attributes else _NONE
        self._column = _place(told.get("Index"), self._next, _MOST_COLUMNS)
        self._next = self._column + 1
        if told:
            across = _number(told.get("MergeAcross", "0"))
            down = _number(told.get("MergeDown", "0"))
            self._next += across
            self._merge = (down, across) if down else None
            if "Formula" in told:
                self._put(UNCOUNTED)

    def _fill(self, said: str, attributes: str, text: str, at: int) -> None:
        self._is_cell = False
        if attributes.endswith("/"):
            said = ""
        elif not text.startswith("</", at):  # tags within, for bold and the like
            end = _DATA_END.search(text, at)
            if end is None or end[1]:
                raise BrokenXmlError
            said += _ANY_TAG.sub("", text[at : end.start()])
        if "&" in said:
            said = unescape(said)
        self._put(_worded(said, self._attributes(attributes).get("Type", "")))

    def _put(self, value: str) -> None:
        sheet, column = self.sheets[-1], self._column
        cells = sheet.rows[self._row] if self._row >= 0 else []
        missing = column + 1 - len(cells)
        if missing > 0 and value:
            self._lay(missing)
            cells.extend([""] * missing)
        if column < len(cells):
            cells[column] = value
            sheet.cells += 1
        if self._merge:
            down, across = self._merge
            sheet.merged.append(((self._row, column), (self._row + down, column + across)))

    def _lay(self, count: int) -> None:
        self._laid += max(count, 0)
        if self._laid > _MOST_LAID:
            raise NoWorkbookError


_NONE: dict[str, str] = {}


def _read_attributes(text: str) -> dict[str, str]:
    """Those that count, whatever their prefix."""
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(text)}


def _place(told: str | None, after: int, most: int) -> int:
    """Where a row or cell stands, counted from 0: after the last one, or as it says."""
    place = after if told is None else _number(told) - 1
    if not 0 <= place < most:
        raise BrokenXmlError
    return place


def _number(told: str) -> int:
    told = told.strip()
    if not (told.isascii() and told.isdigit()) or len(told) > 7:
        raise BrokenXmlError
    return int(told)


def _worded(text: str, kind: str) -> str:
    """A cell's text by its type; a number keeps the digits that the file holds."""
    make = _WORDINGS.get(kind)
    return make(text.strip()) if make else text


def _number_text(text: str) -> str:
    """1.38E10, as Java writes it, is exact; 1.38E+10 is what a spreadsheet shows, and refused."""
    if "E" not in text.upper() or "+" in text[1:]:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return text_of(number) if isfinite(number) else text


def _day_text(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text_of(found.time()) if found.date() < _DAY_ONE else text_of(found)


def _flag_text(text: str) -> str:
    return {"1": "TRUE", "0": "FALSE"}.get(text, text)


_WORDINGS: dict[str, Callable[[str], str]] = {
    "Number": _number_text,
    "DateTime": _day_text,
    "Boolean": _flag_text,
    "Error": str,
}


def _squared(sheet: _Sheet, name: str) -> list[list[str]]:
    """The rows as wide as the widest, merged cells filled downwards."""
    rows = sheet.rows
    width = max(map(len, rows), default=0)
    if too_large(width, sum(1 for row in rows if row), sheet.cells):
        raise NoWorkbookError
    for row in rows:
        if row:
            row.extend([""] * (width - len(row)))
    fill_down(rows, sheet.merged, name)
    return rows
