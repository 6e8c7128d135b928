"""From one laptop to another: real files, really damaged."""

import hashlib
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PASSPHRASE, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.keychains import MemoryKeychain, keychain_in_use
from tests.store.builders import add_customer, add_line
from vipdesk import paths
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.access import Access, Entry
from vipdesk.services.moving import Moved, MovingService, move_in, moved_at
from vipdesk.store import chain, keyfile, move_file
from vipdesk.store.book import Store
from vipdesk.store.errors import (
    CutMoveFileError,
    ForeignMoveFileError,
    MoveFileDamagedError,
    MoveFileError,
    MoveFileUnreadableError,
    NewerBookError,
    NewerMoveFileError,
    ProfileExistsError,
    WrongPassphraseError,
)
from vipdesk.store.keyfile import BookKey, KeyFile
from vipdesk.store.move_file import read_move_file

Snapshot = Callable[[], dict[str, list[tuple[object, ...]]]]


def _carry(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
        add_customer(session, "C2", "陈晓燕")
    store.drafts.save("visit:1", {"talked": "副卡"}, NOW)
    MovingService(store).move_out(store.profile.parent / "book.vipdesk", NoProgress())


@pytest.fixture(scope="session")
def carried_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_carry))


@pytest.fixture
def carried(carried_furnished: Furnished[None], tmp_path: Path) -> Path:
    """A file that holds a book of two customers and something being typed."""
    path = tmp_path / "stick" / "book.vipdesk"
    path.parent.mkdir()
    return Path(shutil.copy2(carried_furnished.profile.parent / path.name, path))


def arrive(path: Path, profile: Path, passphrase: str = PASSPHRASE) -> Moved:
    def unlock(file: KeyFile) -> BookKey:
        return keyfile.unlock(file, passphrase)

    return move_in(path, profile, unlock, fixed_clock, NoProgress())


def devices(store: Store) -> list[tuple[str, int, str]]:
    query = text("SELECT hex(device), seq, code FROM journal_entry ORDER BY id")
    with store.read() as session:
        return [tuple(row) for row in session.execute(query)]


def test_the_whole_book_arrives(
    store: Store, carried: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    new = tmp_path / "new laptop" / "客户簿"
    assert arrive(carried, new).customers == 2
    there = open_book(new, clock=fixed_clock)
    with there.read() as session:
        for name, rows in snapshot().items():
            found = sorted(map(tuple, session.execute(text(f"SELECT * FROM {name}"))), key=repr)
            assert found == rows, name
        assert chain.check(session.connection()).broken is None
    assert there.drafts.load("visit:1") == {"talked": "副卡"}
    assert not (new / paths.ARRIVING_NAME).exists()
    there.close()


def test_the_other_laptops_keychain_opens_nothing_here(store: Store, tmp_path: Path) -> None:
    with keychain_in_use(MemoryKeychain()):
        access = Access(store.profile, fixed_clock)
        access.use_keychain(access.unlock(PASSPHRASE))
        MovingService(store).move_out(tmp_path / "book.vipdesk", NoProgress())
        arrive(tmp_path / "book.vipdesk", tmp_path / "new")
        assert access.has_keychain()
        assert not Access(tmp_path / "new", fixed_clock).has_keychain()
        open_book(tmp_path / "new", clock=fixed_clock).close()


def test_archives_and_deletions_go_along(store: Store, tmp_path: Path) -> None:
    archive = store.profile / "archive" / "journal-20260101-1.db"
    archive.parent.mkdir()
    archive.write_bytes(os.urandom(9_000))
    (archive.parent / "mine.txt").write_bytes(b"not ours")
    (store.profile / paths.TOMBSTONES_NAME).write_bytes(b"{}")
    path = tmp_path / "book.vipdesk"
    MovingService(store).move_out(path, NoProgress())
    new = tmp_path / "new"
    (new / "archive").mkdir(parents=True)  # as a kill leaves it
    arrive(path, new)
    assert (new / "archive" / archive.name).read_bytes() == archive.read_bytes()
    assert (new / paths.TOMBSTONES_NAME).read_bytes() == b"{}"
    assert not (new / "archive" / "mine.txt").exists()


def test_both_laptops_can_go_on_without_the_same_number_twice(
    store: Store, carried: Path, tmp_path: Path
) -> None:
    arrive(carried, tmp_path / "new")
    there = open_book(tmp_path / "new", clock=fixed_clock)
    for book, number in ((store, "A"), (there, "B")):
        with book.action("customer.create") as session:
            add_customer(session, number)
    old, new = devices(store), devices(there)
    assert old[-2][2] == "book.moved_out"
    assert [(seq, code) for _device, seq, code in new[-2:]] == [
        (1, "book.moved_in"),
        (2, "customer.create"),
    ]
    shared = set(old) & set(new)
    assert len({(device, seq) for device, seq, _code in {*old, *new}}) == len({*old, *new})
    assert shared == set(new[:-2])
    with there.read() as session:
        assert chain.check(session.connection()).broken is None
    there.close()


def test_the_old_laptop_remembers_until_it_is_to_stay(store: Store, carried: Path) -> None:
    assert moved_at(store.profile) == NOW
    MovingService(store).stay()
    assert moved_at(store.profile) is None
    assert devices(store)[-1][2] == "book.stayed"


def test_a_book_is_never_overwritten(carried: Path, tmp_path: Path, empty_profile: Path) -> None:
    taken = shutil.copytree(empty_profile, tmp_path / "taken")
    before = {path.name: path.read_bytes() for path in taken.iterdir() if path.is_file()}
    with pytest.raises(ProfileExistsError):
        arrive(carried, taken)
    (taken / paths.STORE_NAME).rename(tmp_path / "elsewhere.db")  # the key alone is precious, too
    with pytest.raises(ProfileExistsError):
        arrive(carried, taken)
    (tmp_path / "elsewhere.db").rename(taken / paths.STORE_NAME)
    for name, content in before.items():
        assert (taken / name).read_bytes() == content


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _longer(data: bytes) -> bytes:
    return data + b"x"


def _newer(data: bytes) -> bytes:
    return data[:12] + struct.pack(">H", 2) + data[14:]


def _endless_manifest(data: bytes) -> bytes:
    return data[:14] + b"\xff\xff\xff\xff" + data[18:]


@pytest.mark.parametrize(
    ("harm", "refusal"),
    [
        (lambda _data: b"", ForeignMoveFileError),
        (lambda _data: b"VIPDesk", ForeignMoveFileError),
        (lambda _data: os.urandom(5_000), ForeignMoveFileError),
        (_cut, CutMoveFileError),
        (_longer, MoveFileDamagedError),
        (_newer, NewerMoveFileError),
        (_endless_manifest, MoveFileDamagedError),
    ],
)
def test_what_is_no_whole_file_is_refused(
    carried: Path, tmp_path: Path, harm: Callable[[bytes], bytes], refusal: type[MoveFileError]
) -> None:
    carried.write_bytes(harm(carried.read_bytes()))
    with pytest.raises(refusal):
        arrive(carried, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_any_changed_byte_is_found(carried: Path) -> None:
    data = bytearray(carried.read_bytes())
    for at in (0, 13, 15, 20, 60, 300, len(data) // 3, len(data) - 1):
        changed = bytes([*data[:at], data[at] ^ 0x40, *data[at + 1 :]])
        carried.write_bytes(changed)
        with pytest.raises(MoveFileError):
            read_move_file(carried)
    carried.write_bytes(data)
    assert read_move_file(carried).manifest.counts["customer"] == 2


def test_a_zip_bomb_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "bomb.vipdesk"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("book.db", bytes(10_000_000))
    with pytest.raises(ForeignMoveFileError):
        read_move_file(path)


@pytest.mark.parametrize(
    ("good", "evil"),
    [
        (b'"drafts.db"', b'"../evil.db"'),
        (b'"beside": {}', b'"beside": {"../evil.db": {"bytes": 0, "sha256": ""}}'),
        (b'"beside": {}', b'"beside": {"archive/../../evil.db": {"bytes": 0, "sha256": ""}}'),
        (b'"beside": {}', b'"beside": {"deletions.log": {"bytes": -5, "sha256": ""}}'),
        (b'"beside": {}', b'"beside": [1]'),
    ],
)
def test_names_are_never_paths(carried: Path, tmp_path: Path, good: bytes, evil: bytes) -> None:
    """A manifest that names another file, with digests that are right, is refused."""
    data = carried.read_bytes()
    head = move_file._HEAD
    length = head.unpack(data[: head.size])[2]
    told = data[head.size : head.size + length]
    assert good in told
    told = told.replace(good, evil)
    packed = head.pack(move_file.MARK, 1, len(told), hashlib.sha256(told).digest())
    carried.write_bytes(packed + told + data[head.size + length :])
    with pytest.raises(MoveFileDamagedError):
        arrive(carried, tmp_path / "new")
    assert list(tmp_path.rglob("evil.db")) == []


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(MoveFileUnreadableError):
            read_move_file(path)


def test_a_book_of_a_newer_program_waits_for_it(
    carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vipdesk.store.migrate.newest_revision", lambda: "0001")
    with pytest.raises(NewerBookError):
        arrive(carried, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_wrong_passphrase_leaves_nothing(carried: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphraseError):
        arrive(carried, tmp_path / "new", "another heron")
    assert not (tmp_path / "new").exists()


def test_a_cancelled_arrival_leaves_what_was_there(carried: Path, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int) -> None:
            if done > total * 0.7:
                raise CancelledError

    new = tmp_path / "new"
    (new / "logs").mkdir(parents=True)

    def unlock(file: KeyFile) -> BookKey:
        return keyfile.unlock(file, PASSPHRASE)

    with pytest.raises(CancelledError):
        move_in(carried, new, unlock, fixed_clock, Impatient())
    assert {path.name for path in new.iterdir()} == {"logs", paths.LOCK_NAME}


@pytest.mark.parametrize("moved", [[], [paths.DRAFTS_NAME], [paths.KEY_NAME, paths.DRAFTS_NAME]])
def test_a_kill_between_two_renames_is_made_good(
    carried: Path, tmp_path: Path, moved: list[str]
) -> None:
    arrive(carried, tmp_path / "other")
    new = tmp_path / "new"
    (new / paths.ARRIVING_NAME).mkdir(parents=True)
    for name in (paths.STORE_NAME, paths.KEY_NAME, paths.DRAFTS_NAME):
        target = new if name in moved else new / paths.ARRIVING_NAME
        shutil.copy(tmp_path / "other" / name, target / name)
    assert Access(new, fixed_clock).entry() is Entry.NEW
    assert arrive(carried, new).customers == 2
    open_book(new).close()


def test_what_a_kill_at_the_end_left_goes_with_the_next_start(
    carried: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    left = new / paths.ARRIVING_NAME
    left.mkdir(parents=True)
    Access(new, fixed_clock).entry()
    assert left.exists()  # another VIPDesk may be at it
    arrive(carried, new)
    (left / "backups").mkdir(parents=True)
    assert Access(new, fixed_clock).entry() is Entry.LOCKED
    assert not left.exists()


def test_what_is_out_is_encrypted(carried: Path) -> None:
    content = carried.read_bytes()
    assert "王志强".encode() not in content
    assert "副卡".encode() not in content
    assert b"13912348812" not in content
