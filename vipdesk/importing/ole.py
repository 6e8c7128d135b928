"""The file system within an old Office file ([MS-CFB]): its chains proved, one stream taken out.

The reader of sheets follows these chains without looking whether they end, and asks at once for as
much memory as the file claims to need: one wrong byte would make it take all there is and fall.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEADER = struct.Struct("<24x3H2H6x9L109L")
_ENTRY = struct.Struct("<64sHB49xLQ")
_MARKS = 0xFFFFFFFA
"""From here on a number is no sector but a mark: free, end of chain, list of sectors."""
_END = 0xFFFFFFFE
_MINI_SECTOR = 64
_MINI_CUTOFF = 4096
_STREAM, _ROOT = 2, 5


class BrokenOleError(ValueError):
    """A chain has no end, or a size is larger than the file."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class OleFile:
    """A file whose chains all end within it.

    Raises:
        BrokenOleError: reading it would not end, or would take more than it holds.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER.size:
            raise BrokenOleError("no header")
        fields = _HEADER.unpack_from(content)
        shift = fields[3]
        directories, fats, start, _transaction, _cutoff, mini, minis, more, mores = fields[5:14]
        if shift not in (9, 12) or max(directories, fats, minis, mores) > len(content) >> shift:
            raise BrokenOleError("sizes")
        self._content, self._size = content, 1 << shift
        self._fat = self._table(self._fat_sectors(fields[14:], more))
        self._mini_fat = self._table(self._chain(mini, self._fat))
        self._entries = list(self._read_entries(start))
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._mini = self._joined(self._chain(root.start, self._fat)) if root else b""

    def stream(self, *names: str) -> bytes:
        """The content of the first of ``names`` that is there; nothing where none is."""
        by_name = {entry.name: entry for entry in self._entries if entry.kind == _STREAM}
        entry = next((by_name[name] for name in names if name in by_name), None)
        if entry is None:
            return b""
        if entry.size >= _MINI_CUTOFF:
            return self._joined(self._chain(entry.start, self._fat))[: entry.size]
        places = (at * _MINI_SECTOR for at in self._chain(entry.start, self._mini_fat))
        parts = b"".join(self._mini[at : at + _MINI_SECTOR] for at in places)
        return parts[: entry.size]

    def _read_entries(self, start: int) -> Iterator[_Entry]:
        listed = self._joined(self._chain(start, self._fat))
        for at in range(0, len(listed) - _ENTRY.size + 1, _ENTRY.size):
            raw, length, kind, first, size = _ENTRY.unpack_from(listed, at)
            if kind not in (_STREAM, _ROOT):
                continue
            if self._size == 512:  # the upper half means nothing there
                size &= 0xFFFFFFFF
            if size > len(self._content):
                raise BrokenOleError("a stream larger than the file")
            name = raw[: min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
            chained = self._mini_fat if kind == _STREAM and size < _MINI_CUTOFF else self._fat
            self._chain(first if size else _END, chained)
            yield _Entry(name, kind, first, size)

    def _fat_sectors(self, first: Iterable[int], more: int) -> list[int]:
        """The sectors that hold the table of chains: the first in the header, more in a chain."""
        found = [at for at in first if at < _MARKS]
        seen: set[int] = set()
        while more < _MARKS:
            if more in seen:
                raise BrokenOleError("a chain without end")
            seen.add(more)
            *listed, more = self._numbers(more)
            found += [at for at in listed if at < _MARKS]
        return found

    def _table(self, sectors: Iterable[int]) -> "array[int]":
        table = array("I")
        for at in sectors:
            table.extend(self._numbers(at))
        if len(table) > len(self._content):
            raise BrokenOleError("sizes")
        return table

    def _numbers(self, sector: int) -> tuple[int, ...]:
        part = self._part(sector)
        return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])

    def _chain(self, start: int, table: "array[int]") -> list[int]:
        chain: list[int] = []
        while start < _MARKS:
            if start >= len(table) or len(chain) > len(table):
                raise BrokenOleError("a chain without end")
            chain.append(start)
            start = table[start]
        return chain

    def _part(self, sector: int) -> bytes:
        part = self._content[(sector + 1) * self._size : (sector + 2) * self._size]
        if len(part) < 4:
            raise BrokenOleError("a sector behind the end")
        return part

    def _joined(self, sectors: Iterable[int]) -> bytes:
        return b"".join(map(self._part, sectors))
