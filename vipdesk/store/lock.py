"""One VIPDesk to a profile: a plain lock file that window and command line both honour."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from vipdesk.store.errors import BookInUseError
from vipdesk.store.unavailable import unavailable


class ProfileLock:
    """Held by the operating system for as long as the process lives, so a kill frees it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            BookInUseError: Another process holds it.
            StoreUnavailableError: The folder cannot be written, or is gone.
        """
        try:
            file = self._path.open("a+b", buffering=0)  # what is not written must not be so later
        except OSError as error:
            raise unavailable(error) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise BookInUseError from error
        self._file = file
        with suppress(OSError):  # whose number it is helps people; on a full disk there is none
            self._path.chmod(0o600)
            file.truncate(0)
            file.write(str(os.getpid()).encode())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a while.

        Raises:
            BookInUseError, StoreUnavailableError: As `acquire`.
        """
        self.acquire()
        try:
            yield
        finally:
            self.release()

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
