"""Small tables of figures: balances of accounts and payments into them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from vipdesk.domain.wording import amount
from vipdesk.services.customer_rows import AccountRow, PaymentRow
from vipdesk.texts import _
from vipdesk.ui.customers.words import NOTHING
from vipdesk.ui.kit.labels import label


def figures(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> QGridLayout:
    """A head above columns of equal width, the first one on the left, the others on the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    for column, head in enumerate(heads):
        grid.addWidget(label(head, "note"), 0, column, _side(column))
        grid.setColumnStretch(column, 1)
    for place, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            grid.addWidget(label(cell), place, column, _side(column))
    return grid


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


def balance_table(accounts: Sequence[AccountRow], *, several: bool) -> QGridLayout:
    """What stands on each account, and on which day; named where there are several."""
    heads = [_("Day"), _("Balance"), _("Arrears")]
    rows = [
        [row.as_of.isoformat(), _amount(row.balance_fen), _amount(row.arrears_fen)]
        for row in accounts
    ]
    return _named(heads, rows, [row.number for row in accounts], several)


def payment_table(payments: Sequence[PaymentRow], *, several: bool) -> QGridLayout:
    """Day, amount and channel of each payment, the newest first."""
    heads = [_("Day"), _("Amount"), _("Channel")]
    rows = [
        [row.paid_on.isoformat(), _amount(row.amount_fen), row.channel or NOTHING]
        for row in payments
    ]
    return _named(heads, rows, [row.account for row in payments], several)


def _named(
    heads: list[str], rows: list[list[str]], names: Sequence[str], several: bool
) -> QGridLayout:
    if several:
        heads.append(_("Account"))
        for row, name in zip(rows, names, strict=True):
            row.append(name or NOTHING)
    return figures(heads, rows)


def _amount(fen: int | None) -> str:
    return NOTHING if fen is None else amount(fen)
