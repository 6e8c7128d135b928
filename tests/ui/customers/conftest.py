"""Lively books for the pages of customers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import fixed_clock, open_book
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store


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
