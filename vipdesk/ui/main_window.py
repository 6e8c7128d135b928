"""The shell: bars around a stack of pages. It navigates and passes news on; it knows no service."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.ui import theme
from vipdesk.ui.kit.dialogs import ErrorDialog, show_error
from vipdesk.ui.kit.notices import Toast
from vipdesk.ui.kit.page import Page, dies_with
from vipdesk.ui.navigation import SCREENS, screen_of, shortcut
from vipdesk.ui.side_bar import SideBar
from vipdesk.ui.status_bar import StatusBar
from vipdesk.ui.top_bar import Entries, TopBar
from vipdesk.ui.turns import in_next_turn

LATER = 50  # milliseconds
NARROW = 1200  # pixels of width under which the navigation folds to icons
PageFactory = Callable[[], Page]


class MainWindow(QMainWindow):
    """Shows one page at a time; a page is made when it is first shown.

    Signals:
        page_shown: The key of the page now in front.
        search_changed: What is typed in the search field.
        search_entered: Return or Down in the search field: go on to the list.
        undo_requested, redo_requested: Ctrl+Z and Ctrl+Shift+Z outside text fields, or the button.
        undo_action_requested: The journal id of an older action.
        privacy_toggled: Whether personal fields are to be covered.
        face_requested: F11.
        log_touchpoint_requested: Ctrl+L.
        knowledge_requested: Ctrl+Shift+K.
        lock_requested: Ctrl+Shift+L, or the button.
        backups_requested: The last backup in the status bar was pressed.
        closed: The window was closed by the user.
    """

    page_shown = Signal(str)
    search_changed = Signal(str)
    search_entered = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    undo_action_requested = Signal(int)
    privacy_toggled = Signal(bool)
    face_requested = Signal()
    log_touchpoint_requested = Signal()
    knowledge_requested = Signal()
    lock_requested = Signal()
    backups_requested = Signal()
    closed = Signal()

    def __init__(self, factories: Mapping[str, PageFactory]) -> None:
        super().__init__()
        theme.dress(self)
        self._factories = dict(factories)
        self._pages: dict[str, Page] = {}
        self._top, self._side, self._foot = TopBar(), SideBar(), StatusBar()
        self._stack = QStackedWidget()
        self.setWindowTitle("VIPDesk")
        self.setMinimumSize(960, 600)
        self.resize(1366, 768)
        self._lay_out()
        self._toast = Toast(self)
        self._connect()
        self._add_shortcuts()

    def show_page(self, key: str) -> Page:
        """Bring the page ``key`` to the front; it is made on first use."""
        page = self.page(key)
        self._side.set_chosen(screen_of(key))
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self.page_shown.emit(key)
        return page

    def page(self, key: str) -> Page:
        """The page ``key``, made on first use and not brought to the front."""
        page = self.made(key)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        return page

    def make_ahead(self) -> bool:
        """Make one page, or part of one, that was not shown yet; False if all of them are there.

        A page is made in one step and dressed in the next, as it comes into the window: both at
        once would hold it.
        """
        for screen in SCREENS:
            if not self.has_page(screen.key):
                self.made(screen.key)
                return True
            if self._stack.indexOf(self._pages[screen.key]) < 0:
                self.page(screen.key)
                return True
        return any(page.make_ahead() for page in self._pages.values())

    def take_apart(self, when_idle: Callable[[Callable[[], object]], object]) -> None:
        """Go for good, page by page: all at once would hold the window that comes next.

        Nothing is asked, as it would be if the window were closed: what is typed is handed over.

        Args:
            when_idle: Calls back once nothing is under way: what is still to be written is read
                from the parts that asked for it.
        """
        for page in self._pages.values():
            page.on_closing()
        self.hide()
        when_idle(lambda: self._take_next(list(self._pages.values())))

    def _take_next(self, pages: list[Page]) -> None:
        if not pages:
            self.deleteLater()
            return
        page = pages.pop()
        parts = [page, *page.findChildren(QObject)]  # kept until they are gone: Qt calls them
        page.deleteLater()
        in_next_turn(self, lambda: self._forget(parts, pages))

    def _forget(self, parts: list[QObject], left: list[Page]) -> None:
        """Let go of what a page showed: nothing else would, for pages and their parts are cycles.

        What was made with the desk is never looked at by the collector of garbage.
        """
        if isValid(parts[0]):  # it goes once a menu that is open somewhere has closed
            QTimer.singleShot(LATER, self, lambda: self._forget(parts, left))
            return
        for part in parts:
            vars(part).clear()
        self._take_next(left)

    def made(self, key: str) -> Page:
        """The page ``key``, made on first use and not yet put into the window."""
        if key not in self._pages:
            page = self._pages[key] = self._factories[key]()
            page.toast_requested.connect(self._on_toast_requested)
            dies_with(page, self)
        return self._pages[key]

    def has_page(self, key: str) -> bool:
        """Whether the page ``key`` was made."""
        return key in self._pages

    def current_page(self) -> str:
        """The key of the page in front, or "" before the first."""
        front = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is front), "")

    def on_data_changed(self, changed: frozenset[Area]) -> None:
        """Tell all pages that were made what a write touched."""
        for page in self._pages.values():
            page.on_data_changed(changed)

    def set_counts(self, counts: Mapping[str, int | None], pressing: Collection[str] = ()) -> None:
        """Show how many things the screens hold, by key; those of ``pressing`` stand out."""
        self._side.set_counts(counts, pressing)

    def set_status(self, facts: str, manager: str) -> None:
        """Show the size and date of the data and the manager in the status bar."""
        self._foot.set_facts(facts, manager)

    def set_backup(self, words: str, *, stale: bool) -> None:
        """Show in the status bar when the last backup was made."""
        self._foot.set_backup(words, stale=stale)

    def set_undo(self, undo: str, redo: str = "", entries: Entries = ()) -> None:
        """Say what undo and redo would do, and list the last actions as (journal id, name)."""
        self._top.set_undo(undo, redo, entries)

    def set_privacy(self, covered: bool) -> None:
        """Show whether personal fields are covered, without a signal."""
        self._top.set_privacy(covered)

    def set_search(self, text: str) -> None:
        """Show ``text`` in the search field, without a signal."""
        self._top.search.set_search(text)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._top.search.setFocus()
        self._top.search.selectAll()

    def toast(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say ``text`` for some seconds, with a button that calls ``act``."""
        self._toast.say(text, action, act)

    def show_error(self, error: Exception, log_path: Path | None = None) -> ErrorDialog:
        """Open a dialog that words ``error``."""
        return show_error(error, self, log_path)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._side.is_folded():
            self._fold(narrow)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self._pages.values():
            page.on_closing()
        super().closeEvent(event)
        self.closed.emit()

    def bring_to_front(self) -> None:
        """Show the window before all others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _fold(self, narrow: bool) -> None:
        self._side.set_folded(narrow)
        self._top.set_narrow(narrow)
        self._top.set_logo_width(self._side.maximumWidth())

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._side)
        middle.addWidget(self._stack, 1)
        frame = QWidget()
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._top)
        whole.addLayout(middle, 1)
        whole.addWidget(self._foot)
        self.setCentralWidget(frame)
        self._top.set_logo_width(self._side.maximumWidth())

    def _connect(self) -> None:
        self._side.chosen.connect(self.show_page)
        self._top.search.search_changed.connect(self.search_changed)
        self._top.search.entered.connect(self.search_entered)
        self._foot.backups_requested.connect(self.backups_requested)
        self._top.lock_requested.connect(self.lock_requested)
        self._top.undo_requested.connect(self.undo_requested)
        self._top.redo_requested.connect(self.redo_requested)
        self._top.undo_action_requested.connect(self.undo_action_requested)
        self._top.privacy_toggled.connect(self.privacy_toggled)
        self._top.face_requested.connect(self.face_requested)
        self._top.log_touchpoint_requested.connect(self.log_touchpoint_requested)

    def _add_shortcuts(self) -> None:
        """A text field takes Ctrl+Z for itself before these see it (Qt's ShortcutOverride)."""
        self._add_shortcut("Ctrl+K", self.focus_search)
        self._add_shortcut("Ctrl+Z", self.undo_requested.emit)
        self._add_shortcut("Ctrl+Shift+Z", self.redo_requested.emit)
        self._add_shortcut("Ctrl+Y", self.redo_requested.emit)
        self._add_shortcut("F11", self.face_requested.emit)
        self._add_shortcut("Ctrl+L", self.log_touchpoint_requested.emit)
        self._add_shortcut("Ctrl+Shift+K", self.knowledge_requested.emit)
        self._add_shortcut("Ctrl+Shift+L", self.lock_requested.emit)
        for screen in SCREENS:
            self._add_shortcut(shortcut(screen), self._shower(screen.key))

    def _add_shortcut(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _shower(self, key: str) -> Callable[[], object]:
        return lambda: self.show_page(key).setFocus()  # a page passes it on to its list

    def _on_toast_requested(self, text: str, action: str, act: object) -> None:
        self.toast(text, action, act if callable(act) else None)
