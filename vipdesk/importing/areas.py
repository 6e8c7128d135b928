"""What the cells of a sheet would take once they are laid out, reckoned from its XML.

The reader lays cells out as one full rectangle and gives every cell a text of its own. So one cell
in the last corner of an otherwise empty sheet would ask for half a terabyte, and one long text
that many cells share for as much again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product, zip_longest
from xml.parsers import expat

from vipdesk.importing.shown import UNCOUNTED, told_instead

LARGEST_AREA = 20_000_000
"""Cells in the rectangle of one sheet: 500,000 rows of 40 columns."""
LARGEST_TEXTS = 300 << 20
"""Bytes of text in all cells."""
SMALL_AREA = 2_000_000
SPARSEST = 20
"""A larger rectangle has a value in one cell of so many at least."""

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_PREFIXED = re.compile(rb"<\w+:c[\s>]")
_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s>/])")
_TEXT_CELL = re.compile(rb"""\bt\s*=\s*["']s["']""")
_TEXT_INDEX = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<""")
_PLACE = re.compile(r"\s*([A-Za-z]{1,3})(\d{1,7})\s*")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_FILLING = frozenset({"v", "f", "is", "t"})
_ENDLESS = 1 << 40
MOST_FAILED = 500_000
"""Cells of a whole file whose formulas failed."""

Cells = dict[tuple[int, int], str]
"""Row and column, counted from 0 → what stands in the cell."""
Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last row and column of cells that are merged, counted from 0."""


@dataclass(slots=True)
class Unsaid:
    """What the reader of sheets does not tell of one sheet.

    Attributes:
        cells: Those whose formulas failed, or have no value, with words for that.
        merged: Cells that are one.
    """

    cells: Cells = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)


class UnreadableError(Exception):
    """The part is not the XML that it should be."""


class SheetArea:
    """The rectangle of one sheet of an XLSX.

    What Excel and its like write is searched as it stands; a part that places its cells in any
    other way (`is_odd`) has to be parsed, which takes several times as long.
    """

    def __init__(self) -> None:
        self.is_odd = False
        self.cells = 0
        self._columns: set[bytes] = set()
        self._last = 0

    def add(self, piece: bytes) -> None:
        """Take in a piece of the sheet that ends where a tag ends."""
        self.is_odd = self.is_odd or _is_odd(piece, first=not self.cells)
        cells = _CELL.findall(piece)
        if cells:
            self.cells += len(cells)
            self._columns.update({column for column, _row in cells})
            self._last = max(self._last, *map(int, {row for _column, row in cells}))

    def is_too_large(self) -> bool:
        """Whether the reader would run out of memory."""
        width = max((_column_number(column.decode()) for column in self._columns), default=0)
        return too_large(width, self._last, self.cells)


def too_large(width: int, height: int, cells: int) -> bool:
    """Whether a rectangle is larger than any list, or large and almost empty."""
    area = width * height
    return area > LARGEST_AREA or (area > SMALL_AREA and area > cells * SPARSEST)


def _is_odd(piece: bytes, *, first: bool) -> bool:
    if first and piece.startswith(_WIDE_MARKS):
        return True
    if b":c" in piece and _PREFIXED.search(piece):
        return True
    opened = sum(piece.count(b"<c" + after) for after in (b" ", b">", b"\n", b"\r", b"\t"))
    hidden = b'>"' in piece or b">'" in piece  # a sign within a value that looks like a tag's end
    return bool(opened) and (hidden or opened != piece.count(b'<c r="'))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Parsed:
    """Follows the rows and cells of one part through the parser.

    Attributes:
        looked_at: Names of the tags that it is told of.
        width, height, cells: Of the rectangle up to the last cell that holds something.
    """

    looked_at: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.width = self.height = self.cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def text(self, data: str) -> None:
        """Nothing comes of text by itself."""

    def is_too_large(self) -> bool:
        return too_large(self.width, self.height, self.cells)


class ParsedSheet(Parsed):
    """The rectangle of a sheet of an XLSX, however it writes where its cells are.

    Attributes:
        unsaid: Cells whose formulas failed or have no value.
        noughts: Cells whose formulas have the value 0.
    """

    looked_at = frozenset({"row", "c"}) | _FILLING

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = 0
        self._filled = self._is_formula = False
        self._type, self._said = "", ""
        self._value: list[str] | None = None
        self.unsaid: Cells = {}
        self.noughts: Cells = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._place(attributes.get("r", ""))
            self._type, self._said, self._is_formula = attributes.get("t", ""), "", False
        elif name in _FILLING:
            self._fill(name)

    def text(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)

    def end(self, name: str) -> None:
        if name == "v" and self._value is not None:
            self._said, self._value = "".join(self._value), None
        elif name == "c" and (self._is_formula or self._type == "e"):
            self._learn()

    def is_too_large(self) -> bool:
        return super().is_too_large() or len(self.unsaid) > MOST_FAILED

    def _fill(self, name: str) -> None:
        if name == "v":
            self._value = []
        elif name == "f":
            self._is_formula = True
        if not self._filled:
            self._filled = True
            self.cells += 1
            self.width = max(self.width, self._column)
            self.height = max(self.height, self._row)

    def _learn(self) -> None:
        place = self._row - 1, self._column - 1
        failed = self._said if self._type == "e" else ""
        if failed or (self._type != "str" and not self._said):
            if len(self.unsaid) <= MOST_FAILED:
                self.unsaid[place] = failed or UNCOUNTED
        elif self._said == "0" and len(self.noughts) < MOST_FAILED:
            self.noughts[place] = UNCOUNTED

    def _place(self, place: str) -> None:
        self._filled = False
        found = _PLACE.fullmatch(place)
        if found:
            self._column, self._row = _column_number(found[1]), int(found[2])
        else:
            self._column += 1


class ParsedOds(Parsed):
    """The rectangles of all sheets of an ODS, where cells and rows are repeated by number.

    Attributes:
        unsaid: Of each sheet, by its name.
    """

    looked_at = frozenset({"table", "table-row", "table-cell", "covered-table-cell"})

    def __init__(self) -> None:
        super().__init__()
        self._texts = self._largest = 0
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._row_cells = self._row_texts = self._row_width = 0
        self._is_filled = False
        self._length = 0
        self.unsaid: dict[str, Unsaid] = {}
        self._sheet = Unsaid()
        self._said: list[str] | None = None
        self._attributes: dict[str, str] = {}
        self._failed: dict[int, str] = {}
        self._told = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._row = 0
            self._sheet = self.unsaid.setdefault(attributes.get("name", ""), Unsaid())
        elif name == "table-row":
            self._rows = _number(attributes.get("number-rows-repeated"), 1)
            self._column = self._row_cells = self._row_texts = self._row_width = 0
            self._failed = {}
        elif name in ("table-cell", "covered-table-cell"):
            self._attributes = attributes
            is_told = "formula" in attributes or attributes.get("value-type") == "float"
            self._said = [] if is_told else None
            self._columns = _number(attributes.get("number-columns-repeated"), 1)
            self._is_filled = any("value" in key or key == "formula" for key in attributes)
            self._length = sum(map(len, attributes.values()))

    def text(self, data: str) -> None:
        self._length += len(data)
        if self._said is not None:
            self._said.append(data)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self._learn_unsaid()
            self._column += self._columns
            if self._is_filled:
                self._row_width = self._column
                self._row_cells += self._columns
                self._row_texts += self._columns * self._length
        elif name == "table-row":
            self._tell_failed()
            self._row += self._rows
            if self._row_cells:
                self.cells += self._row_cells * self._rows
                self._texts += self._row_texts * self._rows
                self.width, self.height = max(self.width, self._row_width), self._row

    def _learn_unsaid(self) -> None:
        attributes = self._attributes
        if self._said is not None and self._columns <= MOST_FAILED:
            said = "".join(self._said).strip()
            told = told_instead(said, attributes)
            if told:
                columns = range(self._column, self._column + self._columns)
                self._failed.update(dict.fromkeys(columns, told))
        self._said = None
        down = _number(attributes.get("number-rows-spanned"), 1) - 1
        if down:
            across = _number(attributes.get("number-columns-spanned"), 1) - 1
            last = self._row + down, self._column + across
            self._sheet.merged.append(((self._row, self._column), last))

    def _tell_failed(self) -> None:
        self._told += len(self._failed) * self._rows
        if self._told > MOST_FAILED:
            self._texts = _ENDLESS
            return
        rows = range(self._row, self._row + self._rows)
        for row, column in product(rows, self._failed) if self._failed else ():
            self._sheet.cells[row, column] = self._failed[column]

    def is_too_large(self) -> bool:
        return super().is_too_large() or self._texts > LARGEST_TEXTS


def parse(pieces: Iterable[bytes], into: Parsed) -> None:
    """Send a part's tags into ``into``; entities are never expanded.

    Raises:
        UnreadableError: it is no XML, or declares entities.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local = _Local()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local[name] in into.looked_at:
            into.start(local[name], {local[key]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        if local[name] in into.looked_at:
            into.end(local[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = into.text
    parser.EntityDeclHandler = _refuse_entity
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableError from error


def _refuse_entity(*_declared: object) -> None:
    raise UnreadableError


class _Local(dict[str, str]):
    """Names without their prefix; a file has few."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return default
    return int(text) if len(text) < 10 else _ENDLESS


class SharedTexts:
    """The texts that cells of an XLSX share: how long each is, and what all cells take together."""

    def __init__(self) -> None:
        self._lengths: list[int] = []
        self._weight = 0

    def learn(self, lengths: list[int]) -> None:
        """Take in the texts of one part."""
        if lengths:
            both = zip_longest(self._lengths, lengths, fillvalue=0)
            self._lengths = [max(pair) for pair in both]

    def may_be_too_large(self, cells: int) -> bool:
        """Whether so many cells could hold too much; if not, no cell need be looked at."""
        return max(self._lengths, default=0) * cells > LARGEST_TEXTS

    def weigh(self, piece: bytes) -> bool:
        """Take in the cells of a piece; whether all so far hold too much."""
        longest, lengths = max(self._lengths), self._lengths
        told = _TEXT_INDEX.findall(piece)
        untold = len(_TEXT_CELL.findall(piece)) - len(told)
        self._weight += untold * longest
        self._weight += sum(lengths[at] for at in map(int, told) if at < len(lengths))
        return self._weight > LARGEST_TEXTS


class TextLengths:
    """How long the shared texts of one part are, in bytes of its XML."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def add(self, piece: bytes) -> None:
        """Take in a piece that ends where a tag ends."""
        before, *items = map(len, _ITEM.split(piece)) if b"si" in piece else (len(piece),)
        if self.lengths:
            self.lengths[-1] += before
        self.lengths += items
