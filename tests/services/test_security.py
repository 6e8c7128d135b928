"""Passphrase and recovery key are changed from within, and the journal says that they were."""

import pytest
from sqlalchemy import select

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock
from vipdesk.domain.passphrases import WeakPassphraseError
from vipdesk.services.access import Access
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.security import SecurityService
from vipdesk.store.book import Store
from vipdesk.store.errors import WrongPassphraseError
from vipdesk.store.records import JournalEntry

NEW = "herons cross a brown river"


@pytest.fixture
def access(store: Store) -> Access:
    return Access(store.profile, fixed_clock)


@pytest.fixture
def service(store: Store, access: Access) -> SecurityService:
    return SecurityService(store, access, QuickUnlockService(store, TEST_COST))


def last_code(store: Store) -> str:
    with store.read() as session:
        newest = select(JournalEntry.code).order_by(JournalEntry.id.desc()).limit(1)
        return session.scalars(newest).one()


def test_the_new_passphrase_holds_and_the_old_one_does_not(
    service: SecurityService, access: Access, store: Store
) -> None:
    service.change_passphrase(PASSPHRASE, NEW)
    access.unlock(NEW).wipe()
    with pytest.raises(WrongPassphraseError):
        access.unlock(PASSPHRASE)
    assert last_code(store) == "access.passphrase"


def test_without_the_old_one_nothing_changes(
    service: SecurityService, access: Access, store: Store
) -> None:
    before = last_code(store)
    with pytest.raises(WrongPassphraseError):
        service.change_passphrase("another one", NEW)
    with pytest.raises(WrongPassphraseError):
        service.new_recovery_key("another one")
    with pytest.raises(WeakPassphraseError):
        service.change_passphrase(PASSPHRASE, "short")
    access.unlock(PASSPHRASE).wipe()
    assert last_code(store) == before


def test_a_new_recovery_key_opens_the_book(
    service: SecurityService, access: Access, store: Store
) -> None:
    made = service.new_recovery_key(PASSPHRASE)
    access.unlock_with_recovery_key(made).wipe()
    assert last_code(store) == "access.recovery"
