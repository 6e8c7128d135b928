"""Bytes to text: by mark, then strict UTF-8, then strict GB18030; never with a lost character."""

import codecs
import re
from dataclasses import dataclass
from functools import cache

from vipdesk.importing.errors import UnknownEncodingError, WrongEncodingError

ENCODINGS = (
    "UTF-8", "GB18030", "UTF-16", "UTF-16-LE", "UTF-16-BE", "UTF-32", "Big5", "Shift_JIS", "EUC-JP",
    "EUC-KR", "Windows-1252",
)  # fmt: skip
"""What a person may choose; recognition knows the Unicode ones and GB18030 only."""

_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)
_SAMPLE = 1 << 16
_LONE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z]|\b)")
"""One foreign character in a word of Latin letters: M黮ler, where Müller was written."""
_LEAST, _USUAL = 4, 0.4
"""In Chinese text of so many characters this share at least is in everyday use, mostly all."""
_NUL_SHARE = 10
"""One side of UTF-16 holds at least this many times the NULs of the other."""

GB18030_2022 = {
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9,
    0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13,
    0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
"""Private-use places of the old tables that GB 18030-2022 gave real characters (its table of
changes); Python's codec still speaks the edition of 2000."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding it was read in."""

    text: str
    encoding: str


def decode(content: bytes, name: str, chosen: str | None = None) -> Decoded:
    """Read every character of ``content``, or refuse.

    Args:
        content: The whole file.
        name: File name, for the reason.
        chosen: One of `ENCODINGS`, or ``None`` to recognise.

    Raises:
        UnknownEncodingError: nothing in the order reads all of it.
        WrongEncodingError: the chosen encoding does not.
    """
    if chosen is not None:
        return _decode_as(content, name, chosen)
    for mark, encoding, codec in _MARKS:
        if content.startswith(mark):
            return _strict(content, name, encoding, codec)
    wide = _wide_by_nuls(content)
    if wide is not None:
        return _strict(content, name, wide, wide)
    for encoding in ("UTF-8", "GB18030"):
        try:
            text = _text(content, encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "UTF-8" or _is_likely(text):
            return Decoded(text, encoding)
    raise UnknownEncodingError(name=name)


def _is_likely(text: str) -> bool:
    """Whether what GB18030 makes of bytes is text; it makes characters of nearly any."""
    sample = text[:_SAMPLE]
    foreign = [sign for sign in sample if sign > "\x7f"]
    usual = sum(sign in _usual_signs() for sign in foreign)
    if len(_LONE.findall(sample)) * 2 > len(foreign):
        return False
    return len(foreign) < _LEAST or usual >= len(foreign) * _USUAL


@cache
def _usual_signs() -> frozenset[str]:
    """Signs and the 3,755 characters in everyday use: rows 1 to 3 and 16 to 55 of GB 2312."""
    rows = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
    cells = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return frozenset(b"".join(cells).decode("gb2312", "ignore"))


def _strict(content: bytes, name: str, encoding: str, codec: str) -> Decoded:
    try:
        return Decoded(content.decode(codec), encoding)
    except UnicodeDecodeError:
        raise UnknownEncodingError(name=name) from None


def _decode_as(content: bytes, name: str, chosen: str) -> Decoded:
    try:
        text = _text(content, chosen)
    except (UnicodeDecodeError, LookupError):
        raise WrongEncodingError(name=name, encoding=chosen) from None
    return Decoded(text.removeprefix("\ufeff"), chosen)


def _text(content: bytes, encoding: str) -> str:
    text = content.decode(encoding)
    return text.translate(GB18030_2022) if encoding == "GB18030" else text


def _wide_by_nuls(content: bytes) -> str | None:
    """UTF-16 without a mark: its separators leave NULs on one side only."""
    sample = content[:_SAMPLE]
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if low + high < max(2, len(sample) // 100):
        return None
    if low > high * _NUL_SHARE:
        return "UTF-16-LE"
    return "UTF-16-BE" if high > low * _NUL_SHARE else None
