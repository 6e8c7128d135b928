"""What the sheets of an XLS would take once they are laid out, reckoned from its records.

[MS-XLS] 2.3: a workbook is a run of records, each a number, a length and so many bytes. The reader
opens every sheet at once; what a record claims it believes.
"""

import struct
from collections.abc import Iterator, Sequence

from vipdesk.importing.areas import LARGEST_AREA, LARGEST_TEXTS, MOST_FAILED, Cells, too_large

_BOUND_SHEET, _EOF, _SST, _CONTINUE, _DATE_MODE = 0x0085, 0x000A, 0x00FC, 0x003C, 0x0022
_DIMENSIONS, _LABEL_SST, _MULTIPLE = 0x0200, 0x00FD, 0x00BD
_FORMULA, _FLAG_OR_ERROR = 0x0006, 0x0205
_CELLS = frozenset(
    (0x0003, 0x0004, 0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, _LABEL_SST, _MULTIPLE)
)
_MOST_RECORDS = 5_000_000
_HEAD = struct.Struct("<HH")
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
"""By their codes (2.5.10)."""
_NO_NUMBER = b"\xff\xff"
_FLAG_WIDE, _FLAG_EXTENDED, _FLAG_RICH = 1, 4, 8


class HugeXlsError(Exception):
    """The reader would run out of memory."""


Record = tuple[int, int, int]
"""Its number, and where its bytes begin and end."""


class XlsRecords:
    """The records of one workbook stream.

    Attributes:
        failed: Cells with errors of each sheet, in their order, once they are checked.

    Raises:
        HugeXlsError: at `check`.
    """

    def __init__(self, stream: bytes) -> None:
        self.failed: list[Cells] = []
        self._stream = stream
        self._globals = list(self._records(0))

    def counts_from_1904(self) -> bool:
        """Whether day serials do (record DATEMODE, 2.4.77)."""
        modes = (self._stream[at:end] for kind, at, end in self._globals if kind == _DATE_MODE)
        return any(mode[:1] == b"\1" for mode in modes)

    def check(self) -> None:
        """Refuse what would hurt: all sheets together, since all are opened."""
        texts = self._text_lengths()
        sheets: dict[int, _Sheet] = {}
        area = records = weight = 0
        for start in self._starts():
            if start not in sheets:
                sheets[start] = _Sheet(self._stream, texts)
                records += sheets[start].read(self._records(start))
            sheet = sheets[start]
            self.failed.append(sheet.failed)
            area += sheet.width * sheet.height
            weight += sheet.weight
            large = area > LARGEST_AREA or weight > LARGEST_TEXTS or records > _MOST_RECORDS
            many = sum(len(each.failed) for each in sheets.values()) > MOST_FAILED
            if large or many or sheet.is_too_large():
                raise HugeXlsError

    def _starts(self) -> list[int]:
        """Where the sheets begin (record BOUNDSHEET, 2.4.28)."""
        return [
            int.from_bytes(self._stream[at : at + 4], "little")
            for kind, at, end in self._globals
            if kind == _BOUND_SHEET and end - at >= 4
        ]

    def _records(self, at: int) -> Iterator[Record]:
        stream, last = self._stream, len(self._stream) - 4
        while at <= last:
            kind, length = _HEAD.unpack_from(stream, at)
            at += 4
            yield kind, at, min(at + length, len(stream))
            if kind == _EOF:
                return
            at += length

    def _text_lengths(self) -> Sequence[int]:
        """Bytes of each text that cells share (record SST, 2.4.265, and what continues it)."""
        parts: list[bytes] = []
        for kind, at, end in self._globals:
            if kind == _SST:
                parts = [self._stream[at:end]]
            elif kind == _CONTINUE and parts:
                parts.append(self._stream[at:end])
            elif parts:
                break
        if not parts or len(parts[0]) < 8:
            return ()
        (count,) = struct.unpack_from("<L", parts[0], 4)
        if count > sum(map(len, parts)):
            raise HugeXlsError
        return _SharedTexts(parts).lengths(count)


class _Sheet:
    """The rectangle of one sheet and the bytes of text in it."""

    def __init__(self, stream: bytes, texts: Sequence[int]) -> None:
        self._stream, self._texts = stream, texts
        self.width = self.height = self.cells = self.weight = 0
        self.failed: Cells = {}

    def read(self, records: Iterator[Record]) -> int:
        """Take in all records of the sheet; how many there are."""
        count = 0
        for count, (kind, at, end) in enumerate(records, 1):
            if kind in _CELLS and end - at >= 4:
                self._add_cell(kind, at, end)
            elif kind == _DIMENSIONS:
                self._prove_claim(at, end)
            if count > _MOST_RECORDS:
                raise HugeXlsError
        return count

    def is_too_large(self) -> bool:
        return too_large(self.width, self.height, self.cells)

    def _add_cell(self, kind: int, at: int, end: int) -> None:
        row, column = _HEAD.unpack_from(self._stream, at)
        if kind == _MULTIPLE:
            self.cells += max(0, (end - at - 6) // 6)
            column += max(0, (end - at - 6) // 6 - 1)
        else:
            self.cells += 1
        self.width, self.height = max(self.width, column + 1), max(self.height, row + 1)
        if kind == _LABEL_SST and end - at >= 10:
            (text,) = struct.unpack_from("<L", self._stream, at + 6)
            self.weight += self._texts[text] if text < len(self._texts) else 0
        elif kind in (_FLAG_OR_ERROR, _FORMULA) and (code := self._error(kind, at, end)):
            self.failed[row, column] = code
            if len(self.failed) > MOST_FAILED:
                raise HugeXlsError

    def _error(self, kind: int, at: int, end: int) -> str | None:
        """The error that a cell holds (records BOOLERR, 2.4.24, and FORMULA, 2.4.127)."""
        stream = self._stream
        if kind == _FLAG_OR_ERROR:
            return _ERRORS.get(stream[at + 6]) if end - at >= 8 and stream[at + 7] == 1 else None
        failed = end - at >= 14 and stream[at + 6] == 2 and stream[at + 12 : at + 14] == _NO_NUMBER
        return _ERRORS.get(stream[at + 8]) if failed else None

    def _prove_claim(self, at: int, end: int) -> None:
        """Memory is set aside for what the sheet says it spans (2.4.90)."""
        form = {14: "<LLHH", 10: "<HHHH"}.get(end - at)
        if form is None:
            return
        first, last, left, right = struct.unpack_from(form, self._stream, at)
        if max(last - first, 0) * max(right - left, 0) > LARGEST_AREA:
            raise HugeXlsError


class _SharedTexts:
    """Reads the texts of SST, which may go on in the next record in the middle of a text."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = parts
        self._part, self._at = 0, 8

    def lengths(self, count: int) -> list[int]:
        """Bytes of the first ``count`` texts, as far as they can be read."""
        found: list[int] = []
        while len(found) < count and (length := self._next()) is not None:
            found.append(length)
        return found

    def _next(self) -> int | None:
        head = self._take(3)
        if len(head) < 3:
            return None
        characters, flags = int.from_bytes(head[:2], "little"), head[2]
        runs = int.from_bytes(self._take(2), "little") if flags & _FLAG_RICH else 0
        extended = int.from_bytes(self._take(4), "little") if flags & _FLAG_EXTENDED else 0
        self._skip_characters(characters, flags)
        self._skip(runs * 4 + extended)
        return characters * 3  # as UTF-8, at most

    def _take(self, count: int) -> bytes:
        if self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        if self._part >= len(self._parts):
            return b""
        taken = self._parts[self._part][self._at : self._at + count]
        self._at += count
        return taken

    def _skip_characters(self, left: int, flags: int) -> None:
        while left > 0 and self._part < len(self._parts):
            width = 2 if flags & _FLAG_WIDE else 1
            here = min(left, max(0, len(self._parts[self._part]) - self._at) // width)
            left -= here
            self._at += here * width
            if left > 0:
                self._part, self._at = self._part + 1, 1
                if self._part < len(self._parts) and self._parts[self._part]:
                    flags = self._parts[self._part][0]

    def _skip(self, left: int) -> None:
        while left > 0 and self._part < len(self._parts):
            here = min(left, max(0, len(self._parts[self._part]) - self._at))
            left -= here
            self._at += here
            if left > 0:
                self._part, self._at = self._part + 1, 0
