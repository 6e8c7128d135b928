"""The PIN's way back in: for a quarter of an hour after a lock, and in memory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk.clock import Clock
from vipdesk.errors import VipDeskError
from vipdesk.services.access import Access
from vipdesk.store.keyfile import BookKey
from vipdesk.ui.unlock import Ask

if TYPE_CHECKING:
    from vipdesk.store.quick_key import QuickKey

PIN_MINUTES = 15  # after the lock; the book's key is forgotten then


class PinWay(QObject):
    """Keeps what the PIN opens, and forgets it in time.

    Signals:
        ended: The quarter of an hour is over; what was kept is still to be dropped.
    """

    ended = Signal()

    def __init__(self, access: Access, clock: Clock) -> None:
        super().__init__()
        self._access, self._clock = access, clock
        self.quick_key: QuickKey | None = None
        self.timer = QTimer(self, singleShot=True, interval=60_000 * PIN_MINUTES)
        self.timer.timeout.connect(self.ended)

    def keep(self, quick_key: QuickKey) -> None:
        """Begin the quarter of an hour."""
        self.quick_key = quick_key
        self.timer.start()

    def is_spent(self) -> bool:
        """Whether too many wrong PINs were tried, or it took too long."""
        return self.quick_key is not None and self.quick_key.is_spent(self._clock())

    def unlock(self, pin: str) -> BookKey:
        """The book's key; runs as a job. A wrong PIN is noted for the journal.

        Raises:
            WrongPinError: It can be tried again.
            PinSpentError: From now on only the passphrase opens the book.
        """
        if self.quick_key is None:
            from vipdesk.store.quick_key import PinSpentError

            raise PinSpentError
        try:
            return self.quick_key.unlock(pin, self._clock())
        except VipDeskError:
            self._access.note_failed(Ask.PIN.value)
            raise

    def drop(self) -> None:
        """Forget what was kept."""
        self.timer.stop()
        if self.quick_key is not None:
            self.quick_key.wipe()
            self.quick_key = None
