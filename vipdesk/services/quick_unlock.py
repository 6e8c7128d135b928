"""The PIN: it leaves the face-to-face screen, and opens the desk again for a while.

What tells a right PIN from a wrong one lies inside the encrypted book; beside it nothing does.
"""

import hmac
import secrets
from typing import Any

from sqlalchemy import delete

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.passphrases import check_pin
from vipdesk.services.preferences import PreferenceService
from vipdesk.services.settings import SettingsService
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.derivation import derive
from vipdesk.store.keyfile import SALT_BYTES, BookKey
from vipdesk.store.quick_key import QuickKey
from vipdesk.store.records import Preference

KEY = "pin"
_FORGET = delete(Preference).where(Preference.key == KEY)


class QuickUnlockService:
    """Keeps the PIN of one book; ``cost`` is scrypt's, lower in tests."""

    def __init__(self, store: Store, cost: int | None = None) -> None:
        self._store = store
        self._cost = cost or keyfile.COST
        self._preferences = PreferenceService(store)

    def has_pin(self) -> bool:
        """Whether a PIN was set."""
        return self._kept() is not None

    def set_pin(self, pin: str) -> Saved[None]:
        """Take another PIN; the journal notes that, without the PIN.

        Raises:
            UnfitPinError: It has not 4 to 8 digits or is too plain; the former one holds.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        derived = derive(check_pin(pin), salt, self._cost)
        kept = {"salt": salt.hex(), "derived": derived.hex(), "cost": self._cost}
        with self._store.action("access.pin", keep_empty=True) as session:
            session.execute(_FORGET)
            session.add(Preference(key=KEY, value=kept))
        return Saved(None, frozenset({Area.SETTINGS}))

    def remove_pin(self) -> Saved[None]:
        """Have no PIN: the passphrase is asked for instead."""
        with self._store.action("access.pin", keep_empty=True) as session:
            session.execute(_FORGET)
        return Saved(None, frozenset({Area.SETTINGS}))

    def is_pin(self, typed: str) -> bool:
        """Whether ``typed`` is the PIN; takes 0.3 s, by intention."""
        kept = self._kept()
        if kept is None:
            return False
        derived = derive(typed, bytes.fromhex(kept["salt"]), kept["cost"])
        return hmac.compare_digest(derived, bytes.fromhex(kept["derived"]))

    def quick_key(self, key: BookKey) -> QuickKey | None:
        """Wrap ``key`` for the lock that begins now; None without a PIN or where it is off."""
        kept = self._kept()
        if kept is None or not SettingsService(self._store).load().quick_unlock:
            return None
        derived, salt = bytes.fromhex(kept["derived"]), bytes.fromhex(kept["salt"])
        return QuickKey(key, derived, salt, self._store.now(), kept["cost"])

    def _kept(self) -> dict[str, Any] | None:
        kept = self._preferences.get(KEY)
        return kept if isinstance(kept, dict) else None
