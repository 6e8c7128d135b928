"""Twelve months of bills and use, of all lines or of one; balances and payments below."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout
from typing_extensions import override

from vipdesk.domain.wording import amount, data_volume, month_name
from vipdesk.services.customer_rows import CustomerDetailRow, MonthRow
from vipdesk.texts import _
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.detail_tab import DetailTab
from vipdesk.ui.customers.payment_tables import balance_table, figures, payment_table
from vipdesk.ui.customers.words import NOTHING
from vipdesk.ui.kit.card import rule
from vipdesk.ui.kit.charts import BarChart, Point
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label


class UsageTab(DetailTab):
    """Charts above the table that they are drawn from."""

    def __init__(self, name: str, actions: CustomerActions) -> None:
        super().__init__(name, actions)
        self._line_id = 0  # all
        self._row: CustomerDetailRow | None = None

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        if self._row is None or row.id != self._row.id:
            self._line_id = 0
        self._row = row
        if not any(_has_data(month) for month in row.months):
            text = _("No bills or usage in the last 12 months. Import them from a file.")
            self.body.addWidget(EmptyState(text, icon="receipt"))
        else:
            self._add_use(row)
        if row.accounts or row.payments:
            self._add_accounts(row)

    def _add_use(self, row: CustomerDetailRow) -> None:
        months = self._months(row)
        if len(row.lines) > 1:
            self.body.addWidget(self._chooser(row))
        self._add_chart(_("Bill (yuan)"), months, lambda m: m.fee_fen, lambda v: amount(round(v)))
        self._add_chart(
            _("Calls (minutes)"), months, _minutes, lambda minutes: f"{round(minutes):,}"
        )
        self._add_chart(_("Data"), months, lambda m: m.data_bytes, lambda v: data_volume(round(v)))
        self._add_chart(_("Messages"), months, lambda m: m.messages, lambda n: f"{round(n):,}")
        self.body.addWidget(rule())
        self.body.addLayout(_table(months))

    def _add_accounts(self, row: CustomerDetailRow) -> None:
        """What stands on each account, and what was paid into them."""
        several = len(row.accounts) > 1 or len({paid.account for paid in row.payments}) > 1
        if row.accounts:
            self.body.addWidget(rule())
            self.body.addWidget(label(_("Balance"), "section"))
            self.body.addLayout(balance_table(row.accounts, several=several))
        self.body.addWidget(rule())
        self.body.addWidget(label(_("Payments of the last 12 months"), "section"))
        if row.payments:
            self.body.addLayout(payment_table(row.payments, several=several))
        else:
            nothing = _("No payments in the last 12 months. Import them from a file.")
            self.body.addWidget(label(nothing, "muted", wrap=True))

    def _months(self, row: CustomerDetailRow) -> Sequence[MonthRow]:
        one = next((line for line in row.lines if line.id == self._line_id), None)
        return one.months if one else row.months

    def _chooser(self, row: CustomerDetailRow) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(_("Line"))
        made.addItem(_("All lines"), 0)
        for line in row.lines:
            made.addItem(f"{line.number}  {line.plan or ''}".strip(), line.id)
        made.setCurrentIndex(max(0, made.findData(self._line_id)))
        made.currentIndexChanged.connect(lambda _index: self._on_line_chosen(made.currentData()))
        return made

    def _on_line_chosen(self, line_id: int) -> None:
        self._line_id = line_id
        if self._row is not None:
            self.show_customer(self._row)

    def _add_chart(
        self,
        title: str,
        months: Sequence[MonthRow],
        value: Callable[[MonthRow], float | None],
        figure: Callable[[float], str],
    ) -> None:
        points = [Point(month_name(_, month.month), value(month)) for month in months]
        if all(point.value is None for point in points):
            return
        chart = BarChart(title, figure)
        chart.set_points(points)
        chart.setFixedHeight(112)
        self.body.addWidget(label(title, "note"))
        self.body.addWidget(chart)


def _has_data(month: MonthRow) -> bool:
    known = (month.fee_fen, month.voice_seconds, month.data_bytes, month.messages)
    return any(value is not None for value in known)


def _minutes(month: MonthRow) -> float | None:
    return None if month.voice_seconds is None else month.voice_seconds / 60


def _table(months: Sequence[MonthRow]) -> QGridLayout:
    """The newest month first; a dash where there are no data, which is not 0."""
    heads = (_("Month"), _("Bill"), _("Calls"), _("Data"), _("Messages"))
    return figures(
        heads,
        [
            (
                month.month,
                NOTHING if month.fee_fen is None else amount(month.fee_fen),
                NOTHING if month.voice_seconds is None else f"{-(-month.voice_seconds // 60):,}",
                data_volume(month.data_bytes) or NOTHING,
                NOTHING if month.messages is None else f"{month.messages:,}",
            )
            for month in reversed(months)
        ],
    )
