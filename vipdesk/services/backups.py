"""Backups of the open book: when they are made, where they lie, how old the last one is."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from vipdesk.domain.backups import WHY_LABELS, Why, is_stale, to_keep
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.services import greeting
from vipdesk.services.places import SecondFolder
from vipdesk.store import backup, manifest, shelf, tombstones
from vipdesk.store.backup import alone
from vipdesk.store.book import Store
from vipdesk.store.errors import (
    BackupDamagedError,
    BackupNotMadeError,
    BackupRunningError,
    ForeignBookError,
)
from vipdesk.store.manifest import Backup
from vipdesk.texts import N_, Translate

log = logging.getLogger(__name__)

LARGE_IMPORT = 1_000  # rows
AGAIN_AFTER = timedelta(hours=4)  # within a day: the desk is opened after every lock


class ImportNotBegunError(VipDeskError):
    """Many rows are written after a backup only, and there is none."""

    message = N_("Nothing was imported, since the backup before it failed: {why}")

    def __init__(self, why: VipDeskError) -> None:
        self.why = why
        super().__init__(why=why)

    def sentence(self, translate: Translate) -> str:
        """Say in the reader's language what was refused, and why."""
        return translate(self.message).format(why=self.why.sentence(translate))


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup, as the list shows it."""

    path: Path
    name: str
    made_at: datetime  # in the book's zone
    verified_at: datetime
    why: Why
    bytes: int
    seq: int  # of the journal's last entry
    digest: str

    def reason(self, translate: Translate) -> str:
        """What it was made for."""
        return translate(WHY_LABELS[self.why])


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """What the status bar tells."""

    verified_at: datetime | None  # of the last backup, in the book's zone
    today: date
    stale: bool


@dataclass(frozen=True, slots=True)
class SecondStatus:
    """How the second folder stands."""

    chosen: Path | None
    present: bool
    rows: tuple[BackupRow, ...]  # what lies there
    missing: int  # backups that it still lacks
    problem: VipDeskError | None  # what hindered it last


@dataclass(frozen=True, slots=True)
class BackupsView:
    """All that the settings show."""

    folder: Path
    rows: tuple[BackupRow, ...]
    status: BackupStatus
    second: SecondStatus


class BackupService:
    """One way to make a backup, whoever asks; each call is a job."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folder = backup.folder_of(store.profile)
        self.second = SecondFolder(store.profile)
        self._problem: VipDeskError | None = None

    def make_if_changed(self, why: Why, progress: Progress | None = None) -> Backup | None:
        """Make a backup unless one holds what the book holds; then let the second folder follow.

        Raises:
            BackupNotMadeError, BackupRunningError: Former backups are unharmed.
            CancelledError: Nothing half is left.
        """
        progress = progress or NoProgress()
        made = self._make(why, PartProgress(progress, 0, 0.7))
        self.follow(PartProgress(progress, 0.7, 1))
        return made

    def start_of_day(self, progress: Progress | None = None) -> Backup | None:
        """Make a backup if the book has changed; else read the last one through once a day.

        Raises:
            BackupNotMadeError, BackupRunningError, CancelledError: As `make_if_changed`.
        """
        progress = progress or NoProgress()
        with alone(self._store.profile):
            shelf.clear(self.folder, self._state().book)
        found, now = self._mine(self.folder), self._store.now()
        last = self._verified_at(found)
        if last is not None and now - last < AGAIN_AFTER:
            self.follow(progress)
            return None
        state = self._state()
        for each in [each for each in found if each.manifest.state == state][:1]:
            self._is_sound(each, PartProgress(progress, 0, 0.5))
        return self.make_if_changed(Why.START, PartProgress(progress, 0.5, 1))

    def before_import(self, rows: int, progress: Progress) -> bool:
        """Make a backup before an import of many rows, unless one holds what the book holds.

        Raises:
            ImportNotBegunError, CancelledError: The import must not begin.
        """
        try:
            return rows >= LARGE_IMPORT and self._make(Why.IMPORT, progress) is not None
        except (BackupNotMadeError, BackupRunningError) as error:
            raise ImportNotBegunError(error) from error

    def catch_up(self, progress: Progress) -> int:
        """Copy to the second folder what it lacks, if it is there; how many were copied.

        Raises:
            BackupNotMadeError: It is full, read-only, or was pulled out; nothing half bears a name.
        """
        with alone(self._store.profile):
            book = self._state().book
            tombstones.carry(self._store.profile, self.folder, book)
            target = self.second.folder()
            if target is None:
                return 0
            tombstones.carry(self._store.profile, target, book)
            shelf.clear(target, book)
            lacking = self._lacking(target)
            for done, each in enumerate(lacking):
                whole = len(lacking)
                shelf.copy(each, target, PartProgress(progress, done / whole, (done + 1) / whole))
            if lacking:
                shelf.rotate(target, self._state(), self._store.now(), self._store.zone())
        return len(lacking)

    def follow(self, progress: Progress) -> None:
        """Let the second folder catch up; what hinders it is told with the status."""
        try:
            self.catch_up(progress)
        except VipDeskError as error:
            log.warning("Second folder: %s", type(error).__name__)
            self._problem = error
        else:
            self._problem = None

    def choose_second(self, chosen: Path, progress: Progress) -> int:
        """Keep backups in ``chosen`` too, from now on; how many were copied.

        Raises:
            PlaceNotUsableError: The former choice holds.
            BackupNotMadeError: It is chosen, but full.
        """
        self.second.choose(chosen)
        self._problem = None
        return self.catch_up(progress)

    def forget_second(self) -> None:
        """Keep backups on this laptop alone; what lies elsewhere stays there."""
        self.second.forget()

    def verify_all(self, progress: Progress) -> tuple[list[str], list[str]]:
        """Read every backup of this laptop through; the names of the sound and the damaged ones.

        One under a former key can't be opened; its digests are looked at.
        """
        good: list[str] = []
        damaged: list[str] = []
        found = self._mine(self.folder)
        for done, each in enumerate(found):
            part = PartProgress(progress, done / len(found), (done + 1) / len(found))
            (good if self._is_sound(each, part) else damaged).append(each.name)
        return good, damaged

    def status(self) -> BackupStatus:
        """How old the last verified backup is."""
        return self._status(self._mine(self.folder))

    def view(self) -> BackupsView:
        """What the settings show."""
        found = self._mine(self.folder)
        rows = tuple(row_of(each, self._store.zone()) for each in found)
        return BackupsView(self.folder, rows, self._status(found), self._second_status())

    def zone(self) -> ZoneInfo:
        """The zone of all instants here."""
        return self._store.zone()

    def _make(self, why: Why, progress: Progress) -> Backup | None:
        store = self._store
        now = store.now()
        made = backup.make_if_changed(store.profile, store.key, self.folder, why, now, progress)
        if made is not None:
            self._greet(made)
            shelf.rotate(self.folder, made.manifest.state, now, store.zone())
            log.info("Backup made: %s", made.name)
        return made

    def _status(self, found: list[Backup]) -> BackupStatus:
        now, zone = self._store.now(), self._store.zone()
        last = self._verified_at(found)
        local = last.astimezone(zone) if last else None
        return BackupStatus(local, now.astimezone(zone).date(), is_stale(last, now))

    def _verified_at(self, found: list[Backup]) -> datetime | None:
        """When one was last found good; what a clock noted that was ahead does not count."""
        now = self._store.now()
        known = [at for each in found if (at := each.manifest.verified_at) <= now]
        return max(known, default=None)

    def _second_status(self) -> SecondStatus:
        folder = self.second.folder()
        there = self._mine(folder) if folder else []
        zone = self._store.zone()
        return SecondStatus(
            self.second.chosen(),
            folder is not None,
            tuple(row_of(each, zone) for each in there),
            len(self._lacking(folder)) if folder else 0,
            self._problem,
        )

    def _lacking(self, target: Path) -> list[Backup]:
        """What ``target`` lacks of the backups that it would keep, newest first."""
        here, there = self._mine(self.folder), self._mine(target)
        names = {each.name for each in there}
        zone = self._store.zone()
        both = [each.manifest.made_at.astimezone(zone) for each in (*here, *there)]
        kept = to_keep(both, self._store.now())
        return [
            each
            for each in here
            if each.name not in names and each.manifest.made_at.astimezone(zone) in kept
        ]

    def _is_sound(self, each: Backup, progress: Progress) -> bool:
        """Read a backup through and note it; a damaged one leaves the list."""
        try:
            backup.verify(each, self._store.key, progress)
        except BackupDamagedError:
            log.warning("Backup set aside: %s", each.name)
            shelf.set_aside(each)
            return False
        except ForeignBookError:  # made under a former key; its digests were right
            return True
        self._greet(shelf.note_verified(each, self._store.now()))
        return True

    def _mine(self, folder: Path) -> list[Backup]:
        return manifest.backups_in(folder, self._state().book)

    def _state(self) -> manifest.State:
        with self._store.read() as session:
            return backup.state_in(session.connection().connection.dbapi_connection)

    def _greet(self, made: Backup) -> None:
        """Let the unlock window tell of it."""
        greeting.update(self._store.profile, backed_up_at=made.manifest.verified_at.isoformat())


def row_of(found: Backup, zone: ZoneInfo | None) -> BackupRow:
    """The line of a backup, in ``zone`` or in that of this laptop."""
    told = found.manifest
    return BackupRow(
        found.path,
        found.name,
        told.made_at.astimezone(zone),
        told.verified_at.astimezone(zone),
        told.why,
        found.size,
        told.state.head.seq,
        told.state.head.digest,
    )
