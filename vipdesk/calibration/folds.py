"""Parts a table into folds: as many leavers in each, and equal rows never in two."""

import random
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from vipdesk.domain.scorecard import FOLDS

Folds = NDArray[np.int8]
SEED = 20


def deal(keys: Sequence[Hashable], left: Sequence[bool]) -> Folds:
    """The fold of each row.

    Args:
        keys: Rows of one key stay together.
        left: Whether each row left.
    """
    groups: dict[Hashable, list[int]] = {}
    for row, key in enumerate(keys):
        groups.setdefault(key, []).append(row)
    folds = np.zeros(len(keys), np.int8)
    leavers, stayers = [0] * FOLDS, [0] * FOLDS
    for members in _largest_first(list(groups.values())):
        gone = sum(left[row] for row in members)
        fold = min(range(FOLDS), key=lambda n: (leavers[n] if gone else 0, stayers[n]))
        leavers[fold] += gone
        stayers[fold] += len(members) - gone
        folds[members] = fold
    return folds


def _largest_first(groups: list[list[int]]) -> list[list[int]]:
    """Large groups first, so that small ones can level the folds; equal ones by lot."""
    random.Random(SEED).shuffle(groups)
    return sorted(groups, key=len, reverse=True)
