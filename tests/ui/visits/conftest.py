"""A book with a customer and a visit, and the page of visits on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.furnished import Furnished
from tests.services.conftest import met_furnished, visit_furnished
from tests.ui.shots import shoot
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.journal import JournalService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.page import VisitsPage
from vipdesk.ui.visits.visit_actions import VisitActions
from vipdesk.ui.visits.visit_page import VisitPage

__all__ = ["met_furnished", "visit_furnished"]  # fixtures for all tests of visits


@pytest.fixture
def customer_id(met_furnished: Furnished[int], store: Store) -> int:
    return met_furnished.value


@pytest.fixture
def visit_id(visit_furnished: Furnished[int], store: Store) -> int:
    return visit_furnished.value


@pytest.fixture
def book(store: Store) -> VisitBook:
    return VisitBook.of(store)


@pytest.fixture
def journal(store: Store) -> JournalService:
    return JournalService(store)


@pytest.fixture
def page(qtbot: QtBot, store: Store, jobs: Jobs, visit_id: int) -> Iterator[VisitPage]:
    """The page of the visit, shown and loaded; it is told of every write."""
    page = make_visit_page(store, jobs)
    qtbot.addWidget(page)
    theme.dress(page)
    page.resize(1190, 690)
    page.show()
    page.open_visit(visit_id)
    qtbot.waitUntil(jobs.is_idle)
    yield page
    for dialog in page.findChildren(QDialog):
        dialog.reject()


@pytest.fixture
def finder(store: Store) -> CustomerFinder:
    return CustomerFinder(store)


def make_visit_page(store: Store, jobs: Jobs) -> VisitPage:
    """A page that reloads as in the window."""
    book = VisitBook.of(store)
    actions = VisitActions(book, CustomerFinder(store), jobs, jobs)
    page = VisitPage(book, actions, jobs)
    jobs.data_changed.connect(page.on_data_changed)
    return page


def make_visits_page(store: Store, jobs: Jobs) -> VisitsPage:
    """The whole screen, told of every write as in the window."""
    page = VisitsPage(VisitBook.of(store), CustomerFinder(store), jobs)
    jobs.data_changed.connect(page.on_data_changed)
    return page


def settled_shot(qtbot: QtBot, widget: QWidget, name: str, size: QSize) -> Path:
    """Let the widget take its size, scroll bars and all, then grab it."""
    widget.resize(size)
    for _turn in range(3):
        QApplication.processEvents()
    return shoot(qtbot, widget, name, size)
