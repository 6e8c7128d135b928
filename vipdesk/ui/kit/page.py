"""What every screen is: a page with a head, told by the window what a write has changed."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.tab_order import HandsOn

EDGE_SIDE, EDGE_TOP = 20, 16
GAP = 14
HEAD_HEIGHT = 32


class PageHead(QWidget):
    """Title and note at the left, buttons at the right."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self._title = label(title, "title")
        self._note = ElidedLabel(note, "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addWidget(self._note, 1)
        self.setMinimumHeight(HEAD_HEIGHT)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)

    def set_note(self, note: str) -> None:
        """Say something beside the title: how many, since when."""
        self._note.set_text(note)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` at the right end."""
        self._row.addWidget(widget)

    def add_left(self, widget: QWidget) -> None:
        """Put ``widget`` before the title: a way back."""
        self._row.insertWidget(0, widget)

    def add_after_title(self, widget: QWidget) -> None:
        """Put ``widget`` between the title and the note: a chip."""
        self._row.insertWidget(self._row.indexOf(self._note), widget)


class Page(HandsOn, QFrame):
    """A screen; fill `whole`.

    `AHEAD` names parts that are made when first shown (cached properties), or before by
    `make_ahead`.

    Signals:
        toast_requested: A text, the words of a button or "", and what the button calls or None.
    """

    toast_requested = Signal(str, str, object)
    AHEAD: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(EDGE_SIDE, EDGE_TOP, EDGE_SIDE, EDGE_TOP)
        self.whole.setSpacing(GAP)

    def add_head(self, title: str, note: str = "") -> PageHead:
        """Begin the page with its head."""
        head = PageHead(title, note)
        self.setAccessibleName(title)
        self.whole.addWidget(head)
        return head

    def make_ahead(self) -> bool:
        """Make one part that was not shown yet, while nothing else is to be done; False: none."""
        missing = next((part for part in self.AHEAD if part not in vars(self)), None)
        if missing is not None:
            getattr(self, missing)
        return missing is not None

    def on_data_changed(self, changed: frozenset[Area]) -> None:
        """Reload if a write touched what this page shows; the plain page shows nothing."""

    def set_private(self, covered: bool) -> None:
        """Cover personal fields, or allow one to be shown at a time; the plain page has none."""

    def customer_in_front(self) -> int | None:
        """The customer that the page is about at the moment, if it is about one."""
        return None

    def bookmark(self) -> int | None:
        """What is open on the page, to come back to after a lock; the plain page opens nothing."""
        return None

    def return_to(self, bookmark: int) -> None:
        """Open again what `bookmark` named."""

    def set_search(self, typed: str) -> None:
        """Follow the window's search field; the plain page has no list."""

    def on_closing(self) -> None:
        """Hand over what is typed but not saved yet, then call this: nothing is read any more.

        The window is being closed, and the book with it.
        """
        for timer in self.findChildren(QTimer):
            timer.stop()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.on_closing()
        super().closeEvent(event)


def outlives_its_names(window: QWidget) -> None:
    """Let Qt alone delete ``window``, which has no parent; it is to be deleted once it is closed.

    Python would delete it with its last name, or with the next garbage: an error that nobody has
    read yet would vanish; and where a dialog on it is just telling that it was accepted, both would
    go in the middle of that, the rest would never be told, and Qt may crash.
    """
    window.destroyed.connect(partial(_let_go, window))


def _let_go(_window: QWidget) -> None:
    """The name that `outlives_its_names` kept goes with the connection."""


def dies_with(part: QWidget, whole: QWidget) -> None:
    """Let a part that is made ahead, and has no parent yet, go when ``whole`` goes."""
    whole.destroyed.connect(part.deleteLater)


class ListPage(Page):
    """A page that finds its rows anew when one of the areas it `SHOWS` changed, once it is seen."""

    SHOWS: ClassVar[frozenset[Area]]

    def __init__(self) -> None:
        super().__init__()
        self._stale = True

    def reload(self) -> None:
        """Find the rows again; whoever overrides it calls it."""
        self._stale = False

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if changed & self.SHOWS:
            self._stale = True
            if self.isVisible():
                self.reload()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()
