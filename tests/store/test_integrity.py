"""The checks of a file, with somebody who watches while SQLite works."""

import os
from pathlib import Path

import pytest

from tests.conftest import NOW
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.store import backup, integrity
from vipdesk.store.book import Store
from vipdesk.store.engine import connect_copy


class Watcher:
    def __init__(self, stop_after: int = 10**9) -> None:
        self.shares: list[float] = []
        self._stop_after = stop_after

    def step(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.shares.append(done / total)
        if len(self.shares) > self._stop_after:
            raise CancelledError


@pytest.fixture
def looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "LOOK_EVERY", 100)


@pytest.mark.usefixtures("looked_at_often")
def test_progress_grows_to_the_whole(store: Store) -> None:
    watcher = Watcher()
    connection = connect_copy(store.profile / paths.STORE_NAME, store.key)
    assert integrity.is_whole(connection, watcher)
    connection.close()
    assert watcher.shares == sorted(watcher.shares)
    assert watcher.shares[-1] == 1
    assert len(watcher.shares) > 10


@pytest.mark.usefixtures("looked_at_often")
def test_a_check_can_be_stopped(store: Store) -> None:
    connection = connect_copy(store.profile / paths.STORE_NAME, store.key)
    with pytest.raises(CancelledError):
        integrity.is_whole(connection, Watcher(stop_after=5))
    assert integrity.is_whole(connection, NoProgress())
    connection.close()


@pytest.mark.usefixtures("looked_at_often")
def test_a_backup_is_made_while_somebody_watches(store: Store) -> None:
    """A large book is looked at many times while it is copied."""
    watcher, folder = Watcher(), backup.folder_of(store.profile)
    backup.make(store.profile, store.key, folder, Why.HAND, NOW, watcher)
    assert len(watcher.shares) > 20


def test_what_is_overwritten_is_found(store: Store) -> None:
    path = store.profile / paths.STORE_NAME
    store.close()
    _overwrite(path)
    connection = connect_copy(path, store.key)
    assert not integrity.is_whole(connection, NoProgress())
    connection.close()


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 100 + 700)
        file.write(os.urandom(64))
