"""Gives a closed book another key, so that who knows the old one can read it no more.

Book and drafts are copied beside themselves, encrypted anew and verified; then each copy takes the
place of its original. From the first step to the last the key file yields both keys. Once the new
book stands in its place the work is finished at the next unlock; until then it is taken back. So
the passphrase opens the book after a kill at any moment. Backups stay under the old key.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3

from vipdesk import paths
from vipdesk.progress import NoProgress, Progress
from vipdesk.store import keyfile
from vipdesk.store.engine import connect, give_key
from vipdesk.store.errors import (
    ForeignBookError,
    KeyFileNotWrittenError,
    NotRekeyedError,
    StoreError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from vipdesk.store.integrity import is_whole, rows_of
from vipdesk.store.keyfile import BookKey
from vipdesk.store.lock import ProfileLock

LOCK_NAME = "rekey.lock"
_NAMES = (paths.STORE_NAME, paths.DRAFTS_NAME)  # the book goes first: it decides
_STEPS = 3 * len(_NAMES)


def rekey(
    profile: Path,
    old: BookKey,
    new: BookKey,
    passphrase: str,
    recovery_key: str,
    progress: Progress,
) -> None:
    """Encrypt the closed book of ``profile`` with ``new``; hold the profile's lock meanwhile.

    Args:
        profile: Its book must not be open.
        old: What opens it now.
        new: What shall open it.
        passphrase: The one that holds, checked by the caller; it goes on holding.
        recovery_key: The new one, handed over before: the former opens nothing after.
        progress: Asked until the copies are verified; what comes then is not cancelled.

    Raises:
        NotRekeyedError: The disk is full or read-only, or a copy is not sound; nothing is changed.
        BookInUseError: Another process is at it.
        CancelledError: Nothing is changed.
    """
    with _alone(profile):
        _rekey(profile, old, new, passphrase, recovery_key, progress)


def _rekey(
    profile: Path,
    old: BookKey,
    new: BookKey,
    passphrase: str,
    recovery_key: str,
    progress: Progress,
) -> None:
    path = profile / paths.KEY_NAME
    file = keyfile.read(path)
    cost = file.slots[keyfile.PASSPHRASE].cost
    between = keyfile.with_next(file, old, new, passphrase, recovery_key, cost)
    with _taken_back(profile, file):
        keyfile.write(path, between)
        _make_copies(profile, old, new, progress)
    _put_in_place(profile, between)


def settle(profile: Path, kind: str, secret: str) -> BookKey:
    """Finish a rekeying that was cut short, or take it back; the key that opens the book.

    Args:
        profile: Its key file is between two keys.
        kind: The slot that ``secret`` opens: passphrase or recovery.
        secret: What was typed.

    Raises:
        WrongPassphraseError, WrongRecoveryKeyError: It yields no key of the book.
        BookInUseError: It goes on in another process; nothing is touched.
        KeyFileNotWrittenError: The disk is full or read-only; the next unlock tries again.
    """
    with _alone(profile):
        return _settle(profile, kind, secret)


def _settle(profile: Path, kind: str, secret: str) -> BookKey:
    file = keyfile.read(profile / paths.KEY_NAME)
    if not keyfile.is_between(file):  # another process has just finished
        way = keyfile.unlock if kind == keyfile.PASSPHRASE else keyfile.unlock_with_recovery_key
        return way(file, secret)
    old, new = keyfile.unlock_between(file, kind, secret)
    if new is not None and _opens(profile, new):
        _put_in_place(profile, file)
        return new
    if old is not None and _opens(profile, old):
        _take_back(profile, keyfile.withdrawn(file))
        return old
    if old is None or new is None:
        raise WrongPassphraseError if kind == keyfile.PASSPHRASE else WrongRecoveryKeyError
    return old  # the book is damaged; opening it says so


def _make_copies(profile: Path, old: BookKey, new: BookKey, progress: Progress) -> None:
    done = 0
    for name in _NAMES:
        if not (profile / name).exists():
            continue
        for step in (_fold, _copy, _encrypt):
            progress.step(done, _STEPS)
            step(profile / name, old, new)
            done += 1
    progress.step(_STEPS, _STEPS)
    keyfile.sync_folder(profile)


def _fold(path: Path, old: BookKey, _new: BookKey) -> None:
    """Have everything in the one file: the last to close it removes its log."""
    connection = connect(path, old)
    try:
        busy, _log, _done = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    log = path.with_name(path.name + "-wal")
    if busy or (log.exists() and log.stat().st_size):
        raise NotRekeyedError(reason=f"{path.name} is open")


def _copy(path: Path, _old: BookKey, _new: BookKey) -> None:
    beside = _beside(path)
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    shutil.copyfile(path, beside)


def _encrypt(path: Path, old: BookKey, new: BookKey) -> None:
    beside = _beside(path)
    before = _counts(path, old)
    connection = connect(beside, old)
    try:
        # A kill leaves the copy in pieces: nobody needs it then, and a log would hold it up.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        give_key(connection, new, pragma="rekey")
    finally:
        connection.close()
    if _counts(beside, new) != before:
        raise NotRekeyedError(reason=f"the copy of {path.name} is not sound")
    with beside.open("rb+") as file:
        os.fsync(file.fileno())


def _counts(path: Path, key: BookKey) -> dict[str, int]:
    """The rows of each table of a sound file."""
    connection = connect(path, key)
    try:
        _check(connection, path)
        return rows_of(connection)
    finally:
        connection.close()


def _check(connection: Any, path: Path) -> None:
    if not is_whole(connection, NoProgress()):
        raise NotRekeyedError(reason=f"{path.name} is damaged")


def _put_in_place(profile: Path, between: keyfile.KeyFile) -> None:
    """Let the copies take the place of the originals, the book first; then drop the old key."""
    for name in _NAMES:
        beside = _beside(profile / name)
        if beside.exists():
            beside.replace(profile / name)
            keyfile.sync_folder(profile)
    keyfile.write(profile / paths.KEY_NAME, keyfile.promoted(between))


def _take_back(profile: Path, before: keyfile.KeyFile) -> None:
    _remove_copies(profile)
    keyfile.write(profile / paths.KEY_NAME, before)


@contextmanager
def _alone(profile: Path) -> Iterator[None]:
    """Keep out who only reads: a reader takes no lock of the book, and would take the work back."""
    with ProfileLock(profile / LOCK_NAME).held():
        yield


@contextmanager
def _taken_back(profile: Path, before: keyfile.KeyFile) -> Iterator[None]:
    """On any error leave what was there; should that fail too, the next unlock does it."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError, KeyFileNotWrittenError):
            _take_back(profile, before)
        if isinstance(error, NotRekeyedError):
            raise
        if isinstance(error, (OSError, sqlcipher3.Error, StoreError)):
            raise NotRekeyedError(reason=_reason(error)) from error
        raise


def _reason(error: Exception) -> str:
    if isinstance(error, StoreError):
        return str(error.params.get("reason", error))
    return getattr(error, "strerror", None) or str(error)


def _remove_copies(profile: Path) -> None:
    for name in _NAMES:
        for rest in ("", "-wal", "-shm", "-journal"):
            beside = _beside(profile / name)
            beside.with_name(beside.name + rest).unlink(missing_ok=True)


def _opens(profile: Path, key: BookKey) -> bool:
    try:
        connect(profile / paths.STORE_NAME, key).close()
    except ForeignBookError:
        return False
    return True


def _beside(path: Path) -> Path:
    return path.with_name(path.name + keyfile.NEXT)
