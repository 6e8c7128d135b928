"""The one font of all reports, loaded when the first is written; and what it cannot print."""

import re
import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from vipdesk.paths import resources_dir
from vipdesk.reports.errors import MissingGlyphsError

FONT_NAME = "NotoSansSC"
CMAP_BLOCK = 100  # the most entries that a bfchar block may hold

_loading = threading.Lock()
_ACCENTED = re.compile("[A-Za-z\u00c0-\u1fff][\u0300-\u036f]+")


def font_path() -> Path:
    """Noto Sans SC Regular, as published; the screen uses it too."""
    return resources_dir() / "fonts" / "NotoSansSC-Regular.ttf"


@cache
def _face() -> Any:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_cmap
    font = ttfonts.TTFont(FONT_NAME, str(font_path()), shapable=False)
    pdfmetrics.registerFont(font)
    return font.face


def face() -> Any:
    """The font's tables; the first call takes about 0.1 s and 60 MB, later ones nothing."""
    with _loading:
        return _face()


@cache
def char_width(char: str) -> float:
    """Width of ``char`` in ems."""
    tables = face()
    return float(tables.charWidths.get(ord(char), tables.defaultWidth)) / 1000


def clean(text: str) -> str:
    """``text`` without what nobody can see: control, format and variation characters.

    Line ends become line feeds, tabs and other blanks one space each; a letter and the accents that
    follow it become the one character that fonts have. Nothing else is changed: a name keeps its
    very characters.
    """
    composed = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return "".join(_seen(char) for char in composed.replace("\r\n", "\n").replace("\r", "\n"))


def _seen(char: str) -> str:
    if char == "\n" or (char.isascii() and char.isprintable()):
        return char
    category = unicodedata.category(char)
    if char in "\t\u2028\u2029" or category == "Zs":
        return "\u3000" if char == "\u3000" else " "
    if category in ("Cc", "Cf", "Cs") or unicodedata.name(char, "").startswith("VARIATION SEL"):
        return ""
    return char


def missing_characters(text: str) -> str:
    """The characters of ``text`` that the font lacks, each once, in order of appearance."""
    glyphs = face().charToGlyph
    return "".join(
        char for char in dict.fromkeys(clean(text)) if char != "\n" and ord(char) not in glyphs
    )


def check_printable(text: str) -> None:
    """Refuse a text that would come out with boxes.

    Raises:
        MissingGlyphsError: names the characters.
    """
    if missing := missing_characters(text):
        raise MissingGlyphsError(missing)


def to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """Tell PDF readers which character each code of a font's subset stands for.

    Takes the place of reportlab's, which writes characters above U+FFFF (𬱖 and 𬭎 in names) as
    five digits, so that they copy as others: here they are UTF-16BE pairs, in blocks as long as
    the PDF reference allows.
    """
    codes = [(code, value) for code, value in enumerate(subset) if value]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for first in range(0, len(codes), CMAP_BLOCK):
        block = codes[first : first + CMAP_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [
            f"<{code:02X}> <{chr(value).encode('utf-16-be').hex().upper()}>"
            for code, value in block
        ]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
