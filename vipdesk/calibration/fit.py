"""From a sample to a calibration: which columns, which card, and how well it does out of fold."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vipdesk.calibration.columns import Column, column_of, is_key
from vipdesk.calibration.errors import NothingTellsError, TooAlikeError, TooFewError
from vipdesk.calibration.folds import Folds, deal
from vipdesk.calibration.measures import Left, auc, curve, lift
from vipdesk.calibration.trial import Trial
from vipdesk.domain.scorecard import FOLDS, LEAST_LEAVERS, Calibration, LeftOut, Outcome, Why
from vipdesk.progress import PartProgress, Progress


@dataclass(frozen=True)
class Sample:
    """What a card is fitted to.

    Attributes:
        origin: Name of the file; empty: the manager's own history.
        outcome: How it was told who left.
        columns: Header → cells, of the columns that may be on the card.
        left: Of each row, whether it left.
        key: Column that numbers the rows, if it is known.
        people: Columns that name or number a person or a line.
        groups: Of each row, with which others it stays in one fold; ``None``: with equal ones.
    """

    origin: str
    outcome: Outcome
    columns: Mapping[str, Sequence[str]]
    left: Sequence[bool]
    key: str | None = None
    people: Collection[str] = ()
    groups: Sequence[Hashable] | None = None


def fit(sample: Sample, keep: Collection[str], progress: Progress) -> Calibration:
    """Fit a card and measure it by cross-validation.

    Args:
        sample: Rows with who left.
        keep: Columns that a person puts back although they look made after the fact.
        progress: Told of each column and each fold.

    Raises:
        TooFewError, TooAlikeError, NothingTellsError: There is no card.
    """
    left = np.array(sample.left, bool)
    _check_numbers(left)
    columns, left_out = _read(sample, keep, PartProgress(progress, 0, 0.4))
    folds, copies = _deal(sample, {each.column for each in left_out})
    trial = Trial(columns, left, folds, PartProgress(progress, 0.4, 0.7))
    left_out += trial.leave_out(keep)
    chances = trial.cross_validate(PartProgress(progress, 0.7, 0.9))
    card = trial.whole_card()
    progress.step(1, 1)
    if not card.factors:
        raise NothingTellsError
    weak = [
        replace(each, auc=trial.alone[each.column]) if each.why is Why.WEAK else each
        for each in card.left_out
    ]
    return Calibration(
        origin=sample.origin,
        outcome=sample.outcome,
        rows=len(left),
        leavers=int(left.sum()),
        copies=copies,
        auc=auc(chances, left),
        lift=lift(chances, left),
        curve=curve(chances, left),
        card=card.shown(trial.alone),
        left_out=_in_order([*left_out, *weak], sample),
    )


def _check_numbers(left: Left) -> None:
    leavers = int(left.sum())
    if min(leavers, len(left) - leavers) < LEAST_LEAVERS:
        stayed = len(left) - leavers
        raise TooFewError(left=leavers, stayed=stayed, least=LEAST_LEAVERS)


def _read(
    sample: Sample, keep: Collection[str], progress: Progress
) -> tuple[list[Column], list[LeftOut]]:
    columns: list[Column] = []
    left_out: list[LeftOut] = []
    for done, (name, texts) in enumerate(sample.columns.items()):
        progress.step(done, len(sample.columns))
        found = _given(sample, name, keep) or column_of(name, texts)
        if isinstance(found, Column) and name not in keep and is_key(found, texts):
            found = Why.KEY
        if isinstance(found, Column):
            columns.append(found)
        else:
            left_out.append(LeftOut(name, found))
    return columns, left_out


def _given(sample: Sample, name: str, keep: Collection[str]) -> Why | None:
    """Why a column is left out whatever it holds."""
    if name == sample.key:
        return Why.NAMED
    return Why.PERSON if name in sample.people and name not in keep else None


def _deal(sample: Sample, ignored: Collection[str]) -> tuple[Folds, int]:
    """The fold of each row, and how many rows are equal to one before.

    What numbers or names the rows is not looked at, and neither is who left.
    """
    looked_at = [texts for name, texts in sample.columns.items() if name not in ignored]
    if not looked_at:
        raise NothingTellsError
    groups = sample.groups or list(zip(*looked_at, strict=True))
    for each in (True, False):
        apart = {group for group, left in zip(groups, sample.left, strict=True) if left is each}
        if len(apart) < FOLDS:
            raise TooAlikeError
    copies = 0 if sample.groups else len(groups) - len(set(groups))
    return deal(groups, sample.left), copies


def _in_order(left_out: Sequence[LeftOut], sample: Sample) -> tuple[LeftOut, ...]:
    place = {name: n for n, name in enumerate(sample.columns)}
    return tuple(sorted(left_out, key=lambda each: place[each.column]))
