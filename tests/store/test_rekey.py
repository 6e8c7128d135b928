"""A new key for the book: what was in it is there, the old key opens nothing, a kill loses none."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock, open_book
from tests.killing import kill_at
from tests.store import killed
from tests.store.builders import add_customer
from vipdesk import paths
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.access import Access
from vipdesk.store import keyfile, rekey
from vipdesk.store.book import Store
from vipdesk.store.engine import connect
from vipdesk.store.errors import (
    BookInUseError,
    ForeignBookError,
    NotRekeyedError,
    WrongRecoveryKeyError,
)
from vipdesk.store.records import Customer

DRAFT = "visit:1"


class StopAt:
    """Cancels at the given step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, _done: int, _total: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


@pytest.fixture
def closed(profile: Path) -> Path:
    """A closed book with a customer, a draft and a way in by both keys."""
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_customer(session, name="王建国")
    store.drafts.save(DRAFT, {"talked": "副卡"}, fixed_clock())
    store.close()
    return profile


def new_key() -> keyfile.NewKey:
    return keyfile.make_key(PASSPHRASE, cost=TEST_COST)


def run(profile: Path, made: keyfile.NewKey, progress: object = None) -> keyfile.BookKey:
    old = keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), PASSPHRASE)
    rekey.rekey(
        profile,
        old,
        made.key,
        PASSPHRASE,
        made.recovery_key,
        progress or NoProgress(),  # type: ignore[arg-type]
    )
    return old


def holds_all(profile: Path) -> None:
    key = Access(profile, fixed_clock).unlock(PASSPHRASE)
    store = Store.open(profile, key, clock=fixed_clock)
    try:
        with store.read() as session:
            assert session.scalars(select(Customer.name)).all() == ["王建国"]
        assert store.drafts.load(DRAFT) == {"talked": "副卡"}
    finally:
        store.close()
    assert not list(profile.glob("*.next*"))
    assert not keyfile.is_between(keyfile.read(profile / paths.KEY_NAME))


def test_the_new_key_opens_all_and_the_old_one_nothing(closed: Path) -> None:
    made = new_key()
    old = run(closed, made)
    holds_all(closed)
    for name in (paths.STORE_NAME, paths.DRAFTS_NAME):
        with pytest.raises(ForeignBookError):
            connect(closed / name, old)
        connect(closed / name, made.key).close()
    Access(closed, fixed_clock).unlock_with_recovery_key(made.recovery_key).wipe()
    assert (closed / paths.STORE_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", range(7))
def test_cancelled_it_leaves_all_as_it_was(closed: Path, at: int) -> None:
    before = (closed / paths.KEY_NAME).read_bytes()
    with pytest.raises(CancelledError):
        run(closed, new_key(), StopAt(at))
    assert (closed / paths.KEY_NAME).read_bytes() == before
    holds_all(closed)


def test_a_copy_that_is_not_sound_never_takes_the_place(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "_counts", lambda path, _key: {path.name: 1})
    with pytest.raises(NotRekeyedError, match="not sound"):
        run(closed, new_key())
    holds_all(closed)


TOUCHES = ("open", "os.rename", "os.remove", "shutil.copyfile", "sqlite3.connect/handle")


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_anywhere_the_same_passphrase_opens_it(closed: Path, tmp_path: Path) -> None:
    profiles = {at: shutil.copytree(closed, tmp_path / f"killed {at}") for at in range(0, 30, 2)}
    said = kill_at(f"{killed.__name__}:{killed.rekey_it.__name__}", TOUCHES, profiles)
    between = 0
    for at, profile in profiles.items():
        if keyfile.is_between(keyfile.read(profile / paths.KEY_NAME)):
            between += 1
            other = shutil.copytree(profile, tmp_path / f"recovered {at}")
            Access(other, fixed_clock).unlock_with_recovery_key(said[at]).wipe()
            holds_all(other)
        holds_all(profile)
    assert between > 3


def test_a_reader_leaves_a_rekeying_alone_that_is_under_way(closed: Path) -> None:
    class Looks:
        def step(self, done: int, total: int) -> None:
            if done == total:
                with pytest.raises(BookInUseError):
                    Access(closed, fixed_clock).unlock(PASSPHRASE)

    run(closed, new_key(), Looks())
    holds_all(closed)


def test_the_former_recovery_key_opens_nothing_after_the_switch(closed: Path) -> None:
    former = new_key()
    path = closed / paths.KEY_NAME
    key = keyfile.unlock(keyfile.read(path), PASSPHRASE)
    tidy = keyfile.tidy_recovery_key(former.recovery_key)
    keyfile.write(path, keyfile.with_slot(keyfile.read(path), "recovery", key, tidy, TEST_COST))
    run(closed, new_key())
    with pytest.raises(WrongRecoveryKeyError):
        Access(closed, fixed_clock).unlock_with_recovery_key(former.recovery_key)
