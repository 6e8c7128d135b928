"""Cross-validation: what each column tells alone, and the card all together, out of fold."""

from collections.abc import Collection, Sequence

import numpy as np

from vipdesk.calibration.bins import Binned, Rows, learn_bins
from vipdesk.calibration.card import Card, learn_card
from vipdesk.calibration.columns import Column
from vipdesk.calibration.folds import Folds
from vipdesk.calibration.measures import Left, Scores, auc, either_way
from vipdesk.domain.scorecard import AFTER_THE_FACT, BLANKS_TELL, FOLDS, LeftOut, Why
from vipdesk.progress import Progress


class Trial:
    """One sample in its folds. Each fold is judged by bins and cards that never saw it.

    Attributes:
        alone: Header → AUC of that column by itself, out of fold.
    """

    def __init__(
        self, columns: Sequence[Column], left: Left, folds: Folds, progress: Progress
    ) -> None:
        self._left = left
        self._tests: list[Rows] = [folds == fold for fold in range(FOLDS)]
        self._columns = list(columns)
        self._binned: dict[str, list[Binned]] = {}
        self.alone: dict[str, float] = {}
        for done, column in enumerate(columns):
            progress.step(done, len(columns))
            self._binned[column.name] = [learn_bins(column, left, ~test) for test in self._tests]
            self.alone[column.name] = self._alone(column)

    def leave_out(self, keep: Collection[str]) -> list[LeftOut]:
        """Take out columns that look made after the fact, unless a person keeps them."""
        found = [
            why for each in self._columns if each.name not in keep and (why := self._leak(each))
        ]
        gone = {each.column for each in found}
        self._columns = [each for each in self._columns if each.name not in gone]
        return found

    def cross_validate(self, progress: Progress) -> Scores:
        """How likely each row leaves, by the points of a card fitted to the other folds."""
        chances = np.zeros(len(self._left))
        for fold, test in enumerate(self._tests):
            progress.step(fold, FOLDS)
            binned = [self._binned[each.name][fold] for each in self._columns]
            chances[test] = learn_card(binned, self._left, ~test).chances(test)
        return chances

    def whole_card(self) -> Card:
        """The card fitted to all rows."""
        rows = np.ones(len(self._left), bool)
        binned = [learn_bins(each, self._left, rows) for each in self._columns]
        return learn_card(binned, self._left, rows)

    def _alone(self, column: Column) -> float:
        scores = np.zeros(len(self._left))
        for test, binned in zip(self._tests, self._binned[column.name], strict=True):
            scores[test] = binned.scores(test)
        found = auc(scores, self._left)
        if column.values is None:
            return found
        # A number needs no bins to put rows in order; blanks may stand at either end.
        ends = (np.nan_to_num(column.values, nan=end) for end in (-np.inf, np.inf))
        return max(found, *(either_way(each, self._left) for each in ends))

    def _leak(self, column: Column) -> LeftOut | None:
        alone = self.alone[column.name]
        if alone > AFTER_THE_FACT:
            return LeftOut(column.name, Why.AFTER, alone)
        blank = column.is_blank()
        told = either_way(blank.astype(float), self._left) if blank.any() else 0.5
        return LeftOut(column.name, Why.BLANKS, told) if told > BLANKS_TELL else None
