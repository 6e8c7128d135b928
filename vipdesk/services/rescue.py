"""Finds damage and brings the book back: newest good backup, and what can be read beyond it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlcipher3
from sqlalchemy import func, select

from vipdesk import paths
from vipdesk.clock import Clock, utc_now
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.services.access import Access
from vipdesk.services.places import SecondFolder
from vipdesk.store import backup, chain, keyfile, manifest, open_mark, restore, switch
from vipdesk.store.book import Store
from vipdesk.store.engine import connect, connect_copy
from vipdesk.store.errors import (
    ActionsMissingError,
    BackupDamagedError,
    DraftsDamagedError,
    EmptyBookError,
    ForeignBookError,
    KeyFileError,
    LogGoneError,
    NoGoodBackupError,
    NotRestoredError,
    ProfileMissingError,
    StoreError,
    StoreUnavailableError,
)
from vipdesk.store.files import make_folder, reason_of
from vipdesk.store.integrity import is_whole
from vipdesk.store.keyfile import BookKey
from vipdesk.store.manifest import Backup
from vipdesk.store.present import DEFAULT_ZONE
from vipdesk.store.recent import RecentActions
from vipdesk.store.records import JournalEntry
from vipdesk.store.salvage import Salvaged, salvage
from vipdesk.store.unavailable import PagesDamagedError, no_book

DAMAGE = (PagesDamagedError, EmptyBookError, ForeignBookError, ProfileMissingError)
_REST = ("", *switch.LOGS)


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest backup that is good now."""

    backup: Backup
    made_at: datetime  # in the book's zone
    customers: int


@dataclass(frozen=True, slots=True)
class Rescued:
    """What took the damaged book's place, and what came along."""

    made_at: datetime  # of the backup, UTC
    aside: Path
    salvaged: Salvaged
    zone: ZoneInfo  # of the book


class Rescuer:
    """Brings one damaged book back, step by step; each call is a job."""

    def __init__(self, profile: Path, key: BookKey, clock: Clock) -> None:
        self._profile, self._key, self._clock = profile, key, clock

    def find(self, progress: Progress) -> Offer:
        """As `newest_good`."""
        return newest_good(self._profile, self._key, progress)

    def rescue(self, offer: Offer, progress: Progress) -> Rescued:
        """As `rescue`."""
        return rescue(self._profile, self._key, offer, self._clock, progress)


def check_book(profile: Path, key: BookKey, progress: Progress) -> None:
    """Run both integrity checks on the book, which nobody may be writing to.

    Raises:
        PagesDamagedError, EmptyBookError, ForeignBookError, ProfileMissingError: It is damaged, or
            gone; what is there was left as it is.
        CancelledError: ``progress`` was told to stop.
    """
    if not (profile / paths.STORE_NAME).exists():
        raise no_book(profile)
    with closing(connect(profile / paths.STORE_NAME, key)) as connection:
        try:
            whole = is_whole(connection, progress)
        except sqlcipher3.DatabaseError as error:
            raise PagesDamagedError(reason=error) from error
    if not whole:
        raise PagesDamagedError(reason=paths.STORE_NAME)


@contextmanager
def held(profile: Path, key: BookKey, progress: Progress) -> Iterator["Ready"]:
    """Be the one who may write to the book; it is checked first if it was not closed.

    Raises:
        PagesDamagedError, EmptyBookError, ForeignBookError: As `check_book`.
    """
    ready = make_ready(profile, key, utc_now(), progress)
    open_mark.leave(profile)
    try:
        yield ready
    except PagesDamagedError:
        raise  # the mark stays: the next one who writes checks first
    except BaseException:
        open_mark.clear(profile)
        raise
    open_mark.clear(profile)


@dataclass(frozen=True, slots=True)
class Ready:
    """What was found before a book is opened."""

    drafts: DraftsDamagedError | None
    log_is_gone: bool

    def notes(self, store: Store) -> tuple[VipDeskError, ...]:
        """What is to be said once it is open.

        Raises:
            StoreUnavailableError: The disk is full or read-only.
        """
        missing = what_is_missing(store, log_is_gone=self.log_is_gone)
        return tuple(each for each in (self.drafts, missing) if each is not None)


def make_ready(profile: Path, key: BookKey, now: datetime, progress: Progress) -> Ready:
    """Check a book that was not closed, and mend its drafts, before it is opened.

    Raises:
        PagesDamagedError, EmptyBookError, ForeignBookError: As `check_book`.
    """
    log_is_gone = open_mark.log_is_gone(profile)  # the check takes an empty log away
    if open_mark.is_left(profile):
        check_book(profile, key, progress)
    return Ready(mend_drafts(profile, key, now), log_is_gone)


def closed(store: Store) -> None:
    """Close a book that was open for writing; one that was seen to be damaged is checked next."""
    store.close()
    if not store.damaged:
        open_mark.clear(store.profile)


def what_is_missing(store: Store, *, log_is_gone: bool) -> VipDeskError | None:
    """What is to be said where the end of the log is gone or damaged after an unclean end.

    Args:
        store: Just opened, by whoever may write to it.
        log_is_gone: As `open_mark.log_is_gone` said before.

    Raises:
        StoreUnavailableError: The disk is full or read-only.
    """
    name, told = f"{paths.STORE_NAME}-wal", (store.profile / paths.RECENT_NAME).exists()
    zone = store.zone()
    missing = [(one.at.astimezone(zone), one.code) for one in store.take_missing()]
    if missing:
        return ActionsMissingError(name, missing)
    if not log_is_gone or told:
        return None
    with store.read() as session:
        last = session.scalar(select(func.max(JournalEntry.at)))
    return LogGoneError(name=name, at=f"{last.astimezone(zone):%Y-%m-%d %H:%M}" if last else "")


def drafts_are_whole(profile: Path, key: BookKey) -> bool:
    """Whether what was being typed can be read; a missing file holds nothing."""
    path = profile / paths.DRAFTS_NAME
    if not path.exists():
        return True
    try:
        with closing(connect(path, key)) as connection:
            return is_whole(connection, NoProgress())
    except (EmptyBookError, ForeignBookError, PagesDamagedError, sqlcipher3.DatabaseError):
        return False


def mend_drafts(profile: Path, key: BookKey, now: datetime) -> DraftsDamagedError | None:
    """Move damaged drafts aside whole, so that new ones are made; what is then to be said.

    Raises:
        NotRestoredError: The disk is full or read-only.
    """
    if drafts_are_whole(profile, key):
        return None
    return DraftsDamagedError(folder=_set_aside(profile, (paths.DRAFTS_NAME,), now))


def newest_good(profile: Path, key: BookKey, progress: Progress) -> Offer:
    """Read backups through, newest first, here and in the second folder, until one is good.

    Raises:
        NoGoodBackupError: There is none.
        CancelledError: ``progress`` was told to stop.
    """
    found = list(_backups(profile))
    for number, each in enumerate(found):
        part = PartProgress(progress, number / len(found), (number + 1) / len(found))
        with suppress(BackupDamagedError, ForeignBookError, StoreUnavailableError):
            zone = _zone_of(each, key)  # another key's: told at once
            backup.verify(each, key, part)
            told = each.manifest
            return Offer(each, told.made_at.astimezone(zone), told.counts.get("customer", 0))
    raise NoGoodBackupError


def rescue(profile: Path, key: BookKey, offer: Offer, clock: Clock, progress: Progress) -> Rescued:
    """Let a backup take the place of a damaged book, and carry over what can still be read.

    The damaged files are moved aside whole. What is being typed stays, if it can be read. Where
    something is missing the book goes on as another device, so that no number is given twice.

    Args:
        profile: Its lock is held and its book closed.
        key: What opens both.
        offer: Of `newest_good`.
        clock: For the journal.
        progress: May cancel until all is ready.

    Raises:
        BackupDamagedError, NotRestoredError, CancelledError: Nothing is changed.
    """
    kept: list[tuple[Salvaged, ZoneInfo]] = []

    def adopt(restored: Store) -> None:
        part = PartProgress(progress, 0.8, 1)
        kept.append((_carry_over(profile, key, restored, offer, part), restored.zone()))

    source = restore.Source(offer.backup, key, keeps_key_file=True)
    restore.prepare(profile, source, clock(), adopt, PartProgress(progress, 0, 0.8))
    _keep_drafts(profile, key)
    before = set(_asides(profile))
    switch.commit(profile)
    open_mark.clear(profile)
    (aside,) = set(_asides(profile)) - before
    return Rescued(offer.made_at, aside, *kept[0])


def bring_key_file(profile: Path, passphrase: str, clock: Clock) -> datetime:
    """Put the key file of a backup in the place of one that is missing or damaged.

    Returns:
        When that backup was made.

    Raises:
        KeyFileError: No backup holds one that ``passphrase`` opens; nothing is changed.
        NotRestoredError: The disk is full or read-only.
    """
    for each in _backups(profile):
        path = each.path / paths.KEY_NAME
        with suppress(StoreError):
            key = keyfile.unlock(keyfile.read(path), passphrase)
            fits = _may_open(profile, key)
            key.wipe()
            if fits:
                _set_aside(profile, (paths.KEY_NAME,), clock())
                keyfile.write(profile / paths.KEY_NAME, keyfile.read(path))
                return each.manifest.made_at
    Access(profile, clock).note_failed(keyfile.PASSPHRASE)
    raise KeyFileError(path=profile / paths.KEY_NAME)


def _carry_over(
    profile: Path, key: BookKey, restored: Store, offer: Offer, progress: Progress
) -> Salvaged:
    damaged = profile / paths.STORE_NAME
    found = Salvaged(end_known=False)
    with restored.read() as session:
        head = chain.head(session.connection())
    if damaged.exists():
        found = salvage(restored.profile, key, damaged, progress)
    found.name_by(RecentActions(profile, key).after(0), head.entry_id if head else 0)
    if not found.is_whole:
        restored.take_new_device()
    with restored.action(
        "book.salvage",
        keep_empty=True,
        day=f"{offer.made_at.astimezone(restored.zone()):%Y-%m-%d %H:%M}",
        carried=len(found.carried),
        lost=len(found.lost) + found.unnamed,
        end_known=found.end_known,
    ):
        pass
    return found


def _keep_drafts(profile: Path, key: BookKey) -> None:
    """What is being typed is newer than the backup's."""
    if not (profile / paths.DRAFTS_NAME).exists() or not drafts_are_whole(profile, key):
        return
    target = profile / switch.SCRATCH / paths.DRAFTS_NAME
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(connect(profile / paths.DRAFTS_NAME, key)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _backups(profile: Path) -> Iterator[Backup]:
    """All of them, newest first."""
    second = SecondFolder(profile).folder()
    folders = [backup.folder_of(profile), *([second] if second else [])]
    found = [each for folder in folders for each in manifest.backups_in(folder)]
    yield from sorted(found, key=lambda each: each.manifest.made_at, reverse=True)


def _zone_of(each: Backup, key: BookKey) -> ZoneInfo:
    """The zone whose days are the book's days."""
    query = 'SELECT "values" FROM settings_set ORDER BY id DESC LIMIT 1'
    with closing(connect_copy(each.path / paths.STORE_NAME, key)) as connection:
        try:
            (told,) = connection.execute(query).fetchone() or ("{}",)
            return ZoneInfo(json.loads(told).get("zone", DEFAULT_ZONE))
        except (sqlcipher3.DatabaseError, ValueError, ZoneInfoNotFoundError):
            return ZoneInfo(DEFAULT_ZONE)  # damaged: verifying says so


def _may_open(profile: Path, key: BookKey) -> bool:
    """Whether a key opens the book; of a book that nobody can read any may be the one."""
    try:
        connect_copy(profile / paths.STORE_NAME, key).close()
    except ForeignBookError:
        return False
    except StoreError:
        return True
    return True


def _asides(profile: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (profile / switch.ASIDE).iterdir()


def _set_aside(profile: Path, names: tuple[str, ...], now: datetime) -> Path:
    folder = profile / switch.ASIDE / f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-damaged"
    try:
        make_folder(folder.parent)
        make_folder(folder)
        for name in names:
            for rest in _REST:
                if (profile / f"{name}{rest}").exists():
                    shutil.move(profile / f"{name}{rest}", _free(folder / f"{name}{rest}"))
        keyfile.sync_folder(profile)
    except OSError as error:
        raise NotRestoredError(reason=reason_of(error)) from error
    return folder


def _free(path: Path) -> Path:
    """A name that is not taken: what was set aside before is never overwritten."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free
