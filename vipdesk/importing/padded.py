"""Numbers of an XLSX that a format shows with zeros before them: the reader gives the bare number.

A customer's number 00012847 that was typed as a number and formatted as 00000000 is kept in the
file as 12847; whoever looks at the sheet sees, and means, all eight digits.
"""

import re
import zipfile
from functools import partial
from pathlib import Path

from vipdesk.importing.areas import MOST_FAILED, Cells
from vipdesk.importing.errors import BombError
from vipdesk.importing.formulas import part_of, place_of
from vipdesk.importing.guard import whole_tags

_STYLES = "xl/styles.xml"
_LARGEST_STYLES = 8 << 20
_CHUNK = 1 << 20
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s[^>]*>")
_STYLES_OF_CELLS = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\s[^>]*>")
_ID = re.compile(r"""\bnumFmtId\s*=\s*["'](\d{1,5})["']""")
_ZEROS = re.compile(r"""\bformatCode\s*=\s*["'](0{2,30})(?:;[^"']*)?["']""")
_NUMBER = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(\d{1,5})"(?: t="n")?><v>(\d{1,15})(?:\.0+)?</v>'
)


def padded_cells(path: Path, sheet: str) -> Cells:
    """The numbers of one sheet that are shown with zeros before them, as they are shown.

    Raises:
        BombError: more of them than any list has rows.
    """
    with zipfile.ZipFile(path) as archive:
        widths, part = _widths(archive), part_of(archive, sheet)
        cells: Cells = {}
        if not widths or part is None:
            return cells
        with archive.open(part) as file:
            for piece in whole_tags(iter(partial(file.read, _CHUNK), b"")):
                cells.update(_padded(piece, widths))
                if len(cells) > MOST_FAILED:
                    raise BombError(name=path.name)
        return cells


def _padded(piece: bytes, widths: dict[int, int]) -> Cells:
    return {
        (int(row) - 1, place_of(column)): number.decode().zfill(widths[int(style)])
        for column, row, style, number in _NUMBER.findall(piece)
        if len(number) < widths.get(int(style), 0)
    }


def _widths(archive: zipfile.ZipFile) -> dict[int, int]:
    """Place of a style → how many digits it shows at least; those that show bare numbers miss."""
    names = {name.lower(): name for name in archive.namelist()}
    name = names.get(_STYLES)
    if name is None or archive.getinfo(name).file_size > _LARGEST_STYLES:
        return {}
    text = archive.read(name).decode("utf-8", "replace")
    formats: dict[str, int] = {}
    for tag in _FORMAT.findall(text):
        known, zeros = _ID.search(tag), _ZEROS.search(tag)
        if known and zeros:
            formats[known[1]] = len(zeros[1])
    styles = _STYLES_OF_CELLS.search(text) if formats else None
    found = [_ID.search(tag) for tag in _STYLE.findall(styles[0])] if styles else []
    return {
        place: formats[known[1]]
        for place, known in enumerate(found)
        if known and known[1] in formats
    }
