"""The cells of a column as numbers, days or words, whichever they are."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from vipdesk.domain.cell_days import DayOrder, order_of, parse_day, parse_month
from vipdesk.domain.cell_numbers import DATA_UNITS, TIME_UNITS, parse_decimal, parse_usage
from vipdesk.domain.cells import BLANKS, CellError, narrowed
from vipdesk.domain.scorecard import ColumnKind

BLANK = BLANKS - {"none", "无", "未知", "暂无"}
"""Cells without content; those other words of an export may be an answer, so they are words."""

ENOUGH = 0.95  # of the rows with content must be numbers, or days, for a column of them
LONGEST = 60  # signs of a number or a day
PROBE = 200  # different texts that settle whether a closer look is worth while

_COMMA_DECIMAL = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})*,\d+|[-+]?\d+(?:,\d+)?")
_SHORT_COMMA = re.compile(r".*,(?:\d{1,2}|\d{4,})")
_WITH_SUFFIX = re.compile(r"([-+]?[\d,]*\.?\d+)\s*([^\d\s.,%]{1,8})")
Parser = Callable[[str], float | None]
Counts = Mapping[str, int]
"""Each different text with content, and how many rows hold it."""


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing."""
    return narrowed(text).casefold() in BLANK


def read_as(counts: Counts) -> tuple[ColumnKind, dict[str, float]]:
    """How the cells of one column read, and the value of each text that is not a word in it."""
    for parser in (number, _suffix_parser(counts), _comma_parser(counts)):
        if parser is not None and (values := _read(counts, parser)) is not None:
            return ColumnKind.NUMBER, values
    for parser in (_day_parser(counts), _month):
        if (values := _read(counts, parser)) is not None:
            return ColumnKind.DAY, values
    return ColumnKind.WORDS, {}


def number(text: str) -> float | None:
    """A number as accounts, spreadsheets and meters write it; a percentage as its share."""
    try:
        value = float(text)
    except ValueError:
        return _odd_number(narrowed(text))
    return value if math.isfinite(value) else None


def _odd_number(plain: str) -> float | None:
    if plain.endswith("%"):
        share = number(plain[:-1])
        return None if share is None else share / 100
    for units in (None, DATA_UNITS, TIME_UNITS):
        try:
            value = parse_usage(plain, 1, units) if units else parse_decimal(plain)
        except CellError:
            continue
        return None if value is None else float(value)
    return None


def _read(counts: Counts, parser: Parser) -> dict[str, float] | None:
    """The values by text; ``None`` where too few of them are any. A long text is a word."""
    probe = list(counts)[:PROBE]
    short = [text for text in probe if len(text) <= LONGEST]
    if sum(parser(text) is not None for text in short) < len(probe) / 2:
        return None
    values = {
        text: value
        for text in counts
        if len(text) <= LONGEST and (value := parser(text)) is not None
    }
    fitting = sum(counts[text] for text in values)
    return values if fitting and fitting >= ENOUGH * sum(counts.values()) else None


def _suffix_parser(counts: Counts) -> Parser | None:
    """Numbers that all carry the same word behind them: 24个月, 3 times."""
    probe = [_WITH_SUFFIX.fullmatch(narrowed(text[:LONGEST])) for text in list(counts)[:PROBE]]
    suffixes = {found[2] for found in probe if found}
    if len(suffixes) != 1:
        return None
    (suffix,) = suffixes

    def parse(text: str) -> float | None:
        found = _WITH_SUFFIX.fullmatch(narrowed(text))
        return number(found[1]) if found and found[2] == suffix else number(text)

    return parse


def _comma_parser(counts: Counts) -> Parser | None:
    """Numbers with a decimal comma: 29,85 and 1.234,50."""
    probe = list(counts)[:PROBE]
    if not any(_SHORT_COMMA.fullmatch(text[:LONGEST]) for text in probe):
        return None

    def parse(text: str) -> float | None:
        plain = narrowed(text)
        if not _COMMA_DECIMAL.fullmatch(plain):
            return None
        return float(plain.replace(".", "").replace(",", "."))

    return parse


def _day_parser(counts: Counts) -> Parser:
    order = order_of(list(counts)) or DayOrder.MONTH_FIRST

    def parse(text: str) -> float | None:
        try:
            day = parse_day(text, order)
        except CellError:
            return None
        return None if day is None else float(day.toordinal())

    return parse


def _month(text: str) -> float | None:
    try:
        month = parse_month(text)
    except CellError:
        return None
    return None if month is None else float(date.fromisoformat(f"{month}-01").toordinal())
