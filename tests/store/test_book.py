import os
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import NOW, TODAY, fixed_clock
from tests.store.builders import add_customer
from vipdesk.store.book import Store
from vipdesk.store.errors import (
    EmptyBookError,
    ForeignBookError,
    KeyFileError,
    NewerBookError,
    ProfileExistsError,
    ProfileMissingError,
)
from vipdesk.store.records import Customer, JournalEntry, Manager


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
        Store.create(profile, "x", clock=fixed_clock)


def test_a_missing_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileMissingError):
        Store.open(tmp_path)


def test_a_file_of_no_bytes_is_refused_and_left(profile: Path) -> None:
    (profile / "book.db").write_bytes(b"")
    with pytest.raises(EmptyBookError):
        Store.open(profile)
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
        Store.create(tmp_path / "other", "x", clock=fixed_clock).close()
        path.write_bytes((tmp_path / "other" / "book.db").read_bytes())
    before = path.read_bytes()
    with pytest.raises(ForeignBookError):
        Store.open(profile)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1, "key": "00"}', "nonsense"])
def test_a_damaged_key_file_is_told_from_a_damaged_book(profile: Path, content: str) -> None:
    (profile / "book.key").write_text(content, encoding="ascii")
    with pytest.raises(KeyFileError):
        Store.open(profile)


def test_a_newer_book_is_refused(profile: Path, store: Store) -> None:
    with store.plain_write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(NewerBookError, match="9999"):
        Store.open(profile)


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


def test_reopened_it_is_as_it_was(store: Store, profile: Path) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    store.close()
    again = Store.open(profile, clock=fixed_clock)
    with again.read() as session:
        assert session.scalars(select(Customer.name)).all() == ["王志强"]
    again.close()
