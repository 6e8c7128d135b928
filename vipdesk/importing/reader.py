"""A file to a table: format by content, encoding, delimiter, sheet and header row recognised."""

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vipdesk.domain.cell_days import EPOCH_1900
from vipdesk.importing import errors
from vipdesk.importing.delimited import rows_of
from vipdesk.importing.encoding import decode
from vipdesk.importing.guard import check_text, open_text
from vipdesk.importing.header_rows import find_header
from vipdesk.importing.kinds import known_headers
from vipdesk.importing.memory import collector_paused
from vipdesk.importing.sheets import Sheets, read_sheet
from vipdesk.importing.table import Source, Table, build_table
from vipdesk.importing.web_tables import NoTableError, is_page, rows_of_page
from vipdesk.importing.xml_sheets import (
    LARGEST,
    BrokenXmlError,
    NoWorkbookError,
    declared,
    is_workbook,
    read_workbook,
)
from vipdesk.progress import NoProgress, Progress

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_PACKED = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"SQLite format 3",
           b"II*\x00", b"MM\x00*", b"RIFF", b"OggS", b"ID3", b"{\\rtf", b"BEGIN:V")  # fmt: skip
_OLD_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f]")
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{]")
_NUL_SHARE = 4
"""Old systems fill fields up with NULs: a table has at least so many characters for each."""
_LARGEST_FILE = 1 << 30
_START = 2_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person chose over what is recognised; ``None`` recognises.

    Attributes:
        encoding: One of `vipdesk.importing.encoding.ENCODINGS`, for text files.
        delimiter: One of `vipdesk.importing.delimited.DELIMITERS`, for text files.
        sheet: Name of the sheet, for spreadsheets.
        header_row: As a spreadsheet counts; 0 for a file without headers.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


def read_table(
    path: Path, options: ReadOptions | None = None, progress: Progress | None = None
) -> Table:
    """Read a whole file; it is opened for reading only.

    Raises:
        FileError: one of its kinds, by what is wrong.
    """
    with collector_paused():
        return _read(path, options or ReadOptions(), progress or NoProgress())


def _read(path: Path, options: ReadOptions, progress: Progress) -> Table:
    progress.step(0, 2)
    try:
        source, grid = _grid(path, options)
    except FileNotFoundError:
        raise errors.MissingFileError(name=path.name) from None
    except OSError:
        raise errors.ForbiddenFileError(name=path.name) from None
    progress.step(1, 2)
    if not any(any(map(str.strip, row)) for row in grid):
        raise errors.EmptyFileError(name=path.name)
    table = build_table(source, grid, _header_row(grid, options, path.name))
    progress.step(2, 2)
    return table


def _told(path: Path) -> str:
    """The file's name as the book keeps it: what is no character in it becomes a question mark."""
    return path.name.encode("utf-8", "replace").decode()


def _header_row(grid: list[list[str]], options: ReadOptions, name: str) -> int:
    if options.header_row is None:
        return find_header(grid, known_headers())
    if options.header_row > len(grid):
        raise errors.HeaderMissingError(name=name, row=options.header_row)
    return options.header_row


def _grid(path: Path, options: ReadOptions) -> tuple[Source, list[list[str]]]:
    if path.is_dir():
        raise errors.FolderError(name=path.resolve().name)
    if not path.is_file():
        raise FileNotFoundError(path)
    if path.stat().st_size > _LARGEST_FILE:
        raise errors.BombError(name=path.name)
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith((_OLE, _ZIP)):
        return _sheet_grid(path, options, start)
    content = _packed_text(path) if start.startswith(_GZIP) else _text(path, start)
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t ,;\x00"):
        raise errors.EmptyFileError(name=path.name)
    return _text_grid(_told(path), options, content)


def _text(path: Path, start: bytes, *, packed: bool = False) -> bytes:
    _refuse_others(start, path.name)
    check_text(path, packed=packed, largest=LARGEST if is_workbook(start) else None)
    with open_text(path, packed=packed) as file:
        return file.read()


def _packed_text(path: Path) -> bytes:
    """One table as text in a gzip, such as a .csv.gz; anything else in it has to be unpacked."""
    try:
        with open_text(path, packed=True) as file:
            start = file.read(_START)
        if start.startswith((_OLE, _ZIP)):
            raise errors.PackedError(name=path.name)
        return _text(path, start, packed=True)
    except (OSError, EOFError, zlib.error):
        raise errors.PackedError(name=path.name) from None


def _sheet_grid(path: Path, options: ReadOptions, start: bytes) -> tuple[Source, list[list[str]]]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sheets = read_sheet(path, options.sheet, known_headers())
    name = _format(start)
    return Source(*(_told(path), name, digest), **_of_sheets(sheets)), sheets.rows


def _of_sheets(sheets: Sheets) -> dict[str, Any]:
    return {
        "sheet": sheets.name,
        "sheets": sheets.names,
        "epoch": sheets.epoch,
        "unread": sheets.unread,
    }


def _format(start: bytes) -> str:
    if start.startswith(_OLE):
        return "XLS"
    return "ODS" if b"opendocument.spreadsheet" in start[:200] else "XLSX"


def _refuse_others(start: bytes, name: str) -> None:
    if start.startswith(_PACKED):
        raise errors.PackedError(name=name)
    if start.startswith(_BINARY):
        raise errors.NotATableError(name=name)
    if start.startswith(_OLD_XLS):
        raise errors.OtherFormatError(name=name, format="XLS 4")
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").replace(b"\0", b"").lower()
    other = None if is_workbook(start) else _other_format(plain)
    if other:
        raise errors.OtherFormatError(name=name, format=other)


def _other_format(plain: bytes) -> str | None:
    """What a text in another form than rows and separators is called."""
    if plain.startswith(b"<?xml"):
        return "FODS" if b"opendocument" in plain and b"<office:document" in plain else "XML"
    if plain.startswith(b"mime-version:"):
        return "MHTML"
    if plain.startswith(b"id;p"):
        return "SYLK"
    return "JSON" if _JSON.match(plain) else None


def _text_grid(name: str, options: ReadOptions, content: bytes) -> tuple[Source, list[list[str]]]:
    digest = hashlib.sha256(content).hexdigest()
    if is_workbook(content[:_START]):
        return _workbook_grid(name, options, content, digest)
    decoded = decode(content, name, options.encoding)
    text = _without_nuls(decoded.text, name)
    if is_page(text):
        source = Source(name, "HTML", digest, decoded.encoding, epoch=EPOCH_1900)
        return source, _page_rows(text, name)
    rows, delimiter = rows_of(text, name, options.delimiter)
    source = Source(
        name, "TSV" if delimiter == "\t" else "CSV", digest, decoded.encoding, delimiter,
        epoch=EPOCH_1900,
    )  # fmt: skip
    return source, rows


def _without_nuls(text: str, name: str) -> str:
    """The text without what no one sees.

    Raises:
        NotATableError: it holds more of this, or of other controls, than a table does.
    """
    start = text[:100_000]
    controls, nuls = len(_CONTROLS.findall(start)), start.count("\0")
    if controls > 2 + len(start) // 500 or nuls * _NUL_SHARE > len(start):
        raise errors.NotATableError(name=name)
    return text.replace("\0", "")


def _workbook_grid(
    name: str, options: ReadOptions, content: bytes, digest: str
) -> tuple[Source, list[list[str]]]:
    decoded = decode(content, name, options.encoding or declared(content[:_START]))
    try:
        sheets = read_workbook(decoded.text, name, options.sheet, known_headers())
    except NoWorkbookError:
        raise errors.OtherFormatError(name=name, format="XML") from None
    except BrokenXmlError:
        raise errors.DamagedError(name=name) from None
    told = (name, "XML", digest, decoded.encoding)
    return Source(*told, **_of_sheets(sheets)), sheets.rows


def _page_rows(text: str, name: str) -> list[list[str]]:
    try:
        return rows_of_page(text)
    except NoTableError:
        raise errors.OtherFormatError(name=name, format="HTML") from None
