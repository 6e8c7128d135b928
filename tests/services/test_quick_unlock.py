"""The PIN lies in the encrypted book, and opens what is in memory, for a while."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW, TEST_COST, new_key
from vipdesk.domain.passphrases import UnfitPinError
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.keyfile import BookKey
from vipdesk.store.quick_key import TRIES, PinSpentError, QuickKey, WrongPinError
from vipdesk.store.records import JournalEntry

PIN = "294716"


@pytest.fixture
def service(store: Store) -> QuickUnlockService:
    return QuickUnlockService(store, TEST_COST)


@pytest.fixture
def key() -> BookKey:
    return new_key().key


@pytest.fixture
def quick(service: QuickUnlockService, key: BookKey) -> QuickKey:
    service.set_pin(PIN)
    made = service.quick_key(key)
    assert made is not None
    return made


def test_the_right_pin_and_no_other(service: QuickUnlockService) -> None:
    assert not service.has_pin()
    assert not service.is_pin("")
    service.set_pin(PIN)
    assert service.has_pin()
    assert service.is_pin(PIN)
    assert not service.is_pin("294717")
    service.set_pin("830275")
    assert not service.is_pin(PIN)
    service.remove_pin()
    assert not service.has_pin()
    assert not service.is_pin("830275")


def test_the_journal_says_that_and_not_which(service: QuickUnlockService, store: Store) -> None:
    service.set_pin(PIN)
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert entry.code == "access.pin"
        assert PIN not in str(entry.params)


def test_a_plain_pin_is_refused(service: QuickUnlockService) -> None:
    service.set_pin(PIN)
    for pin in ("123", "1111", "1234", "9876", "12a4", "１２９４", "123456789"):
        with pytest.raises(UnfitPinError):
            service.set_pin(pin)
    assert service.is_pin(PIN)


def test_the_pin_opens_what_was_wrapped(quick: QuickKey, key: BookKey) -> None:
    assert quick.unlock(PIN, NOW + timedelta(minutes=14)).raw() == key.raw()


def test_five_wrong_tries_forget_the_key(quick: QuickKey) -> None:
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(WrongPinError, match=f"left: {left}"):
            quick.unlock("1357", NOW)
    with pytest.raises(PinSpentError):
        quick.unlock("1357", NOW)
    assert not quick._wrapped
    with pytest.raises(PinSpentError):
        quick.unlock(PIN, NOW)


@pytest.mark.parametrize("after", [timedelta(minutes=15), timedelta(seconds=-1)])
def test_time_forgets_the_key(quick: QuickKey, after: timedelta) -> None:
    with pytest.raises(PinSpentError):
        quick.unlock(PIN, NOW + after)
    assert not quick._wrapped


def test_no_key_is_kept_without_a_pin_or_where_it_is_off(
    service: QuickUnlockService, store: Store, key: BookKey
) -> None:
    assert service.quick_key(key) is None
    service.set_pin(PIN)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), quick_unlock=False))
    assert service.quick_key(key) is None
