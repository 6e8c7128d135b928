"""The book's key while the desk is locked for a moment: wrapped under the PIN, in memory alone.

A PIN is guessed in an hour by who holds a file that it opens. So nothing of this is ever written:
it is forgotten a quarter of an hour after the lock, after five wrong tries, and with the program.
"""

import secrets
from datetime import datetime, timedelta

from vipdesk.errors import VipDeskError
from vipdesk.store.derivation import derive
from vipdesk.store.keyfile import NONCE_BYTES, BookKey
from vipdesk.texts import N_

VALID_FOR = timedelta(minutes=15)
TRIES = 5


class WrongPinError(VipDeskError):
    """Another PIN; there are tries left."""

    message = N_("That is not the PIN. The desk stays locked; wrong tries left: {n}.")


class PinSpentError(VipDeskError):
    """The PIN opens nothing any more."""

    message = N_(
        "The PIN holds for 15 minutes after the lock and for 5 tries. Use the passphrase; "
        "nothing is lost."
    )


class QuickKey:
    """Opens the desk again by PIN for a while."""

    def __init__(
        self, key: BookKey, derived: bytes, salt: bytes, locked_at: datetime, cost: int
    ) -> None:
        """Wrap ``key`` under ``derived``, what scrypt made of the PIN with ``salt`` and ``cost``.

        Args:
            key: May be wiped after.
            derived: 32 bytes; not kept.
            salt: As it was derived with.
            locked_at: From then on the time runs.
            cost: As it was derived with.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._nonce = secrets.token_bytes(NONCE_BYTES)
        self._wrapped = bytearray(AESGCM(derived).encrypt(self._nonce, key.raw(), None))
        self._salt = salt
        self._cost = cost
        self._locked_at = locked_at
        self._left = TRIES

    def is_spent(self, now: datetime) -> bool:
        """Whether no PIN opens anything any more; a clock that was put back spends it too."""
        over = not timedelta(0) <= now - self._locked_at < VALID_FOR
        return over or not self._wrapped

    def unlock(self, pin: str, now: datetime) -> BookKey:
        """Unwrap the key.

        Raises:
            WrongPinError: Another PIN; there are tries left.
            PinSpentError: The time is over, or that was the last try; the key is forgotten.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if self.is_spent(now):
            self.wipe()
            raise PinSpentError
        try:
            cipher = AESGCM(derive(pin, self._salt, self._cost))
            return BookKey(cipher.decrypt(self._nonce, bytes(self._wrapped), None))
        except InvalidTag as error:
            self._left -= 1
            if self._left:
                raise WrongPinError(n=self._left) from error
            self.wipe()
            raise PinSpentError from error

    def wipe(self) -> None:
        """Overwrite and forget it."""
        for place in range(len(self._wrapped)):
            self._wrapped[place] = 0
        self._wrapped.clear()
