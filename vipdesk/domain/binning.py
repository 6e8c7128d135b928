"""Weight-of-evidence bins: neighbours that leave alike are put together.

Everything here works on counts. A cell is (rows, leavers) of one narrow range or one word; the
caller counts them, on the rows from which it may learn and on no others.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

MOST_BINS = 8
LEAST_SHARE = 0.02  # of all rows, in a bin
LEAST_ROWS = 20
SAME = 3.84  # chi-squared of two bins that may well leave alike (one in twenty by chance)
SAME_WORDS = 6.63  # words are put in order by what they tell, so chance has more tries
AGAINST = (
    20.0  # a turn against the column's direction has to be this plain (one in a hundred thousand)
)
SIGMAS = 2.5  # over chance, from which a column is taken to tell something; more among many
BY_CHANCE = 0.05  # of all columns together: how many of mere noise may get that far
PRIOR_ROWS = 10.0  # rows of the usual kind added to each bin: a few rows do not tell much


class Count(NamedTuple):
    """Rows of which some left."""

    rows: int
    leavers: int

    @property
    def rate(self) -> float:
        """Share of leavers."""
        return self.leavers / self.rows if self.rows else 0.0

    def plus(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.rows + other.rows, self.leavers + other.leavers)


def ordered_bins(cells: Sequence[Count]) -> list[int]:
    """Put neighbours together; the number of the bin of each cell, from 0 on without gaps.

    Args:
        cells: By rising value.
    """
    runs = _Runs(cells)
    runs.join_small()
    runs.join_alike(SAME)
    runs.join_turns()
    return runs.numbers()


def word_bins(cells: Sequence[Count]) -> list[int]:
    """Put words together that leave alike; the number of the bin of each, the least leaving first.

    Args:
        cells: One for each word, in any order.
    """
    if not is_telling(cells):
        return [0] * len(cells)
    whole = _total(cells)
    by_rate = sorted(range(len(cells)), key=lambda n: weight(cells[n], whole))
    runs = _Runs([cells[n] for n in by_rate])
    runs.join_small()
    runs.join_alike(SAME_WORDS)
    numbers = [0] * len(cells)
    for place, number in zip(by_rate, runs.numbers(), strict=True):
        numbers[place] = number
    return numbers


def weight(count: Count, whole: Count) -> float:
    """Weight of evidence: how much more the odds of leaving are here than in the whole, as a log.

    0 for nothing known; small bins are drawn towards 0.
    """
    usual = whole.rate
    left = count.leavers + PRIOR_ROWS * usual
    stayed = count.rows - count.leavers + PRIOR_ROWS * (1 - usual)
    return math.log(left / stayed) - math.log(usual / (1 - usual))


def information(bins: Sequence[Count]) -> float:
    """Information value: 0 tells nothing, 0.02 a little, 0.3 much."""
    whole = _total(bins)
    stayers = whole.rows - whole.leavers
    return sum(
        (each.leavers / whole.leavers - (each.rows - each.leavers) / stayers) * weight(each, whole)
        for each in bins
    )


def difference(one: Count, other: Count) -> float:
    """Chi-squared of two bins: from 3.84 on they hardly leave alike."""
    both = one.plus(other)
    stayers = both.rows - both.leavers
    if not (one.rows and other.rows and both.leavers and stayers):
        return 0.0
    cross = one.leavers * (other.rows - other.leavers) - other.leavers * (one.rows - one.leavers)
    return both.rows * cross**2 / (one.rows * other.rows * both.leavers * stayers)


def is_telling(bins: Sequence[Count], among: int = 1) -> bool:
    """Whether bins tell more than chance would draw: chi-squared of them all, in one figure.

    Its cube root is near enough to a bell curve (Wilson and Hilferty) to ask for so many sigmas.

    Args:
        bins: Of one column.
        among: How many columns are tried; of many, chance makes some look well.
    """
    whole, filled = _total(bins), [each for each in bins if each.rows]
    freedom, spread = len(filled) - 1, whole.rate * (1 - whole.rate)
    if freedom < 1 or not spread:
        return False
    found = sum(each.rows * (each.rate - whole.rate) ** 2 / spread for each in filled)
    usual, sigma = 1 - 2 / (9 * freedom), math.sqrt(2 / (9 * freedom))
    return math.cbrt(found / freedom) > usual + _sigmas(among) * sigma


def _sigmas(among: int) -> float:
    return max(SIGMAS, NormalDist().inv_cdf(1 - BY_CHANCE / among))


def _total(cells: Sequence[Count]) -> Count:
    return Count(sum(each.rows for each in cells), sum(each.leavers for each in cells))


class _Runs:
    """Neighbouring cells, joined step by step."""

    def __init__(self, cells: Sequence[Count]) -> None:
        self._counts = list(cells)
        self._lengths = [1] * len(cells)

    def numbers(self) -> list[int]:
        """The run of each cell."""
        return [number for number, length in enumerate(self._lengths) for _cell in range(length)]

    def join_small(self) -> None:
        """Join what is too small to tell anything with the neighbour that is more like it."""
        least = max(LEAST_ROWS, LEAST_SHARE * _total(self._counts).rows)
        while len(self._counts) > 1:
            at = min(range(len(self._counts)), key=lambda n: self._counts[n].rows)
            if self._counts[at].rows >= least:
                return
            sides = [n for n in (at - 1, at) if 0 <= n < len(self._counts) - 1]
            self._join(min(sides, key=self._gap))

    def join_alike(self, same: float) -> None:
        """Join neighbours that may well leave alike, and the most alike while there are too many.

        Args:
            same: Difference from which two are kept apart.
        """
        while len(self._counts) > 1:
            at = min(range(len(self._counts) - 1), key=self._gap)
            if self._gap(at) >= same and len(self._counts) <= MOST_BINS:
                return
            self._join(at)

    def join_turns(self) -> None:
        """Join where the rate turns against the whole column's direction, unless it is plain."""
        while len(self._counts) > 2:
            up = self._rises()
            turns = [n for n in range(len(self._counts) - 1) if self._is_rise(n) != up]
            if not turns:
                return
            at = min(turns, key=self._gap)
            if self._gap(at) >= AGAINST:
                return
            self._join(at)

    def _rises(self) -> bool:
        steps = range(len(self._counts) - 1)
        return sum(self._gap(n) if self._is_rise(n) else -self._gap(n) for n in steps) > 0

    def _is_rise(self, at: int) -> bool:
        return self._counts[at + 1].rate > self._counts[at].rate

    def _gap(self, at: int) -> float:
        return difference(self._counts[at], self._counts[at + 1])

    def _join(self, at: int) -> None:
        self._counts[at] = self._counts[at].plus(self._counts.pop(at + 1))
        self._lengths[at] += self._lengths.pop(at + 1)
