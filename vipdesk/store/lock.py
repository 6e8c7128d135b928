"""One VIPDesk to a profile: a plain lock file that window and command line both honour."""

import os
import sys
from pathlib import Path
from typing import IO, Any

from vipdesk.store.errors import BookInUseError, StoreUnavailableError


class ProfileLock:
    """Held by the operating system for as long as the process lives, so a kill frees it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            BookInUseError: Another process holds it.
            StoreUnavailableError: The folder cannot be written.
        """
        try:
            file = self._path.open("a+", encoding="ascii")
        except OSError as error:
            raise StoreUnavailableError(reason=error.strerror) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise BookInUseError from error
        self._path.chmod(0o600)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[Any]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 30)  # a byte beyond the text, so that others can read the process id
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
