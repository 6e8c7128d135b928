"""Every test of the window runs offscreen, in the theme and font of the desk."""

import gc
import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.customer_books import demo_furnished, lively_profile, lively_store
from vipdesk import texts
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.theme import Mode

__all__ = [
    "demo_furnished",
    "lively_profile",
    "lively_store",
]  # fixtures for all tests of the window

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def garbage_on_this_thread() -> None:
    """As in the program, no worker ever collects widgets (vipdesk.ui.garbage)."""
    gc.disable()


def pytest_runtest_logfinish() -> None:
    """Delete what was closed and collect it, now that the test has let go of its windows.

    Else the worker of a later test, with no window, would: a crash.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)
    gc.enable()


@pytest.fixture
def jobs(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Jobs]:
    """The jobs of a window; they end before the book does, and tell nobody who is gone."""
    if "store" in request.fixturenames:
        request.getfixturevalue("store")
    jobs = Jobs()
    yield jobs
    jobs.forsake()
    jobs.shut_down()


@pytest.fixture(autouse=True)
def desk(qapp: QApplication) -> Iterator[None]:
    """English, light: a test that wants another says so."""
    texts.set_language("en")
    theme.start(qapp, Mode.LIGHT)
    yield
    texts.set_language("en")
    theme.start(qapp, Mode.LIGHT)
