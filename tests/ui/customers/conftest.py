"""Lively books for the pages of customers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import fixed_clock, open_book
from tests.furnished import Furnished
from tests.ui.customers.desk import open_page
from tests.ui.customers.detail_desk import make_detail
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.store.book import Store
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Jobs


@pytest.fixture
def demo(demo_furnished: Furnished[None], tmp_path: Path) -> Iterator[Store]:
    """An open demo book of the test's own."""
    profile = shutil.copytree(demo_furnished.profile, tmp_path / "demo")
    store = open_book(profile, clock=fixed_clock)
    yield store
    store.close()


@pytest.fixture
def customer_desk(lively_store: Store) -> CustomerDesk:
    return CustomerDesk.of(lively_store)


@pytest.fixture
def detail(qtbot: QtBot, desk: None, customer_desk: CustomerDesk, jobs: Jobs) -> CustomerDetail:
    return make_detail(qtbot, customer_desk, jobs)


@pytest.fixture
def page(qtbot: QtBot, demo: Store) -> Iterator[CustomersPage]:
    with open_page(qtbot, demo) as page:
        yield page
