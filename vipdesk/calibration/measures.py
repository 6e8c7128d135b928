"""How well a score tells leavers from stayers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vipdesk.domain.scorecard import CurvePoint

Scores = NDArray[np.float64]
Left = NDArray[np.bool_]
TENTHS = 10


def auc(scores: Scores, left: Left) -> float:
    """The chance that a leaver scores over a stayer, a tie counting half."""
    _values, place = np.unique(scores, return_inverse=True)
    leavers = np.bincount(place, left)
    stayers = np.bincount(place) - leavers
    below = np.cumsum(stayers) - stayers
    return float((leavers * (below + stayers / 2)).sum() / (leavers.sum() * stayers.sum()))


def auc_of(scores: Sequence[float], left: Sequence[bool]) -> float:
    """`auc` of plain lists."""
    return auc(np.array(scores, float), np.array(left, bool))


def either_way(scores: Scores, left: Left) -> float:
    """The AUC of a column whichever way it points: 0.5 and more."""
    found = auc(scores, left)
    return max(found, 1 - found)


def lift(scores: Scores, left: Left) -> float:
    """How many times the usual share of leavers the tenth with the highest scores holds.

    Of rows with the same score as the last that fits in, the share that fits in counts.
    """
    room = len(scores) / TENTHS
    values, place = np.unique(-scores, return_inverse=True)
    rows = np.bincount(place, minlength=len(values))
    leavers = np.bincount(place, left, minlength=len(values))
    before = np.cumsum(rows) - rows
    taken = np.clip((room - before) / rows, 0, 1)
    return float((leavers * taken).sum() / room / left.mean())


def curve(chances: Scores, left: Left) -> tuple[CurvePoint, ...]:
    """Foretold and observed by tenths, the least likely to leave first.

    Equal chances are shared out by lot, the same one each time, whatever the order of the file.
    """
    by_lot = np.random.default_rng(0).permutation(len(chances))
    ordered = by_lot[np.argsort(chances[by_lot], kind="stable")]
    return tuple(
        CurvePoint(float(chances[part].mean()), float(left[part].mean()), len(part))
        for part in np.array_split(ordered, TENTHS)
    )
