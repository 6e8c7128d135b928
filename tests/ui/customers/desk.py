"""The customers page on a book, as the window would hold it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.reports import ReportsService
from vipdesk.store.book import Store
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Jobs


@contextmanager
def open_page(
    qtbot: QtBot, store: Store, width: int = 1190, height: int = 692
) -> Iterator[CustomersPage]:
    """The page with its first list, told of every write; closed with its jobs."""
    jobs = Jobs()
    page = CustomersPage(
        CustomerBook.of(store), CustomerDesk.of(store), ReportsService(store), jobs
    )
    jobs.data_changed.connect(page.on_data_changed)
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    qtbot.waitExposed(page)
    try:
        qtbot.waitUntil(jobs.is_idle)
        page.setFocus()
        yield page
        qtbot.waitUntil(jobs.is_idle)
    finally:
        jobs.shut_down()
