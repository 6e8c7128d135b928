"""Language and theme are changed while the window is open: it is built anew on the same book."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import open_book
from tests.journeys.conftest import finish, unlock
from vipdesk import texts
from vipdesk.app import App
from vipdesk.services.settings import SettingsService
from vipdesk.ui import theme
from vipdesk.ui.navigation import SETTINGS
from vipdesk.ui.settings.page import SettingsPage


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[App]:
    store = open_book(profile)
    service = SettingsService(store)
    service.save(replace(service.load(), language="en", theme="light"))
    service.save(replace(service.load(), theme="dark"))
    store.close()
    app = App(qapp, profile)
    app.start()
    unlock(qtbot, app)
    qtbot.waitUntil(app._jobs.is_idle)
    yield app
    finish(qtbot, app)
    theme.start(qapp, theme.Mode.LIGHT)


def test_a_saved_theme_and_language_dress_a_new_window_on_the_same_page(
    qtbot: QtBot, app: App
) -> None:
    first = app.desk
    assert first is not None
    page = first.show_page(SETTINGS)
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(app._jobs.is_idle)
    first.window.showMaximized()
    page.general.theme._buttons["light"].click()
    page.general.language._buttons["zh"].click()
    page.save()
    qtbot.waitUntil(lambda: app.desk is not first and app._jobs.is_idle())
    assert app.desk is not None
    assert app.desk.window.current_page() == SETTINGS
    assert texts.language() == "zh"
    assert not theme.current().is_dark()
    assert app.desk.window.page(SETTINGS).accessibleName() == "设置"
    assert app.desk.window.isMaximized()


def test_an_undo_of_the_theme_dresses_the_window_that_never_showed_the_settings(
    qtbot: QtBot, app: App
) -> None:
    first = app.desk
    assert first is not None
    assert theme.current().is_dark()
    first.undo()
    qtbot.waitUntil(lambda: app.desk is not first and app._jobs.is_idle())
    assert not theme.current().is_dark()


def test_a_second_start_raises_the_first_window_and_ends(
    qtbot: QtBot, app: App, profile: Path
) -> None:
    """A book that is open elsewhere leaves no process without a window behind."""
    second = QProcess()
    with qtbot.waitSignals([app._claim.raise_requested, second.finished]):
        second.start(sys.executable, ["-m", "vipdesk", "--profile", str(profile)])
    assert second.exitCode() == 0
