"""Puts the book that was made ready in place; today's files are moved aside, never deleted.

Renaming its folder decides: before that the old book stands untouched, after it the rest is done by
whoever opens the profile next, without a key. So a kill at any moment leaves a book that opens.
Nothing here imports SQLAlchemy: the unlock window asks first.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from vipdesk import paths
from vipdesk.store.errors import NotRestoredError
from vipdesk.store.files import make_folder, reason_of
from vipdesk.store.keyfile import sync_folder
from vipdesk.store.lock import ProfileLock

ASIDE = "aside"  # in the profile: what stood there before each restore
READY = paths.RESTORING_NAME  # whole
SCRATCH = READY + ".part"
LOCK_NAME = "restore.lock"
STAMP = "aside.txt"  # in `READY`: where today's files go
CONTENT = (paths.DRAFTS_NAME, paths.STORE_NAME)
LOGS = ("-wal", "-shm", "-journal")


def commit(profile: Path) -> None:
    """Put in place what `prepare` made ready; the book must be closed, and its lock held.

    Raises:
        NotRestoredError: The disk is full or read-only. Where the switch had begun, the next
            start ends it; else nothing is changed.
    """
    try:
        (profile / SCRATCH).rename(profile / READY)
        sync_folder(profile)
    except OSError as error:
        raise NotRestoredError(reason=reason_of(error)) from error
    settle(profile)


def drop(profile: Path) -> None:
    """Forget what was made ready."""
    shutil.rmtree(profile / SCRATCH, ignore_errors=True)


def is_unsettled(profile: Path) -> bool:
    """Whether a kill cut a restore short after it was decided."""
    return (profile / READY).exists()


def settle(profile: Path) -> None:
    """End a restore that was decided; again and again it does no more.

    Raises:
        BookInUseError: Another process is at it.
        NotRestoredError: The disk is full or read-only; the next start tries again.
    """
    lock = ProfileLock(profile / LOCK_NAME)
    lock.acquire()
    try:
        if is_unsettled(profile):
            _settle(profile, profile / READY)
    except OSError as error:
        raise NotRestoredError(reason=reason_of(error)) from error
    finally:
        lock.release()


def _settle(profile: Path, ready: Path) -> None:
    aside = profile / ASIDE / (ready / STAMP).read_text(encoding="ascii")
    make_folder(aside.parent)
    make_folder(aside)
    if not (ready / paths.KEY_NAME).exists() and not (aside / paths.KEY_NAME).exists():
        _copy_key(profile / paths.KEY_NAME, aside)
    for name in (*CONTENT, paths.KEY_NAME):
        if (ready / name).exists():  # else it is in place already
            for rest in (*LOGS, ""):  # a log must never lie beside the new book
                _move(profile / (name + rest), aside)
            (ready / name).replace(profile / name)
    _move(profile / paths.RECENT_NAME, aside)  # it tells of the book that went aside
    for folder in (aside, profile):
        sync_folder(folder)
    drop(profile)
    ready.rename(profile / SCRATCH)  # all is done: half a folder must not be read again
    drop(profile)
    with suppress(OSError):  # on a bare laptop nothing stood here
        aside.rmdir()
        aside.parent.rmdir()


def _move(path: Path, folder: Path) -> None:
    if path.exists():
        path.replace(folder / path.name)


def _copy_key(path: Path, folder: Path) -> None:
    if path.exists():
        scratch = folder / (path.name + ".part")
        shutil.copyfile(path, scratch)
        scratch.chmod(0o600)
        scratch.replace(folder / path.name)
