"""Text to rows: the delimiter recognised, quotes and line ends inside cells kept."""

import csv
import io
import itertools
import re
from collections import Counter

from vipdesk.domain.plain_text import holds_tamed, untamed
from vipdesk.importing.errors import DamagedError, TooWideError, UnclosedQuoteError

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 60
_SAMPLE_CHARACTERS = 200_000
_LARGEST_CELL = 1 << 20
WIDEST = 16_384
"""Cells of a row, as many as a spreadsheet has columns."""
_NOTE = "sep="
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_AT_ONCE = 2_000
"""Rows: all at once would keep every other thread, the window's too, waiting for Python."""


def rows_of(text: str, name: str, delimiter: str | None = None) -> tuple[list[list[str]], str]:
    """Split text into rows of cells.

    Args:
        text: The whole file.
        name: File name, for the reason.
        delimiter: One of `DELIMITERS`, or ``None`` to recognise it.

    Returns:
        Rows as they stand (ragged, blank rows as empty lists) and the delimiter.

    Raises:
        UnclosedQuoteError: a quotation mark swallows the rest.
        TooWideError: a row has more cells than a spreadsheet.
        DamagedError: a cell of more than a million characters.
    """
    text, noted = _without_note(text)
    chosen = delimiter or noted or recognise(text)
    csv.field_size_limit(_LARGEST_CELL)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen)
    had = -1
    try:
        while had < len(rows):
            had = len(rows)
            rows.extend(itertools.islice(reader, _AT_ONCE))
    except csv.Error:
        if text.count('"') % 2:
            raise UnclosedQuoteError(name=name, row=len(rows) + 1) from None
        raise DamagedError(name=name) from None
    if rows and text.count('"') % 2 and any("\n" in cell for cell in rows[-1]):
        raise UnclosedQuoteError(name=name, row=len(rows))
    if max(map(len, rows), default=0) > WIDEST:
        raise TooWideError(name=name, limit=f"{WIDEST:,}")
    if '="' in text:
        rows = [[_unquoted(cell) for cell in row] for row in rows]
    if holds_tamed(text):
        rows = [[untamed(cell) for cell in row] for row in rows]
    return rows, chosen


def _unquoted(cell: str) -> str:
    """A cell without the formula ="0755" by which exports keep a spreadsheet from counting."""
    found = _FORMULA_TEXT.fullmatch(cell) if cell[:1] == "=" else None
    return found[1].replace('""', '"') if found else cell


def _without_note(text: str) -> tuple[str, str | None]:
    """Take off the first line ``sep=;`` that some spreadsheets write."""
    if text[:4].lower() != _NOTE:
        return text, None
    first, _end, rest = text.partition("\n")
    delimiter = first[4:].strip("\r")
    return (rest, delimiter) if delimiter in DELIMITERS else (text, None)


def recognise(text: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, two or more."""
    sample = text[:_SAMPLE_CHARACTERS]
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0.0, 0) else ","


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows with the commonest width, and that width."""
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row, _number in zip(reader, range(_SAMPLE_ROWS), strict=False):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        return 0.0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return round(count / widths.total(), 1), width
