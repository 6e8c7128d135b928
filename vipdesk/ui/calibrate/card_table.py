"""The points of a card as a table: of a file bin by bin, of the own history factor by factor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from vipdesk.domain.own_points import YES
from vipdesk.domain.risk_words import factor_name
from vipdesk.domain.scorecard import Calibration
from vipdesk.texts import _
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.table_model import PagedTableModel

Cells = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class CardRow:
    """What one row says."""

    id: int
    cells: Cells


def file_columns() -> tuple[Column[CardRow], ...]:
    """Bins of a card: factor, value, points, rows, share that left."""
    return (
        Column("factor", _("Factor"), lambda row: row.cells[0], width=160,
               style=CellStyle.STRONG, tip=lambda row: row.cells[0]),
        Column("value", _("Value"), lambda row: row.cells[1], width=230,
               tip=lambda row: row.cells[1]),
        Column("points", _("Score points"), lambda row: row.cells[2], width=92, right=True),
        *_counts(),
    )  # fmt: skip


def own_columns() -> tuple[Column[CardRow], ...]:
    """Factors of the score: points in force, points by the card, rows, share that left."""
    return (
        Column("factor", _("Factor"), lambda row: row.cells[0], width=230,
               style=CellStyle.STRONG, tip=lambda row: row.cells[0]),
        Column("before", _("Points before"), lambda row: row.cells[1], width=126, right=True,
               style=CellStyle.MUTED),
        Column("after", _("Points after"), lambda row: row.cells[2], width=126, right=True),
        *_counts(),
    )  # fmt: skip


def _counts() -> tuple[Column[CardRow], ...]:
    return (
        Column("rows", _("Rows"), lambda row: row.cells[3], width=76, right=True),
        Column("left", _("Left"), lambda row: row.cells[4], width=70, right=True,
               style=CellStyle.MUTED),
    )  # fmt: skip


class CardModel(PagedTableModel[CardRow]):
    """The points of one calibration."""

    def __init__(self, parent: QObject) -> None:
        self._shown: list[CardRow] = []
        super().__init__(file_columns(), self._of, parent)

    def show(self, found: Calibration) -> None:
        """Show another calibration; the columns may be others."""
        self.set_columns(own_columns() if found.is_own else file_columns())
        cells = _factors(found) if found.is_own else _bins(found)
        self._shown = [CardRow(number, each) for number, each in enumerate(cells)]
        self.show_ids(range(len(self._shown)))

    def _of(self, ids: Sequence[int]) -> list[CardRow]:
        return [self._shown[each] for each in ids]


def _bins(found: Calibration) -> Iterable[Cells]:
    for factor in found.card.factors:
        for number, each in enumerate(factor.bins):
            yield (
                "" if number else factor.column,
                each.label(_, factor.kind),
                str(each.points),
                f"{each.rows:,}",
                f"{each.rate:.1%}",
            )


def _factors(found: Calibration) -> Iterable[Cells]:
    """Every factor of the score, the weightiest first; what was not judged keeps its points."""
    before, after = found.points_before or {}, found.points or {}
    held = {
        factor.column: each
        for factor in found.card.factors
        for each in factor.bins
        if YES in each.words
    }
    for key in sorted(before, key=lambda key: -after.get(key, before[key])):
        each = held.get(key)
        yield (
            factor_name(key, _, found.ends_days),
            str(before[key]),
            str(after.get(key, before[key])),
            f"{each.rows:,}" if each else "–",
            f"{each.rate:.1%}" if each else "–",
        )
