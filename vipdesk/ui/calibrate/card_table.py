"""The factors of a card with their bins and points, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from vipdesk.domain.scorecard import Bin, Factor, Scorecard
from vipdesk.texts import _
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.table_model import PagedTableModel


@dataclass(frozen=True, slots=True)
class BinRow:
    """One bin; the first of a factor also says which factor it is."""

    id: int
    factor: Factor
    bin: Bin
    first: bool


def card_columns() -> tuple[Column[BinRow], ...]:
    """What the table shows."""
    return (
        Column("factor", _("Factor"), lambda row: row.factor.column if row.first else "",
               width=160, style=CellStyle.STRONG, tip=lambda row: row.factor.column),
        Column("bin", _("Value"), _value, width=230, tip=_value),
        Column("points", _("Score points"), lambda row: str(row.bin.points), width=92, right=True),
        Column("rows", _("Rows"), lambda row: f"{row.bin.rows:,}", width=76, right=True),
        Column("left", _("Left"), lambda row: f"{row.bin.rate:.1%}", width=70, right=True,
               style=CellStyle.MUTED),
    )  # fmt: skip


def _value(row: BinRow) -> str:
    return row.bin.label(_, row.factor.kind)


class CardModel(PagedTableModel[BinRow]):
    """The bins of a card, factor after factor."""

    def __init__(self, parent: QObject) -> None:
        self._shown: list[BinRow] = []
        super().__init__(card_columns(), self._of, parent)

    def show_card(self, card: Scorecard) -> None:
        """Show another card."""
        pairs = [
            (factor, each, number == 0)
            for factor in card.factors
            for number, each in enumerate(factor.bins)
        ]
        self._shown = [BinRow(number, *pair) for number, pair in enumerate(pairs)]
        self.show_ids(range(len(self._shown)))

    def _of(self, ids: Sequence[int]) -> list[BinRow]:
        return [self._shown[each] for each in ids]
