"""The customers page on a book, as the window would hold it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.patience import wait_turn
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.reports import ReportsService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Jobs


@contextmanager
def open_page(
    qtbot: QtBot, store: Store, width: int = 1190, height: int = 692
) -> Iterator[CustomersPage]:
    """The page with its first list, told of every write; closed with its jobs."""
    jobs = Jobs()
    desk, reports = CustomerDesk.of(store), ReportsService(store)
    page = CustomersPage(CustomerBook.of(store), lambda: desk, lambda: reports, jobs)
    jobs.data_changed.connect(page.on_data_changed)
    qtbot.addWidget(page)
    theme.dress(page)
    page.resize(width, height)
    page.show()
    qtbot.waitExposed(page)
    try:
        qtbot.waitUntil(jobs.is_idle)
        wait_turn(qtbot)  # the detail is shown in a turn of its own
        qtbot.waitUntil(jobs.is_idle)
        page.setFocus()
        yield page
        qtbot.waitUntil(jobs.is_idle)
    finally:
        store.before_write = lambda: None
        jobs.shut_down()


def _forbid_gui_thread() -> None:
    assert threading.current_thread() is not threading.main_thread(), "a write on the GUI thread"


def settle(qtbot: QtBot, page: CustomersPage) -> None:
    """Wait until the list holds what was last asked for."""
    qtbot.waitUntil(page._jobs.is_idle)


D = TypeVar("D", bound=QDialog)


def dialog(qtbot: QtBot, kind: type[D]) -> D:
    """The open dialog of that kind."""

    def found() -> list[D]:
        shown = QApplication.topLevelWidgets()
        return [each for each in shown if isinstance(each, kind) and each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]
