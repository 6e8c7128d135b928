from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.guard import gui_thread_guard
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.page import SettingsPage


@pytest.fixture
def service(store: Store) -> SettingsService:
    return SettingsService(store)


@pytest.fixture
def page(
    qtbot: QtBot, store: Store, service: SettingsService, jobs: Jobs
) -> Iterator[SettingsPage]:
    """The page in front, loaded, told of every write as the window does, and watched."""
    page = SettingsPage(service, jobs)
    qtbot.addWidget(page, before_close_func=_forget)
    jobs.data_changed.connect(page.on_data_changed)
    theme.dress(page)
    page.resize(1190, 692)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: jobs.is_idle() and page.isActiveWindow())
    with gui_thread_guard(store):
        yield page


def go_to(qtbot: QtBot, page: SettingsPage, key: str) -> None:
    """Choose a part and wait until it is shown: a new one comes in turns."""
    page.show_part(key)
    qtbot.waitUntil(lambda: page._parts.currentWidget() is page._parts.there().get(key))


def _forget(page: SettingsPage) -> None:
    page.revert()
