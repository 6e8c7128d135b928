"""A scorecard from bins: logistic regression on their weights, then whole points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vipdesk.calibration.bins import Binned, Rows, shown_bins
from vipdesk.calibration.measures import Left, Scores
from vipdesk.domain.binning import is_telling
from vipdesk.domain.scorecard import Factor, LeftOut, Scorecard, Why, shares_of_points

LEAST_INFORMATION = 0.01
SAME = 0.97  # correlation from which two columns say the same
ENOUGH_ROWS = 20_000  # of a long table, to find the columns that add nothing
LOOSE = 1e6  # hardly held back: for the one slope that turns points into a chance


@dataclass(frozen=True)
class Card:
    """Factors with the points of their bins, and what was left out on the way.

    Attributes:
        factors: The columns on the card.
        points: Of each bin of each factor.
        offset: See `vipdesk.domain.scorecard.Scorecard`.
        slope: Likewise.
        left_out: Columns that were no use.
    """

    factors: Sequence[Binned]
    points: Sequence[list[int]]
    offset: float
    slope: float
    left_out: Sequence[LeftOut]

    def chances(self, rows: Rows) -> Scores:
        """How likely each of ``rows`` leaves, by its points."""
        odds = self.offset + self.slope * _total(self.factors, self.points, rows)
        found: Scores = 1 / (1 + np.exp(-odds))
        return found

    def shown(self, alone: Mapping[str, float]) -> Scorecard:
        """The card as a person reads it.

        Args:
            alone: The AUC of each column by itself.
        """
        factors = [
            Factor(
                each.column.name,
                each.column.kind,
                alone[each.column.name],
                shown_bins(each, points),
            )
            for each, points in zip(self.factors, self.points, strict=True)
        ]
        factors.sort(key=lambda factor: -factor.most)
        return Scorecard(tuple(factors), self.offset, self.slope)


def learn_card(binned: Sequence[Binned], left: Left, rows: Rows) -> Card:
    """Fit a card to ``rows``; other rows have no say. It may come out empty."""
    useful, weak = _useful(binned)
    unlike, same = _unlike(useful, rows)
    factors, spans, idle = _pulling(unlike, left[rows], rows)
    points = [
        _points_of(factor, most)
        for factor, most in zip(factors, shares_of_points(spans), strict=True)
    ]
    left_out = [*weak, *same, *idle]
    if not factors:
        return Card([], [], 0.0, 0.0, left_out)
    return Card(factors, points, *_line(_total(factors, points, rows), left[rows]), left_out)


def _line(total: Scores, left: Left) -> tuple[float, float]:
    """Offset and slope that turn points into log odds."""
    values, place = np.unique(total, return_inverse=True)
    gone = np.bincount(place, left)
    rows = np.concatenate([gone, np.bincount(place) - gone])
    outcome = np.repeat([True, False], len(values))
    line = LogisticRegression(C=LOOSE, solver="newton-cholesky")
    line.fit(np.tile(values, 2).reshape(-1, 1), outcome, sample_weight=rows)
    return float(line.intercept_[0]), float(line.coef_[0, 0])


def _useful(binned: Sequence[Binned]) -> tuple[list[Binned], list[LeftOut]]:
    """Those that tell something alone, the most telling first."""
    useful = [
        each
        for each in binned
        if each.information >= LEAST_INFORMATION and is_telling(each.counts, len(binned))
    ]
    weak = [LeftOut(b.column.name, Why.WEAK) for b in binned if b not in useful]
    return sorted(useful, key=lambda each: -each.information), weak


def _unlike(binned: Sequence[Binned], rows: Rows) -> tuple[list[Binned], list[LeftOut]]:
    """Of columns that say the same, the one that tells most."""
    if len(binned) < 2:
        return list(binned), []
    alike = np.corrcoef([each.scores(rows) for each in binned])
    kept: list[int] = []
    same: list[LeftOut] = []
    for n, each in enumerate(binned):
        first = next((k for k in kept if alike[k, n] > SAME), None)
        if first is None:
            kept.append(n)
        else:
            same.append(LeftOut(each.column.name, Why.SAME, other=binned[first].column.name))
    return [binned[n] for n in kept], same


def _pulling(
    binned: Sequence[Binned], left: Left, rows: Rows
) -> tuple[list[Binned], list[float], list[LeftOut]]:
    """Those that tell something beside the others, and how far each one spans.

    A column whose weights would be turned round, or whose worst bin would get no whole point, goes;
    only the worse half of such at once, since each that goes leaves more to the others. Of a long
    table a part settles most of that.
    """
    if not binned:
        return [], [], []
    matrix = np.array([each.scores(rows) for each in binned]).T
    by_lot = np.random.default_rng(0).permutation(len(left))
    kept, spans = list(range(len(binned))), list[float]()
    for part in (by_lot[:ENOUGH_ROWS], slice(None)) if len(left) > ENOUGH_ROWS else (slice(None),):
        kept, spans = _settle(binned, kept, matrix[part], left[part])
    idle = [LeftOut(b.column.name, Why.NO_MORE) for n, b in enumerate(binned) if n not in kept]
    return [binned[n] for n in kept], spans, idle


def _settle(
    binned: Sequence[Binned], kept: list[int], matrix: Scores, left: Left
) -> tuple[list[int], list[float]]:
    """Drop columns from ``kept`` until each that is left gets points."""
    while kept:
        model = LogisticRegression(solver="newton-cholesky").fit(matrix[:, kept], left)
        spans = [
            float(slope) * _span(binned[n]) for slope, n in zip(model.coef_[0], kept, strict=True)
        ]
        pulling = [max(0.0, span) for span in spans]
        points = shares_of_points(pulling) if any(pulling) else [0] * len(kept)
        idle = sorted((n for n, each in enumerate(points) if not each), key=lambda n: spans[n])
        if not idle:
            return kept, spans
        gone = idle[: (len(idle) + 1) // 2]
        kept = [each for n, each in enumerate(kept) if n not in gone]
    return [], []


def _filled(binned: Binned) -> NDArray[np.float64]:
    """The weights of the bins that hold rows."""
    return binned.weights[[count.rows > 0 for count in binned.counts]]


def _span(binned: Binned) -> float:
    return float(np.ptp(_filled(binned)))


def _points_of(binned: Binned, most: int) -> list[int]:
    """Points of each bin: 0 for the safest, ``most`` for the worst."""
    least = _filled(binned).min()
    share = (binned.weights - least) / _span(binned)
    return [int(each) for each in np.floor(np.clip(share, 0, 1) * most + 0.5)]


def _total(factors: Sequence[Binned], points: Sequence[list[int]], rows: Rows) -> Scores:
    sums = np.zeros(int(rows.sum()))
    for factor, each in zip(factors, points, strict=True):
        sums += np.array(each, float)[factor.bin_of][factor.column.codes[rows]]
    return sums
