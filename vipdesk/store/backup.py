"""Makes verified backups of an open book, checks them, copies them, and drops what is too many.

A backup is made under a scratch name, opened and checked, synced, and then named: what bears the
name of a backup was whole at that moment. The book is read from one snapshot; who writes to it
meanwhile waits for the start of the copy alone, and does not show in it.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3

from vipdesk import __version__, paths
from vipdesk.domain.backups import Why
from vipdesk.progress import PartProgress, Progress
from vipdesk.store import keyfile, manifest, shelf
from vipdesk.store.engine import connect, connect_copy, connect_holder
from vipdesk.store.errors import (
    BackupDamagedError,
    BackupNotMadeError,
    BackupRunningError,
    BookInUseError,
    EmptyBookError,
    StoreUnavailableError,
)
from vipdesk.store.files import gone_on_error, in_words, make_folder, need_bytes, sync
from vipdesk.store.integrity import is_whole, rows_of, size_of, watched
from vipdesk.store.keyfile import BookKey
from vipdesk.store.lock import ProfileLock
from vipdesk.store.manifest import PART, Backup, Head, Manifest, State

FOLDER = "backups"  # in the profile
LOCK_NAME = "backup.lock"
TRIES = 3  # a write that was under way may end between the look at the book and the copy
HOLD_WITHIN = 100  # milliseconds; a longer write is not waited for
_one_at_a_time = threading.Lock()
_CONTENT = (paths.STORE_NAME, paths.DRAFTS_NAME)


def folder_of(profile: Path) -> Path:
    """Where the backups of a profile lie."""
    return profile / FOLDER


def state_of(profile: Path, key: BookKey) -> State:
    """What the book of ``profile`` holds at present; quick.

    Raises:
        StoreError: It can't be read.
    """
    with closing(connect(profile / paths.STORE_NAME, key)) as connection:
        return state_in(connection)


def counts_of(profile: Path, key: BookKey) -> dict[str, int]:
    """The rows of each table of the book at present.

    Raises:
        StoreError: It can't be read.
    """
    with closing(connect(profile / paths.STORE_NAME, key)) as connection:
        return rows_of(connection)


def digests_of(found: Backup, key: BookKey) -> set[bytes]:
    """The digests of all journal entries of a backup.

    Raises:
        BackupDamagedError: It can't be read.
    """
    path = found.path / paths.STORE_NAME
    with _as_damage(found.name), closing(connect_copy(path, key)) as connection:
        return {row[0] for row in connection.execute("SELECT digest FROM journal_entry")}


def is_current(folder: Path, state: State) -> bool:
    """Whether a backup in ``folder`` holds exactly what the book holds."""
    return any(each.manifest.state == state for each in manifest.backups_in(folder, state.book))


def make(
    profile: Path, key: BookKey, folder: Path, why: Why, now: datetime, progress: Progress
) -> Backup:
    """Make a verified backup of the book in ``profile``, open or not, beside who writes to it.

    Raises:
        BackupNotMadeError: The folder is full, read-only or gone; former backups are unharmed.
        BackupRunningError: Another one is being made.
        CancelledError: Nothing is left of it.
    """
    with alone(profile), in_words(folder):
        return _make(profile, key, folder, state_of(profile, key), why, now, progress)


def make_if_changed(
    profile: Path, key: BookKey, folder: Path, why: Why, now: datetime, progress: Progress
) -> Backup | None:
    """Make a backup unless one in ``folder`` holds what the book holds.

    Raises:
        BackupNotMadeError, BackupRunningError, CancelledError: As `make`.
    """
    with alone(profile), in_words(folder):
        state = state_of(profile, key)
        if is_current(folder, state):
            return None
        return _make(profile, key, folder, state, why, now, progress)


def verify(backup: Backup, key: BookKey, progress: Progress) -> None:
    """Read a backup through: digests, opening, both integrity checks, rows and journal's end.

    Args:
        backup: It is only read; a stick may be write-protected.
        key: What opens it: the book's, or after a rekeying the one of that time.
        progress: May cancel.

    Raises:
        BackupDamagedError: What is wrong, in its reason.
        ForeignBookError: ``key`` does not open it, though its digest is right.
    """
    for name, mark in backup.manifest.files.items():
        if manifest.mark_or_none(backup.path / name) != mark:
            raise BackupDamagedError(name=backup.name, reason=f"{name} is not as it was written")
    state, counts = _checked(backup.path, key, backup.name, progress)
    if counts != backup.manifest.counts:
        raise BackupDamagedError(name=backup.name, reason="rows are missing")
    if state != backup.manifest.state:
        raise BackupDamagedError(name=backup.name, reason="the journal ends elsewhere")


@contextmanager
def alone(profile: Path) -> Iterator[None]:
    """Work on the backups of ``profile`` alone: jobs wait for each other.

    Raises:
        BackupRunningError: Another process is at it.
    """
    lock = ProfileLock(profile / LOCK_NAME)
    with _one_at_a_time:
        try:
            lock.acquire()
        except BookInUseError as error:
            raise BackupRunningError from error
        try:
            yield
        finally:
            lock.release()


def _make(
    profile: Path,
    key: BookKey,
    folder: Path,
    state: State,
    why: Why,
    now: datetime,
    progress: Progress,
) -> Backup:
    make_folder(folder)
    shelf.clear(folder, state.book)
    scratch = _free_name(folder, manifest.name_of(state.book, now, why))
    with gone_on_error(scratch):
        scratch.mkdir(mode=0o700)
        _need_room(profile, folder)
        made = _fill(profile, key, scratch, why, now, progress)
        return manifest.give_name(scratch, made)


def _fill(
    profile: Path, key: BookKey, folder: Path, why: Why, now: datetime, progress: Progress
) -> Manifest:
    """Copy into ``folder`` until what was counted in the book is what stands in the copy."""
    for _attempt in range(TRIES):
        counted = _copy_book(profile, key, folder, PartProgress(progress, 0, 0.5))
        found = _checked(folder, key, folder.name, PartProgress(progress, 0.5, 1))
        if found == counted:
            break
    else:
        raise BackupNotMadeError(folder=folder.parent, reason="the copy is not the book")
    shutil.copyfile(profile / paths.KEY_NAME, folder / paths.KEY_NAME)
    (folder / paths.KEY_NAME).chmod(0o600)
    keyfile.read(folder / paths.KEY_NAME)
    names = [name for name in manifest.FILES if (folder / name).exists()]
    for name in names:
        sync(folder / name)
    files = {name: manifest.mark_of(folder / name) for name in names}
    now = now.astimezone(UTC).replace(microsecond=0)
    return Manifest(now, why, __version__, found[0], found[1], files, now)


def _copy_book(
    profile: Path, key: BookKey, folder: Path, progress: Progress
) -> tuple[State, dict[str, int]]:
    """Copy the book and what is being typed; state and rows of the book that was copied."""
    for name in _CONTENT[1:]:
        if (profile / name).exists():
            with closing(connect(profile / name, key)) as source:
                _vacuum(source, folder / name, progress, lambda: None)
    book = profile / paths.STORE_NAME
    with (
        closing(connect(book, key)) as reader,
        closing(connect(book, key)) as source,
        closing(connect_holder(book, key)) as holder,
    ):
        _hold(holder)
        reader.execute("BEGIN")
        state = state_in(reader)  # from here on the reader sees the book of this moment
        _vacuum(source, folder / book.name, progress, lambda: _let_go(holder))
        return state, rows_of(reader)


def _hold(holder: Any) -> None:
    """Let nobody begin to write to the book, so that the reader and the copy see the same."""
    with suppress(sqlcipher3.OperationalError):  # a long write goes on, or nobody can write at all
        holder.execute(f"PRAGMA busy_timeout = {HOLD_WITHIN}")
        holder.execute("BEGIN IMMEDIATE")


def _let_go(holder: Any) -> None:
    if holder.in_transaction:
        holder.execute("ROLLBACK")


def _vacuum(source: Any, path: Path, progress: Progress, begun: Callable[[], object]) -> None:
    """Copy into ``path``; ``begun`` is called, perhaps often, once the copy has its snapshot."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    pages, page_size = size_of(source)
    size = pages * page_size

    def look() -> None:
        begun()
        progress.step(min(path.stat().st_size, size), size)

    with watched(source, look):
        source.execute("VACUUM INTO ?", (str(path),))
    begun()


def _checked(
    folder: Path, key: BookKey, name: str, progress: Progress
) -> tuple[State, dict[str, int]]:
    """Open the files of a backup and check all pages; state and rows of its book."""
    with _as_damage(name):
        for file in _CONTENT[1:]:
            if (folder / file).exists():
                with closing(connect_copy(folder / file, key)) as connection:
                    _check(connection, name, file, progress)
        with closing(connect_copy(folder / paths.STORE_NAME, key)) as connection:
            _check(connection, name, paths.STORE_NAME, progress)
            return state_in(connection), rows_of(connection)


def _check(connection: Any, name: str, file: str, progress: Progress) -> None:
    if not is_whole(connection, progress):
        raise BackupDamagedError(name=name, reason=f"{file} has damaged pages")


@contextmanager
def _as_damage(name: str) -> Iterator[None]:
    """What keeps a file from being read that has its full size is damage."""
    try:
        yield
    except (sqlcipher3.DatabaseError, StoreUnavailableError, EmptyBookError) as error:
        raise BackupDamagedError(name=name, reason=str(error)) from error


def state_in(connection: Any) -> State:
    """What a book holds; in the words of the first schema, since older books are backed up too."""
    (book,) = connection.execute("SELECT hex(uid) FROM book").fetchone()
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    last = connection.execute(
        "SELECT seq, hex(digest) FROM journal_entry ORDER BY id DESC LIMIT 1"
    ).fetchone()
    seq, digest = last or (0, "")
    return State(book.lower(), revision, Head(seq, digest.lower()))


def _free_name(folder: Path, name: str) -> Path:
    """A scratch folder whose final name is not taken: two backups can fall into one second."""
    number, free = 1, name
    while (folder / free).exists():
        number += 1
        free = f"{name}-{number}"
    return folder / (free + PART)


def _need_room(profile: Path, folder: Path) -> None:
    need_bytes(folder, sum(_size(profile / name) for name in _CONTENT))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
