"""Writing backups to disk: what is half goes away, and what went wrong is said."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3

from vipdesk.store.errors import BackupNotMadeError, BackupRunningError, StoreError

ROOM = 64 * 2**20  # bytes that a backup leaves free


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Say in a sentence why there is no new backup."""
    try:
        yield
    except (OSError, sqlcipher3.Error) as error:
        raise BackupNotMadeError(folder=folder, reason=reason_of(error)) from error
    except (BackupNotMadeError, BackupRunningError):
        raise
    except StoreError as error:
        reason = error.params.get("reason", error)
        raise BackupNotMadeError(folder=folder, reason=reason) from error


@contextmanager
def gone_on_error(scratch: Path) -> Iterator[None]:
    """Leave nothing half behind."""
    try:
        yield
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def make_folder(folder: Path) -> None:
    """Make the folder of backups, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def need_bytes(folder: Path, size: int) -> None:
    """Refuse to fill a disk: the book itself must go on being written.

    Raises:
        BackupNotMadeError: Less than ``size`` and some room is free.
    """
    if shutil.disk_usage(folder).free < size + ROOM:
        raise BackupNotMadeError(folder=folder, reason="the disk is nearly full")


def sync(path: Path) -> None:
    """Have the content of a file on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def reason_of(error: Exception) -> str:
    """What the system says, without file names."""
    return getattr(error, "strerror", None) or str(error)
