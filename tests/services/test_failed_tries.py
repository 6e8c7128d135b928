"""What was tried in vain while the book was locked stands in the journal once it is open."""

import pytest
from sqlalchemy import select

from tests.conftest import NOW, PASSPHRASE, fixed_clock
from vipdesk.opening import Opened, open_book
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access, TooManyTriesError
from vipdesk.services.failed_tries import join_failed_tries
from vipdesk.store.book import Store
from vipdesk.store.errors import WrongPassphraseError
from vipdesk.store.records import JournalEntry


def test_they_are_joined_with_times_and_kinds_once(store: Store) -> None:
    access = Access(store.profile, fixed_clock)
    with pytest.raises(WrongPassphraseError):
        access.unlock("not this one")
    access.note_failed("pin")
    assert join_failed_tries(store, access) == 2
    assert access.failed_tries() == []
    assert join_failed_tries(store, access) == 0
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert (entry.code, entry.undoable) == ("unlock.failed", False)
        assert entry.params["kinds"] == {"passphrase": 1, "pin": 1}
        assert entry.params["tries"] == [[NOW.isoformat(), "passphrase"], [NOW.isoformat(), "pin"]]


def test_the_fourth_try_waits_and_each_later_one_longer(store: Store) -> None:
    access = Access(store.profile, fixed_clock)
    waits = []
    for _try in range(12):
        waits.append(access.wait_seconds())
        access.note_failed("passphrase")
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    with pytest.raises(TooManyTriesError):
        access.unlock(PASSPHRASE)


def test_the_window_joins_them_at_the_next_unlock(store: Store) -> None:
    access = Access(store.profile, fixed_clock)
    access.note_failed("recovery")
    store.close()
    key = access.unlock(PASSPHRASE)
    opened = open_book(store.profile, key, fixed_clock, "", NoProgress())
    assert isinstance(opened, Opened)
    with opened.store.read() as session:
        newest = select(JournalEntry.code).order_by(JournalEntry.id.desc()).limit(1)
        assert session.scalar(newest) == "unlock.failed"
    assert access.failed_tries() == []
    opened.store.close()
