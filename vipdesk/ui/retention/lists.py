"""The three ways in which the page shows what it found: a table, a board, those who left."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from vipdesk.domain.words import Outcome
from vipdesk.services.case_book import CaseBook
from vipdesk.services.task_list import TaskRow
from vipdesk.services.win_back import WinBackRow
from vipdesk.texts import _
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.selection_bar import SelectionBar
from vipdesk.ui.kit.tab_order import HandsOn
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import NO_ROW, TableView
from vipdesk.ui.retention.board import Board
from vipdesk.ui.retention.columns import task_columns, win_back_columns
from vipdesk.ui.retention.found import Found
from vipdesk.ui.retention.words import ASKED, BOARD, CARE, ENDING, TABLE, WARNINGS, WIN_BACK

KEYS = {Qt.Key.Key_L: "log", Qt.Key.Key_V: "visit", Qt.Key.Key_S: "snooze"}


class TaskTable(TableView):
    """The table, with the keys of its most usual actions: L, V and S.

    Signals:
        key_requested: "log", "visit" or "snooze".
    """

    key_requested = Signal(str)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        wanted = KEYS.get(Qt.Key(event.key())) if alt else None
        if wanted and self.current_id() != NO_ROW:
            self.key_requested.emit(wanted)
        else:
            super().keyPressEvent(event)


class TaskLists(HandsOn, QStackedWidget):
    """Shows one of them, or what to do where there is nothing.

    Signals:
        chosen: A task, or a line that left, was gone to; see `current_id`.
        opened: By Return or a double click.
        sort_requested: A column's sort key and whether it runs down.
        requested: The key of what is to be done with the chosen rows.
        typed: What was typed on the list; the page goes to who is meant.
        clear_requested, import_requested: From an empty state.
    """

    chosen = Signal()
    opened = Signal()
    sort_requested = Signal(str, bool)
    requested = Signal(str)
    typed = Signal(str)
    clear_requested = Signal()
    import_requested = Signal()

    def __init__(self, book: CaseBook) -> None:
        super().__init__()
        self.today = date.min
        self._view, self._tab = BOARD, ENDING
        self.model = PagedTableModel[TaskRow](
            task_columns(lambda: self.today), book.tasks.rows, self
        )
        self.model.set_sort("due", False)
        self.table = TaskTable(_("Tasks"), self.model, near=True)
        self.bar = SelectionBar(_task_actions())
        self.board = Board(book.tasks.rows, lambda: self.today)
        self.lost_model = PagedTableModel[WinBackRow](win_back_columns(), book.win_back.rows, self)
        self.lost = TaskTable(_("Who left"), self.lost_model, near=True)
        self.lost_bar = SelectionBar((("won_back", _("Came back"), "undo-2"),))
        self.nothing = EmptyState("", icon="circle-check")
        self.nobody = EmptyState(
            _("Nothing matches this filter."), icon="search", action=_("Clear filter")
        )
        self._places = (
            _carded(self.table, self.bar),
            self.board,
            _carded(self.lost, self.lost_bar),
            self.nothing,
            self.nobody,
        )
        for place in self._places:
            self.addWidget(place)
        self._connect()

    def show_found(self, found: Found, tab: str, *, filtered: bool) -> None:
        """Show a tab's answer; the chosen one stays if it is still there, else one beside it."""
        self.today, self._tab = found.today, tab
        around = self.board.around() if tab != WIN_BACK and self._view == BOARD else ()
        if tab == WIN_BACK:
            self.lost_model.show_ids(found.ids)
        else:
            self.bar.offer(_fitting(tab))
            self.model.show_ids(found.ids, found.rows)
            self.board.show_lanes(found.lanes, found.rows)
        self._show_place(found, filtered=filtered)
        if self.current_id() == NO_ROW:
            self._go_to_one_of((*around, *found.ids[:1]))

    def begin_with(self, view: str) -> None:
        """Show the table or the board from the first answer on."""
        self._view = view

    def set_view(self, view: str) -> None:
        """Show the table or the board."""
        current, self._view = self.current_id(), view
        if self._tab == WIN_BACK or self.currentWidget() in (self.nothing, self.nobody):
            return
        self._bring(self.board if view == BOARD else self.table)
        self.go_to(current)
        self.enter()

    def current_id(self) -> int:
        """What the keyboard is on, or `NO_ROW`."""
        if self._tab == WIN_BACK:
            return self.lost.current_id()
        return self.board.current_id() if self._view == BOARD else self.table.current_id()

    def current_name(self) -> str:
        """Whose row of the table the keyboard is on, if it was read."""
        place = self.table.currentIndex().row()
        row = self.model.loaded_row(place) if self._view == TABLE and place >= 0 else None
        return row.name if row else ""

    def selected_ids(self) -> list[int]:
        """The chosen rows; of the board the one chosen card."""
        if self._tab == WIN_BACK:
            return self.lost.selected_ids()
        if self._view == TABLE:
            return self.table.selected_ids()
        return [self.board.current_id()] if self.board.current_id() != NO_ROW else []

    def go_to(self, task_id: int) -> bool:
        """Choose a row or a card."""
        if self._tab == WIN_BACK:
            return self.lost.go_to(task_id)
        return self.board.go_to(task_id) if self._view == BOARD else self.table.go_to(task_id)

    def lead_to(self, task_id: int) -> None:
        """Choose a row or a card; the keyboard, if it is in the list, goes along."""
        holder = self.window().focusWidget()
        if self.go_to(task_id) and holder is not None and self.isAncestorOf(holder):
            self.enter()

    def enter(self) -> None:
        """Take the keyboard."""
        shown = self.currentWidget()
        if shown is self.board:
            self.board.setFocus()
        else:
            (self.lost if self._tab == WIN_BACK else self.table).setFocus()

    def _show_place(self, found: Found, *, filtered: bool) -> None:
        closed = self._view == BOARD and any(found.lanes.values())
        if not found.ids and not closed:
            self.nothing.set_sentence(*_nothing_words(self._tab))
            self._bring(self.nobody if filtered and found.total else self.nothing)
        elif self._tab == WIN_BACK:
            self._bring(self.lost)
        else:
            self._bring(self.board if self._view == BOARD else self.table)

    def _bring(self, part: QWidget) -> None:
        """Show a part, which takes the keyboard when the page does."""
        place = next(each for each in self._places if each is part or each.isAncestorOf(part))
        self.setCurrentWidget(place)
        self.hand_on_to(part)

    def _go_to_one_of(self, ids: Sequence[int]) -> None:
        if any(self.go_to(each) for each in ids):
            self.chosen.emit()

    def _connect(self) -> None:
        for table in (self.table, self.lost):
            table.current_changed.connect(lambda _id: self.chosen.emit())
            table.opened.connect(lambda _id: self.opened.emit())
            table.key_requested.connect(self.requested)
        self.board.chosen.connect(lambda _id: self.chosen.emit())
        self.board.opened.connect(lambda _id: self.opened.emit())
        self.table.sort_requested.connect(self.sort_requested)
        self.table.typed.connect(self.typed)
        self.board.typed.connect(self.typed)
        for table, bar in ((self.table, self.bar), (self.lost, self.lost_bar)):
            table.selection_changed.connect(
                lambda table=table, bar=bar: bar.set_count(len(table.selected_ids()))
            )
            bar.requested.connect(self.requested)
        self.nobody.acted.connect(self.clear_requested)
        self.nothing.acted.connect(self.import_requested)


def _carded(table: TableView, bar: SelectionBar) -> Card:
    card = Card(padded=False)
    card.body.addWidget(table, 1)
    card.body.addWidget(bar)
    return card


def _task_actions() -> tuple[tuple[str, str, str], ...]:
    return (
        (str(Outcome.RENEWED), _(Outcome.RENEWED.label), "check"),
        (str(Outcome.THINKING), _(Outcome.THINKING.label), "message-circle"),
        (str(Outcome.UNREACHABLE), _(Outcome.UNREACHABLE.label), "phone"),
        (str(Outcome.REFUSED), _(Outcome.REFUSED.label), "x"),
        ("snooze", _("Put off…"), "clock"),
        ("done", _("Mark as done"), "circle-check"),
    )


def _fitting(tab: str) -> frozenset[str]:
    """What can be done with tasks of a tab: care has no outcome, and a case is not ticked off."""
    keys = {key for key, _text, _icon in _task_actions()}
    if tab == CARE:
        return frozenset({"snooze", "done"})
    return frozenset(keys if tab == WARNINGS else keys - {"done"})


def _nothing_words(tab: str) -> tuple[str, str]:
    """What an empty tab says, and its button."""
    words = {
        ENDING: _("No contract or discount ends within the next months."),
        WARNINGS: _("No warning is open. Import bills, usage and balances to see early signs."),
        ASKED: _("Nobody asked to leave. Open a case here when somebody does."),
        CARE: _("Everybody was contacted in time."),
        WIN_BACK: _("Nobody left in the last months."),
    }
    return words[tab], _("Import a file") if tab in (ENDING, WARNINGS) else ""
