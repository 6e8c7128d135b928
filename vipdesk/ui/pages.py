"""The pages of the window: each is made when it is first shown, or ahead, and goes for good."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from vipdesk.ui.kit.page import Page, dies_with
from vipdesk.ui.navigation import SCREENS
from vipdesk.ui.turns import in_next_turn

LATER = 50  # milliseconds
PageFactory = Callable[[], Page]


class Pages(QStackedWidget):
    """Shows one page at a time.

    Signals:
        brought: The key of the page in front, whenever it is asked for.
        shown: The key of the page now in front, if another one was before.
        toast_requested: Of any page; see `Page`.
    """

    brought = Signal(str)
    shown = Signal(str)
    toast_requested = Signal(str, str, object)

    def __init__(self, factories: Mapping[str, PageFactory]) -> None:
        super().__init__()
        self._factories = dict(factories)
        self._pages: dict[str, Page] = {}
        self._asked = ""  # the page that is on its way

    def __iter__(self) -> Iterator[Page]:
        """All that were made."""
        return iter(self._pages.values())

    def go_to(self, key: str, *, enter: bool = False) -> None:
        """Show the page ``key``, as a click or a key asks; with ``enter`` it takes the keyboard.

        One that was not shown yet is made, dressed and shown in turns: at once it would hold the
        window. What is asked for meanwhile comes instead.
        """
        self._asked = key
        if not self._is_dressed(key):
            self._make_or_dress(key)
            in_next_turn(self, lambda: self._go_on(key, enter=enter))
            return
        page = self.show_page(key)
        if enter:
            page.setFocus()  # it passes it on to its list

    def show_page(self, key: str) -> Page:
        """Bring the page ``key`` to the front at once; it is made on first use.

        The keyboard goes along, if it was on the page before.
        """
        self._asked = ""
        page = self.page(key)
        self.brought.emit(key)
        if self.currentWidget() is not page:
            holder = self.window().focusWidget()
            was_here = holder is not None and self.isAncestorOf(holder)
            self.setCurrentWidget(page)
            self.shown.emit(key)
            if was_here:
                page.setFocus()
        return page

    def page(self, key: str) -> Page:
        """The page ``key``, made on first use and not brought to the front."""
        page = self.made(key)
        if self.indexOf(page) < 0:
            self.addWidget(page)
        return page

    def made(self, key: str) -> Page:
        """The page ``key``, made on first use and not yet put into the window."""
        if key not in self._pages:
            page = self._pages[key] = self._factories[key]()
            page.toast_requested.connect(self.toast_requested)
            dies_with(page, self)
        return self._pages[key]

    def has_page(self, key: str) -> bool:
        """Whether the page ``key`` was made."""
        return key in self._pages

    def current_key(self) -> str:
        """The key of the page in front, or "" before the first."""
        front = self.currentWidget()
        return next((key for key, page in self._pages.items() if page is front), "")

    def make_ahead(self) -> bool:
        """Make one page, or part of one, that was not shown yet; False if all of them are there.

        A page is made in one step and dressed in the next, as it comes into the window: both at
        once would hold it.
        """
        for screen in SCREENS:
            if not self._is_dressed(screen.key):
                self._make_or_dress(screen.key)
                return True
        return any(page.make_ahead() for page in self._pages.values())

    def take_apart(
        self, when_idle: Callable[[Callable[[], object]], object], then: Callable[[], object]
    ) -> None:
        """Let all pages go for good, one by one, and call ``then``.

        Args:
            when_idle: Calls back once nothing is under way: what is still to be written is read
                from the parts that asked for it.
            then: Called in the turn after the last went.
        """
        when_idle(lambda: self._take_next(list(self._pages.values()), then))

    def _go_on(self, key: str, *, enter: bool) -> None:
        if self._asked == key:
            self.go_to(key, enter=enter)

    def _is_dressed(self, key: str) -> bool:
        return self.has_page(key) and self.indexOf(self._pages[key]) >= 0

    def _make_or_dress(self, key: str) -> None:
        if self.has_page(key):
            self.page(key)
        else:
            self.made(key)

    def _take_next(self, pages: list[Page], then: Callable[[], object]) -> None:
        if not pages:
            then()
            return
        page = pages.pop()
        parts = [page, *page.findChildren(QObject)]  # kept until they are gone: Qt calls them
        page.deleteLater()
        in_next_turn(self, lambda: self._forget(parts, pages, then))

    def _forget(self, parts: list[QObject], left: list[Page], then: Callable[[], object]) -> None:
        """Let go of what a page showed: nothing else would, for pages and their parts are cycles.

        What was made with the desk is never looked at by the collector of garbage.
        """
        if isValid(parts[0]):  # it goes once a menu that is open somewhere has closed
            QTimer.singleShot(LATER, self, lambda: self._forget(parts, left, then))
            return
        for part in parts:
            vars(part).clear()
        self._take_next(left, then)
