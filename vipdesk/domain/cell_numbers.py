"""Amounts, counts and usage as integers in base units: fen, seconds, bytes."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from vipdesk.domain.cells import BLANKS, CellError, ScientificError, narrowed, refuse_sheet_error
from vipdesk.texts import N_

FEN_PER_YUAN = 100
LARGEST = 2**53
"""Above this an amount is a slip, and a database integer would soon overflow."""

MONEY_UNITS: dict[str, int | Decimal] = {
    "yuan": FEN_PER_YUAN,
    "fen": 1,
    "li": Decimal("0.1"),
    "jiao": 10,
    "qian": FEN_PER_YUAN * 1_000,
    "wan": FEN_PER_YUAN * 10_000,
}
"""Fen in each unit of money."""
TIME_UNITS: dict[str, int] = {"minutes": 60, "seconds": 1, "hours": 3600}
"""Seconds in each unit of talk."""
DATA_UNITS: dict[str, int] = {"mb": 1024**2, "gb": 1024**3, "kb": 1024, "bytes": 1, "tb": 1024**4}
"""Bytes in each unit of data, as operators count (1 GB = 1024 MB)."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_WITH_COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s*[€¥元]?")
_PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_TINY = re.compile(r"\d(?:\.\d+)?[eE]-\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+")
_CURRENCY = re.compile(r"^(?:RMB|CNY|人民币|¥|￥)|(?:元|圆|块|RMB|CNY)(?:整|/月)?$", re.IGNORECASE)
_MONEY_UNIT = re.compile(r"(?:万(?:元|圆)?|元|圆|块)(?:整|/月)?(?=[)\-]?$)")
_CLOCK = re.compile(r"(\d+):([0-5]?\d):([0-5]?\d)")
_WITH_UNIT = re.compile(
    r"\s*([\d.,\s]+?)\s*(秒|分钟|分|小时|时|s|min|h|kb|mb|gb|tb|k|m|g|t|b|字节)", re.IGNORECASE
)
_UNIT_WORDS = {
    "秒": "seconds", "s": "seconds", "分钟": "minutes", "分": "minutes", "min": "minutes",
    "小时": "hours", "时": "hours", "h": "hours", "kb": "kb", "k": "kb", "mb": "mb", "m": "mb",
    "gb": "gb", "g": "gb", "tb": "tb", "t": "tb", "b": "bytes", "字节": "bytes",
}  # fmt: skip


class NotANumberError(CellError):
    """The cell holds no number that has one reading."""

    message = N_("This is not a number.")


class TooLargeError(CellError):
    """The number is larger than any bill or meter."""

    message = N_("This number is too large to be true.")


class NotWholeError(CellError):
    """A count has a fraction."""

    message = N_("Only whole numbers are possible here.")


class NegativeError(CellError):
    """A count or a meter is below zero."""

    message = N_("This cannot be less than zero.")


def parse_decimal(text: str) -> Decimal | None:
    """A number as accounts write it: 1,234.50, (12.00) and 12.00- as negative, ¥ and 元 left off.

    A comma is taken only where it parts thousands; 1,5 has two readings and is refused.

    Raises:
        NotANumberError, ScientificError.
    """
    plain = narrowed(text)
    if _PLAIN.fullmatch(plain):
        return Decimal(plain)
    if plain.casefold() in BLANKS:
        return None
    if _SCIENTIFIC.fullmatch(plain):
        raise ScientificError
    sign, digits = _unsigned(plain)
    if _GROUPED.fullmatch(digits):
        return sign * Decimal(digits.replace(",", ""))
    if _PLAIN.fullmatch(digits) or _TINY.fullmatch(digits):
        return sign * Decimal(digits)
    refuse_sheet_error(plain)
    raise NotANumberError


def writes_decimal_commas(texts: Iterable[str]) -> bool:
    """Whether a column writes 1.234,50 for 1,234.50: some cell has no other reading, and all fit.

    Commas before three digits alone leave it open, since they may part thousands.
    """
    certain = False
    for plain in {narrowed(text) for text in texts}:
        if plain.casefold() not in BLANKS:
            found = _WITH_COMMA.fullmatch(plain)
            if found is None:
                return False
            certain = certain or len(found[1] or "000") != 3
    return certain


def with_decimal_point(text: str) -> str:
    """A cell of such a column as it is written elsewhere."""
    return narrowed(text).replace(".", "").replace(",", ".")


def _unsigned(plain: str) -> tuple[int, str]:
    """The sign and what is left once brackets, signs, currency and blanks are taken off."""
    digits = plain.replace("−", "-")
    sign = 1
    if digits.startswith("(") and digits.endswith(")"):
        sign, digits = -1, digits[1:-1].strip()
    for _part in range(2):  # "¥ -12" and "-¥ 12"
        digits = _CURRENCY.sub("", digits).strip()
        if digits[:1] in ("-", "+"):
            sign, digits = -sign if digits[0] == "-" else sign, digits[1:].strip()
    if digits.endswith("-"):
        sign, digits = -sign, digits[:-1]
    return sign, re.sub(r"(?<=\d)[\s ](?=\d{3})", "", digits.strip())


def _whole(value: Decimal) -> int:
    if abs(value) >= LARGEST:
        raise TooLargeError
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_money(text: str, fen: int | Decimal = FEN_PER_YUAN) -> int | None:
    """An amount in fen, half a fen rounded away from zero.

    Args:
        text: The cell; a unit that it names (1.2万元) counts before that of the column.
        fen: Fen in one unit of the column (100 for yuan, a tenth for 厘).
    """
    named = None if text.isascii() else _MONEY_UNIT.search(narrowed(text))
    if named:
        text, fen = narrowed(text), MONEY_UNITS["wan" if named[0][0] == "万" else "yuan"]
        text = text[: named.start()] + text[named.end() :]
    value = parse_decimal(text)
    return None if value is None else _whole(value * fen)


def parse_usage(text: str, base: int, units: dict[str, int]) -> int | None:
    """Talk in seconds or data in bytes.

    Args:
        text: The cell, plain, with units behind (1.5GB, 1小时20分) or as a clock (1:02:03).
        base: Base units in one unit of the column, where the cell names none.
        units: `TIME_UNITS` or `DATA_UNITS`: which unit words the cell may name.

    Raises:
        NegativeError: less than zero.
    """
    plain = narrowed(text)
    clock = _CLOCK.fullmatch(plain)
    if clock and units is TIME_UNITS:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
    if plain[-1:].isdigit():
        return _not_negative(parse_decimal(plain), base)
    parts = _with_units(plain, units)
    if parts:
        return _whole(sum(parts, Decimal()))
    return _not_negative(parse_decimal(plain), base)


def _with_units(plain: str, units: dict[str, int]) -> list[Decimal]:
    """The parts of 1小时20分 or 1 GB 200 MB in base units; none where it is not made of such."""
    found = _WITH_UNIT.findall(plain)
    parts = {_UNIT_WORDS[unit.lower()]: number for number, unit in found}
    whole = _WITH_UNIT.sub("", plain) == "" and len(parts) == len(found)
    if not whole or not all(name in units for name in parts):
        return []
    return [(parse_decimal(number) or Decimal()) * units[name] for name, number in parts.items()]


def _not_negative(value: Decimal | None, base: int) -> int | None:
    if value is not None and value < 0:
        raise NegativeError
    return None if value is None else _whole(value * base)


def parse_points(text: str) -> int | Decimal | None:
    """Points of 0 or more, as they stand: a fraction is rounded by a rule that is set elsewhere."""
    value = parse_decimal(text)
    if value is None:
        return None
    if value < 0:
        raise NegativeError
    if value >= LARGEST:
        raise TooLargeError
    return int(value) if value == value.to_integral_value() else value


def parse_count(text: str) -> int | None:
    """A whole number of 0 or more; ``12.0`` is one."""
    value = parse_decimal(text)
    if value is None:
        return None
    if value < 0:
        raise NegativeError
    if value != value.to_integral_value():
        raise NotWholeError
    return _whole(value)
