"""What a header says: its name in the form that is compared, a unit, a month."""

import re
from collections.abc import Iterable, Iterator

from vipdesk.domain.cell_numbers import DATA_UNITS, MONEY_UNITS, TIME_UNITS
from vipdesk.domain.cells import folded, narrowed
from vipdesk.importing.field import Shape

UNITS: dict[Shape, tuple[str, ...]] = {
    Shape.MONEY: tuple(MONEY_UNITS),
    Shape.TALK: tuple(TIME_UNITS),
    Shape.DATA: tuple(DATA_UNITS),
}
"""Units that a column can be written in, the one taken without a hint first."""

_HINTS = {
    "元": "yuan", "yuan": "yuan", "rmb": "yuan", "cny": "yuan", "人民币": "yuan",
    "人民币元": "yuan", "分": "fen", "fen": "fen", "厘": "li", "角": "jiao", "千元": "qian",
    "万元": "wan", "万": "wan",
    "分钟": "minutes", "min": "minutes", "mins": "minutes", "minutes": "minutes", "秒": "seconds",
    "s": "seconds", "sec": "seconds", "seconds": "seconds", "小时": "hours", "h": "hours",
    "kb": "kb", "k": "kb", "mb": "mb", "m": "mb", "兆": "mb", "gb": "gb", "g": "gb", "tb": "tb",
    "t": "tb", "字节": "bytes", "b": "bytes", "bytes": "bytes", "条": "", "月": "", "个": "",
    "byte": "bytes", "kbyte": "kb", "kbytes": "kb", "kib": "kb", "mbyte": "mb", "mbytes": "mb",
    "mib": "mb", "gbyte": "gb", "gbytes": "gb", "gib": "gb", "兆字节": "mb", "千字节": "kb",
    "second": "seconds", "secs": "seconds", "minute": "minutes", "hour": "hours", "hours": "hours",
    "hr": "hours", "hrs": "hours", "cent": "fen", "cents": "fen",
}  # fmt: skip
_OF_TITLES = frozenset({"元", "千元", "万元"})
"""Units that a title may name in brackets alone; 客户评分(分) names none."""

_LONGEST = 200
"""Characters of a header; what is longer is text and is not searched for units and months."""
_PUNCTUATION = re.compile(r"[\s_\-:：*.,，、。/\\\"'“”]")
_BRACKET = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_UNIT_AT_END = re.compile(
    r"(?:万元|千元|元|分钟|秒|小时|条|[kmgt]b|[kmgt]|mins?|bytes)$", re.IGNORECASE
)
_SIGNS = " \t\n_/-:,"
_UNIT_NOTE = re.compile(r"单位\s*[:：]\s*([^()（）\[\]【】]+)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)(?:年|[./_-])?(0[1-9]|1[0-2]|[1-9])(?:月份?)?(?![-./]?\d)")
_YEARLESS = re.compile(r"(?<![近前后去续每余\d/.-])(0?[1-9]|1[0-2])月(?:份)?(?![\d底初末内以])")
_FIRST_DAY = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])-01")


def normalised(header: str) -> str:
    """A header as it is compared with synonyms: folded, without punctuation."""
    return _PUNCTUATION.sub("", folded(header))


def bare(header: str) -> str:
    """The same without what stands in brackets."""
    return normalised(_BRACKET.sub("", header) if len(header) <= _LONGEST else header)


def unitless(header: str) -> str:
    """The same without the unit that stands behind it, as in 流量GB."""
    return normalised(_split_unit(header)[0] if len(header) <= _LONGEST else header)


FORMS = (normalised, bare, unitless)
"""Forms in which headers are matched, the most exact first."""


def _split_unit(header: str) -> tuple[str, str]:
    """A header and the unit behind it, where a sign or a Chinese character parts them."""
    plain = narrowed(header)
    found = _UNIT_AT_END.search(plain)
    name = plain[: found.start()] if found else ""
    if found is None or not (name[-1:] in _SIGNS or "\u4e00" <= name[-1:] <= "\u9fff") or not name:
        return plain, ""
    return name.rstrip(_SIGNS), found[0]


def unit_of(header: str, shape: Shape) -> str | None:
    """The unit that a header names in brackets or behind a sign, where the shape has units."""
    if len(header) > _LONGEST:
        return None
    hints = [hint for part in _BRACKET.findall(header) for hint in re.split(r"[\s,，:：/]", part)]
    hints += [re.split(r"[-_\s]", narrowed(header))[-1], _split_unit(header)[1]]
    return _unit(hints, shape)


def unit_told(above: Iterable[str], shape: Shape) -> str | None:
    """The unit of all amounts that the rows above the headers name, as in 单位：万元."""
    return _unit(_told(above), shape)


def _told(above: Iterable[str]) -> Iterator[str]:
    for text in (text for text in above if len(text) <= _LONGEST):
        for note in _UNIT_NOTE.findall(text):
            yield from re.split(r"[\s,，;；、/和]", note)
        yield from (hint for hint in _BRACKET.findall(text) if folded(hint) in _OF_TITLES)


def _unit(hints: Iterable[str], shape: Shape) -> str | None:
    units = UNITS.get(shape, ())
    for hint in hints:
        unit = _HINTS.get(folded(hint).removeprefix("单位").lstrip(":"))
        if unit and unit in units:
            return unit
    return None


NO_YEAR = "--"
"""Stands for the year of a month that names none (ISO 8601)."""


def month_of(header: str) -> tuple[str, str] | None:
    """The month that a header names, and what it says besides, ``normalised``.

    ``2026-03`` for 2026年3月消费, ``--03`` for 3月消费, which names no year.
    """
    if len(header) > _LONGEST:
        return None
    plain = narrowed(header)
    day = _FIRST_DAY.fullmatch(plain)
    found = day or _MONTH.search(plain)
    if found is not None:
        month = f"{found[1]}-{int(found[2]):02d}"
    elif (found := _YEARLESS.search(plain)) is not None:
        month = f"{NO_YEAR}{int(found[1]):02d}"
    else:
        return None
    rest = "" if day else bare(plain.replace(found[0], "", 1))
    return month, unitless(rest)


def lacks_year(header: str) -> bool:
    """Whether a header names a month and no year."""
    month, _rest = month_of(header) or ("", "")
    return month.startswith(NO_YEAR)


def month_headers(headers: Iterable[str]) -> dict[str, str]:
    """Headers that are a month and nothing else, with it: what they hold has to be said."""
    dated = ((header, month_of(header)) for header in headers)
    return {header: month[0] for header, month in dated if month and not month[1]}
