"""The whole program on a real profile, driven through its window offscreen."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Select

from tests.conftest import PASSPHRASE, fixed_clock
from tests.guard import gui_thread_guard, off_gui_thread
from tests.patience import wait_settled
from vipdesk.app import App
from vipdesk.clock import Clock
from vipdesk.store.book import Store
from vipdesk.ui import desk
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.data.page import DataPage
from vipdesk.ui.desk import Desk
from vipdesk.ui.navigation import CUSTOMERS
from vipdesk.ui.visits.page import VisitsPage

W = TypeVar("W", bound=QWidget)
NEVER = 24 * 3_600_000  # milliseconds


class Driver:
    """A manager's hands and eyes."""

    def __init__(self, qtbot: QtBot, app: App) -> None:
        self.qtbot = qtbot
        self.app = app

    @property
    def desk(self) -> Desk:
        assert self.app.desk is not None
        return self.app.desk

    @property
    def store(self) -> Store:
        assert self.app._opened is not None
        return self.app._opened.store

    @property
    def customers(self) -> CustomersPage:
        page = self.desk.window.page("customers")
        assert isinstance(page, CustomersPage)
        return page

    @property
    def visits(self) -> VisitsPage:
        page = self.desk.window.page("visits")
        assert isinstance(page, VisitsPage)
        return page

    @property
    def data(self) -> DataPage:
        page = self.desk.window.page("data")
        assert isinstance(page, DataPage)
        return page

    def scalars(self, query: Select[Any]) -> list[Any]:
        """Read the book as the desk would: not where the window is drawn."""

        def read() -> list[Any]:
            with self.store.read() as session:
                return list(session.scalars(query))

        return off_gui_thread(read)

    def wait(self) -> None:
        """Until nothing is under way and what was made of it is shown."""
        wait_settled(self.qtbot, self.desk.jobs.is_idle)  # a new widget is shown a turn later
        assert not _undressed_windows()

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.wait()

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        into: QWidget | None = None,
    ) -> None:
        target = into or QApplication.focusWidget() or self.desk.window
        self.qtbot.keyClick(target, key, modifier)
        self.wait()

    def dialog(self, kind: type[W]) -> W:
        """The open window of ``kind``."""

        def found() -> list[W]:
            tops = QApplication.topLevelWidgets()
            return [w for w in tops if isinstance(w, kind) and w.isVisible()]

        self.until(lambda: bool(found()))
        self.wait()
        return found()[0]


def _undressed_windows() -> list[QWidget]:
    """What is on the screen without the look of the desk."""
    tops = QApplication.topLevelWidgets()
    return [w for w in tops if w.isVisible() and w.parent() is None and not w.styleSheet()]


def unlock(qtbot: QtBot, app: App, passphrase: str = PASSPHRASE) -> None:
    """Type the passphrase and wait for the desk."""
    window = app.unlock
    assert window is not None
    window.field.setText(passphrase)
    with qtbot.waitSignal(app.opened):
        qtbot.mouseClick(window.unlock, Qt.MouseButton.LeftButton)


def finish(qtbot: QtBot, app: App) -> None:
    """Close the program once nothing is under way; what logs into the profile is let go of."""
    qtbot.waitUntil(app._jobs.is_idle)
    app.close()
    # A job that is deleted after its program would take it along, and itself once more: a crash.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for handler in list(logging.getLogger("vipdesk").handlers):
        logging.getLogger("vipdesk").removeHandler(handler)
        handler.close()


@contextmanager
def program(
    qtbot: QtBot,
    qapp: QApplication,
    profile: Path,
    first: str = CUSTOMERS,
    clock: Clock = fixed_clock,
) -> Iterator[Driver]:
    """The program, opened on ``profile``, gone to ``first``; every step of it under the guard."""
    hook = sys.excepthook
    app = App(qapp, profile, clock=clock)
    app.start()
    unlock(qtbot, app)
    driver = Driver(qtbot, app)
    try:
        with gui_thread_guard(driver.store):
            driver.wait()
            driver.desk.show_page(first)
            driver.wait()
            yield driver
            driver.wait()
    finally:
        finish(qtbot, app)
        sys.excepthook = hook


@pytest.fixture(autouse=True)
def as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are made when somebody goes there, and none ahead, where that shows nothing."""
    monkeypatch.setattr(desk, "MAKE_EVERY", NEVER)


@pytest.fixture
def driver(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[Driver]:
    """The program on an empty book."""
    with program(qtbot, qapp, profile) as driver:
        yield driver
