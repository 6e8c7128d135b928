"""The last actions are told beside the book, so that what its files lose can be named."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer
from vipdesk import paths
from vipdesk.store.book import Store
from vipdesk.store.errors import ActionsMissingError
from vipdesk.store.keyfile import BookKey
from vipdesk.store.recent import Recent, RecentActions
from vipdesk.texts import translator

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.conftest import fixed_clock, open_book
from tests.store.builders import add_customer

store = open_book(Path(sys.argv[1]), clock=fixed_clock)
for n in range(5):
    with store.action("customer.create") as session:
        add_customer(session, f"C{n}")
os.kill(os.getpid(), signal.SIGKILL)
"""


def _kill(profile: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(profile)]
    done = subprocess.run(command, check=False, cwd=paths.project_dir())
    assert done.returncode == -signal.SIGKILL


@pytest.fixture(scope="session")
def killed_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(_kill)


@pytest.fixture
def killed(killed_furnished: Furnished[None], profile: Path) -> Path:
    """A book whose last five actions stand in the log alone."""
    return profile


def test_after_a_kill_nothing_is_missing(killed: Path) -> None:
    store = open_book(killed, clock=fixed_clock)
    assert store.take_missing() == []
    assert not (killed / paths.RECENT_NAME).exists()
    store.close()


@pytest.mark.parametrize("damage", ["removed", "a byte", "cut"])
def test_what_the_log_lost_is_named_once(killed: Path, damage: str) -> None:
    log = killed / f"{paths.STORE_NAME}-wal"
    content = log.read_bytes()
    if damage == "removed":
        log.unlink()
        (killed / f"{paths.STORE_NAME}-shm").unlink()
    else:
        middle = len(content) // 2
        rest = bytes([content[middle] ^ 1]) + content[middle + 1 :] if damage == "a byte" else b""
        log.write_bytes(content[:middle] + rest)
    store = open_book(killed, clock=fixed_clock)
    device = store._device
    missing = store.take_missing()
    assert 0 < len(missing) <= 5
    assert missing[-1] == Recent(6, 6, NOW, "customer.create")
    assert store._device != device  # the number of a lost entry is not given to another one
    assert store.take_missing() == []
    store.close()


def test_what_changed_nothing_is_not_told(store: Store, profile: Path) -> None:
    store.take_missing()
    with store.action("customer.edit"):
        pass
    assert not (profile / paths.RECENT_NAME).exists()


def test_nothing_can_be_read_without_the_key(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    content = (profile / paths.RECENT_NAME).read_bytes()
    assert b"customer" not in content
    assert b"2026" not in content
    assert RecentActions(profile, BookKey(bytes(32))).after(0) == []
    if os.name == "posix":
        assert (profile / paths.RECENT_NAME).stat().st_mode & 0o077 == 0


def test_lines_that_are_cut_or_foreign_are_left_out(store: Store, profile: Path) -> None:
    store.take_missing()
    recent = RecentActions(profile, store.key)
    for number in range(1, 4):
        recent.note(Recent(number, number, NOW + timedelta(minutes=number), "undo"))
    path = profile / paths.RECENT_NAME
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], b"nonsense", lines[1][:-9], b"\xff", lines[2][:40]]))
    assert recent.after(0) == [Recent(1, 1, NOW + timedelta(minutes=1), "undo")]


def test_a_folder_that_takes_no_line_keeps_nobody_from_working(
    tmp_path: Path, store: Store
) -> None:
    recent = RecentActions(tmp_path / "gone", store.key)
    recent.note(Recent(1, 1, NOW, "undo"))
    assert recent.after(0) == []


def test_the_sentence_names_them_in_both_languages() -> None:
    error = ActionsMissingError("book.db-wal", [(NOW, "visit.finish"), (NOW, "undo")] * 20)
    assert "(40):\n11-21 02:00 Finish visit\n11-21 02:00 Undo\n" in str(error)
    assert str(error).endswith("…")
    assert "完成拜访" in error.sentence(translator("zh"))
