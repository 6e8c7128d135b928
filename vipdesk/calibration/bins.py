"""The bins of one column, learned from some of the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vipdesk.calibration.columns import Column
from vipdesk.calibration.measures import Left, Scores
from vipdesk.domain import scorecard
from vipdesk.domain.binning import (
    Count,
    information,
    ordered_bins,
    weight,
    word_bins,
)
from vipdesk.domain.scorecard import BinKind, ColumnKind

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Binned:
    """A column with its cells put together.

    Attributes:
        column: Whose cells.
        bin_of: The number of the bin of each cell; the last two are "anything else" and blank.
        counts: Rows and leavers of each bin, of those that were learned from.
        weights: Weight of evidence of each bin.
    """

    column: Column
    bin_of: NDArray[np.int16]
    counts: tuple[Count, ...]
    weights: Scores

    def scores(self, rows: Rows) -> Scores:
        """The weight of each of ``rows``."""
        found: Scores = self.weights[self.bin_of][self.column.codes[rows]]
        return found

    @property
    def information(self) -> float:
        """Information value of the bins."""
        return information(self.counts)


def learn_bins(column: Column, left: Left, rows: Rows) -> Binned:
    """Put cells together by who of ``rows`` left; other rows have no say."""
    size = len(column.cells)
    codes = column.codes[rows]
    all_rows = np.bincount(codes, minlength=size).tolist()
    leavers = np.bincount(codes[left[rows]], minlength=size).tolist()
    cells = [Count(*pair) for pair in zip(all_rows, leavers, strict=True)]
    put_together = word_bins if column.kind is ColumnKind.WORDS else ordered_bins
    main = put_together(cells[: column.main])
    bins = max(main, default=-1) + 1
    bin_of = np.array([*main, bins, bins + 1], np.int16)
    counts = [Count(0, 0)] * (bins + 2)
    for cell, number in zip(cells, bin_of, strict=True):
        counts[number] = counts[number].plus(cell)
    whole = Count(sum(all_rows), sum(leavers))
    weights = np.array([weight(each, whole) for each in counts])
    return Binned(column, bin_of, tuple(counts), weights)


def shown_bins(binned: Binned, points: list[int]) -> tuple[scorecard.Bin, ...]:
    """The bins with their ``points`` as a person reads them; such as hold no row are left out."""
    return tuple(
        _shown(binned, number, count, points[number])
        for number, count in enumerate(binned.counts)
        if count.rows
    )


def _shown(binned: Binned, number: int, count: Count, points: int) -> scorecard.Bin:
    cells = [binned.column.cells[n] for n in np.flatnonzero(binned.bin_of == number)]
    kind, low, high, only = cells[0].kind, None, None, None
    if kind is BinKind.RANGE:
        low, high = _cut(binned, number - 1), _cut(binned, number)
        only = cells[0].low if cells[0].low == cells[-1].high else None
    words = tuple(cell.word for cell in cells if cell.kind is BinKind.WORDS)
    return scorecard.Bin(kind, low, high, only, words, count.rows, count.leavers, points)


def _cut(binned: Binned, number: int) -> float | None:
    """Where the range ``number`` ends and the next one begins; ``None`` at either end."""
    column = binned.column
    ends = np.flatnonzero(binned.bin_of[: column.main] == number)
    if not len(ends) or ends[-1] + 1 >= column.main:
        return None
    below, above = column.cells[ends[-1]].high, column.cells[ends[-1] + 1].low
    return above if column.kind is ColumnKind.DAY else scorecard.cut_between(below, above)
