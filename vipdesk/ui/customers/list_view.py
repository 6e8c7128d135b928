"""The table of customers, what it says when it is empty, and the bar of the chosen rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from vipdesk.services.customer_list_sql import EXTRA
from vipdesk.services.customers import CustomerRow, CustomerService
from vipdesk.texts import _
from vipdesk.ui.customers.columns import list_columns
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.columns import ColumnState
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.selection_bar import SelectionBar
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView

SCROLL_ROOM = 16  # pixels at the right of the rows
SPARE = {"name": (0.5, 120), "plan": (0.25, 60), "next_end": (0.1, 30)}  # share, at most
LACKING = {
    "name": 24,
    "plan": 20,
    "contacted": 10,
    "phone": 8,
    "arpu": 6,
    "risk": 6,
    "next_end": 34,
}
"""Pixels given up at most; by ends last, for far ones lose their note then."""


class CustomerList(HandsOn, Card):
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
        self.bar = SelectionBar(_actions())
        self.empty_book = EmptyState(
            _("No customers yet. Import the operator's file to begin."),
            icon="users",
            action=_("Import a file"),
            primary=True,
        )
        self.nobody = EmptyState(
            _("Nobody matches this search and filter."),
            icon="search",
            action=_("Clear search and filter"),
        )
        self._left_alone = True  # the user has not arranged the columns
        for part in (self.table, self.empty_book, self.nobody):
            self.body.addWidget(part, 1)
        self.empty_book.hide()
        self.nobody.hide()
        self.body.addWidget(self.bar)
        self._known = self.states()
        self.hand_on_to(self.table)
        self.table.columns_changed.connect(self._on_table_columns_changed)
        self.table.selection_changed.connect(self._on_table_selection_changed)
        self.empty_book.acted.connect(self.import_requested)
        self.nobody.acted.connect(self.clear_requested)

    def show_ids(self, ids: Sequence[int], total: int, *, stay: bool) -> None:
        """Show these customers of ``total`` in the book.

        Args:
            ids: In view order.
            total: How many there are without search and filter.
            stay: Keep the place, for the same query again, also where who stood there is gone;
                else begin at the top.
        """
        scroll = self.table.verticalScrollBar()
        place = scroll.value() if stay else 0
        self.table.near = stay
        self.model.show_ids(ids)
        scroll.setValue(place)
        self.table.setVisible(bool(ids))
        self.empty_book.setVisible(total == 0)
        self.nobody.setVisible(total > 0 and not ids)
        self.hand_on_to(self.table if ids else self.nobody if total else self.empty_book)
        if ids and self.table.current_id() < 0:
            self.table.go_to(ids[0])

    def set_extra(self, headings: Sequence[str], states: Sequence[ColumnState]) -> None:
        """Offer the columns of imports too, and put all columns as they were left."""
        self._extra = tuple(headings)
        self.model.set_columns(self._columns())
        self._put(states)
        self._refresh_extra()

    def arrange(self, states: Sequence[ColumnState]) -> None:
        """Put the columns as the user left them; from now on they keep their widths."""
        self._left_alone = False
        self.set_extra(extra_headings(states), states)

    def states(self) -> list[ColumnState]:
        """The columns in view order; the last one, which fills the rest, with its usual width."""
        states = self.table.column_states()
        usual = {column.key: column.width for column in self.model.columns()}
        last = max((n for n, state in enumerate(states) if state.shown), default=0)
        return [
            state._replace(width=usual[state.key]) if n == last else state
            for n, state in enumerate(states)
        ]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._left_alone:
            self._fit()

    def _fit(self) -> None:
        """Give room that is to spare to the names and plans, until the user arranges them."""
        usual = {column.key: column.width for column in self.model.columns()}
        states = [state._replace(width=usual[state.key]) for state in self.states()]
        room = self.width() - SCROLL_ROOM - sum(state.width for state in states if state.shown)
        more = _shared_out(room)
        self._put([state._replace(width=state.width + more.get(state.key, 0)) for state in states])

    def _put(self, states: Sequence[ColumnState]) -> None:
        self.table.restore_columns(states)
        self._known = self.states()

    def _refresh_extra(self) -> None:
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

    def _on_table_columns_changed(self) -> None:
        """The last column's width follows the window: that is no change of the user's."""
        states = self.states()
        if states == self._known:
            return
        self._known, self._left_alone = states, False
        self._refresh_extra()
        self.columns_changed.emit()

    def _on_table_selection_changed(self) -> None:
        count, holder = self.chosen_count(), self.window().focusWidget()
        if count < 2 and holder is not None and self.bar.isAncestorOf(holder):
            self.table.setFocus()  # before the bar goes and the keyboard with it
        self.bar.set_count(count)


def _shared_out(room: int) -> dict[str, int]:
    """How many pixels each column gains, or loses where ``room`` is negative.

    Where the list must be moved sideways all the same, an end keeps the room of its note.
    """
    if room < -sum(LACKING.values()):
        return {key: -most for key, most in LACKING.items() if key != "next_end"}
    if room >= 0:
        return {key: min(most, int(room * share)) for key, (share, most) in SPARE.items()}
    less: dict[str, int] = {}
    for key, most in LACKING.items():
        less[key] = max(room, -most)
        room -= less[key]
    return less


def extra_headings(states: Iterable[ColumnState]) -> list[str]:
    """The headings of imports among kept columns."""
    return [each.key.removeprefix(EXTRA) for each in states if each.key.startswith(EXTRA)]


def _shows_extra(states: Iterable[ColumnState]) -> bool:
    return any(state.shown and state.key.startswith(EXTRA) for state in states)


def _actions() -> tuple[tuple[str, str, str], ...]:
    return (
        ("tag", _("Add tag"), "tag"),
        ("untag", _("Untag"), "x"),
        ("hand_over", _("Hand over"), "arrow-right-left"),
        ("export", _("Export"), "download"),
        ("pdf", "PDF", "file-text"),
        ("summaries", _("Summaries"), "signature"),
        ("delete", _("Recycle bin"), "trash-2"),
    )
