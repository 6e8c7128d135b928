"""Columns of text as small numbered cells, from which bins are made within each fold.

The cells follow from the values alone, never from who left: up to fifty narrow ranges of about as
many rows each, or the words that are common enough, and beside them what else stands there and
what is blank. Which of them are put together is learned within a fold.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vipdesk.calibration.cells import is_blank, read_as
from vipdesk.domain.binning import LEAST_ROWS
from vipdesk.domain.cells import narrowed
from vipdesk.domain.scorecard import BinKind, ColumnKind, Why

RANGES = 50
MOST_WORDS = 60
COMMON = 0.005  # of all rows: a word that is rarer stands under "anything else"
SCATTERED = 0.9  # of the rows with content, in rare words: the column says nothing in common
DENSE = 20  # numbers that all differ within so many times the rows are a serial number
LEAST_DIGITS = 5  # of numbers that all differ and are all as long: telephones and the like
SOLE = 0.995  # of the cells with content that occur once: a key

Codes = NDArray[np.int16]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell:
    """A narrow range, both ends included; a word; anything else; or blank."""

    kind: BinKind
    low: float = 0.0
    high: float = 0.0
    word: str = ""


@dataclass(frozen=True)
class Column:
    """A column that can be binned.

    Attributes:
        name: Its header.
        kind: How its cells are read.
        cells: Ranges by rising value or words, then "anything else", then blank.
        codes: The number of each row's cell.
        values: Of each row, NaN for what is none; ``None`` for words.
    """

    name: str
    kind: ColumnKind
    cells: tuple[Cell, ...]
    codes: Codes
    values: Values | None

    @property
    def main(self) -> int:
        """How many of the cells are ranges or words."""
        return len(self.cells) - 2

    def is_blank(self) -> NDArray[np.bool_]:
        """Of each row, whether it holds nothing."""
        blank: NDArray[np.bool_] = self.codes == len(self.cells) - 1
        return blank


def column_of(name: str, texts: Sequence[str]) -> Column | Why:
    """Read a column, or say why it is of no use whatever it tells."""
    numbered: dict[str, int] = {}
    place = np.fromiter(
        (numbered.setdefault(text, len(numbered)) for text in texts), np.int32, len(texts)
    )
    rows = np.bincount(place, minlength=len(numbered))
    counts = {text: int(rows[n]) for text, n in numbered.items() if not is_blank(text)}
    if len({narrowed(text) for text in counts}) < 2 and sum(counts.values()) in (0, len(texts)):
        return Why.SINGLE
    kind, values = read_as(counts)
    if kind is ColumnKind.WORDS:
        return _words_column(name, list(numbered), place, counts)
    return _values_column(name, kind, list(numbered), place, values, counts)


def is_key(column: Column, texts: Sequence[str]) -> bool:
    """Whether the cells number the rows: numbers that all differ as serial numbers do.

    Amounts and meters may all differ too, but neither fill a range nor are all equally long.
    """
    if column.kind is not ColumnKind.NUMBER or column.values is None:
        return False
    known = column.values[~np.isnan(column.values)]
    if len(np.unique(known)) < SOLE * len(known) or np.any(known != np.floor(known)):
        return False
    if known.max() - known.min() < DENSE * len(known):
        return True
    lengths = {len(narrowed(text)) for text in texts if not is_blank(text)}
    return len(lengths) == 1 and lengths.pop() >= LEAST_DIGITS


def _values_column(
    name: str,
    kind: ColumnKind,
    texts: Sequence[str],
    place: NDArray[np.int32],
    values: dict[str, float],
    counts: dict[str, int],
) -> Column:
    by_text = np.array([values.get(text, np.nan) for text in texts])
    cells, edges = _ranges(by_text[place])
    is_word = np.array([text in counts and text not in values for text in texts])
    codes = np.searchsorted(edges, by_text, side="right").astype(np.int16)
    codes[np.isnan(by_text)] = len(cells) + 1
    codes[is_word] = len(cells)
    rest = (Cell(BinKind.OTHER), Cell(BinKind.BLANK))
    return Column(name, kind, (*cells, *rest), codes[place], by_text[place])


def _ranges(values: Values) -> tuple[list[Cell], Values]:
    """Ranges of about as many rows each; a value that alone has as many is a range of its own."""
    known, rows = np.unique(values[~np.isnan(values)], return_counts=True)
    share = rows.sum() / RANGES
    group = np.floor((np.cumsum(rows) - rows) / share)
    heavy = rows >= share
    new = np.ones(len(known), bool)
    new[1:] = (group[1:] != group[:-1]) | heavy[1:] | heavy[:-1]
    if len(known) <= RANGES:
        new[:] = True
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(known)) - 1
    cells = [
        Cell(BinKind.RANGE, float(known[a]), float(known[b]))
        for a, b in zip(starts, ends, strict=True)
    ]
    return cells, known[starts[1:]]


def _words_column(
    name: str, texts: Sequence[str], place: NDArray[np.int32], counts: dict[str, int]
) -> Column | Why:
    by_word: Counter[str] = Counter()
    for text, rows in counts.items():
        by_word[narrowed(text)] += rows
    least = max(LEAST_ROWS, COMMON * len(place))
    common = [word for word, rows in by_word.most_common(MOST_WORDS) if rows >= least]
    rare = by_word.total() - sum(by_word[word] for word in common)
    if not common or rare > SCATTERED * by_word.total():
        return Why.SCATTERED
    number = {word: n for n, word in enumerate(common)}
    codes = np.array(
        [
            number.get(narrowed(text), len(common)) if text in counts else len(common) + 1
            for text in texts
        ],
        np.int16,
    )
    cells = (*(Cell(BinKind.WORDS, word=word) for word in common),)
    rest = (Cell(BinKind.OTHER), Cell(BinKind.BLANK))
    return Column(name, ColumnKind.WORDS, (*cells, *rest), codes[place], None)
