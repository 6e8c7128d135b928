"""Retention: what ends, who may leave, whom to care for; worked case by case."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Value
from vipdesk.domain.names import fold
from vipdesk.domain.talk import Reason
from vipdesk.domain.task_query import Due, TaskFilter, TaskQuery, describe
from vipdesk.services.case_book import CaseBook
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _
from vipdesk.ui.filter_chips import ALL, FilterChips, NamedFilter
from vipdesk.ui.filter_work import Filters, FilterWork
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.page import GAP, Page
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.kit.table_view import NO_ROW
from vipdesk.ui.retention.acts import TaskActs
from vipdesk.ui.retention.cost_dialog import budget_words
from vipdesk.ui.retention.detail import TaskDetail
from vipdesk.ui.retention.filter_panel import TaskFilterPanel
from vipdesk.ui.retention.found import VIEW_KEY, Found, counts_of, find, within
from vipdesk.ui.retention.lists import TaskLists
from vipdesk.ui.retention.lost_detail import LostDetail
from vipdesk.ui.retention.words import (
    BOARD,
    ENDING,
    TABLE,
    WIN_BACK,
    outcome_of,
    renewal_words,
    tab_names,
)

SHOWS = frozenset(
    {
        Area.TASKS,
        Area.CUSTOMERS,
        Area.LINES,
        Area.BILLS,
        Area.COMPLAINTS,
        Area.TOUCHPOINTS,
        Area.VISITS,
        Area.SETTINGS,
    }
)
SETTLE = 80  # milliseconds between two tasks that are read while a key is held
LIST_SHARE, DETAIL_SHARE = 420, 226  # of the height


class RetentionPage(Page):
    """Tabs over a table or a board, with the task in front below it.

    Signals:
        touchpoint_requested, visit_requested, customer_opened: For the customer.
        import_requested: Bring in the operator's files.
        undo_requested: Take back what was just done.
    """

    touchpoint_requested = Signal(int)
    visit_requested = Signal(int)
    customer_opened = Signal(int)
    import_requested = Signal()
    undo_requested = Signal()

    def __init__(self, book: CaseBook, jobs: Jobs) -> None:
        super().__init__()
        self._book, self._jobs = book, jobs
        self._tab, self._query = ENDING, TaskQuery()
        self._in_detail = NO_ROW
        self._renewals: Value | None = None
        self._renewals_read = Latest(jobs, self)
        self._view_known = False  # whether table or board was read, or chosen
        self._wanted: int | None = None  # what to show once the list has come
        self._shown: Found | None = None
        self._found = Latest(jobs, self)
        self._detail_read = Latest(jobs, self)
        self._offered_read, self._typed_read = Latest(jobs, self), Latest(jobs, self)
        self.chips = FilterChips(built_in())
        self._filters = FilterWork(self._own_filters(), jobs, self.chips, self)
        self.acts = TaskActs(book, jobs, self)
        self.lists = TaskLists(book)
        self.detail, self.lost = TaskDetail(), LostDetail()
        self.panel = TaskFilterPanel()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._lay_out()
        self._connect()
        self.reload()
        self._read_renewals()

    def reload(self) -> None:
        """Read the tab again; the chosen task stays."""
        book, tab, query = self._book, self._tab, self._query
        self._found.read(lambda _progress: find(book, tab, query), self._show)
        self._filters.reload()

    def show_tab(self, tab: str) -> None:
        """Show another tab."""
        self._tab = tab
        self.tabs.set_value(tab)
        self._show_parts()
        self.reload()

    def set_filter(self, criteria: TaskFilter) -> None:
        """Show what passes ``criteria``."""
        self._query = replace(self._query, filter=criteria)
        self.panel.set_filter(criteria)
        self._filters.follow(criteria)
        self.filter_button.setAccessibleDescription(_(", ").join(describe(criteria, _)))
        self.reload()

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & SHOWS:
            self._in_detail = NO_ROW
            self.reload()
        if changed & {Area.LINES, Area.TASKS}:
            self._read_renewals()

    @override
    def customer_in_front(self) -> int | None:
        return self._customer_id() or None

    @override
    def bookmark(self) -> int | None:
        return self._in_detail if self._in_detail != NO_ROW else None

    @override
    def return_to(self, bookmark: int) -> None:
        if not self.lists.go_to(bookmark):
            self._wanted = bookmark

    def _show(self, found: Found) -> None:
        self._say_counts(found)
        if not self._view_known:
            self._view_known = True
            self.views.set_value(found.view)
            self.lists.begin_with(found.view)
        filtered = not self._query.filter.is_empty()
        self.lists.show_found(found, self._tab, filtered=filtered)
        if self._wanted is not None:
            self.lists.lead_to(self._wanted)
            self._wanted = None
        self._show_current()

    def _read_renewals(self) -> None:
        indicators = self._book.indicators
        self._renewals_read.read(
            lambda _progress: indicators.of_quarter("renewal")[0], self._show_renewals
        )

    def _show_renewals(self, renewals: Value) -> None:
        self._renewals = renewals
        self._say_note()

    def _say_counts(self, found: Found) -> None:
        self._shown = found
        self._say_note()
        names = tab_names()
        self.tabs.set_options([(key, f"{name} {found.tabs[key]:,}") for key, name in names.items()])

    def _say_note(self) -> None:
        """How many are open and overdue, what was renewed, what was spent."""
        found = self._shown
        if found is None:
            return
        parts = [_("{n} open").format(n=f"{found.counts.all:,}")]
        if found.counts.overdue:
            parts.append(_("{n} late").format(n=f"{found.counts.overdue:,}"))
        if self._renewals is not None and self._renewals.rate is not None:
            parts.append(renewal_words(self._renewals, self._renewals.rate))
        if found.budget.budget_fen or found.budget.spent_fen:
            parts.append(budget_words(found.budget))
        self.head.set_note(" · ".join(parts))

    def _lay_out(self) -> None:
        self._make_head()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.chips, 1)
        row.addWidget(self.views)
        row.addWidget(self.filter_button)
        self.whole.addLayout(row)
        self.whole.addWidget(self.panel)
        self.panel.hide()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
        for place, part in enumerate((self.lists, self.detail, self.lost)):
            splitter.addWidget(part)
            splitter.setStretchFactor(place, 1 if part is self.lists else 0)
        splitter.setSizes([LIST_SHARE, DETAIL_SHARE, DETAIL_SHARE])
        self.whole.addWidget(splitter, 1)
        self.hand_on_to(self.lists)
        self._show_parts()

    def _make_head(self) -> None:
        self.head = self.add_head(_("Retention"))
        self.tabs = Segmented(_("Which tasks"), list(tab_names().items()), kind="filter")
        self.tabs.set_value(self._tab)
        views = [(TABLE, _("List")), (BOARD, _("Board"))]
        self.views = Segmented(_("View"), views)
        self.views.set_value(BOARD)
        self.filter_button = button(_("Filter"), icon="sliders-horizontal")
        self.filter_button.setCheckable(True)
        self.by_hand = button(_("Asks to leave…"), icon="plus")
        for part in (self.tabs, self.by_hand):
            self.head.add(part)

    def _show_parts(self) -> None:
        """What a tab does not have is not shown."""
        lost = self._tab == WIN_BACK
        self.detail.setVisible(not lost)
        self.lost.setVisible(lost)
        self.chips.setVisible(not lost)
        for part in (self.views, self.filter_button):
            part.setVisible(not lost)
        if lost:
            self.filter_button.setChecked(False)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.views.chosen.connect(self._on_views_chosen)
        self.filter_button.toggled.connect(self._on_filter_button_toggled)
        self.by_hand.clicked.connect(lambda: self.acts.open_by_hand(self.customer_in_front()))
        self.panel.filter_changed.connect(self.set_filter)
        self.chips.chosen.connect(self.set_filter)
        for work in (self._filters, self.acts):
            work.done.connect(self._toast_with_undo)
        self._settle.timeout.connect(self._show_current)
        self._connect_lists()
        keys = QShortcut(QKeySequence.StandardKey.Find, self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.filter_button.toggle)

    def _connect_lists(self) -> None:
        self.lists.chosen.connect(self._on_lists_chosen)
        self.lists.opened.connect(self._on_lists_opened)
        self.lists.sort_requested.connect(self._on_lists_sort_requested)
        self.lists.requested.connect(self._act)
        self.lists.typed.connect(self._on_lists_typed)
        self.lists.clear_requested.connect(lambda: self.set_filter(TaskFilter()))
        self.lists.import_requested.connect(self.import_requested)
        self.detail.outcome_requested.connect(self._on_detail_outcome_requested)
        self.detail.requested.connect(self._act_on_shown)
        self.detail.customer_opened.connect(self._open_customer)
        self.detail.cost_removed.connect(self.acts.remove_cost)
        self.lost.requested.connect(self._act)
        self.lost.customer_opened.connect(self._open_customer)

    def _own_filters(self) -> Filters:
        return Filters(
            self._book.filters,
            built_in(),
            lambda criteria: describe(criteria, _),
            lambda filters: counts_of(self._book, self._tab, filters),
        )

    def _on_views_chosen(self, view: str) -> None:
        self._view_known = True
        self.lists.set_view(view)
        preferences = self._book.preferences
        self._jobs.write(lambda _progress: preferences.put(VIEW_KEY, view))

    def _on_filter_button_toggled(self, on: bool) -> None:
        self.panel.setVisible(on)
        if on:
            tasks = self._book.tasks
            self._offered_read.read(
                lambda _progress: (tasks.plans(), tasks.stages()),
                lambda offered: self.panel.set_offered(*offered),
            )
            self.panel.begin()
        else:
            self.lists.enter()

    def _on_lists_chosen(self) -> None:
        """The first at once; of those that rush by under a held key the last."""
        if not self._settle.isActive():
            self._show_current()
        self._settle.start()

    def _on_lists_opened(self) -> None:
        """Return or a double click: on to the outcomes of the task."""
        self._show_current()
        self.detail.enter()

    def _on_lists_typed(self, typed: str) -> None:
        """Go to the first task whose customer is meant, by name, pinyin or digits."""
        if fold(self.lists.current_name()).startswith(fold(typed)):
            return
        book, query = self._book, within(self._tab, replace(self._query, search=typed))
        self._typed_read.read(
            lambda _progress: book.tasks.ids(query, book.tasks.today())[:1], self._go_to_first
        )

    def _go_to_first(self, ids: list[int]) -> None:
        if ids and self.lists.go_to(ids[0]):
            self._on_lists_chosen()

    def _on_lists_sort_requested(self, key: str, descending: bool) -> None:
        self._query = replace(self._query, sort=key, descending=descending)
        self.reload()

    def _show_current(self) -> None:
        current = self.lists.current_id()
        if self._tab == WIN_BACK:
            self._show_lost(current)
            return
        if current == self._in_detail and self.detail.detail is not None:
            return
        self._in_detail = current
        if current == NO_ROW:
            self._detail_read.drop()
            self.detail.show_nothing()
            return
        detail = self._book.detail
        job = self._detail_read.read(
            lambda _progress: detail.read(current), self.detail.show_detail
        )
        job.quiet = True  # a task that is gone meanwhile leaves the list by itself

    def _show_lost(self, line_id: int) -> None:
        rows = self._book.win_back.rows([line_id]) if line_id != NO_ROW else []
        self.lost.show_row(rows[0] if rows else None)
        self._detail_read.drop()
        if rows:
            scripts, customer_id = self._book.scripts, rows[0].customer_id
            job = self._detail_read.read(
                lambda _progress: scripts.script(customer_id, Reason.WIN_BACK, line_id),
                self.lost.show_script,
            )
            job.quiet = True

    def _on_detail_outcome_requested(self, key: str) -> None:
        shown = self.detail.detail
        if shown is not None:
            self.acts.record([shown.row], outcome_of(key))

    def _act(self, key: str) -> None:
        """Do something with the chosen rows; a contact is with the one in front."""
        ids = self.lists.selected_ids() or [self._in_detail]
        if key == "won_back":
            self.acts.won_back(ids)
        elif key == "snooze":
            self.acts.snooze(ids)
        elif key == "done":
            self.acts.mark_done(ids)
        elif key in ("log", "visit"):
            self._contact(key)
        else:
            self.acts.record(self._rows(ids), outcome_of(key))

    def _act_on_shown(self, key: str) -> None:
        """Do something with the task in front alone."""
        shown = self.detail.detail
        if shown is None:
            return
        acts = {
            "snooze": lambda: self.acts.snooze([shown.row.id]),
            "done": lambda: self.acts.mark_done([shown.row.id]),
            "cost": lambda: self.acts.add_cost(shown),
        }
        acts.get(key, lambda: self._contact(key))()

    def _rows(self, ids: list[int]) -> list[TaskRow]:
        order = {task_id: place for place, task_id in enumerate(ids)}
        return sorted(self._book.tasks.rows(ids), key=lambda row: order[row.id])

    def _contact(self, key: str) -> None:
        asks = self.touchpoint_requested if key == "log" else self.visit_requested
        if customer_id := self._customer_id():
            asks.emit(customer_id)

    def _customer_id(self) -> int:
        if self._tab == WIN_BACK:
            return self.lost.row.customer_id if self.lost.row else 0
        return self.detail.detail.row.customer_id if self.detail.detail else 0

    def _open_customer(self) -> None:
        if customer_id := self._customer_id():
            self.customer_opened.emit(customer_id)

    def _toast_with_undo(self, text: str) -> None:
        self.toast_requested.emit(text, _("Undo"), self.undo_requested.emit)


def built_in() -> list[NamedFilter]:
    """What every list of tasks offers."""
    made = [NamedFilter(ALL, _("All"), TaskFilter())]
    return made + [NamedFilter(str(due), _(due.label), TaskFilter(due=due)) for due in Due]
