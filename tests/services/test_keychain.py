"""The system's keychain as one more way in; whatever becomes of it, the passphrase holds."""

from collections.abc import Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeychain
from keyring.backends.null import Keyring as EmptyKeychain

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock
from tests.keychains import LockedKeychain, MemoryKeychain, keychain_in_use
from vipdesk.paths import KEY_NAME
from vipdesk.services.access import Access
from vipdesk.services.journal import JournalService
from vipdesk.services.keychain import KeychainError, KeychainForgotError
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.security import SecurityService
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.errors import WrongPassphraseError


@pytest.fixture
def keychain() -> Iterator[MemoryKeychain]:
    keychain = MemoryKeychain()
    with keychain_in_use(keychain):
        yield keychain


@pytest.fixture
def access(store: Store) -> Access:
    return Access(store.profile, fixed_clock)


@pytest.fixture
def security(store: Store, access: Access) -> SecurityService:
    return SecurityService(store, access, QuickUnlockService(store, TEST_COST))


def noted(store: Store) -> list[object]:
    entries = JournalService(store).entries()
    return [entry.params["on"] for entry in entries if entry.code == "access.keychain"]


def test_it_opens_the_book_until_it_is_switched_off(
    store: Store, access: Access, security: SecurityService, keychain: MemoryKeychain
) -> None:
    assert not security.uses_keychain()
    security.use_keychain(PASSPHRASE)
    assert security.uses_keychain()
    ((service, _user), secret) = next(iter(keychain.kept.items()))
    assert (service, len(secret)) == ("VIPDesk", 43)
    assert secret not in (store.profile / KEY_NAME).read_text()
    key, typed = access.unlock_with_keychain(), access.unlock(PASSPHRASE)
    assert key.raw() == typed.raw()
    security.stop_keychain()
    assert not security.uses_keychain()
    assert keychain.kept == {}
    with pytest.raises(KeychainForgotError):
        access.unlock_with_keychain()
    assert noted(store) == [False, True]


def test_each_time_another_secret(
    access: Access, security: SecurityService, keychain: MemoryKeychain
) -> None:
    security.use_keychain(PASSPHRASE)
    first = dict(keychain.kept)
    security.use_keychain(PASSPHRASE)
    assert keychain.kept.keys() == first.keys()
    assert keychain.kept != first
    access.unlock_with_keychain().wipe()
    keychain.kept = first
    with pytest.raises(KeychainForgotError):
        access.unlock_with_keychain()


def test_without_the_passphrase_it_is_not_used(
    store: Store, security: SecurityService, keychain: MemoryKeychain
) -> None:
    with pytest.raises(WrongPassphraseError):
        security.use_keychain("another one")
    assert (security.uses_keychain(), keychain.kept, noted(store)) == (False, {}, [])


@pytest.mark.parametrize("backend", [NoKeychain(), EmptyKeychain(), LockedKeychain()])
def test_one_that_keeps_nothing_is_refused_with_a_sentence(
    store: Store, security: SecurityService, backend: KeyringBackend
) -> None:
    with keychain_in_use(backend), pytest.raises(KeychainError, match="The passphrase opens"):
        security.use_keychain(PASSPHRASE)
    assert not security.uses_keychain()
    assert noted(store) == []


def test_lost_or_locked_the_passphrase_goes_on(
    access: Access, security: SecurityService, keychain: MemoryKeychain
) -> None:
    security.use_keychain(PASSPHRASE)
    with keychain_in_use(LockedKeychain()), pytest.raises(KeychainError):
        access.unlock_with_keychain()
    with keychain_in_use(NoKeychain()):
        with pytest.raises(KeychainError):
            access.unlock_with_keychain()
        access.unlock(PASSPHRASE).wipe()
        security.stop_keychain()  # what can't be deleted opens nothing any more
    assert keychain.kept
    assert not security.uses_keychain()


def test_a_new_key_of_the_book_shuts_it_out(
    store: Store, access: Access, security: SecurityService, keychain: MemoryKeychain
) -> None:
    security.use_keychain(PASSPHRASE)
    file, old = keyfile.read(store.profile / KEY_NAME), access.unlock(PASSPHRASE)
    new = keyfile.make_key(PASSPHRASE, cost=TEST_COST)
    between = keyfile.with_next(file, old, new.key, PASSPHRASE, new.recovery_key, TEST_COST)
    keyfile.write(store.profile / KEY_NAME, between)
    with pytest.raises(KeychainForgotError):
        access.unlock_with_keychain()
    assert keyfile.KEYCHAIN not in keyfile.promoted(between).slots
    assert keyfile.KEYCHAIN in keyfile.withdrawn(between).slots
