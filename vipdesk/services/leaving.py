"""What gives the desk back once the screen was turned to a customer."""

from enum import Enum

from vipdesk.services.access import Access, TooManyTriesError
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.store.keyfile import DEMO_PASSPHRASE


class LeavesBy(Enum):
    """What is asked for."""

    PIN = "pin"
    PASSPHRASE = "passphrase"


class LeavingService:
    """Checks the PIN, or the passphrase where there is none. Wrong tries count as at the lock."""

    def __init__(self, access: Access, pins: QuickUnlockService) -> None:
        self._access = access
        self._pins = pins

    def asks_for(self) -> tuple[LeavesBy, str]:
        """What is asked for, and the published passphrase of an invented book as a hint."""
        if self._pins.has_pin():
            return LeavesBy.PIN, ""
        return LeavesBy.PASSPHRASE, DEMO_PASSPHRASE if self._access.is_demo() else ""

    def may_leave(self, by: LeavesBy, typed: str) -> bool:
        """Whether ``typed`` is right; takes 0.3 s. A wrong one is noted for the journal.

        Raises:
            TooManyTriesError: The next try must wait.
        """
        if by is LeavesBy.PASSPHRASE:
            return self._access.is_passphrase(typed)
        if wait := self._access.wait_seconds():
            raise TooManyTriesError(seconds=wait)
        right = self._pins.is_pin(typed)
        if not right:
            self._access.note_failed(by.value)
        return right
