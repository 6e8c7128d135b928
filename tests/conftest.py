"""Fixtures: real encrypted books, copied from one that is migrated once."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.furnished import Furnishing, base_of
from tests.memory import use_memory
from tests.patience import PatientBot
from vipdesk import texts
from vipdesk.__main__ import main
from vipdesk.clock import Clock, utc_now
from vipdesk.paths import KEY_NAME
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.ui.customers import personal_label
from vipdesk.ui.kit import masked

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
use_memory()
# How long an example takes on a busy machine proves nothing; bench/ measures.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # 10:00 on Saturday in Shanghai
TODAY = date(2026, 11, 21)
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
PASSPHRASE = "two herons on the river"
Run = Callable[..., tuple[int, str, str]]
T = TypeVar("T")
TEST_COST = 2**4  # of scrypt; the real one takes 0.3 s a try
REAL_COST = keyfile.COST


def pytest_collection() -> None:
    """Loading makes no rubbish."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was loaded by now stays: no collection of garbage goes through it again."""
    gc.freeze()
    gc.enable()


def new_key() -> keyfile.NewKey:
    """A key whose slots open at once."""
    return keyfile.make_key(PASSPHRASE, cost=TEST_COST)


def create_book(profile: Path, manager_name: str, *, clock: Clock = utc_now) -> Store:
    """Make a book that `PASSPHRASE` opens."""
    return Store.create(profile, manager_name, new_key(), clock=clock)


def open_book(profile: Path, *, clock: Clock = utc_now, refresh: bool = True) -> Store:
    """Open a book that `PASSPHRASE` opens."""
    key = keyfile.unlock(keyfile.read(profile / KEY_NAME), PASSPHRASE)
    return Store.open(profile, key, clock=clock, refresh=refresh)


def at_work(work: Callable[[Store], T]) -> Callable[[Path], T]:
    """``work`` on the open book of a profile, for a `Furnishing`."""

    def furnish(profile: Path) -> T:
        with closing(open_book(profile, clock=fixed_clock)) as store:
            return work(store)

    return furnish


def fixed_clock() -> datetime:
    """The instant at which the tests happen."""
    return NOW


@pytest.fixture(scope="session", autouse=True)
def _cheap_keys() -> Iterator[None]:
    """Books that the program itself makes open at once, too; `REAL_COST` has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyfile, "COST", TEST_COST)
        yield


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compile them before a test forbids the window to open files."""
    for language in texts.LANGUAGES:
        texts.translator(language)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hand in the tests of windows, with `PATIENCE`."""
    return PatientBot(request)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine: no answer comes too late, and what is shown for a while stays."""
    monkeypatch.setattr(personal_label, "ANSWER_WITHIN", 3_600.0)
    monkeypatch.setattr(masked, "SHOWN_FOR", 3_600_000)


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The program narrows it for good, and tests run it in their own process."""
    former = os.umask(0o022)
    yield
    os.umask(former)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    texts.set_language("en")
    yield
    texts.set_language("en")


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command line finds; the books of the tests are opened by it."""
    monkeypatch.setenv("VIPDESK_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="session")
def empty_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with an empty, migrated book, made once; tests copy it."""
    profile = tmp_path_factory.mktemp("profile") / "empty"
    create_book(profile, "李经理", clock=fixed_clock).close()
    return profile


@pytest.fixture(scope="session")
def furnishing(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnishing:
    """Makes books that tests begin with."""
    return Furnishing(empty_profile, lambda: tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def profile(request: pytest.FixtureRequest, empty_profile: Path, tmp_path: Path) -> Path:
    """A fresh profile of the test's own, furnished as its fixtures ask."""
    return shutil.copytree(base_of(request, empty_profile), tmp_path / "profile")


@pytest.fixture
def store(profile: Path) -> Iterator[Store]:
    """An open, empty book."""
    store = open_book(profile, clock=fixed_clock)
    yield store
    store.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run verbs in English; the exit code, standard output and standard error."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
