import errno
import os
import shutil
import sqlite3
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import OperationalError

from tests.conftest import NOW, TODAY, create_book, fixed_clock, new_key, open_book
from tests.store.builders import add_customer
from vipdesk.services.access import Access, Entry
from vipdesk.store import migrate
from vipdesk.store.book import AT_ONCE, Store
from vipdesk.store.errors import (
    EmptyBookError,
    ForeignBookError,
    KeyFileError,
    NewerBookError,
    ProfileExistsError,
    ProfileMissingError,
    ProfileNotMadeError,
)
from vipdesk.store.records import AttachmentContent, Customer, JournalEntry, Manager, SettingsSet
from vipdesk.store.unavailable import DiskFullError, PagesDamagedError


def test_a_new_book_has_its_manager(store: Store) -> None:
    with store.read() as session:
        manager = session.scalars(select(Manager)).one()
    assert (manager.name, manager.is_self) == ("李经理", True)


def test_nothing_stands_in_clear_on_disk(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session, number="PLANTED-NUMBER", name="种下的名字")
    store.drafts.save("visit:1", {"talked": "种下的名字"}, NOW)
    for path in profile.iterdir():
        content = path.read_bytes()
        assert b"PLANTED" not in content, path
        assert "种下的名字".encode() not in content, path


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_only_the_owner_can_read_the_profile(store: Store, profile: Path) -> None:
    for name in ("book.db", "book.key", "drafts.db"):
        assert os.stat(profile / name).st_mode & 0o077 == 0, name  # noqa: PTH116 - mode bits


def test_an_existing_book_is_never_made_anew(store: Store, profile: Path) -> None:
    with pytest.raises(ProfileExistsError):
        create_book(profile, "x", clock=fixed_clock)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ProfileNotMadeError):
        create_book(tmp_path / place, "x", clock=fixed_clock)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("folder_there", [False, True])
def test_a_book_that_cannot_be_finished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder_there: bool
) -> None:
    profile = tmp_path / "new"
    if folder_there:
        profile.mkdir()
        (profile / "mine.txt").write_text("mine")

    def full(*_arguments: object) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("vipdesk.store.migrate.migrate", full)
        with pytest.raises(ProfileNotMadeError, match="No space left"):
            create_book(profile, "x", clock=fixed_clock)
    left = sorted(path.name for path in profile.iterdir()) if profile.exists() else None
    assert left == (["mine.txt"] if folder_there else None)
    create_book(profile, "x", clock=fixed_clock).close()


def test_who_comes_second_leaves_the_first_ones_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, migrate_ = tmp_path / "new", migrate.migrate

    def second(*arguments: Any) -> bool:
        monkeypatch.undo()
        with pytest.raises(ProfileExistsError):
            create_book(profile, "second", clock=fixed_clock)
        return migrate_(*arguments)

    monkeypatch.setattr("vipdesk.store.migrate.migrate", second)
    create_book(profile, "first", clock=fixed_clock).close()
    store = open_book(profile, clock=fixed_clock)
    with store.read() as session:
        assert session.scalars(select(Manager.name)).all() == ["first"]
    store.close()


@pytest.mark.parametrize("moved", [(), ("drafts.db",), ("drafts.db", "book.key")])
def test_what_a_kill_left_of_a_first_book_makes_room(
    tmp_path: Path, empty_profile: Path, moved: tuple[str, ...]
) -> None:
    profile = tmp_path / "new"
    shutil.copytree(empty_profile, profile / "making")
    (profile / "making" / "moving").touch()
    for name in moved:
        (profile / "making" / name).rename(profile / name)
    assert Access(profile, fixed_clock).entry() is Entry.NEW
    create_book(profile, "again", clock=fixed_clock).close()
    assert not (profile / "making").exists()
    open_book(profile, clock=fixed_clock).close()


def test_what_a_kill_left_beside_a_whole_book_goes(profile: Path) -> None:
    (profile / "making").mkdir()
    (profile / "making" / "moving").touch()
    (profile / "making.lock").touch()
    assert Access(profile, fixed_clock).entry() is Entry.LOCKED
    open_book(profile, clock=fixed_clock).close()
    assert not list(profile.glob("making*"))


def test_a_key_without_a_book_is_never_taken_away(tmp_path: Path, empty_profile: Path) -> None:
    profile = tmp_path / "new"
    shutil.copytree(empty_profile, profile / "making")  # killed before anything was moved
    shutil.copyfile(empty_profile / "book.key", profile / "book.key")
    with pytest.raises(ProfileExistsError):
        create_book(profile, "x", clock=fixed_clock)
    assert (profile / "book.key").read_bytes() == (empty_profile / "book.key").read_bytes()


def test_readers_open_the_book_while_another_writes(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
        begun = time.perf_counter()
        other = open_book(profile, clock=fixed_clock)
        with other.read() as reading:
            assert reading.scalars(select(Customer)).all() == []
        other.close()
        assert time.perf_counter() - begun < 5  # a writer is waited for 10 s, then given up


def _fill_disk(store: Store) -> None:
    """Let the file grow no further, as on a full disk."""
    with store.read() as session:
        engine = session.connection().engine
        pages = session.scalar(text("PRAGMA page_count"))

    @event.listens_for(engine, "checkout")
    def _limit(raw: Any, *_more: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_told_and_nothing_is_lost(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    _fill_disk(store)
    with (
        pytest.raises(DiskFullError, match="Free some space"),
        store.action("customer.edit") as session,
    ):
        session.execute(text("UPDATE customer SET note = :long"), {"long": "长" * 200_000})
    content = {"sha256": bytes(32), "data": bytes(1 << 20)}
    with pytest.raises(DiskFullError, match="Free some space"), store.plain_write() as connection:
        connection.execute(insert(AttachmentContent).values(**content))
    store.close()
    again = open_book(profile, clock=fixed_clock)
    with again.read() as reading:
        assert reading.scalars(select(Customer.note)).all() == [None]
        assert reading.scalar(select(func.count()).select_from(JournalEntry)) == 2
    again.close()


def test_a_page_that_is_damaged_is_told(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
        session.execute(text("UPDATE customer SET note = :long"), {"long": "长" * 200_000})
    store.close()
    with (profile / "book.db").open("rb+") as file:
        file.seek(-900_000, os.SEEK_END)
        file.write(b"damaged" * 1_000)
    again = open_book(profile, clock=fixed_clock)
    with pytest.raises(PagesDamagedError, match="damaged"), again.read() as reading:
        reading.scalars(select(Customer.note)).all()
    with (
        pytest.raises(PagesDamagedError, match="damaged"),
        again.action("customer.edit") as session,
    ):
        session.execute(text("UPDATE customer SET note = note || 'x'"))
    again.close()


def test_a_mistake_of_ours_is_not_told_as_the_disks(store: Store) -> None:
    with pytest.raises(OperationalError), store.read() as session:
        session.execute(text("SELECT no_such_column FROM customer"))


def test_a_missing_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileMissingError):
        Store.open(tmp_path, new_key().key)


def test_a_file_of_no_bytes_is_refused_and_left(profile: Path) -> None:
    (profile / "book.db").write_bytes(b"")
    with pytest.raises(EmptyBookError):
        open_book(profile)
    assert (profile / "book.db").stat().st_size == 0


@pytest.mark.parametrize("foreign", ["text", "sqlite", "other book"])
def test_a_foreign_file_is_refused_and_left(profile: Path, tmp_path: Path, foreign: str) -> None:
    path = profile / "book.db"
    path.unlink()
    if foreign == "text":
        path.write_bytes(b"not a book at all, but long enough" * 200)
    elif foreign == "sqlite":
        with sqlite3.connect(path) as plain:
            plain.execute("CREATE TABLE customer (id INTEGER)")
        plain.close()
    else:
        create_book(tmp_path / "other", "x", clock=fixed_clock).close()
        path.write_bytes((tmp_path / "other" / "book.db").read_bytes())
    before = path.read_bytes()
    with pytest.raises(ForeignBookError):
        open_book(profile)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "{}", '{"format": 2, "slots": {}}', "nonsense"])
def test_a_damaged_key_file_is_told_from_a_damaged_book(profile: Path, content: str) -> None:
    (profile / "book.key").write_text(content, encoding="ascii")
    with pytest.raises(KeyFileError):
        open_book(profile)


def test_a_newer_book_is_refused(profile: Path, store: Store) -> None:
    with store.plain_write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(NewerBookError, match="9999"):
        open_book(profile)


def test_an_action_that_fails_leaves_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store.action("customer.create") as session:
            add_customer(session)
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    with store.read() as session:
        assert session.scalars(select(Customer)).all() == []
        assert session.scalars(select(JournalEntry.code)).all() == ["book.create"]


def test_an_action_that_changes_nothing_leaves_no_entry(store: Store) -> None:
    with store.action("customer.edit"):
        pass
    with store.action("customer.unmask", keep_empty=True, customer_id=1, field="phone"):
        pass
    with store.read() as session:
        codes = session.scalars(select(JournalEntry.code)).all()
    assert codes == ["book.create", "customer.unmask"]


def test_days_are_days_of_the_books_zone(store: Store) -> None:
    assert store.today() == TODAY
    assert str(store.zone()) == "Asia/Shanghai"


def test_the_day_is_asked_of_the_connection_at_hand(store: Store) -> None:
    """Another one would read the whole schema first, and might see another state of the book."""
    opened: list[object] = []
    event.listen(store._engine, "connect", lambda connection, _record: opened.append(connection))
    with store.read():
        assert store.today() == TODAY
    with store.action("settings.save") as session:
        session.add(SettingsSet(created_at=NOW, values={"zone": "Pacific/Kiritimati"}))
        session.flush()
        assert str(store.zone()) == "Pacific/Kiritimati"
    assert not opened


def test_a_read_within_a_write_tells_the_day_of_what_it_reads(store: Store) -> None:
    with store.action("settings.save") as session:
        session.add(SettingsSet(created_at=NOW, values={"zone": "Pacific/Kiritimati"}))
        session.flush()
        with store.read():
            assert str(store.zone()) == "Asia/Shanghai"
        assert str(store.zone()) == "Pacific/Kiritimati"
    assert str(store.zone()) == "Pacific/Kiritimati"


def test_reopened_it_is_as_it_was(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    store.close()
    again = open_book(profile, clock=fixed_clock)
    with again.read() as session:
        assert session.scalars(select(Customer.name)).all() == ["王志强"]
    again.close()


def test_connections_are_open_before_they_are_asked_for(store: Store) -> None:
    """A new one reads the schema first: the window must not wait for that."""
    opened: list[object] = []
    event.listen(store._engine, "connect", lambda connection, _record: opened.append(connection))
    store.open_ahead()
    before = len(opened)
    with ExitStack() as at_once:
        for _each in range(AT_ONCE):
            at_once.enter_context(store.read())
    assert before > 0
    assert len(opened) == before
