"""Cells of an XLSX that hold a formula and no value: the reader takes them for empty.

A program that writes a sheet without counting leaves formulas without values, and a formula that
failed has its error instead. Both are worded, so that their cells are refused and not passed over.
"""

import re
import zipfile
from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path

from vipdesk.importing.areas import MOST_FAILED, Cells, ParsedSheet
from vipdesk.importing.errors import BombError
from vipdesk.importing.guard import whole_tags
from vipdesk.importing.shown import UNCOUNTED

_BOOK = "xl/workbook.xml"
_CHUNK = 1 << 20
_LONGEST_TAG = 10_000
_CELL = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
_VALUE = re.compile(rb"<v>([^<]+)</v>")
_COUNTED_LATER = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
"""Says that no spreadsheet has counted yet; some writers put 0 under every formula meanwhile."""
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def unsaid_cells(path: Path, sheet: str, parsed: Mapping[str, ParsedSheet]) -> Cells:
    """What stands in the cells of one sheet that have a formula and no value.

    Args:
        path: The file.
        sheet: Name of the sheet.
        parsed: Parts that write their cells in other ways than most, by their names.

    Raises:
        BombError: more formulas failed than any list has rows.
    """
    with zipfile.ZipFile(path) as archive:
        part = part_of(archive, sheet)
        if part is None:
            return {}
        nought = b"0" if _COUNTED_LATER.search(archive.read(_named(archive, _BOOK))) else None
        if part in parsed:
            return parsed[part].unsaid | (parsed[part].noughts if nought else {})
        cells: Cells = {}
        with archive.open(part) as file:
            for piece in whole_tags(iter(partial(file.read, _CHUNK), b"")):
                if b"<f" in piece or b't="e"' in piece:
                    cells.update(_unsaid(piece, nought))
                if len(cells) > MOST_FAILED:
                    raise BombError(name=path.name)
        return cells


def _unsaid(piece: bytes, nought: bytes | None) -> Cells:
    found: Cells = {}
    for cell in piece.split(b"<c ")[1:]:
        place = _CELL.match(cell)
        if place is None or place[3].endswith(b"/"):
            continue
        column, row, attributes = place.groups()
        content = cell[place.end() :].partition(b"</c>")[0]
        value = _VALUE.search(content)
        failed = b't="e"' in attributes
        if failed and value:
            text = value[1].decode("ascii", "replace")
        elif b"<f" in content and _lacks_value(value, nought) and b't="str"' not in attributes:
            text = UNCOUNTED
        else:
            continue
        found[int(row) - 1, place_of(column)] = text
    return found


def _lacks_value(value: re.Match[bytes] | None, nought: bytes | None) -> bool:
    return value is None or value[1] == nought


def place_of(letters: bytes) -> int:
    """The number of a column, counted from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part that holds a sheet, by the workbook and its relations."""
    names = {name.lower(): name for name in archive.namelist()}
    book, links = names.get(_BOOK), names.get("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return None
    ids = {each["name"]: _link_of(each) for each in _tags(archive, book, _SHEET)}
    targets = {each["Id"]: each["Target"] for each in _tags(archive, links, _RELATION)}
    target = targets.get(ids.get(sheet, ""), "")
    inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return names.get(inside.lower())


def _link_of(attributes: dict[str, str]) -> str:
    """Its id in the relations, whatever its prefix."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def _named(archive: zipfile.ZipFile, part: str) -> str:
    return next(name for name in archive.namelist() if name.lower() == part)


def _tags(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    """The attributes of every such tag."""
    text = archive.read(part).decode("utf-8", "replace")
    found = [
        {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(each)}
        for each in tag.findall(text)
        if len(each) <= _LONGEST_TAG
    ]
    wanted = ("name",) if tag is _SHEET else ("Id", "Target")
    return [each for each in found if all(name in each for name in wanted)]
