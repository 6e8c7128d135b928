"""Hostile XLS files: what is claimed, shared and chained in them.

An XLS is a small file system ([MS-CFB]) with a stream of records in it ([MS-XLS]).
"""

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

SECTOR = 512
FREE, END, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BOF = struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0x0600)
BOF_SHEET = struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 0x0010, 0, 0, 0, 0x0600)
EOF = struct.pack("<HH", 0x000A, 0)


def record(kind: int, content: bytes) -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(content)) + content


def workbook(sheet: bytes, extra: bytes = b"") -> bytes:
    """A stream of one sheet, with ``extra`` records before it."""
    name = record(0x0085, struct.pack("<LBBBB", 0, 0, 0, 1, 0) + b"a")
    start = len(BOF) + len(name) + len(extra) + len(EOF)
    name = record(0x0085, struct.pack("<LBBBB", start, 0, 0, 1, 0) + b"a")
    return BOF + name + extra + EOF + BOF_SHEET + sheet + EOF


def ole(stream: bytes, *, loop: bool = False) -> bytes:
    """A file that holds ``stream`` alone; the chain of its directory may bite its tail."""
    stream += bytes(max(4096 - len(stream), -len(stream) % SECTOR))
    sectors = len(stream) // SECTOR
    fats = (sectors + 2) // 127 + 1
    numbers = [LIST] * fats + [END, *range(fats + 2, fats + 1 + sectors), END]
    if loop:
        numbers[fats] = fats
    numbers += [FREE] * (fats * SECTOR // 4 - len(numbers))
    header = struct.pack(
        "<8s16x3H2H6x9L109L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, fats,
        fats, 0, 4096, END, 0, END, 0, *range(fats), *[FREE] * (109 - fats),
    )  # fmt: skip
    entries = _entry("Root Entry", 5, END, 0, child=1)
    entries += _entry("Workbook", 2, fats + 1, len(stream))
    entries += bytes(SECTOR - len(entries))
    return header + struct.pack(f"<{len(numbers)}L", *numbers) + entries + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBB3L16x4x8x8xLQ", raw, len(raw), kind, 1, FREE, FREE, child, start, size
    )  # fmt: skip


def number(row: int, column: int) -> bytes:
    """A cell that holds 1."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def error(row: int, column: int, code: int) -> bytes:
    """A cell that holds an error."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def failed_formula(row: int, column: int, code: int) -> bytes:
    """A formula that came out as an error."""
    said = struct.pack("<BBBBBBH", 2, 0, code, 0, 0, 0, 0xFFFF)
    return record(0x0006, struct.pack("<HHH", row, column, 0) + said + bytes(8))


def text(row: int, column: int, said: str) -> bytes:
    """A cell that holds a text of its own."""
    raw = said.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(said), 1) + raw)


def errors(path: Path) -> None:
    """An error in each of 540,000 cells."""
    cells = b"".join(error(row, column, 0x17) for row in range(2_160) for column in range(250))
    path.write_bytes(ole(workbook(cells)))


def sound(path: Path) -> None:
    """A sheet as it should be."""
    path.write_bytes(ole(workbook(b"".join(number(row, 0) for row in range(9)))))


def chain_without_end(path: Path) -> None:
    """A chain of sectors that comes back to its start."""
    path.write_bytes(ole(workbook(number(0, 0)), loop=True))


def claimed(path: Path) -> None:
    """A sheet that claims four thousand million rows."""
    claim = record(0x0200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    path.write_bytes(ole(workbook(claim + number(0, 0))))


def corner(path: Path) -> None:
    """Cells in the first and the last place that can be written."""
    path.write_bytes(ole(workbook(number(0, 0) + number(0xFFFF, 0xFFFF))))


def counted(path: Path) -> None:
    """A list of texts that claims two thousand million."""
    texts = record(0x00FC, struct.pack("<LL", 1, 0x7FFFFFFF) + b"\1\0\0a")
    path.write_bytes(ole(workbook(number(0, 0), texts)))


def shared(path: Path) -> None:
    """One text of 30,000 characters in 60,000 cells."""
    length = 30_000
    said = struct.pack("<LLHB", 60_000, 1, length, 0) + b"x" * 8_000
    texts = record(0x00FC, said)
    for done in range(8_000, length, 8_000):
        texts += record(0x003C, b"\0" + b"x" * min(8_000, length - done))
    cells = b"".join(
        record(0x00FD, struct.pack("<HHHL", row, 0, 0, 0)) for row in range(60_000)
    )  # fmt: skip
    path.write_bytes(ole(workbook(cells, texts)))


def many_sheets(path: Path) -> None:
    """Six thousand sheets that are one and the same."""
    cells = b"".join(number(row, 0) for row in range(5_000))
    name = record(0x0085, struct.pack("<LBBBB", 0, 0, 0, 1, 0) + b"a")
    start = len(BOF) + len(name) * 6_000 + len(EOF)
    names = record(0x0085, struct.pack("<LBBBB", start, 0, 0, 1, 0) + b"a") * 6_000
    path.write_bytes(ole(BOF + names + EOF + BOF_SHEET + cells + EOF))


XLS_BOMBS: Mapping[str, Callable[[Path], None]] = {
    "XLS chain without end": chain_without_end,
    "XLS that claims 4,000 million rows": claimed,
    "XLS cells in the last corner": corner,
    "XLS of 2,000 million texts": counted,
    "XLS text in 60,000 cells": shared,
    "XLS of 540,000 errors": errors,
    "XLS of 6,000 equal sheets": many_sheets,
}
