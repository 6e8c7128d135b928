"""A book with a customer and a visit, and the page of visits on it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.services.visit_book import new_customer, new_visit
from vipdesk.services.journal import JournalService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.visit_actions import VisitActions
from vipdesk.ui.visits.visit_page import VisitPage


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    qtbot.waitUntil(jobs.is_idle)
    jobs.shut_down()


@pytest.fixture
def customer_id(store: Store) -> int:
    return new_customer(store)


@pytest.fixture
def visit_id(store: Store, customer_id: int) -> int:
    return new_visit(store, customer_id)


@pytest.fixture
def book(store: Store) -> VisitBook:
    return VisitBook.of(store)


@pytest.fixture
def journal(store: Store) -> JournalService:
    return JournalService(store)


@pytest.fixture
def page(qtbot: QtBot, book: VisitBook, jobs: Jobs, visit_id: int) -> VisitPage:
    """The page of the visit, shown and loaded; it is told of every write."""
    page = make_visit_page(book, jobs)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.show()
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    return page


def make_visit_page(book: VisitBook, jobs: Jobs) -> VisitPage:
    """A page that reloads as in the window."""
    actions = VisitActions(book, jobs, jobs)
    page = VisitPage(book, actions, jobs)
    jobs.data_changed.connect(page.on_data_changed)
    return page
