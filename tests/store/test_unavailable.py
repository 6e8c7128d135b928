"""What keeps a book from being read or written is told in a sentence, and what is safe with it."""

import errno
import os
from pathlib import Path

import pytest
import sqlcipher3

from tests.conftest import create_book, fixed_clock, open_book
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress
from vipdesk.store import backup, unavailable
from vipdesk.store.book import Store
from vipdesk.store.engine import connect, create_file
from vipdesk.store.keyfile import BookKey

KEY = BookKey(bytes(range(32)))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, unavailable.DiskFullError),
        (errno.EDQUOT, unavailable.DiskFullError),
        (errno.EROFS, unavailable.FolderReadOnlyError),
        (errno.EACCES, unavailable.FolderReadOnlyError),
        (errno.EIO, unavailable.DiskFaultError),
        (errno.ESTALE, unavailable.DiskFaultError),
    ],
)
def test_what_the_system_refuses_is_told(number: int, told: type[Exception]) -> None:
    error = unavailable.unavailable(OSError(number, os.strerror(number)))
    assert type(error) is told


def test_a_mistake_of_ours_passes() -> None:
    with pytest.raises(sqlcipher3.OperationalError), unavailable.in_words():
        sqlcipher3.connect(":memory:").execute("SELECT nonsense")
    with pytest.raises(ZeroDivisionError), unavailable.in_words():
        _ = 1 / 0


def test_who_waits_too_long_is_told_of_the_other(profile: Path, store: Store) -> None:
    other = connect(profile / "drafts.db", store.key)
    other.execute("BEGIN IMMEDIATE")
    store.drafts._connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(unavailable.BookBusyError, match="Another program"):
        store.drafts.save("visit:1", {}, fixed_clock())
    other.close()


def _is_told(profile: Path) -> bool:
    """Open the book and read all of it; whether damage was told. Anything else is raised."""
    try:
        store = open_book(profile, clock=fixed_clock)
        try:
            store.drafts.load("visit:1")
            with store.read() as session:
                found = session.connection().exec_driver_sql("PRAGMA integrity_check").all()
        finally:
            store.close()
    except unavailable.PagesDamagedError:
        return True
    return found != [("ok",)]


@pytest.mark.parametrize("name", ["book.db", "drafts.db"])
def test_damage_anywhere_in_a_file_is_told(profile: Path, name: str) -> None:
    """Pages of zeros all over it, but for the first one: without that it is no book at all."""
    store = open_book(profile, clock=fixed_clock)
    store.drafts.save("visit:1", {}, fixed_clock())
    store.close()
    path = profile / name
    whole, step = path.read_bytes(), max(4096, path.stat().st_size // 4096 // 12 * 4096)
    told = []
    for at in range(4096, len(whole), step):
        path.write_bytes(whole[:at] + bytes(4096) + whole[at + 4096 :])
        told.append(_is_told(profile))
        path.with_name(name + "-wal").unlink(missing_ok=True)
    assert told
    assert all(told)


def test_a_file_has_its_name_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def look(*_arguments: object) -> None:
        seen.append([path.name for path in tmp_path.iterdir()])

    monkeypatch.setattr("vipdesk.store.engine.give_key", look)
    create_file(tmp_path / "drafts.db", KEY)
    assert seen == [["drafts.db.part"]]
    assert [path.name for path in tmp_path.iterdir()] == ["drafts.db"]


def test_a_file_that_is_there_is_left(tmp_path: Path) -> None:
    create_file(tmp_path / "drafts.db", KEY)
    before = (tmp_path / "drafts.db").read_bytes()
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "drafts.db", KEY)
    assert (tmp_path / "drafts.db").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="Windows has limits of its own")
def test_a_path_is_as_long_as_the_files_of_a_backup_allow(tmp_path: Path) -> None:
    room = unavailable.MOST_PATH - len(os.fsencode(tmp_path)) - 1
    longest = tmp_path / ("客" * 60 + "a" * (room - 180 - 100)) / ("b" * 99)
    assert len(os.fsencode(longest)) == unavailable.MOST_PATH
    store = create_book(longest, "李经理", clock=fixed_clock)
    made = backup.make(
        longest, store.key, backup.folder_of(longest), Why.HAND, fixed_clock(), NoProgress()
    )
    backup.verify(made, store.key, NoProgress())
    store.close()
    with pytest.raises(unavailable.PathTooLongError, match="401 bytes"):
        create_book(longest.with_name("b" * 100), "李经理", clock=fixed_clock)
    assert not longest.with_name("b" * 100).exists()
