"""Putting a backup in the place of the book: compared, whole, killed anywhere, undone again."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PASSPHRASE, TEST_COST, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.killing import kill_at
from tests.store import killed as works
from tests.store.builders import add_customer
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services import restores
from vipdesk.services.access import Access, Entry
from vipdesk.services.backups import BackupService
from vipdesk.services.erasing import ErasingService
from vipdesk.services.journal import JournalService
from vipdesk.services.restores import RestoreService
from vipdesk.store import keyfile, rekey, restore, switch
from vipdesk.store.book import Store
from vipdesk.store.engine import connect
from vipdesk.store.errors import BackupDamagedError, WrongPassphraseError, WrongRecoveryKeyError
from vipdesk.store.keyfile import BookKey
from vipdesk.store.manifest import Backup


def add(store: Store, *numbers: str) -> None:
    for number in numbers:
        with store.action("customer.create") as session:
            add_customer(session, number=number, name="王建国")


def numbers_in(profile: Path, passphrase: str = PASSPHRASE) -> list[str]:
    key = keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), passphrase)
    store = Store.open(profile, key, clock=fixed_clock)
    try:
        with store.read() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            return list(session.scalars(text("SELECT number FROM customer ORDER BY id")))
    finally:
        store.close()


def last_codes(profile: Path, limit: int = 1) -> list[str]:
    store = open_book(profile, clock=fixed_clock)
    entries = JournalService(store).entries(limit)
    store.close()
    return [entry.code for entry in entries]


def _keep(profile: Path) -> Backup:
    store = open_book(profile, clock=fixed_clock)
    add(store, "A")
    store.drafts.save("visit:1", {"talked": "then"}, NOW)
    made = BackupService(store).make_if_changed(Why.HAND)
    assert made is not None
    store.drafts.save("visit:1", {"talked": "now"}, NOW)
    add(store, "B", "C")
    store.close()
    return made


@pytest.fixture(scope="session")
def kept_furnished(furnishing: Furnishing) -> Furnished[Backup]:
    return furnishing(_keep)


@pytest.fixture
def kept(kept_furnished: Furnished[Backup], profile: Path) -> Backup:
    """A backup with customer A, of a book that went on to B and C and is closed."""
    made = kept_furnished.value
    return replace(made, path=profile / made.path.relative_to(kept_furnished.profile))


def service(profile: Path, store: Store | None = None) -> RestoreService:
    return RestoreService(profile, Access(profile, fixed_clock), fixed_clock, store)


def put_back(profile: Path, backup: Path, passphrase: str = PASSPHRASE) -> None:
    service(profile).prepare(backup, passphrase, NoProgress()).wipe()
    switch.commit(profile)


def test_it_tells_what_would_change(profile: Path, kept: Backup) -> None:
    store = open_book(profile, clock=fixed_clock)
    found = service(profile, store).compare(kept.path)
    store.close()
    counts = {each.label: (each.now, each.then) for each in found.counts}
    assert counts["Customers"] == (3, 1)
    assert counts["Journal entries"] == (4, 2)
    assert [entry.code for entry in found.lost] == ["customer.create"] * 2
    assert (found.lost_count, found.other_book, found.older_key) == (2, False, False)


def test_the_book_is_as_it_was_and_today_is_kept_aside(profile: Path, kept: Backup) -> None:
    put_back(profile, kept.path)
    assert numbers_in(profile) == ["A"]
    assert last_codes(profile) == ["backup.restore"]
    (aside,) = (profile / "aside").iterdir()
    assert numbers_in(aside) == ["A", "B", "C"]
    assert aside.stat().st_mode & 0o777 == 0o700
    assert not (profile / switch.READY).exists()


def test_on_a_bare_laptop_the_stick_tells_who_was_deleted_since(
    profile: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    store = open_book(profile, clock=fixed_clock)
    add(store, "A", "B")
    backups = BackupService(store)
    backups.make_if_changed(Why.HAND)
    backups.choose_second(stick, NoProgress())
    with store.read() as session:
        deleted = session.scalar(text("SELECT id FROM customer WHERE number = 'A'"))
    assert deleted is not None
    ErasingService(store).erase(deleted, "asked")
    backups.make_if_changed(Why.HAND)
    store.close()
    older = min(stick.glob("*/vipdesk-*-hand"))
    put_back(tmp_path / "bare", older)
    assert numbers_in(tmp_path / "bare")[1] == "B"
    assert "A" not in numbers_in(tmp_path / "bare")


def test_a_backup_of_today_is_made_first_and_brings_today_back(profile: Path, kept: Backup) -> None:
    put_back(profile, kept.path)
    store = open_book(profile, clock=lambda: NOW + timedelta(hours=1))
    today = next(row for row in BackupService(store).view().rows if row.why is Why.RESTORE)
    found = service(profile, store).compare(today.path)
    store.close()
    assert [entry.code for entry in found.lost] == ["backup.restore"]
    put_back(profile, today.path)
    assert numbers_in(profile) == ["A", "B", "C"]
    assert len(list((profile / "aside").iterdir())) == 2


def test_what_was_being_typed_comes_back_too(profile: Path, kept: Backup) -> None:
    put_back(profile, kept.path)
    store = open_book(profile, clock=fixed_clock)
    assert store.drafts.load("visit:1") == {"talked": "then"}
    store.close()


def _give_passphrase(profile: Path, new: str) -> BookKey:
    """As the settings do, but quickly."""
    path = profile / paths.KEY_NAME
    key = keyfile.unlock(keyfile.read(path), PASSPHRASE)
    file = keyfile.with_slot(keyfile.read(path), keyfile.PASSPHRASE, key, new, TEST_COST)
    keyfile.write(path, file)
    return key


def test_today_passphrase_holds_after_a_change_since(profile: Path, kept: Backup) -> None:
    new = "five herons in the reed"
    key = _give_passphrase(profile, new)
    store = Store.open(profile, key, clock=fixed_clock)
    with pytest.raises(WrongPassphraseError):
        service(profile, store).prepare(kept.path, PASSPHRASE, NoProgress())
    store.close()
    put_back(profile, kept.path, new)
    assert numbers_in(profile, new) == ["A"]


def test_who_forgot_the_new_passphrase_comes_back_with_the_one_of_that_time(
    profile: Path, kept: Backup
) -> None:
    _give_passphrase(profile, "five herons in the reed").wipe()
    put_back(profile, kept.path, PASSPHRASE)
    assert numbers_in(profile) == ["A"]


def test_the_recovery_key_brings_it_back_too(profile: Path, kept: Backup) -> None:
    path = kept.path / paths.KEY_NAME
    key = keyfile.unlock(keyfile.read(path), PASSPHRASE)
    made = keyfile.make_key(PASSPHRASE, cost=TEST_COST, key=key)
    keyfile.write(profile / paths.KEY_NAME, made.file)
    with pytest.raises(WrongRecoveryKeyError):
        service(profile).prepare(kept.path, keyfile.make_recovery_key(), NoProgress())
    put_back(profile, kept.path, made.recovery_key.lower().replace("-", " "))
    assert numbers_in(profile) == ["A"]


def _give_new_key(profile: Path) -> None:
    path = profile / paths.KEY_NAME
    old = keyfile.unlock(keyfile.read(path), PASSPHRASE)
    made = keyfile.make_key(PASSPHRASE, cost=TEST_COST)
    rekey.rekey(profile, old, made.key, PASSPHRASE, made.recovery_key, NoProgress())


def test_a_backup_under_a_former_key_opens_with_its_own_key_file(
    profile: Path, kept: Backup
) -> None:
    _give_new_key(profile)
    store = open_book(profile, clock=fixed_clock)
    found = service(profile, store).compare(kept.path)
    assert found.older_key
    assert found.lost_count is None
    service(profile, store).prepare(kept.path, PASSPHRASE, NoProgress()).wipe()
    store.close()
    switch.commit(profile)
    assert numbers_in(profile) == ["A"]
    (aside,) = (profile / "aside").iterdir()
    assert numbers_in(aside) == ["A", "B", "C"]


@pytest.mark.parametrize("harm", ["missing", "empty", "noise", "no key file"])
def test_a_profile_that_does_not_open_is_brought_back(
    profile: Path, kept: Backup, tmp_path: Path, harm: str
) -> None:
    stick = tmp_path / "stick" / "VIPDesk backups"
    stick.mkdir(parents=True)
    moved = kept.path.rename(stick / kept.name)
    book = profile / paths.STORE_NAME
    if harm == "missing":
        profile = tmp_path / "new laptop"
    elif harm == "empty":
        book.write_bytes(b"")
    elif harm == "noise":
        book.write_bytes(b"noise" * 9_000)
    else:
        (profile / paths.KEY_NAME).unlink()
    (found,) = restores.find(stick.parent)
    assert found.path == moved
    put_back(profile, found.path)
    assert numbers_in(profile) == ["A"]


def test_a_damaged_backup_is_refused(profile: Path, kept: Backup) -> None:
    with (kept.path / paths.STORE_NAME).open("rb+") as file:
        file.seek(9_000)
        file.write(b"\0" * 99)
    with pytest.raises(BackupDamagedError):
        service(profile).prepare(kept.path, PASSPHRASE, NoProgress())
    assert numbers_in(profile) == ["A", "B", "C"]
    assert not (profile / switch.SCRATCH).exists()


@pytest.mark.parametrize("at", [0, 3, 6, 9])
def test_cancelled_it_leaves_all_as_it_was(profile: Path, kept: Backup, at: int) -> None:
    class Cancels:
        left = at

        def step(self, _done: int, _total: int) -> None:
            self.left -= 1
            if self.left < 0:
                raise CancelledError

    with pytest.raises(CancelledError):
        service(profile).prepare(kept.path, PASSPHRASE, Cancels())
    assert not (profile / switch.SCRATCH).exists()
    assert numbers_in(profile) == ["A", "B", "C"]


def test_who_was_deleted_on_request_since_is_gone_before_the_book_is_in_place(
    profile: Path, kept: Backup
) -> None:
    store = open_book(profile, clock=fixed_clock)
    erasing = ErasingService(store)
    erasing.erase(erasing.numbered("A"), "by letter of 20 November")
    store.close()
    service(profile).prepare(kept.path, PASSPHRASE, NoProgress()).wipe()
    key = keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), PASSPHRASE)
    connection = connect(profile / switch.SCRATCH / paths.STORE_NAME, key)
    query = "SELECT count(*) FROM customer WHERE name = '王建国'"
    assert connection.execute(query).fetchone() == (0,)
    connection.close()
    switch.commit(profile)
    assert last_codes(profile, 2) == ["customer.erase", "backup.restore"]


def test_the_released_book_of_a_former_program_is_brought_up_to_date(
    tmp_path: Path, profile: Path
) -> None:
    import shutil

    from vipdesk.store import backup
    from vipdesk.store.migrate import newest_revision

    released = Path(__file__).parents[1] / "store" / "released" / "0001"
    old = shutil.copytree(released, tmp_path / "old")
    new = keyfile.make_key(PASSPHRASE, cost=TEST_COST, key=keyfile.read_plain(old / paths.KEY_NAME))
    keyfile.write(old / paths.KEY_NAME, new.file)
    key = new.key
    made = backup.make(old, key, tmp_path / "stick", Why.HAND, NOW, NoProgress())
    put_back(profile, made.path)
    store = open_book(profile, clock=fixed_clock)
    with store.read() as session:
        revision = session.scalar(text("SELECT version_num FROM alembic_version"))
        assert revision == newest_revision()
        assert session.scalar(text("SELECT count(*) FROM customer")) == 12
    store.close()


TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile")


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
@pytest.mark.parametrize("new_key", [False, True])
def test_killed_anywhere_there_is_a_book_that_opens(
    profile: Path, kept: Backup, tmp_path: Path, new_key: bool
) -> None:
    if new_key:
        _give_new_key(profile)
    key = _ready(profile, kept)
    left = open_book(profile, clock=fixed_clock)
    add(left, "D")
    log = (profile / (paths.STORE_NAME + "-wal")).read_bytes()
    left.close()
    (profile / (paths.STORE_NAME + "-wal")).write_bytes(log)  # as an unclean end leaves it
    profiles = {at: shutil.copytree(profile, tmp_path / f"killed {at}") for at in range(0, 24, 4)}
    kill_at(f"{works.__name__}:{works.commit_it.__name__}", TOUCHES, profiles)
    for killed in profiles.values():
        _holds_either(killed)
    key.wipe()


def _holds_either(profile: Path) -> None:
    """The book of before, or the backup with that one aside."""
    decided = (profile / switch.READY).exists() or (profile / switch.ASIDE).exists()
    assert Access(profile, fixed_clock).entry() is Entry.LOCKED
    assert not (profile / switch.READY).exists()
    assert numbers_in(profile) == (["A"] if decided else ["A", "B", "C", "D"])
    if decided:
        (aside,) = (profile / "aside").iterdir()
        assert numbers_in(aside) == ["A", "B", "C", "D"]


def _ready(profile: Path, kept: Backup) -> BookKey:
    """As `RestoreService.prepare` leaves it, without the backup of today."""
    own = keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), PASSPHRASE)
    if restore.opens(kept, own):
        source = restore.Source(kept, own, keeps_key_file=True)
    else:
        key = keyfile.unlock(keyfile.read(kept.path / paths.KEY_NAME), PASSPHRASE)
        source = restore.Source(kept, key, keeps_key_file=False)
    restore.prepare(profile, source, NOW, lambda _store: None, NoProgress())
    return source.key
