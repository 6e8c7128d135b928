"""The customer list with the customer beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery, describe
from vipdesk.services.customer_book import CustomerBook
from vipdesk.texts import _, ngettext
from vipdesk.ui.customers.chosen import Chosen
from vipdesk.ui.customers.columns_choice import ColumnsChoice
from vipdesk.ui.customers.found import Found, find
from vipdesk.ui.customers.later import LaterParts
from vipdesk.ui.customers.left_as import Arrangement, LeftAs
from vipdesk.ui.customers.list_buttons import ListButtons
from vipdesk.ui.customers.list_view import CustomerList
from vipdesk.ui.customers.own_filters import built_in, own_filters
from vipdesk.ui.customers.type_ahead import TypeAhead
from vipdesk.ui.filter_chips import FilterChips
from vipdesk.ui.filter_work import FilterWork
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import GAP, Page
from vipdesk.ui.turns import in_next_turn

if TYPE_CHECKING:  # loaded once the list is there: a start has no time for them
    from vipdesk.services.customer_desk import CustomerDesk
    from vipdesk.services.reports import ReportsService
    from vipdesk.ui.customers.bulk import BulkActions
    from vipdesk.ui.customers.detail import CustomerDetail
    from vipdesk.ui.customers.filter_panel import FilterPanel
    from vipdesk.ui.customers.list_actions import ListActions

SHOWS = frozenset(
    {Area.CUSTOMERS, Area.LINES, Area.BILLS, Area.TOUCHPOINTS, Area.VISITS, Area.SETTINGS}
)
LIST_SHARE, DETAIL_SHARE = 768, 368  # of 1150 pixels, as at 1366
LEAST = 230  # pixels of height that a filter leaves to the list and the customer beside it
SETTLE = 80  # milliseconds between two customers that are read while a key is held


class CustomersPage(Page):
    """Finds customers, shows one, acts on many.

    Signals:
        visit_requested: Begin or plan a visit to the customer.
        points_requested: Show the customer's points.
        touchpoint_requested: Log a touchpoint with the customer.
        import_requested: Bring in the operator's files.
        customer_opened: The customer who is shown now.
        search_cleared: The list no longer follows what stands in the window's search field.
        undo_requested: Take back what was just done.
        journal_requested: Show what was done with the customer.
        data_requested: Hand out all data, for the customer.
        erase_requested: Delete the customer on request.
    """

    visit_requested = Signal(int)
    points_requested = Signal(int)
    touchpoint_requested = Signal(int)
    import_requested = Signal()
    customer_opened = Signal(int)
    search_cleared = Signal()
    undo_requested = Signal()
    journal_requested = Signal(int)
    data_requested = Signal(int)
    erase_requested = Signal(int)

    def __init__(
        self,
        book: CustomerBook,
        desk: "Callable[[], CustomerDesk]",
        reports: "Callable[[], ReportsService]",
        jobs: Jobs,
    ) -> None:
        """Show the list at once; ``desk`` and ``reports`` are made when they are first needed."""
        super().__init__()
        self._book, self._jobs = book, jobs
        self._later = LaterParts(book, desk, reports, jobs)
        self._query = CustomerQuery()
        self._shown = CustomerQuery()  # what the list holds at the moment
        self._in_detail: int | None = None
        self._wanted: int | None = None  # whom to show once the list has come
        self._search = Latest(jobs, self)
        self._choices_read = Latest(jobs, self)
        self._left_as = LeftAs(book.preferences, jobs, lambda: self.list.states(), self)
        self._begin()
        self.chips = FilterChips(built_in())
        self._filters = FilterWork(own_filters(book), jobs, self.chips, self)
        self.buttons = ListButtons()
        self._panel: FilterPanel | None = None
        self._detail: CustomerDetail | None = None
        self._bulk: BulkActions | None = None
        self._actions: ListActions | None = None
        self._private = False
        self._empty_place = Card()  # until the detail is made
        self.list = CustomerList(book.customers, date.min)
        self._lay_out()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._columns = ColumnsChoice(
            book.customers, jobs, self.list, self._left_as.keep_columns, self
        )
        TypeAhead(book.customers, jobs, self.list, lambda: self._shown)
        self._connect()

    @property
    def panel(self) -> "FilterPanel":
        """The criteria, made when they are first opened."""
        if self._panel is None:
            from vipdesk.ui.customers.filter_panel import FilterPanel

            self._panel = FilterPanel()
            self._panel.set_filter(self._query.filter)
            self._panel.filter_changed.connect(self._set_filter)
            self._panel.hide()
            self.whole.insertWidget(1, self._panel)
            self._panel.follow(self.buttons.export)
        return self._panel

    @property
    def detail(self) -> "CustomerDetail":
        """The customer beside the list, made once the list is there."""
        if self._detail is None:
            self._detail = self._later.detail(self)
            self._detail.set_private(self._private)
            sizes = self._splitter.sizes()
            self._splitter.replaceWidget(1, self._detail)
            self._empty_place.deleteLater()
            self._splitter.setStretchFactor(1, DETAIL_SHARE)
            self._splitter.setSizes(sizes)
            self._connect_detail(self._detail)
        return self._detail

    @property
    def bulk(self) -> "BulkActions":
        """What is done with many, made when it is first asked for."""
        if self._bulk is None:
            bulk = self._later.bulk(self)
            for news in (bulk.progress, bulk.busy):
                self.whole.insertWidget(self.whole.indexOf(self._splitter), news)
            bulk.done.connect(self._toast_with_undo)
            bulk.told.connect(lambda text: self.toast_requested.emit(text, "", None))
            bulk.may_unmask = not self._private
            self._bulk = bulk
        return self._bulk

    @property
    def actions_of_list(self) -> "ListActions":
        """What is done from the list's buttons, made when it is first asked for."""
        if self._actions is None:
            self._actions = self._later.list_actions(self)
            self._actions.done.connect(self._toast_with_undo)
            self._actions.wanted.connect(self.open_customer)
        return self._actions

    def reload(self) -> None:
        """Search again; the chosen row and the place stay."""
        query = self._query
        if self._ready:
            self._search.read(lambda _progress: find(self._book.customers, query), self._show)

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if self._detail is not None:
            self._detail.on_data_changed(changed)
        if changed & SHOWS:
            self.reload()
            self._filters.reload()
            self._reload_choices()

    @override
    def set_search(self, typed: str) -> None:
        if typed != self._query.search:
            self._ask(replace(self._query, search=typed))

    @override
    def set_private(self, covered: bool) -> None:
        self._private = covered
        if self._detail is not None:
            self._detail.set_private(covered)
        if self._bulk is not None:
            self._bulk.may_unmask = not covered

    @override
    def customer_in_front(self) -> int | None:
        current = self.list.table.current_id()
        return current if current >= 0 else None

    @override
    def bookmark(self) -> int | None:
        return self.customer_in_front()

    @override
    def return_to(self, bookmark: int) -> None:
        self.open_customer(bookmark)

    def open_customer(self, customer_id: int) -> None:
        """Show a customer, without search and filter if they hide them."""
        if self.list.table.go_to(customer_id):
            return
        self._wanted = customer_id
        self._clear()

    def _show(self, found: Found) -> None:
        self.list.today = found.today
        self.list.show_ids(found.ids, found.total, stay=found.query == self._shown)
        self._shown = found.query
        self.buttons.export.setEnabled(bool(found.ids))
        self._count.setText(_counted(len(found.ids), found.total))
        if self._wanted is not None:
            self.list.table.go_to(self._wanted)
            self._wanted = None
        if self._detail is None:
            self._filters.reload()
            in_next_turn(self, self._make_detail)

    def _make_detail(self) -> None:
        self._later.detail(self)
        in_next_turn(self, self._show_detail)

    def _show_detail(self) -> None:
        if self._detail is None:
            self.detail.show()
            self._show_current()

    def _ask(self, query: CustomerQuery) -> None:
        self._query = query
        self._filters.follow(query.filter)
        self.buttons.show_criteria(describe(query.filter, _))
        self.reload()

    def _set_filter(self, criteria: CustomerFilter) -> None:
        self._show_in_panel(criteria)
        self._ask(replace(self._query, filter=criteria))

    def _show_in_panel(self, criteria: CustomerFilter) -> None:
        if self._panel is not None:
            self._panel.set_filter(criteria)

    def _clear(self) -> None:
        self._show_in_panel(CustomerFilter())
        self._ask(replace(self._query, search="", filter=CustomerFilter()))
        self.search_cleared.emit()

    def _begin(self) -> None:
        """Read how the list was left and the list so ordered, while the widgets are made."""
        self._ready = False
        self._search.read(lambda _progress: self._find_first(), self._show_first)

    def _find_first(self) -> tuple[Arrangement, Found]:
        left = self._left_as.load()
        query = CustomerQuery(sort=left.sort, descending=left.descending)
        return left, find(self._book.customers, query)

    def _show_first(self, first: tuple[Arrangement, Found]) -> None:
        left, found = first
        if left.columns:
            self.list.arrange(left.columns)
        self._query = replace(self._query, sort=left.sort, descending=left.descending)
        self.list.model.set_sort(left.sort, left.descending)
        self._ready = True
        if self._query == found.query:
            self._show(found)
        else:
            self.reload()

    def _reload_choices(self) -> None:
        if self._panel is not None and self._panel.isVisible():
            self._choices_read.read(
                lambda _progress: self._book.customers.choices(), self.panel.set_choices
            )

    def _lay_out(self) -> None:
        self._make_head()
        self.list.setMinimumWidth(360)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(GAP)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setMinimumHeight(LEAST)
        shares = [LIST_SHARE, DETAIL_SHARE]
        for number, part in enumerate((self.list, self._empty_place)):
            self._splitter.addWidget(part)
            self._splitter.setStretchFactor(number, shares[number])
        self._splitter.setSizes(shares)
        self.whole.addWidget(self._splitter, 1)
        self.hand_on_to(self.list)

    def _make_head(self) -> None:
        head = self.add_head(_("Customers"))
        self._count = label("", "muted")
        head.add_after_title(self._count)
        head.add_after_title(self.chips)
        head.add(self.buttons)

    def _connect(self) -> None:
        table = self.list.table
        table.current_changed.connect(self._on_table_current_changed)
        table.opened.connect(self._on_table_opened)
        table.sort_requested.connect(self._on_table_sort_requested)
        self._settle.timeout.connect(self._show_current)
        self.list.columns_changed.connect(self._left_as.columns_changed)
        self.list.import_requested.connect(self.import_requested)
        self.list.clear_requested.connect(self._clear)
        self.list.bar.requested.connect(lambda key: self.bulk.run(key, self._chosen()))
        self._connect_head()

    def _connect_head(self) -> None:
        self.chips.chosen.connect(self._set_filter)
        self._filters.done.connect(self._toast_with_undo)
        self.buttons.filter_toggled.connect(self._on_buttons_filter_toggled)
        self.buttons.requested.connect(self._on_buttons_requested)
        keys = QShortcut(QKeySequence.StandardKey.Find, self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.buttons.filter.toggle)

    def _connect_detail(self, detail: "CustomerDetail") -> None:
        detail.visit_requested.connect(self.visit_requested)
        detail.points_requested.connect(self.points_requested)
        detail.touchpoint_requested.connect(self.touchpoint_requested)
        detail.action_done.connect(self._toast_with_undo)
        detail.customer_opened.connect(self.open_customer)
        detail.pdf_requested.connect(self._on_detail_pdf_requested)
        detail.journal_requested.connect(self.journal_requested)
        detail.data_requested.connect(self.data_requested)
        detail.erase_requested.connect(self.erase_requested)
        detail.keyboard_left.connect(self.list.setFocus)

    def _on_detail_pdf_requested(self, customer_id: int) -> None:
        self.bulk.run("pdf", self._asked([customer_id], by_hand=True))

    def _chosen(self) -> Chosen:
        return self._asked(self.list.table.selected_ids(), by_hand=True)

    def _all_listed(self) -> Chosen:
        return self._asked(self.list.model.ids(), by_hand=False)

    def _asked(self, ids: Sequence[int], *, by_hand: bool) -> Chosen:
        columns = [state.key for state in self.list.states()]
        return Chosen(ids, self._shown, by_hand, self.list.shown_columns(), columns)

    def _toast_with_undo(self, text: str) -> None:
        self.toast_requested.emit(text, _("Undo"), self.undo_requested.emit)

    def _on_table_current_changed(self) -> None:
        """The first at once; of those that rush by under a held key the last."""
        if not self._settle.isActive():
            self._show_current()
        self._settle.start()

    def _show_current(self) -> None:
        current = self.customer_in_front()
        if current == self._in_detail or self._detail is None:
            return
        self._in_detail = current
        self.detail.show_customer(current)
        if current is not None:
            self.customer_opened.emit(current)

    def _on_table_opened(self, customer_id: int) -> None:
        """Return or a double click: on to the customer who is shown."""
        self._show_current()
        self.customer_opened.emit(customer_id)
        self.detail.setFocus()

    def _on_table_sort_requested(self, key: str, descending: bool) -> None:
        self._left_as.keep_sort(key, descending)
        self._ask(replace(self._query, sort=key, descending=descending))

    def _on_buttons_filter_toggled(self, on: bool) -> None:
        self.panel.setVisible(on)
        self._reload_choices()
        if on:
            self.panel.begin()
        else:
            self.list.setFocus()

    def _on_buttons_requested(self, key: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "new": self.actions_of_list.new_customer,
            "columns": self._columns.open,
            "import": self.import_requested.emit,
            "export": lambda: self.bulk.run("export", self._all_listed()),
            "duplicates": self.actions_of_list.find_duplicates,
            "recycle_bin": self.actions_of_list.open_recycle_bin,
        }
        acts[key]()


def _counted(found: int, total: int) -> str:
    if found == total:
        return ngettext("{n} customer", "{n} customers", total).format(n=f"{total:,}")
    return _("{n} of {total}").format(n=f"{found:,}", total=f"{total:,}")
