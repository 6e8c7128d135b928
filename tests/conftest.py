"""Fixtures: real encrypted books, copied from one that is migrated once."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from vipdesk import texts
from vipdesk.store.book import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # 10:00 on Saturday in Shanghai
TODAY = date(2026, 11, 21)
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def fixed_clock() -> datetime:
    """The instant at which the tests happen."""
    return NOW


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    texts.set_language("en")
    yield
    texts.set_language("en")


@pytest.fixture(scope="session")
def empty_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with an empty, migrated book, made once; each test copies it."""
    profile = tmp_path_factory.mktemp("profile") / "empty"
    Store.create(profile, "李经理", clock=fixed_clock).close()
    return profile


@pytest.fixture
def profile(empty_profile: Path, tmp_path: Path) -> Path:
    """A fresh profile of the test's own."""
    return shutil.copytree(empty_profile, tmp_path / "profile")


@pytest.fixture
def store(profile: Path) -> Iterator[Store]:
    """An open, empty book."""
    store = Store.open(profile, clock=fixed_clock)
    yield store
    store.close()
