"""Lively books for the pages of customers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import fixed_clock, open_book
from tests.ui.customers.desk import open_page
from tests.ui.customers.detail_desk import make_detail
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Jobs


@pytest.fixture(scope="session")
def demo_profile(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with 320 invented customers, made once."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("demo") / "profile")
    store = open_book(profile, clock=fixed_clock)
    DemoService(store).fill(320, 7)
    store.close()
    return profile


@pytest.fixture
def demo(demo_profile: Path, tmp_path: Path) -> Iterator[Store]:
    """An open demo book of the test's own."""
    store = open_book(shutil.copytree(demo_profile, tmp_path / "demo"), clock=fixed_clock)
    yield store
    store.close()


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


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
