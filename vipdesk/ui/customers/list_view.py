"""The table of customers, what it says when it is empty, and the bar of the chosen rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from vipdesk.services.customer_list_sql import EXTRA
from vipdesk.services.customers import CustomerRow, CustomerService
from vipdesk.texts import _, ngettext
from vipdesk.ui.customers.columns import list_columns
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import ColumnState
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView


class CustomerList(Card):
    """Shows the customers of a query.

    Signals:
        columns_changed: The user moved, widened or chose columns.
        import_requested: From the empty state of an empty book.
        clear_requested: From the empty state of a search that found nobody.
    """

    columns_changed = Signal()
    import_requested = Signal()
    clear_requested = Signal()

    def __init__(self, customers: CustomerService, today: date) -> None:
        super().__init__(padded=False)
        self.today = today
        self._customers = customers
        self._extra: tuple[str, ...] = ()
        self._with_extra = False
        self.model = PagedTableModel[CustomerRow](self._columns(), self._fetch, self)
        self.table = TableView(_("Customers"), self.model)
        self.bar = SelectionBar()
        self._empty = EmptyState("", icon="users")
        self._empty_book = False
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.bar)
        self.setFocusProxy(self.table)
        self.table.columns_changed.connect(self._on_table_columns_changed)
        self.table.selection_changed.connect(self._on_table_selection_changed)
        self._empty.acted.connect(self._on_empty_acted)

    def show_ids(self, ids: Sequence[int], total: int, *, stay: bool) -> None:
        """Show these customers of ``total`` in the book.

        Args:
            ids: In view order.
            total: How many there are without search and filter.
            stay: Keep the place, for the same query again; else begin at the top.
        """
        scroll = self.table.verticalScrollBar()
        place = scroll.value() if stay else 0
        self.model.show_ids(ids)
        scroll.setValue(place)
        self._empty_book = total == 0
        if not ids:
            self._say_empty()
        self._stack.setCurrentIndex(0 if ids else 1)
        if ids and self.table.current_id() < 0:
            self.table.go_to(ids[0])

    def set_extra(self, headings: Sequence[str], states: Sequence[ColumnState]) -> None:
        """Offer the columns of imports too, and put all columns as they were left."""
        self._extra = tuple(headings)
        self._with_extra = _shows_extra(states)
        self.model.set_columns(self._columns())
        self.table.restore_columns(states)

    def refresh_extra(self) -> None:
        """Read the columns of imports too, once one of them is shown."""
        shows = _shows_extra(self.table.column_states())
        if shows and not self._with_extra:
            self._with_extra = True
            self.model.forget_rows()

    def shown_columns(self) -> list[str]:
        """The keys of the shown columns in view order."""
        return [state.key for state in self.table.column_states() if state.shown]

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        ranges = self.table.selectionModel().selection().toList()
        return sum(each.height() for each in ranges)

    def _columns(self) -> Any:
        return list_columns(lambda: self.today, self._extra)

    def _fetch(self, ids: Sequence[int]) -> Iterable[CustomerRow]:
        return self._customers.rows(ids, with_extra=self._with_extra)

    def _say_empty(self) -> None:
        if self._empty_book:
            said = _("No customers yet. Import the operator's file to begin.")
            self._empty.set_sentence(said, _("Import a file"))
        else:
            said = _("Nobody matches this search and filter.")
            self._empty.set_sentence(said, _("Clear search and filter"))

    def _on_empty_acted(self) -> None:
        (self.import_requested if self._empty_book else self.clear_requested).emit()

    def _on_table_columns_changed(self) -> None:
        self.refresh_extra()
        self.columns_changed.emit()

    def _on_table_selection_changed(self) -> None:
        self.bar.set_count(self.chosen_count())


def extra_headings(states: Iterable[ColumnState]) -> list[str]:
    """The headings of imports among kept columns."""
    return [each.key.removeprefix(EXTRA) for each in states if each.key.startswith(EXTRA)]


def _shows_extra(states: Iterable[ColumnState]) -> bool:
    return any(state.shown and state.key.startswith(EXTRA) for state in states)


class SelectionBar(QFrame):
    """What can be done with several chosen customers; hidden while there is one or none.

    Signals:
        requested: ``tag``, ``untag``, ``hand_over``, ``export``, ``pdf``, ``delete``, ``clear``.
    """

    requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self._count = label("", "strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        row.addWidget(self._count)
        row.addStretch(1)
        for key, text, icon in _actions():
            made = button(text, icon=icon, small=True)
            made.setObjectName(key)
            made.clicked.connect(lambda _checked, key=key: self.requested.emit(key))
            row.addWidget(made)
        self.hide()

    def set_count(self, count: int) -> None:
        """Show the bar for ``count`` chosen customers."""
        text = ngettext("{n} chosen", "{n} chosen", count)
        self._count.setText(text.format(n=f"{count:,}"))
        self.setVisible(count > 1)


def _actions() -> tuple[tuple[str, str, str], ...]:
    return (
        ("tag", _("Tag"), "tag"),
        ("untag", _("Untag"), "x"),
        ("hand_over", _("Hand over"), "arrow-right-left"),
        ("export", _("Export"), "download"),
        ("pdf", "PDF", "file-text"),
        ("delete", _("Recycle bin"), "trash-2"),
    )
