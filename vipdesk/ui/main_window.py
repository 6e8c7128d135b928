"""The shell: bars around a stack of pages. It navigates and passes news on; it knows no service."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.ui import theme
from vipdesk.ui.kit.dialogs import ErrorDialog, show_error
from vipdesk.ui.kit.notices import Toast
from vipdesk.ui.kit.page import Page
from vipdesk.ui.navigation import SCREENS, screen_of, shortcut
from vipdesk.ui.pages import PageFactory, Pages
from vipdesk.ui.side_bar import SideBar
from vipdesk.ui.status_bar import StatusBar
from vipdesk.ui.top_bar import Entries, TopBar

NARROW = 1200  # pixels of width under which the navigation folds to icons


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
        self._pages = Pages(factories)
        self._top, self._side, self._foot = TopBar(), SideBar(), StatusBar()
        self.setWindowTitle("VIPDesk")
        self.setMinimumSize(960, 600)
        self.resize(1366, 768)
        self._lay_out()
        self._toast = Toast(self)
        self._connect()
        self._add_shortcuts()

    def show_page(self, key: str) -> Page:
        """Bring the page ``key`` to the front at once; it is made on first use."""
        return self._pages.show_page(key)

    def page(self, key: str) -> Page:
        """The page ``key``, made on first use and not brought to the front."""
        return self._pages.page(key)

    def made(self, key: str) -> Page:
        """The page ``key``, made on first use and not yet put into the window."""
        return self._pages.made(key)

    def has_page(self, key: str) -> bool:
        """Whether the page ``key`` was made."""
        return self._pages.has_page(key)

    def current_page(self) -> str:
        """The key of the page in front, or "" before the first."""
        return self._pages.current_key()

    def make_ahead(self) -> bool:
        """Make one page, or part of one, that was not shown yet; False if all of them are there."""
        return self._pages.make_ahead()

    def take_apart(self, when_idle: Callable[[Callable[[], object]], object]) -> None:
        """Go for good, page by page: all at once would hold the window that comes next.

        Nothing is asked, as it would be if the window were closed: what is typed is handed over.
        ``when_idle`` calls back once nothing is under way.
        """
        for page in self._pages:
            page.on_closing()
        self.hide()
        self._pages.take_apart(when_idle, self.deleteLater)

    def on_data_changed(self, changed: frozenset[Area]) -> None:
        """Tell all pages that were made what a write touched."""
        for page in self._pages:
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
        for page in self._pages:
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
        middle.addWidget(self._pages, 1)
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
        self._side.chosen.connect(self._pages.go_to)
        self._pages.brought.connect(lambda key: self._side.set_chosen(screen_of(key)))
        self._pages.shown.connect(self.page_shown)
        self._pages.toast_requested.connect(self._on_toast_requested)
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
            enter = partial(self._pages.go_to, screen.key, enter=True)
            self._add_shortcut(shortcut(screen), enter)

    def _add_shortcut(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _on_toast_requested(self, text: str, action: str, act: object) -> None:
        self.toast(text, action, act if callable(act) else None)
