"""One file out, one file in: the whole book goes from one laptop to another."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vipdesk import paths
from vipdesk.clock import Clock
from vipdesk.domain.backups import Why
from vipdesk.domain.changes import Area, Saved
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.reports.files import written_whole
from vipdesk.services import greeting
from vipdesk.store import backup, keyfile, migrate
from vipdesk.store.book import Store
from vipdesk.store.errors import (
    BackupDamagedError,
    BackupNotMadeError,
    ForeignBookError,
    KeyFileError,
    MoveFileDamagedError,
    NewerBookError,
    NotMovedInError,
    ProfileExistsError,
    StoreError,
    StoreUnavailableError,
)
from vipdesk.store.files import need_bytes
from vipdesk.store.keyfile import BookKey, KeyFile
from vipdesk.store.lock import ProfileLock
from vipdesk.store.manifest import Backup
from vipdesk.store.move_file import SUFFIX as SUFFIX
from vipdesk.store.move_file import MoveFile, read_move_file, unpack, write

Unlock = Callable[[KeyFile], BookKey]


@dataclass(frozen=True, slots=True)
class Moved:
    """What went out or came in."""

    path: Path
    size: int  # bytes
    customers: int
    made_at: datetime


class MovingService:
    """Writes the file on the old laptop, and remembers there that it was written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def move_out(self, path: Path, progress: Progress) -> Saved[Moved]:
        """Write all that belongs to the book into one file, and read it back.

        Book, key file, what is being typed, archives of the journal, who was deleted on request.

        The book stays; from the next unlock on it says that it was moved. The file is opened by
        the passphrase or the recovery key, as the book is.

        Raises:
            BackupNotMadeError, ReportNotWrittenError, MoveFileError, CancelledError: What stood at
                ``path`` may be gone, the book is unharmed.
        """
        store = self._store
        now, folder = store.now(), backup.folder_of(store.profile)
        part = PartProgress(progress, 0, 0.6)
        made = backup.make(store.profile, store.key, folder, Why.HAND, now, part)
        with written_whole(path) as out:
            write(out, made, store.profile, PartProgress(progress, 0.6, 0.8))
        written = read_move_file(path, PartProgress(progress, 0.8, 1))
        with store.action("book.moved_out", keep_empty=True):
            pass
        greeting.update(store.profile, moved_at=now.astimezone(UTC).isoformat())
        return Saved(_moved(written), frozenset({Area.JOURNAL}))

    def stay(self) -> Saved[None]:
        """Go on with a book that was moved; it says so no longer."""
        with self._store.action("book.stayed", keep_empty=True):
            pass
        greeting.update(self._store.profile, moved_at="")
        return Saved(None, frozenset({Area.JOURNAL}))


def unlock_by(typed: str) -> Unlock:
    """Open a key file by what was typed: the passphrase, or the recovery key."""
    if keyfile.is_recovery_key(typed):
        return lambda file: keyfile.unlock_with_recovery_key(file, typed)
    return lambda file: keyfile.unlock(file, typed)


class Arrival:
    """Brings a book to the profile of a new laptop."""

    def __init__(self, profile: Path, clock: Clock) -> None:
        self._profile, self._clock = profile, clock

    def bring(self, path: Path, typed: str, progress: Progress) -> Moved:
        """As `move_in`, by passphrase or recovery key; a job."""
        return move_in(path, self._profile, unlock_by(typed), self._clock, progress)


def moved_at(profile: Path) -> datetime | None:
    """When the book of ``profile`` went to another laptop, if it did."""
    try:
        return datetime.fromisoformat(greeting.read(profile).moved_at)
    except ValueError:
        return None


def move_in(path: Path, profile: Path, unlock: Unlock, clock: Clock, progress: Progress) -> Moved:
    """Bring the book in ``path`` to a profile that has none; it is proved before it is one.

    It gets a device of its own, since the old laptop may go on with its copy.

    Args:
        path: What `MovingService.move_out` wrote; it is only read.
        profile: It is made if need be.
        unlock: Opens the file's key, by passphrase or recovery key.
        clock: For the journal.
        progress: May cancel.

    Raises:
        ProfileExistsError: There is a book; it is left as it is.
        MoveFileError, NewerBookError: What is wrong with the file; nothing was left.
        WrongPassphraseError, WrongRecoveryKeyError: Nothing was left.
        NotMovedInError: The disk is full or read-only; nothing was left.
    """
    moved = read_move_file(path, PartProgress(progress, 0, 0.3))
    revision = moved.manifest.state.revision
    if revision > migrate.newest_revision():
        raise NewerBookError(revision=revision)
    lock = ProfileLock(profile / paths.LOCK_NAME)
    with _in_words(profile), _made_for(profile), lock.held():
        if (profile / paths.STORE_NAME).exists():
            raise ProfileExistsError(path=profile)
        _clear(profile)
        if (profile / paths.KEY_NAME).exists():
            raise ProfileExistsError(path=profile)
        try:
            _bring(moved, profile, unlock, clock, progress)
        finally:
            shutil.rmtree(profile / paths.ARRIVING_NAME, ignore_errors=True)
    return _moved(moved)


def _bring(
    moved: MoveFile, profile: Path, unlock: Unlock, clock: Clock, progress: Progress
) -> None:
    """Unpack beside, prove it there, make it this laptop's, then let it take its place."""
    scratch = profile / paths.ARRIVING_NAME
    scratch.mkdir(mode=0o700)
    need_bytes(scratch, moved.size)
    key = _unlocked(moved, scratch, unlock)
    try:
        for name in moved.parts.keys() - {paths.KEY_NAME}:
            unpack(moved, name, scratch, PartProgress(progress, 0.3, 0.6))
        _verify(Backup(scratch, moved.manifest), moved, key, PartProgress(progress, 0.6, 1))
        _take_over(scratch, key, clock, moved)
    finally:
        key.wipe()
    _put_in_place(scratch, profile)


def _unlocked(moved: MoveFile, scratch: Path, unlock: Unlock) -> BookKey:
    unpack(moved, paths.KEY_NAME, scratch, NoProgress())
    try:
        return unlock(keyfile.read(scratch / paths.KEY_NAME))
    except KeyFileError as error:
        raise MoveFileDamagedError(path=moved.path, reason=paths.KEY_NAME) from error


def _verify(part: Backup, moved: MoveFile, key: BookKey, progress: Progress) -> None:
    try:
        backup.verify(part, key, progress)
    except (ForeignBookError, BackupDamagedError) as error:
        reason = error.params.get("reason", paths.KEY_NAME)
        raise MoveFileDamagedError(path=moved.path, reason=reason) from error


def _take_over(scratch: Path, key: BookKey, clock: Clock, moved: MoveFile) -> None:
    """Open the book for the first time, bring it up to date, and let it be another laptop's."""
    store = Store.open(scratch, key, clock=clock)
    try:
        store.take_new_device()
        made_at = moved.manifest.made_at.isoformat()
        with store.action("book.moved_in", keep_empty=True, made_at=made_at):
            pass
    finally:
        store.close()
    file = keyfile.read(scratch / paths.KEY_NAME)
    if keyfile.KEYCHAIN in file.slots:  # its secret lies in the other laptop's keychain
        without = keyfile.without_slot(file, keyfile.KEYCHAIN)
        keyfile.write(scratch / paths.KEY_NAME, without)


def _put_in_place(scratch: Path, profile: Path) -> None:
    """Key file and book last: until they are there the profile holds none."""
    found = sorted(path.relative_to(scratch) for path in scratch.rglob("*") if path.is_file())
    last = [Path(paths.KEY_NAME), Path(paths.STORE_NAME)]
    placed: list[Path] = []
    try:
        for name in (*(each for each in found if each not in last), *last):
            (profile / name).parent.mkdir(mode=0o700, exist_ok=True)
            (scratch / name).replace(profile / name)
            placed.append(name)
            keyfile.sync_folder((profile / name).parent)
    except OSError:
        for name in placed:
            (profile / name).rename(scratch / name)  # which goes, whole
        raise


def _clear(profile: Path) -> None:
    """Take away what a kill left half: a key file that came without its book."""
    scratch = profile / paths.ARRIVING_NAME
    if (scratch / paths.STORE_NAME).exists() and not (scratch / paths.KEY_NAME).exists():
        (profile / paths.KEY_NAME).unlink(missing_ok=True)
    shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _made_for(profile: Path) -> Iterator[None]:
    """Make the folder of the profile; if nothing came into it, take it away again."""
    made = not profile.exists()
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            shutil.rmtree(profile, ignore_errors=True)
        raise


@contextmanager
def _in_words(profile: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, BackupNotMadeError, StoreUnavailableError) as error:
        reason = error.params["reason"] if isinstance(error, StoreError) else error.strerror
        raise NotMovedInError(path=profile, reason=reason) from error


def _moved(moved: MoveFile) -> Moved:
    told = moved.manifest
    return Moved(moved.path, moved.size, told.counts.get("customer", 0), told.made_at)
