"""The ways into a profile: passphrase, recovery key, keychain; and what they leave behind.

It works on the key file alone and loads neither SQLAlchemy nor the book, so that the unlock window
is there at once.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from pathlib import Path

from vipdesk import paths
from vipdesk.clock import Clock
from vipdesk.errors import VipDeskError
from vipdesk.services import keychain
from vipdesk.store import keyfile, sidecar
from vipdesk.store.errors import (
    KeyFileError,
    NoPassphraseYetError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from vipdesk.store.keyfile import BookKey, NewKey
from vipdesk.texts import N_

FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=5)
QUICK_COST = 2  # of scrypt, for secrets that nobody can guess


class TooManyTriesError(VipDeskError):
    """The next try must wait."""

    message = N_("Too many wrong tries. Try again in {seconds} s.")


class Entry(Enum):
    """What the start finds in a profile."""

    NEW = "new"  # no book yet
    PLAIN = "plain"  # a book of the first release, without a passphrase
    LOCKED = "locked"


class Access:
    """One profile's way in; lives as long as the program, through every lock."""

    def __init__(self, profile: Path, clock: Clock) -> None:
        self._path = profile / paths.KEY_NAME
        self._tries = profile / paths.TRIES_NAME
        self._store_path = profile / paths.STORE_NAME
        self._clock = clock

    def entry(self) -> Entry:
        """What the profile holds; a damaged key file counts as locked, and says so when tried.

        Raises:
            NotRestoredError, BookInUseError: A restore that was cut short can't be ended now.
        """
        profile = self._path.parent
        if (profile / paths.RESTORING_NAME).exists():
            from vipdesk.store import switch  # hardly ever

            switch.settle(profile)
        if self.is_bare():
            return Entry.NEW
        arriving = profile / paths.ARRIVING_NAME
        if arriving.exists() and self._store_path.exists():  # a kill came when all was in place
            shutil.rmtree(arriving, ignore_errors=True)
        try:
            keyfile.read(self._path)
        except NoPassphraseYetError:
            return Entry.PLAIN
        except KeyFileError:
            return Entry.LOCKED
        return Entry.LOCKED

    def is_bare(self) -> bool:
        """Whether there is neither a book nor a key: a key alone tells of a book that is gone.

        It does not where a kill came while the first book, or another laptop's, was moved in.
        """
        if self._store_path.exists():
            return False
        if not self._path.exists():
            return True
        making = self._path.parent / paths.MAKING_NAME
        arriving = self._path.parent / paths.ARRIVING_NAME
        names = (paths.STORE_NAME, paths.MOVING_NAME)
        half_made = all((making / name).exists() for name in names)
        return half_made or (arriving / paths.STORE_NAME).exists()

    def is_demo(self) -> bool:
        """Whether the book is an invented one that still has the published passphrase."""
        try:
            return keyfile.read(self._path).demo
        except (KeyFileError, NoPassphraseYetError):
            return False

    def unlock(self, passphrase: str) -> BookKey:
        """Unwrap the key; takes 0.3 s or longer.

        Raises:
            WrongPassphraseError: Noted beside the book; after some of them `TooManyTriesError`.
            KeyFileError, NoPassphraseYetError: As `vipdesk.store.keyfile.read`.
        """
        return self._try(
            keyfile.PASSPHRASE, passphrase, lambda file: keyfile.unlock(file, passphrase)
        )

    def unlock_with_recovery_key(self, typed: str) -> BookKey:
        """Unwrap the key with what was printed; set a new passphrase next.

        Raises:
            WrongRecoveryKeyError: As `unlock`.
        """
        return self._try(
            keyfile.RECOVERY, typed, lambda file: keyfile.unlock_with_recovery_key(file, typed)
        )

    def has_keychain(self) -> bool:
        """Whether the system's keychain opens the book too, as far as the key file says."""
        try:
            file = keyfile.read(self._path)
        except (KeyFileError, NoPassphraseYetError):
            return False
        return keyfile.KEYCHAIN in file.slots

    def unlock_with_keychain(self) -> BookKey:
        """Unwrap the key with the secret in the system's keychain, which may ask its user.

        Raises:
            KeychainError, KeychainForgotError: Another way in must be taken.
            KeyFileError, NoPassphraseYetError: As `vipdesk.store.keyfile.read`.
        """
        file = keyfile.read(self._path)
        key = None
        if not keyfile.is_between(file):  # only what is typed ends a rekeying that was cut short
            key = keyfile.unlock_with_keychain(file, keychain.secret_of(file.book_id))
        if key is None:
            raise keychain.KeychainForgotError
        return key

    def use_keychain(self, key: BookKey) -> None:
        """Have the system's keychain open the book too.

        Raises:
            KeychainError, KeyFileError, KeyFileNotWrittenError: It does not.
        """
        file = keyfile.read(self._path)
        secret = keychain.new_secret(file.book_id)
        try:
            # A random secret needs no slow derivation.
            keyfile.write(
                self._path, keyfile.with_slot(file, keyfile.KEYCHAIN, key, secret, QUICK_COST)
            )
        except VipDeskError:
            keychain.forget(file.book_id)
            raise

    def stop_keychain(self) -> None:
        """Have the system's keychain open nothing any more: the slot goes first, then the secret.

        Raises:
            KeyFileError, KeyFileNotWrittenError: It still opens the book.
        """
        file = keyfile.read(self._path)
        keyfile.write(self._path, keyfile.without_slot(file, keyfile.KEYCHAIN))
        keychain.forget(file.book_id)

    def is_passphrase(self, typed: str) -> bool:
        """Whether ``typed`` is the passphrase; asked again before something leaves the desk.

        Raises:
            TooManyTriesError: The next try must wait.
        """
        try:
            self.unlock(typed).wipe()
        except WrongPassphraseError:
            return False
        return True

    def wait_seconds(self) -> int:
        """How long the next try must wait: nothing for three, then 2, 4, 8 … 300 seconds."""
        tries = sidecar.read(self._tries)
        if len(tries) < FREE_TRIES:
            return 0
        wait = min(timedelta(seconds=2 ** min(len(tries) - FREE_TRIES + 1, 10)), LONGEST_WAIT)
        left = tries[-1].at + wait - self._clock()
        # A clock that was put back must not lock the manager out for longer than the wait itself.
        return max(0, -(-min(left, wait) // timedelta(seconds=1)))

    def note_failed(self, kind: str) -> None:
        """Keep a failed try for the journal."""
        sidecar.note(self._tries, sidecar.FailedTry(self._clock(), kind))

    def failed_tries(self) -> list[sidecar.FailedTry]:
        """What was tried in vain since the journal last took them over."""
        return sidecar.read(self._tries)

    def forget_failed_tries(self) -> None:
        """They stand in the journal now."""
        sidecar.forget(self._tries)

    def protect(self, passphrase: str) -> NewKey:
        """Give a book of the first release a passphrase; its key in clear is gone after.

        Raises:
            KeyFileError, KeyFileNotWrittenError: What was there still holds.
        """
        made = keyfile.make_key(passphrase, key=keyfile.read_plain(self._path))
        keyfile.write(self._path, made.file)
        return made

    def set_passphrase(self, key: BookKey, passphrase: str) -> None:
        """Have another passphrase open the book; the former one no longer does.

        Raises:
            KeyFileError, KeyFileNotWrittenError: The former passphrase still holds.
        """
        file = keyfile.with_slot(keyfile.read(self._path), keyfile.PASSPHRASE, key, passphrase)
        keyfile.write(self._path, file)

    def new_recovery_key(self, key: BookKey) -> str:
        """Make another recovery key; the printed one no longer opens the book.

        Raises:
            KeyFileError, KeyFileNotWrittenError: The printed one still holds.
        """
        recovery_key = keyfile.make_recovery_key()
        secret = keyfile.tidy_recovery_key(recovery_key)
        file = keyfile.with_slot(keyfile.read(self._path), keyfile.RECOVERY, key, secret)
        keyfile.write(self._path, file)
        return recovery_key

    def _try(self, kind: str, typed: str, way: Callable[[keyfile.KeyFile], BookKey]) -> BookKey:
        file = keyfile.read(self._path)
        if wait := self.wait_seconds():
            raise TooManyTriesError(seconds=wait)
        try:
            if keyfile.is_between(file):
                return _settled(self._path.parent, kind, typed)
            return way(file)
        except (WrongPassphraseError, WrongRecoveryKeyError):
            self.note_failed(kind)
            raise


def _settled(profile: Path, kind: str, typed: str) -> BookKey:
    """Finish a rekeying that a kill cut short, or take it back."""
    from vipdesk.store import rekey

    return rekey.settle(profile, kind, typed)
