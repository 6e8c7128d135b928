"""Looks into spreadsheet archives before they are opened: bombs, holes and false sizes.

The reader of sheets lays cells out as one full rectangle, so one cell in the last corner of an
otherwise empty sheet would ask for half a terabyte and end the program; such files are refused
here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from vipdesk.importing.errors import BombError, DamagedError, OtherFormatError, PasswordError

LARGEST_UNPACKED = 1 << 30
SUSPICIOUS_UNPACKED = 100 << 20
SUSPICIOUS_RATIO = 200
"""Sheets shrink ten- to fiftyfold; what shrinks more and is large was made to hurt."""
LARGEST_AREA = 20_000_000
"""Cells in the rectangle of one sheet: 500,000 rows of 40 columns."""

_CHUNK = 1 << 20
_OVERLAP = 200
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_ROWS_REPEATED = re.compile(
    rb'<table:table-row[^>]*number-rows-repeated="(\d+)"[^>]*(?<!/)>(.*?)</table:table-row>', re.S
)
_CELLS_REPEATED = re.compile(
    rb'<table:table-cell(?=[^>]*office:value)[^>]*number-columns-repeated="(\d+)"'
)
_EPOCH_1904 = re.compile(rb'date1904="(?:1|true)"')


def check_archive(path: Path) -> bool:
    """Refuse an archive that would hurt or is broken.

    Returns:
        Whether its day serials count from 1904.

    Raises:
        BombError, DamagedError, OtherFormatError, PasswordError: nothing was opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path.name)
            return _check_parts(archive, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise DamagedError(name=path.name) from None


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise PasswordError(name=name)
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    suspicious = unpacked > SUSPICIOUS_UNPACKED and unpacked / packed > SUSPICIOUS_RATIO
    if unpacked > LARGEST_UNPACKED or suspicious:
        raise BombError(name=name)


def _check_parts(archive: zipfile.ZipFile, name: str) -> bool:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise OtherFormatError(name=name, format="XLSB")
    if "content.xml" in names:
        _check_ods(archive, name)
        return False
    if not any(part.endswith("workbook.xml") for part in names):
        raise OtherFormatError(name=name, format=_other(names))
    for part in names:
        if "worksheets/" in part and part.endswith(".xml"):
            _check_sheet(archive, part, name)
    return any(
        _EPOCH_1904.search(archive.read(part)) for part in names if part.endswith("workbook.xml")
    )


def _other(names: set[str]) -> str:
    return "DOCX" if "word/document.xml" in names else "ZIP"


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part piece by piece, each with the tail of the one before; its checksum is proved."""
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _check_sheet(archive: zipfile.ZipFile, part: str, name: str) -> None:
    columns: set[bytes] = set()
    last = 0
    for chunk in _chunks(archive, part):
        cells = _CELL.findall(chunk)
        if cells:
            columns.update({column for column, _row in cells})
            last = max(last, int(cells[-1][1]), int(cells[0][1]))
    width = max(map(_column_number, columns), default=0)
    if width * last > LARGEST_AREA:
        raise BombError(name=name)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ods(archive: zipfile.ZipFile, name: str) -> None:
    if "META-INF/manifest.xml" in archive.namelist():
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise PasswordError(name=name)
    content = archive.read("content.xml")
    width = max((int(times) for times in _CELLS_REPEATED.findall(content)), default=1)
    rows = sum(
        int(times) for times, body in _ROWS_REPEATED.findall(content) if b"office:value" in body
    )
    if max(width, 20) * rows > LARGEST_AREA or width > LARGEST_AREA:
        raise BombError(name=name)
