"""What opens the book, changed from within: passphrase, recovery key, PIN."""

from dataclasses import dataclass

from vipdesk.domain.passphrases import check_passphrase
from vipdesk.services.access import Access
from vipdesk.services.greeting import Greeting
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.keyfile import NewKey, make_key


@dataclass(frozen=True, slots=True)
class Rekeying:
    """What the book gets with its next key; the passphrase goes on holding."""

    passphrase: str
    new: NewKey


class SecurityService:
    """Each change asks for the passphrase again and leaves a journal entry."""

    def __init__(self, store: Store, access: Access, pins: QuickUnlockService) -> None:
        self._store = store
        self._access = access
        self.pins = pins

    def change_passphrase(self, old: str, new: str) -> None:
        """Have ``new`` open the book from now on; ``old`` no longer does.

        Raises:
            WeakPassphraseError, WrongPassphraseError, TooManyTriesError: Nothing is changed.
            KeyFileNotWrittenError: ``old`` still holds.
        """
        check_passphrase(new)
        key = self._access.unlock(old)
        try:
            self._access.set_passphrase(key, new)
        finally:
            key.wipe()
        self._note("access.passphrase")

    def new_recovery_key(self, passphrase: str) -> str:
        """Make another recovery key; the printed one is void.

        Raises:
            WrongPassphraseError, TooManyTriesError, KeyFileNotWrittenError: The printed one holds.
        """
        key = self._access.unlock(passphrase)
        try:
            recovery_key = self._access.new_recovery_key(key)
        finally:
            key.wipe()
        self._note("access.recovery")
        return recovery_key

    def prepare_rekeying(self, passphrase: str) -> Rekeying:
        """Make the key that the book is to get; nothing is changed yet.

        Raises:
            WrongPassphraseError, TooManyTriesError: Noted as every wrong try.
        """
        self._access.unlock(passphrase).wipe()
        return Rekeying(passphrase, make_key(passphrase))

    def uses_keychain(self) -> bool:
        """Whether the system's keychain opens the book too."""
        return self._access.has_keychain()

    def use_keychain(self, passphrase: str) -> None:
        """Have the system's keychain open the book too.

        Raises:
            WrongPassphraseError, TooManyTriesError, KeychainError, KeyFileNotWrittenError: It does
                not.
        """
        key = self._access.unlock(passphrase)
        try:
            self._access.use_keychain(key)
        finally:
            key.wipe()
        self._note("access.keychain", on=True)

    def stop_keychain(self) -> None:
        """Have the system's keychain open nothing any more.

        Raises:
            KeyFileNotWrittenError: It still opens the book.
        """
        self._access.stop_keychain()
        self._note("access.keychain", on=False)

    def whose(self) -> Greeting:
        """The manager and branch that the paper of a recovery key names."""
        manager = SettingsService(self._store).manager()
        return Greeting(manager.name, manager.branch or "")

    def _note(self, code: str, **params: bool) -> None:
        with self._store.action(code, keep_empty=True, **params):
            pass
