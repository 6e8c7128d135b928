"""Putting a backup in the place of the book: what would change, and doing it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from vipdesk import paths
from vipdesk.clock import Clock
from vipdesk.domain.backups import Why
from vipdesk.errors import VipDeskError
from vipdesk.progress import PartProgress, Progress
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupRow, BackupService, row_of
from vipdesk.services.erasing import ErasingService
from vipdesk.services.journal import EntryRow, JournalService
from vipdesk.services.places import FOLDER
from vipdesk.store import backup, keyfile, manifest, restore, tombstones
from vipdesk.store.book import Store
from vipdesk.store.errors import (
    KeyFileError,
    StoreError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from vipdesk.store.keyfile import BookKey
from vipdesk.store.manifest import Backup
from vipdesk.store.records import JournalEntry
from vipdesk.store.restore import Source
from vipdesk.texts import N_

SHOWN = 50  # last actions that would be lost; the others are counted
TABLES: Mapping[str, str] = {
    "customer": N_("Customers"),
    "account": N_("Accounts"),
    "line": N_("Lines"),
    "visit": N_("Visits"),
    "touchpoint": N_("Touchpoints"),
    "task": N_("Own tasks"),  # the others are derived anew from what is restored
    "need": N_("Needs"),
    "attachment": N_("Attachments"),
    "bill": N_("Bills"),
    "journal_entry": N_("Journal entries"),
}


class NoBackupHereError(VipDeskError):
    """The name or the folder is wrong."""

    message = N_("There is no backup in {folder}. Nothing was changed; name another folder.")


@dataclass(frozen=True, slots=True)
class CountRow:
    """Rows of one kind, now and then; without a book that opens there is no now."""

    table: str
    label: str
    now: int | None
    then: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a restore would change."""

    row: BackupRow
    counts: tuple[CountRow, ...]
    lost: tuple[EntryRow, ...]  # newest first, at most `SHOWN`
    lost_count: int | None  # None: another book's, or under a key that is not at hand
    other_book: bool
    older_key: bool  # made before the book got its present key


def find(folder: Path) -> list[Backup]:
    """The backups in a folder that somebody points to: a stick, our folder on it, or one itself."""
    one = manifest.backup_at(folder)
    if one is not None:
        return [one]
    return manifest.backups_in(folder) or manifest.backups_in(folder / FOLDER)


def rows_here(folder: Path) -> list[BackupRow]:
    """The lines of `find`, in the zone of this laptop: no book says another."""
    return [row_of(each, None) for each in find(folder)]


def at(path: Path) -> Backup:
    """The backup in the folder ``path``.

    Raises:
        NoBackupHereError: It is gone, cut or another thing.
    """
    found = manifest.backup_at(path)
    if found is None:
        raise NoBackupHereError(folder=path)
    return found


def counts_then(path: Path) -> tuple[CountRow, ...]:
    """What a backup holds, for who has no book to compare it with.

    Raises:
        NoBackupHereError: As `at`.
    """
    return _counts(at(path), None)


class RestoreService:
    """Restores into one profile, whose book may be open, damaged or missing."""

    def __init__(self, profile: Path, access: Access, clock: Clock, store: Store | None) -> None:
        self._profile = profile
        self._access = access
        self._clock = clock
        self._store = store

    def compare(self, path: Path) -> Comparison:
        """Tell what restoring the backup in ``path`` would change; a job. The book must be open.

        Raises:
            NoBackupHereError: It is gone.
        """
        store, found = self._open_store(), at(path)
        other = found.manifest.state.book != backup.state_of(self._profile, store.key).book
        last_id = None if other else self._last_common(found)
        lost, count = ((), None) if last_id is None else self._since(last_id)
        return Comparison(
            row_of(found, store.zone()),
            _counts(found, store),
            lost,
            count,
            other,
            not restore.opens(found, store.key),
        )

    def prepare(self, path: Path, typed: str, progress: Progress) -> BookKey:
        """Verify the backup in ``path`` and make it ready beside the book; a job.

        ``typed`` is the passphrase, or the recovery key, of now or of that time.
        Then close the book and call `vipdesk.store.switch.commit`. Where the book opens, a backup
        of it is made first.

        Returns:
            The key that opens the restored book; the caller wipes it.

        Raises:
            WrongPassphraseError, WrongRecoveryKeyError, TooManyTriesError: It opens neither the
                book nor the backup.
            BackupNotMadeError, BackupDamagedError, NotRestoredError: Nothing is changed.
        """
        found = at(path)
        source = self._source(found, typed)
        try:
            with self._former(source) as former:
                if former is not None and source.keeps_key_file:
                    first = PartProgress(progress, 0, 0.4)
                    BackupService(former).make_if_changed(Why.RESTORE, first)
                restore.prepare(
                    self._profile,
                    source,
                    self._clock(),
                    lambda restored: _adopt(restored, found, self._profile),
                    PartProgress(progress, 0.4, 1),
                )
        except BaseException:
            source.key.wipe()
            raise
        return source.key

    @contextmanager
    def _former(self, source: Source) -> Iterator[Store | None]:
        """The book as it is now; None where it is damaged, missing or under another key."""
        if self._store is not None:
            yield self._store
            return
        try:
            former = Store.open(self._profile, source.key, clock=self._clock, refresh=False)
        except StoreError:
            former = None
        try:
            yield former
        finally:
            if former is not None:
                former.close()

    def _source(self, found: Backup, typed: str) -> Source:
        """What opens the backup: the profile's own key file, or the one of that time."""
        key = self._own_key(found, typed)
        if key is not None:
            return Source(found, key, keeps_key_file=True)
        file = keyfile.read(found.path / paths.KEY_NAME)
        if keyfile.is_recovery_key(typed):
            return Source(
                found, keyfile.unlock_with_recovery_key(file, typed), keeps_key_file=False
            )
        return Source(found, keyfile.unlock(file, typed), keeps_key_file=False)

    def _own_key(self, found: Backup, typed: str) -> BookKey | None:
        """The key of the profile, if there is one and it opens the backup."""
        if self._store is not None and not restore.opens(found, self._store.key):
            return None
        recovery = keyfile.is_recovery_key(typed)
        try:
            way = self._access.unlock_with_recovery_key if recovery else self._access.unlock
            key = way(typed)
        except KeyFileError:
            return None  # missing or damaged
        except (WrongPassphraseError, WrongRecoveryKeyError):
            if self._store is not None:
                raise
            return None  # perhaps the one of that time
        if restore.opens(found, key):
            return key
        key.wipe()
        return None

    def _last_common(self, found: Backup) -> int | None:
        """The last entry that book and backup share; None where they share none."""
        store = self._open_store()
        if not restore.opens(found, store.key):
            return None
        digests = backup.digests_of(found, store.key)
        query = select(JournalEntry.id, JournalEntry.digest).order_by(JournalEntry.id.desc())
        with store.read() as session:
            for entry_id, digest in session.execute(query):
                if digest in digests:
                    return int(entry_id)
        return None

    def _since(self, last_id: int) -> tuple[tuple[EntryRow, ...], int]:
        store = self._open_store()
        query = select(func.count()).where(JournalEntry.id > last_id)
        with store.read() as session:
            count = session.scalar(query) or 0
        entries = JournalService(store).entries(min(SHOWN, count)) if count else []
        return tuple(entries), count

    def _open_store(self) -> Store:
        if self._store is None:
            raise RuntimeError("the book is not open")
        return self._store


def _adopt(restored: Store, found: Backup, profile: Path) -> None:
    """Write into the restored book which backup it is, and delete again who was deleted since."""
    made_at = found.manifest.made_at.astimezone(restored.zone())
    day = f"{made_at:%Y-%m-%d %H:%M}"
    with restored.action("backup.restore", keep_empty=True, day=day, name=found.name):
        pass
    stones = tombstones.among_backups(found.path.parent, found.manifest.state.book)
    tombstones.put_beside(restored.profile, [*tombstones.beside(profile), *stones])
    ErasingService(restored).apply_again()


def _counts(found: Backup, store: Store | None) -> tuple[CountRow, ...]:
    then = found.manifest.counts
    now = backup.counts_of(store.profile, store.key) if store is not None else None
    return tuple(
        CountRow(table, label, None if now is None else now.get(table, 0), then.get(table, 0))
        for table, label in TABLES.items()
    )
