"""Backups: whole, verified, beside who writes; what is cut or altered is found."""

import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PASSPHRASE, TEST_COST, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer
from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.store import backup, files, keyfile, manifest, shelf
from vipdesk.store.book import Store
from vipdesk.store.errors import BackupDamagedError, BackupNotMadeError, BackupRunningError
from vipdesk.store.lock import ProfileLock
from vipdesk.store.manifest import Backup

needs_posix = pytest.mark.skipif(os.name != "posix", reason="modes of files")


def _fill(store: Store) -> None:
    with store.action("customer.create") as session:
        for number in range(20):
            add_customer(session, number=f"C{number}", name="王建国")
    store.drafts.save("visit:1", {"talked": "副卡"}, NOW)


@pytest.fixture(scope="session")
def filled_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_fill))


@pytest.fixture
def filled(filled_furnished: Furnished[None], store: Store) -> Store:
    """A book with customers and a draft."""
    return store


def make(store: Store, why: Why = Why.HAND, now: datetime = NOW) -> Backup:
    folder = backup.folder_of(store.profile)
    return backup.make(store.profile, store.key, folder, why, now, NoProgress())


def edit(store: Store, note: str) -> None:
    with store.action("customer.edit") as session:
        session.execute(text("UPDATE customer SET note = :note"), {"note": note})


def current(store: Store) -> bool:
    state = backup.state_of(store.profile, store.key)
    return backup.is_current(backup.folder_of(store.profile), state)


def test_a_backup_is_a_whole_book_that_opens_by_itself(filled: Store, tmp_path: Path) -> None:
    made = make(filled)
    alone = shutil.copytree(made.path, tmp_path / "alone")
    store = open_book(alone, clock=fixed_clock)
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM customer")) == 20
    assert store.drafts.load("visit:1") == {"talked": "副卡"}
    store.close()


def test_its_manifest_says_what_it_holds_and_names_nobody(filled: Store) -> None:
    made = make(filled, Why.START)
    (found,) = manifest.backups_in(backup.folder_of(filled.profile))
    assert found == made
    assert found.manifest.counts["customer"] == 20
    with filled.read() as session:
        seq, digest = session.execute(
            text("SELECT seq, digest FROM journal_entry ORDER BY id DESC LIMIT 1")
        ).one()
    assert (found.manifest.state.head.seq, found.manifest.state.head.digest) == (seq, digest.hex())
    assert "王" not in (made.path / manifest.MANIFEST).read_text()
    assert found.manifest.why is Why.START
    assert found.manifest.verified_at == NOW
    assert found.size > 100_000


@needs_posix
def test_nobody_else_can_read_it(filled: Store) -> None:
    made = make(filled)
    assert made.path.stat().st_mode & 0o777 == 0o700
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.path.iterdir()} == {0o600}


def test_it_is_current_until_something_is_done(filled: Store) -> None:
    assert not current(filled)
    make(filled)
    assert current(filled)
    with filled.plain_write() as connection:  # how the desk was left is no news
        connection.execute(text("INSERT INTO preference (key, value) VALUES ('x', '1')"))
    assert current(filled)
    edit(filled, "x")
    assert not current(filled)


def test_it_is_one_moment_of_a_book_that_is_being_written(filled: Store) -> None:
    stop, wrote = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with filled.action("customer.create") as session:
                add_customer(session, number=f"N{number}")
            wrote.set()

    def make_after_a_write(second: int) -> Backup:
        wrote.clear()
        assert wrote.wait(60)
        return make(filled, now=NOW + timedelta(seconds=second))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make_after_a_write(n) for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for each in made:
        backup.verify(each, filled.key, NoProgress())
    seqs = [each.manifest.state.head.seq for each in made]
    assert seqs[0] < seqs[1] < seqs[2]
    for each in made:  # one customer to an entry, after the first two entries
        assert each.manifest.counts["customer"] == 20 + each.manifest.state.head.seq - 2


def test_who_would_write_between_the_look_and_the_copy_waits(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = backup.state_in
    writers: list[threading.Thread] = []

    def look_and_be_overtaken(connection: object) -> manifest.State:
        found = look(connection)
        writers.append(threading.Thread(target=edit, args=(filled, f"{len(writers)}")))
        writers[-1].start()
        writers[-1].join(0.2)  # there it waits until the copy has begun
        return found

    monkeypatch.setattr(backup, "state_in", look_and_be_overtaken)
    made = make(filled)
    for writer in writers:
        writer.join()
    monkeypatch.setattr(backup, "state_in", look)
    assert len(writers) == 3  # before, at the copy and at its check: the first copy was the book
    backup.verify(made, filled.key, NoProgress())
    assert made.manifest.state.head.seq == backup.state_of(filled.profile, filled.key).head.seq - 2


def _cut(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - 4096)


def _overwrite(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(5 * 4096 + 100)
        file.write(b"\0" * 64)


@pytest.mark.parametrize("harm", [_overwrite, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("name", [paths.STORE_NAME, paths.KEY_NAME])
def test_a_damaged_file_is_found(filled: Store, harm: object, name: str) -> None:
    made = make(filled)
    harm(made.path / name)  # type: ignore[operator]
    with pytest.raises(BackupDamagedError):
        backup.verify(made, filled.key, NoProgress())


def test_a_cut_file_is_not_even_listed(filled: Store) -> None:
    made = make(filled)
    _cut(made.path / paths.STORE_NAME)
    assert manifest.backups_in(made.path.parent) == []
    with pytest.raises(BackupDamagedError):
        backup.verify(made, filled.key, NoProgress())


def _with_true_digests(made: Backup) -> Backup:
    """As after damage on the way into the file: the digests are right, the content is not."""
    files = {name: manifest.mark_of(made.path / name) for name in made.manifest.files}
    told = made.manifest
    return Backup(
        made.path,
        manifest.Manifest(
            told.made_at,
            told.why,
            told.program,
            told.state,
            told.counts,
            files,
            told.verified_at,
        ),
    )


@pytest.mark.parametrize("harm", [_overwrite, _cut])
def test_damage_that_the_digests_do_not_tell_is_found_by_the_pages(
    filled: Store, harm: object
) -> None:
    made = make(filled)
    harm(made.path / paths.STORE_NAME)  # type: ignore[operator]
    with pytest.raises(BackupDamagedError):
        backup.verify(_with_true_digests(made), filled.key, NoProgress())


def test_rows_that_went_missing_are_found(filled: Store) -> None:
    made = make(filled)
    key = keyfile.unlock(keyfile.read(made.path / paths.KEY_NAME), PASSPHRASE)
    from vipdesk.store.engine import connect

    connection = connect(made.path / paths.STORE_NAME, key)
    connection.execute("DELETE FROM customer_summary WHERE customer_id = 1")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    with pytest.raises(BackupDamagedError, match="rows"):
        backup.verify(_with_true_digests(made), filled.key, NoProgress())


def test_verifying_writes_nothing(filled: Store) -> None:
    made = make(filled)
    before = {path.name: path.read_bytes() for path in made.path.iterdir()}
    backup.verify(made, filled.key, NoProgress())
    assert {path.name: path.read_bytes() for path in made.path.iterdir()} == before


class StopAt:
    """Cancels at the given step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, _done: int, _total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


@pytest.mark.parametrize("at", range(6))
def test_cancelled_it_leaves_nothing(filled: Store, at: int) -> None:
    folder = backup.folder_of(filled.profile)
    with pytest.raises(CancelledError):
        backup.make(filled.profile, filled.key, folder, Why.HAND, NOW, StopAt(at))
    assert list(folder.iterdir()) == []


def test_what_a_kill_left_half_goes_with_the_next_one(filled: Store) -> None:
    made = make(filled)
    half = made.path.rename(made.path.with_name(made.name + manifest.PART))
    foreign = made.path.parent / "mine.part"
    foreign.mkdir()
    make(filled)
    assert not half.exists()
    assert foreign.exists()


def test_two_in_one_second_are_both_there(filled: Store) -> None:
    assert make(filled).name != make(filled).name
    assert len(manifest.backups_in(backup.folder_of(filled.profile))) == 2


def test_two_at_once_are_refused(filled: Store) -> None:
    lock = ProfileLock(filled.profile / backup.LOCK_NAME)
    lock.acquire()
    with pytest.raises(BackupRunningError):
        make(filled)
    lock.release()
    make(filled)


@pytest.mark.parametrize("name", ["U 盘 一", "a?b#c%20"])
def test_a_copy_elsewhere_is_read_back(filled: Store, tmp_path: Path, name: str) -> None:
    made = make(filled)
    copied = shelf.copy(made, tmp_path / name, NoProgress())
    assert manifest.backups_in(tmp_path / name) == [copied]
    assert copied.manifest == made.manifest
    backup.verify(copied, filled.key, NoProgress())


def test_a_folder_that_is_a_file_is_told(filled: Store, tmp_path: Path) -> None:
    made = make(filled)
    (tmp_path / "stick").write_text("no folder")
    with pytest.raises(BackupNotMadeError):
        shelf.copy(made, tmp_path / "stick", NoProgress())
    with pytest.raises(BackupNotMadeError):
        backup.make(filled.profile, filled.key, tmp_path / "stick", Why.HAND, NOW, NoProgress())
    assert manifest.backups_in(made.path.parent) == [made]


def test_a_nearly_full_disk_is_told_before_it_is_full(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(filled)
    monkeypatch.setattr(files, "ROOM", 2**62)
    with pytest.raises(BackupNotMadeError, match="nearly full"):
        make(filled)
    assert manifest.backups_in(made.path.parent) == [made]


def test_rotation_deletes_only_what_is_ours_and_too_many(filled: Store) -> None:
    folder = backup.folder_of(filled.profile)
    made = make(filled, now=NOW - timedelta(days=400))
    for hours in range(72, 60, -4):
        make(filled, now=NOW - timedelta(hours=hours))
    edit(filled, "later")
    make(filled)
    other = shutil.copytree(made.path, folder / made.name.replace("vipdesk-", "vipdesk-0"))
    damaged = shutil.copytree(made.path, folder / (made.name + manifest.DAMAGED))
    state = backup.state_of(filled.profile, filled.key)
    gone = shelf.rotate(folder, state, NOW, UTC)
    assert len(gone) == 2
    assert [each.manifest.made_at for each in manifest.backups_in(folder)] == [
        NOW,
        NOW - timedelta(hours=64),
        NOW - timedelta(days=400),
    ]
    assert other.exists()
    assert damaged.exists()


def test_rotation_never_deletes_what_holds_the_present_state(filled: Store) -> None:
    folder = backup.folder_of(filled.profile)
    past = [make(filled, now=NOW - timedelta(hours=hours)) for hours in (66, 65, 64)]
    state = backup.state_of(filled.profile, filled.key)
    assert shelf.rotate(folder, state, NOW, UTC) == []
    edit(filled, "later")
    state = backup.state_of(filled.profile, filled.key)
    make(filled)
    assert len(shelf.rotate(folder, state, NOW, UTC)) == len(past) - 1


def test_a_migration_is_preceded_by_a_backup(tmp_path: Path) -> None:
    released = Path(__file__).parent / "released" / "0001"
    profile = shutil.copytree(released, tmp_path / "profile")
    path = profile / paths.KEY_NAME
    key = keyfile.read_plain(path)
    keyfile.write(path, keyfile.make_key(PASSPHRASE, cost=TEST_COST, key=key).file)
    open_book(profile, clock=fixed_clock).close()
    (made,) = manifest.backups_in(backup.folder_of(profile))
    assert (made.manifest.why, made.manifest.state.revision) == (Why.MIGRATION, "0001")
    backup.verify(made, key, NoProgress())
