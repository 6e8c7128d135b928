"""Damage to real files, and the way back."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PASSPHRASE, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer, add_line
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services import rescue
from vipdesk.services.access import Access, Entry
from vipdesk.services.backups import BackupService
from vipdesk.services.rescue_report import lists_of, sentences_of
from vipdesk.store import chain, keyfile, open_mark
from vipdesk.store.book import Store
from vipdesk.store.engine import connect
from vipdesk.store.errors import KeyFileError, NoGoodBackupError
from vipdesk.store.keyfile import BookKey
from vipdesk.store.unavailable import PagesDamagedError
from vipdesk.texts import translator

PAGE = 4096


def key_of(profile: Path) -> BookKey:
    return keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), PASSPHRASE)


def customers(profile: Path) -> list[str]:
    store = open_book(profile, clock=fixed_clock)
    with store.read() as session:
        numbers = list(session.scalars(text("SELECT number FROM customer ORDER BY id")))
        assert chain.check(session.connection()).broken is None
    store.close()
    return numbers


def codes(profile: Path) -> list[str]:
    store = open_book(profile, clock=fixed_clock)
    with store.read() as session:
        found = list(session.scalars(text("SELECT code FROM journal_entry ORDER BY id")))
    store.close()
    return found


def _back_up(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    BackupService(store).make_if_changed(Why.HAND)
    with store.action("customer.create") as session:
        add_customer(session, "C2", "陈晓燕")
    store.drafts.save("visit:1", {"talked": "副卡"}, NOW)


@pytest.fixture(scope="session")
def backed_up_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_back_up))


@pytest.fixture
def backed_up(backed_up_furnished: Furnished[None], profile: Path) -> Path:
    """A closed book: a customer, a backup, then another customer and something being typed."""
    return profile


def root_page(profile: Path, name: str) -> int:
    connection = connect(profile / paths.STORE_NAME, key_of(profile))
    query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    (page,) = connection.execute(query, (name,)).fetchone()
    connection.close()
    return int(page)


def harm(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 512)
        file.write(os.urandom(1024))


def bring_back(profile: Path) -> rescue.Rescued:
    offer = rescue.newest_good(profile, key_of(profile), NoProgress())
    return rescue.rescue(profile, key_of(profile), offer, fixed_clock, NoProgress())


def test_a_page_is_overwritten(backed_up: Path) -> None:
    book = backed_up / paths.STORE_NAME
    harm(book, root_page(backed_up, "customer"))
    damaged = book.read_bytes()
    with pytest.raises(PagesDamagedError):
        rescue.check_book(backed_up, key_of(backed_up), NoProgress())
    done = bring_back(backed_up)
    assert customers(backed_up) == ["C1", "C2"]
    assert done.salvaged.is_whole
    assert (done.aside / paths.STORE_NAME).read_bytes() == damaged
    assert codes(backed_up)[-2:] == ["customer.create", "book.salvage"]
    rescue.check_book(backed_up, key_of(backed_up), NoProgress())
    store = open_book(backed_up)
    assert store.drafts.load("visit:1") == {"talked": "副卡"}  # newer than the backup's
    store.close()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    os.truncate(path, PAGE * 3)


def _foreign(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(PAGE * 4))


def _gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [_empty, _cut, _foreign, _gone])
def test_the_whole_file_is_lost(backed_up: Path, damage: Callable[[Path], None]) -> None:
    damage(backed_up / paths.STORE_NAME)
    assert Access(backed_up, fixed_clock).entry() is Entry.LOCKED
    with pytest.raises(rescue.DAMAGE):
        rescue.check_book(backed_up, key_of(backed_up), NoProgress())
    done = bring_back(backed_up)
    assert customers(backed_up) == ["C1"]
    assert not done.salvaged.is_whole
    assert codes(backed_up)[-1] == "book.salvage"


def test_where_something_is_lost_no_number_is_given_twice(backed_up: Path) -> None:
    before = open_book(backed_up)
    device = before._device
    before.close()
    _empty(backed_up / paths.STORE_NAME)
    bring_back(backed_up)
    after = open_book(backed_up)
    assert after._device != device
    after.close()


def test_an_empty_file_with_its_log_still_tells_all(backed_up: Path, tmp_path: Path) -> None:
    store = open_book(backed_up, clock=fixed_clock)
    store._engine.connect().exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    with store.action("customer.create") as session:
        add_customer(session, "C3", "丁岚")
    killed = shutil.copytree(backed_up, tmp_path / "killed")
    store.close()
    harm(killed / paths.STORE_NAME, root_page(backed_up, "visit"))
    done = bring_back(killed)
    assert customers(killed) == ["C1", "C2", "C3"]
    assert done.salvaged.is_whole
    assert {path.name for path in done.aside.iterdir()} >= {"book.db", "book.db-wal", "book.key"}


def test_a_damaged_backup_is_passed_over(backed_up: Path) -> None:
    store = open_book(backed_up, clock=fixed_clock)
    newer = BackupService(store).make_if_changed(Why.EXIT)
    store.close()
    assert newer is not None
    harm(newer.path / paths.STORE_NAME, 30)
    harm(backed_up / paths.STORE_NAME, root_page(backed_up, "customer"))
    offer = rescue.newest_good(backed_up, key_of(backed_up), NoProgress())
    assert offer.backup.name != newer.name
    assert offer.customers == 1
    assert f"{offer.made_at:%H:%M}" == "10:00"  # in Shanghai, wherever the laptop's clock is


def test_the_second_folder_helps_where_the_first_is_gone(backed_up: Path, tmp_path: Path) -> None:
    store = open_book(backed_up, clock=fixed_clock)
    (tmp_path / "stick").mkdir()
    BackupService(store).choose_second(tmp_path / "stick", NoProgress())
    store.close()
    shutil.rmtree(backed_up / "backups")
    _empty(backed_up / paths.STORE_NAME)
    bring_back(backed_up)
    assert customers(backed_up) == ["C1"]


def test_without_a_backup_the_damaged_book_stays(store: Store) -> None:
    store.close()
    harm(store.profile / paths.STORE_NAME, root_page(store.profile, "customer"))
    before = (store.profile / paths.STORE_NAME).read_bytes()
    with pytest.raises(NoGoodBackupError):
        bring_back(store.profile)
    assert (store.profile / paths.STORE_NAME).read_bytes() == before


def test_a_rescue_that_was_stopped_changes_nothing(backed_up: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int) -> None:
            if done >= total * 0.75:
                raise CancelledError

    harm(backed_up / paths.STORE_NAME, root_page(backed_up, "customer"))
    before = (backed_up / paths.STORE_NAME).read_bytes()
    offer = rescue.newest_good(backed_up, key_of(backed_up), NoProgress())
    with pytest.raises(CancelledError):
        rescue.rescue(backed_up, key_of(backed_up), offer, fixed_clock, Impatient())
    assert (backed_up / paths.STORE_NAME).read_bytes() == before
    assert not (backed_up / "aside").exists()


@pytest.mark.parametrize("damage", [_empty, _cut, _foreign])
def test_drafts_alone(backed_up: Path, damage: Callable[[Path], None]) -> None:
    path = backed_up / paths.DRAFTS_NAME
    damage(path)
    if damage is _cut:
        harm(path, 2)
    damaged = path.read_bytes()
    said = rescue.mend_drafts(backed_up, key_of(backed_up), NOW)
    assert said is not None
    assert (Path(str(said.params["folder"])) / paths.DRAFTS_NAME).read_bytes() == damaged
    store = open_book(backed_up)
    assert store.drafts.keys() == []
    store.close()
    assert rescue.mend_drafts(backed_up, key_of(backed_up), NOW) is None
    assert customers(backed_up) == ["C1", "C2"]


def test_damaged_drafts_twice_in_a_second_overwrite_nothing(backed_up: Path) -> None:
    for content in (b"first", b"second"):
        (backed_up / paths.DRAFTS_NAME).write_bytes(content)
        rescue.mend_drafts(backed_up, key_of(backed_up), NOW)
    kept = {path.read_bytes() for path in (backed_up / "aside").rglob("drafts.db*")}
    assert kept == {b"first", b"second"}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff" * 50, None])
def test_a_key_file_comes_back_from_a_backup(backed_up: Path, content: bytes | None) -> None:
    path = backed_up / paths.KEY_NAME
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(KeyFileError):
        rescue.bring_key_file(backed_up, "another heron", fixed_clock)
    assert len(Access(backed_up, fixed_clock).failed_tries()) == 1
    assert rescue.bring_key_file(backed_up, PASSPHRASE, fixed_clock) == NOW
    assert customers(backed_up) == ["C1", "C2"]


def test_the_mark_of_an_open_book(backed_up: Path) -> None:
    key = key_of(backed_up)
    with rescue.held(backed_up, key, NoProgress()):
        assert open_mark.is_left(backed_up)
    assert not open_mark.is_left(backed_up)
    harm(backed_up / paths.STORE_NAME, root_page(backed_up, "customer"))
    with rescue.held(backed_up, key, NoProgress()):
        pass  # closed as it should be: nobody looks at every page
    open_mark.leave(backed_up)
    with pytest.raises(PagesDamagedError), rescue.held(backed_up, key, NoProgress()):
        pass
    assert open_mark.is_left(backed_up)


def test_damage_found_at_work_is_told_as_damage(backed_up: Path) -> None:
    harm(backed_up / paths.STORE_NAME, root_page(backed_up, "customer"))
    store = open_book(backed_up, clock=fixed_clock)
    open_mark.leave(backed_up)
    with pytest.raises(PagesDamagedError), store.read() as session:
        session.execute(text("SELECT count(note) FROM customer")).all()
    rescue.closed(store)
    assert open_mark.is_left(backed_up)  # so that the next start checks it


def test_a_sound_book_is_closed_without_a_mark(backed_up: Path) -> None:
    open_mark.leave(backed_up)
    rescue.closed(open_book(backed_up))
    assert not open_mark.is_left(backed_up)


def test_a_key_alone_tells_of_a_book_that_is_gone(profile: Path) -> None:
    (profile / paths.STORE_NAME).unlink()
    assert Access(profile, fixed_clock).entry() is Entry.LOCKED
    (profile / paths.KEY_NAME).unlink()
    assert Access(profile, fixed_clock).entry() is Entry.NEW


def test_what_is_said(backed_up: Path) -> None:
    harm(backed_up / paths.STORE_NAME, root_page(backed_up, "customer"))
    done = bring_back(backed_up)
    t = translator("en")
    assert list(sentences_of(done, t))[:3] == [
        "The backup of 2026-11-21 10:00 is in place.",
        "Actions carried over from the damaged book: 1.",
        "Nothing is missing.",
    ]
    assert list(lists_of(done, t)) == ["Carried over", "2026-11-21 10:00  New customer", ""]
