"""Looks into files before they are opened: bombs, holes and false sizes.

The reader of sheets is native code: memory that it cannot get ends the program, and nothing can
stop it. So what it would lay out is reckoned here first, from what the parts really unpack to and
never from what they claim.
"""

import copy
import gzip
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from vipdesk.importing.areas import (
    Cells,
    ParsedOds,
    ParsedSheet,
    SharedTexts,
    SheetArea,
    TextLengths,
    UnreadableError,
    Unsaid,
    parse,
)
from vipdesk.importing.biff import HugeXlsError, XlsRecords
from vipdesk.importing.errors import (
    BombError,
    DamagedError,
    NotATableError,
    OtherFormatError,
    PackedError,
    PasswordError,
)
from vipdesk.importing.ole import BrokenOleError, OleFile

LARGEST_UNPACKED = 1 << 30
SUSPICIOUS_UNPACKED = 100 << 20
SUSPICIOUS_RATIO = 100
"""Sheets shrink ten- to fiftyfold; what shrinks more and is large was made to hurt."""
LARGEST_XLS = 256 << 20
LONGEST_LINE = 8 << 20
MOST_LINES = 5_000_000
MOST_CELLS = 100_000_000

_CHUNK = 1 << 20
_SEPARATORS = (b"\n", b",", b"\t", b";", b"|")
_LARGEST_SMALL_PART = 8 << 20
_OTHERS = {"word/document.xml": "DOCX", "Index/Document.iwa": "Numbers"}
_ENCRYPTED_XLSX = "EncryptedPackage".encode("utf-16-le")
_EPOCH_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, ValueError, OSError, UnreadableError,
)  # fmt: skip


def open_text(path: Path, *, packed: bool) -> BinaryIO:
    """A text file as it stands, or what a gzip of one holds."""
    if packed:
        return gzip.open(path)  # type: ignore[return-value]  # it is read like any other
    return path.open("rb")


def check_text(path: Path, *, packed: bool = False, largest: int | None = None) -> None:
    """Refuse a text file whose lines cannot be rows; one in a gzip is unpacked piece by piece.

    Args:
        path: The file.
        packed: Whether it is a gzip.
        largest: How many bytes it may be where its lines are no rows.

    Raises:
        NotATableError: a line without end.
        BombError: more lines or more cells than any table has, or larger.
    """
    length, counts = 0, Counter[bytes]()
    with open_text(path, packed=packed) as file:
        while chunk := file.read(_CHUNK):
            counts.update({sign: chunk.count(sign) for sign in _SEPARATORS})
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            length = len(chunk) - last - 1 if last >= 0 else length + len(chunk)
            if length > (largest or LONGEST_LINE):
                raise NotATableError(name=path.name)
            if file.tell() > (largest or LARGEST_UNPACKED):
                raise BombError(name=path.name)
            if counts[b"\n"] > MOST_LINES or counts.total() > MOST_CELLS:
                raise BombError(name=path.name)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen in a file that can be opened.

    Attributes:
        is_1904: Whether its day serials count from 1904.
        named: What the reader does not tell of an ODS, by the sheet.
        placed: Cells with errors of an XLS, by the place of the sheet.
        parsed: Parts of an XLSX that had to be parsed, by their names.
    """

    is_1904: bool = False
    parsed: Mapping[str, ParsedSheet] = field(default_factory=dict)
    named: Mapping[str, Unsaid] = field(default_factory=dict)
    placed: Sequence[Cells] = ()


def check_archive(path: Path) -> Looked:
    """Refuse an archive that would hurt or is broken.

    Raises:
        BombError, DamagedError, OtherFormatError, PackedError, PasswordError: nothing was opened.
    """
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return _Archive(archive, path.name).check()
        except _BROKEN:
            raise DamagedError(name=path.name) from None


def check_xls(path: Path) -> Looked:
    """Refuse an XLS that would hurt or is broken.

    Raises:
        BombError, DamagedError, PasswordError: nothing was opened.
    """
    if path.stat().st_size > LARGEST_XLS:
        raise BombError(name=path.name)
    content = path.read_bytes()
    if _ENCRYPTED_XLSX in content:
        raise PasswordError(name=path.name)
    try:
        records = XlsRecords(OleFile(content).stream("Workbook", "Book"))
        records.check()
    except BrokenOleError:
        raise DamagedError(name=path.name) from None
    except HugeXlsError:
        raise BombError(name=path.name) from None
    return Looked(records.counts_from_1904(), placed=records.failed)


class _Archive:
    """The parts of one archive, each read piece by piece to its real end."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._infos = {info.filename: info for info in archive.infolist()}
        self._parsed: dict[str, ParsedSheet] = {}
        self._packed = sum(info.compress_size for info in archive.infolist()) or 1

    def check(self) -> Looked:
        infos = self._archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise PasswordError(name=self._name)
        self._bound(sum(info.file_size for info in infos))
        if "xl/workbook.bin" in self._infos:
            raise OtherFormatError(name=self._name, format="XLSB")
        if "content.xml" in self._infos:
            return Looked(named=self._check_ods())
        books = [part for part in self._infos if part.endswith("workbook.xml")]
        if not books:
            other = next((kind for part, kind in _OTHERS.items() if part in self._infos), None)
            if other:
                raise OtherFormatError(name=self._name, format=other)
            if "ppt/presentation.xml" in self._infos:
                raise NotATableError(name=self._name)
            raise PackedError(name=self._name)
        self._check_xlsx()
        is_1904 = any(_EPOCH_1904.search(self._whole(part)) for part in books)
        return Looked(is_1904, self._parsed)

    def _bound(self, unpacked: int) -> None:
        suspicious = unpacked > SUSPICIOUS_UNPACKED and unpacked > self._packed * SUSPICIOUS_RATIO
        if unpacked > LARGEST_UNPACKED or suspicious:
            raise BombError(name=self._name)

    def _pieces(self, part: str) -> Iterator[bytes]:
        """A part to its real end, whatever size it claims; its checksum is proved."""
        told = self._infos[part]
        unbound = copy.copy(told)
        unbound.file_size = LARGEST_UNPACKED + 1
        size = 0
        with self._archive.open(unbound) as file:
            while piece := file.read(_CHUNK):
                size += len(piece)
                self._bound(size)
                yield piece
        if size != told.file_size:
            raise DamagedError(name=self._name)

    def _whole(self, part: str) -> bytes:
        if self._infos[part].file_size > _LARGEST_SMALL_PART:
            raise BombError(name=self._name)
        return b"".join(self._pieces(part))

    def _check_xlsx(self) -> None:
        texts, cells = SharedTexts(), 0
        parts = self._parts_of_books()
        for part in parts:
            area, lengths = SheetArea(), TextLengths()
            for piece in whole_tags(self._pieces(part)):
                area.add(piece)
                lengths.add(piece)
            cells += self._check_sheet(part, area)
            texts.learn(lengths.lengths)
        if texts.may_be_too_large(cells):
            pieces = (piece for part in parts for piece in whole_tags(self._pieces(part)))
            if any(texts.weigh(piece) for piece in pieces):
                raise BombError(name=self._name)

    def _parts_of_books(self) -> list[str]:
        """The parts that workbooks name: these may call their sheets what they like."""
        relations = [part for part in self._infos if part.endswith("workbook.xml.rels")]
        named = b"".join(self._whole(part) for part in relations).decode("utf-8", "replace").lower()
        return [
            part
            for part in self._infos
            if "&" in named or "\0" in named or part.lower().rpartition("/")[2] in named
        ]  # fmt: skip

    def _check_sheet(self, part: str, area: SheetArea) -> int:
        """How many cells a part has."""
        found: SheetArea | ParsedSheet = area
        if area.is_odd:
            found = self._parsed[part] = ParsedSheet()
            parse(self._pieces(part), found)
        if found.is_too_large():
            raise BombError(name=self._name)
        return found.cells

    def _check_ods(self) -> Mapping[str, Unsaid]:
        if "META-INF/manifest.xml" in self._infos:
            manifest = self._whole("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise PasswordError(name=self._name)
        area = ParsedOds()
        parse(self._pieces("content.xml"), area)
        if area.is_too_large():
            raise BombError(name=self._name)
        return area.unsaid


def whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut before a cell, or at least before a tag."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"<c", 1)
        if cut < 0:
            cut = rest.rfind(b"<", 1)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LONGEST_LINE:
            if b">" not in rest:
                raise UnreadableError
            yield rest
            rest = b""
    yield rest
