"""Which columns a table shows, in what order, and by which it sorts; all by keyboard too."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.columns import ColumnState
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.table_view import TableView

STATE_ROLE = Qt.ItemDataRole.UserRole


class ColumnChooser(Dialog):
    """Tick the columns to show; drag them, or move them with the buttons.

    Signals:
        chosen: The table has the chosen columns; keep `TableView.column_states`.
    """

    chosen = Signal()

    def __init__(self, table: TableView, parent: QWidget | None) -> None:
        super().__init__(_("Columns"), parent, primary=_("Apply"))
        self._table = table
        self._list = QListWidget()
        self._list.setAccessibleName(_("Columns"))
        self._list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self._list.setMinimumHeight(320)
        self._list.ensurePolished()  # rows are measured as soon as one is chosen
        titles = {column.key: column.title for column in table.columns()}
        for state in table.column_states():
            self._add(titles[state.key], state)
        self._list.setCurrentRow(0)
        up, down = button(_("Move up"), icon="arrow-up"), button(_("Move down"), icon="arrow-down")
        up.clicked.connect(lambda: self._move(-1))
        down.clicked.connect(lambda: self._move(1))
        row = QHBoxLayout()
        row.addWidget(up)
        row.addWidget(down)
        row.addStretch(1)
        self.body.addWidget(label(_("Ticked columns are shown in this order."), "muted"))
        self.body.addWidget(self._list)
        self.body.addLayout(row)
        self.body.addLayout(self._order_row())
        self._list.itemChanged.connect(self._on_item_changed)
        self.accepted.connect(self._on_accepted)
        self._list.setFocus()

    def states(self) -> list[ColumnState]:
        """The columns as they are chosen now."""
        chosen = []
        for number in range(self._list.count()):
            item = self._list.item(number)
            key, width = item.data(STATE_ROLE)
            shown = item.checkState() == Qt.CheckState.Checked
            chosen.append(ColumnState(key, width, shown))
        return chosen

    def _order_row(self) -> QHBoxLayout:
        key, descending = self._table.sort_state()
        self._by = QComboBox()
        self._by.setAccessibleName(_("Sort by"))
        for column in self._table.columns():
            if column.sort_key:
                self._by.addItem(column.title, column.sort_key)
        self._by.setCurrentIndex(self._by.findData(key))
        self._down = QCheckBox(_("Descending"))
        self._down.setChecked(descending)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Sort by"), "muted"))
        row.addWidget(self._by, 1)
        row.addWidget(self._down)
        return row

    def _add(self, title: str, state: ColumnState) -> None:
        item = QListWidgetItem(title)
        item.setData(STATE_ROLE, (state.key, state.width))
        shown = Qt.CheckState.Checked if state.shown else Qt.CheckState.Unchecked
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setCheckState(shown)
        self._list.addItem(item)

    def _move(self, step: int) -> None:
        at = self._list.currentRow()
        to = at + step
        if 0 <= to < self._list.count():
            self._list.insertItem(to, self._list.takeItem(at))
            self._list.setCurrentRow(to)

    def _on_item_changed(self) -> None:
        self.primary_button.setEnabled(any(state.shown for state in self.states()))

    def _on_accepted(self) -> None:
        self._table.restore_columns(self.states())
        order = (self._by.currentData() or "", self._down.isChecked())
        if order[0] and order != self._table.sort_state():
            self._table.sort_by(*order)
        self.chosen.emit()
