"""Words what keeps a book's file from being read or written: disk, folder, damage, another program.

Every sentence says what happened, what is safe and what to do.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from vipdesk import paths
from vipdesk.store.errors import BookGoneError, ProfileMissingError, StoreUnavailableError
from vipdesk.texts import N_

MOST_PATH = 400  # bytes: SQLite takes 512 with the names of a backup's files
WHILE_MADE = 30  # more, where a book is made or restored in a folder of its own
LEAST_ROOM = 128 * 1024  # bytes; with less the index of the log can't be made


class DiskFullError(StoreUnavailableError):
    """No room is left."""

    message = N_(
        "The disk is full, so this was not written. Everything written before is safe. Free some "
        "space, then do it again."
    )


class FolderReadOnlyError(StoreUnavailableError):
    """The folder of the book takes no writes; a book in use needs them even for reading."""

    message = N_(
        "The folder of the book is read-only ({reason}). Nothing was changed. Make it writable, or "
        "copy the folder to a disk that is and open the book there."
    )


class PagesDamagedError(StoreUnavailableError):
    """What was read is not what was written."""

    message = N_(
        "Part of the book is damaged and cannot be read. Nothing was changed. Close VIPDesk and "
        "open the window again, or type “vipdesk rescue”: the newest good backup takes the book's "
        "place, and what can still be read is carried over."
    )


class BookBusyError(StoreUnavailableError):
    """Another program writes for longer than anybody waits."""

    message = N_(
        "Another program is at work on the book, so this was not written. Nothing was changed. "
        "Wait until it has ended, or close it, and try again."
    )


class DiskFaultError(StoreUnavailableError):
    """The disk failed, was pulled out, or went away with the network."""

    message = N_(
        "The disk did not do what was asked ({reason}). Nothing was changed, and everything "
        "written before is safe if the disk is. Try again; if it fails again, copy the newest "
        "backup to another disk."
    )


class PathTooLongError(StoreUnavailableError):
    """SQLite could not open the files there, or those of its backups."""

    message = N_(
        "The path of this folder is too long for a book: it has {n} bytes, and {most} are the most "
        "(a Chinese sign takes 3). Nothing was changed. Move the folder nearer to the top of the "
        "disk, or give it a shorter name."
    )


def check_path(profile: Path, more: int = 0) -> None:
    """Refuse a folder in which not every file of a book could be opened.

    Raises:
        PathTooLongError: See `MOST_PATH`; Windows has limits of its own and says so itself.
    """
    n = len(os.fsencode(profile.absolute()))
    if os.name == "posix" and n > MOST_PATH + more:
        raise PathTooLongError(n=n, most=MOST_PATH, reason="path")


def no_book(profile: Path) -> ProfileMissingError:
    """What is said of a profile without a book."""
    gone = (profile / paths.KEY_NAME).exists()
    return (BookGoneError if gone else ProfileMissingError)(path=profile)


@cache
def _by_code() -> dict[int, type[StoreUnavailableError]]:
    import sqlcipher3  # not for the unlock window, which only claims the profile

    return {
        sqlcipher3.SQLITE_FULL: DiskFullError,
        sqlcipher3.SQLITE_READONLY: FolderReadOnlyError,
        sqlcipher3.SQLITE_CORRUPT: PagesDamagedError,
        sqlcipher3.SQLITE_NOTADB: PagesDamagedError,
        sqlcipher3.SQLITE_BUSY: BookBusyError,
        sqlcipher3.SQLITE_IOERR: DiskFaultError,
        sqlcipher3.SQLITE_CANTOPEN: DiskFaultError,
    }


_BY_ERRNO: dict[int | None, type[StoreUnavailableError]] = {
    errno.ENOSPC: DiskFullError,
    errno.EDQUOT: DiskFullError,
    errno.EROFS: FolderReadOnlyError,
    errno.EACCES: FolderReadOnlyError,
    errno.EPERM: FolderReadOnlyError,
}


def unavailable(error: OSError) -> StoreUnavailableError:
    """What the system refused, in words."""
    kind = _BY_ERRNO.get(error.errno, DiskFaultError)
    return kind(reason=error.strerror or type(error).__name__)


@contextmanager
def in_words(folder: Path | None = None) -> Iterator[None]:
    """Say in a sentence what keeps the file from being read or written; bugs pass.

    Args:
        folder: Of the file, where known: whether it is full or read-only, SQLite does not always
            say.
    """
    try:
        yield
    except Exception as error:
        told = _told(getattr(error, "orig", None) or error, folder)  # as SQLAlchemy wraps it
        if told is None:
            raise
        raise told from error


def _told(error: BaseException, folder: Path | None) -> StoreUnavailableError | None:
    kind = _by_code().get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if kind is DiskFaultError and folder is not None:
        kind = _why_in(folder)
    return kind(reason=error) if kind is not None else None


def _why_in(folder: Path) -> type[StoreUnavailableError]:
    """What SQLite does not tell: the log and its index, which it makes beside the file, failed."""
    try:
        if shutil.disk_usage(folder).free < LEAST_ROOM:
            return DiskFullError
    except OSError:
        return DiskFaultError
    return DiskFaultError if os.access(folder, os.W_OK) else FolderReadOnlyError
