"""The program's hold on one profile: no other writes to it, and what is told goes to its log."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk import paths
from vipdesk.program_log import ProgramLog
from vipdesk.store.errors import BookInUseError
from vipdesk.store.lock import ProfileLock
from vipdesk.ui.single_instance import SingleInstance

LISTEN_AFTER = 150  # milliseconds: the first window is painted before


class Claim(QObject):
    """Lives as long as the program.

    Signals:
        raise_requested: The program was started again; show the window.
    """

    raise_requested = Signal()

    def __init__(self, profile: Path) -> None:
        super().__init__()
        self._lock = ProfileLock(profile / paths.LOCK_NAME)
        self._single = SingleInstance(profile)
        self._single.raise_requested.connect(self.raise_requested)
        self._listen = QTimer(self, singleShot=True, interval=LISTEN_AFTER)
        self._listen.timeout.connect(self._single.listen)
        self.log = ProgramLog(profile / "logs" / "vipdesk.log")

    def take(self) -> bool:
        """Be the only program on this profile, or bring the other one to the front: False then.

        Raises:
            StoreError: Neither is possible.
        """
        try:
            self._lock.acquire()
        except BookInUseError:
            if self._single.raise_first():
                return False
            raise
        self.log.start()
        self._listen.start()
        return True

    def release(self) -> None:
        """Give the profile back."""
        self._listen.stop()
        self._single.close()
        self._lock.release()
