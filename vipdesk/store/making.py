"""Makes the folder of a new book whole, or leaves nothing.

A book is made in a folder of its own and moved in at the end, its key file first and the book last.
What a kill leaves of it is taken away by the next one who makes a book there.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlcipher3
from sqlalchemy.exc import DBAPIError

from vipdesk import paths
from vipdesk.store.errors import (
    BookInUseError,
    KeyFileNotWrittenError,
    ProfileExistsError,
    ProfileNotMadeError,
    StoreUnavailableError,
)
from vipdesk.store.keyfile import sync_folder
from vipdesk.store.lock import ProfileLock
from vipdesk.store.unavailable import check_path

LOCK_NAME = "making.lock"
_NAMES = (paths.DRAFTS_NAME, paths.KEY_NAME, paths.STORE_NAME)  # the book decides: it comes last
_NOT_WRITTEN = (StoreUnavailableError, KeyFileNotWrittenError)


@contextmanager
def made_whole(profile: Path) -> Iterator[Path]:
    """Give a folder to make a book in; on leaving it is moved into ``profile``.

    Raises:
        ProfileExistsError: There is a book, or somebody else is making one; it is left as it is.
        ProfileNotMadeError: The folder cannot be written or the disk is full; nothing is left.
        PathTooLongError: As `check_path`.
    """
    check_path(profile)
    made_folder = not profile.exists()
    try:
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(profile), _scratch(profile) as scratch:
            yield scratch
            (scratch / paths.MOVING_NAME).touch()  # from here on these names are ours
            sync_folder(scratch)
            for name in _NAMES:
                (scratch / name).replace(profile / name)
            sync_folder(profile)
    except ProfileExistsError:
        raise
    except BaseException as error:
        if made_folder:
            with suppress(OSError):
                profile.rmdir()
        if isinstance(error, (OSError, sqlcipher3.Error, DBAPIError, *_NOT_WRITTEN)):
            raise ProfileNotMadeError(path=profile, reason=_reason(error)) from error
        raise


def tidy(profile: Path) -> None:
    """Take away what a kill left beside a book that is whole."""
    with suppress(OSError):
        if (profile / paths.MAKING_NAME).exists():
            shutil.rmtree(profile / paths.MAKING_NAME, ignore_errors=True)
        (profile / LOCK_NAME).unlink(missing_ok=True)


@contextmanager
def _alone(profile: Path) -> Iterator[None]:
    lock = ProfileLock(profile / LOCK_NAME)
    try:
        lock.acquire()
    except BookInUseError as error:
        raise ProfileExistsError(path=profile) from error
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            (profile / LOCK_NAME).unlink()


@contextmanager
def _scratch(profile: Path) -> Iterator[Path]:
    _clear(profile)
    if any((profile / name).exists() for name in (paths.STORE_NAME, paths.KEY_NAME)):
        raise ProfileExistsError(path=profile)
    scratch = profile / paths.MAKING_NAME
    try:
        scratch.mkdir(mode=0o700)
        yield scratch
    finally:
        _clear(profile)


def _clear(profile: Path) -> None:
    """Take away what is left of a book that was not finished."""
    scratch = profile / paths.MAKING_NAME
    if (scratch / paths.MOVING_NAME).exists() and (scratch / paths.STORE_NAME).exists():
        for name in _NAMES[:-1]:
            (profile / name).unlink(missing_ok=True)
    shutil.rmtree(scratch, ignore_errors=True)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, _NOT_WRITTEN):
        return str(error.params["reason"])
    return str(getattr(error, "orig", None) or error)
