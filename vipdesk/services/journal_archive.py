"""Moves old values of the journal into an archive beside the book, and knows where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import month_of, shifted
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.services.settings import SettingsService
from vipdesk.store import archive, erasure
from vipdesk.store.archive import ArchiveFile
from vipdesk.store.book import Store
from vipdesk.store.keyfile import BookKey
from vipdesk.store.records import JournalEntry, Preference
from vipdesk.texts import N_

CODE = "journal.archive"
KEY = "journal.archives"
LEAST_MONTHS = 6  # that the values stay in the book (rules.md 9)


class NothingToArchiveError(VipDeskError):
    """Every old value is archived, or none is old enough."""

    message = N_("There is nothing from before {day} to archive. The journal is as it was.")


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What archiving would move."""

    before: date  # what was done from this day on stays
    last_id: int  # the last entry whose values go
    entries: int
    changes: int


@dataclass(frozen=True, slots=True)
class Archived:
    """What was moved."""

    name: str
    changes: int
    entries: int


class JournalArchiveService:
    """Entries, their headers and digests stay for ever; only old and new values move."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self) -> ArchivePlan:
        """What is older than the settings say, six months at the least."""
        months = max(LEAST_MONTHS, SettingsService(self._store).load().journal_months)
        first = shifted(month_of(self._store.today()), -months)
        before = date(int(first[:4]), int(first[5:]), 1)
        limit = datetime.combine(before, time(), self._store.zone()).astimezone(UTC)
        with self._store.read() as session:
            newer = select(func.min(JournalEntry.id)).where(JournalEntry.at >= limit)
            first_kept = session.scalar(newer)
            newest = session.scalar(select(func.max(JournalEntry.id))) or 0
            last = first_kept - 1 if first_kept is not None else newest
            entries = session.scalar(select(func.count()).where(JournalEntry.id <= last)) or 0
            changes = archive.count(session.connection(), last)
        return ArchivePlan(before, last, entries, changes)

    def archive(self, progress: Progress | None = None) -> Saved[Archived]:
        """Write the old values to a file of their own, then erase them in the book.

        A kill between the two leaves a file that nobody needs; the values are in the book still.

        Raises:
            NothingToArchiveError, ArchiveNotMadeError, CancelledError: The journal is as it was.
        """
        watch = progress or NoProgress()
        plan = self.plan()
        if not plan.changes:
            raise NothingToArchiveError(day=plan.before)
        raw = archive.new_key()
        name = f"journal-{plan.before:%Y%m%d}-{plan.last_id}.db"
        folder = self._store.profile / archive.FOLDER
        made = ArchiveFile(folder / name, BookKey(raw))
        with self._store.read() as session:
            archive.write(session.connection(), plan.last_id, made, PartProgress(watch, 0, 0.8))
        with self._store.action(
            CODE, bulk=True, keep_empty=True, file=name, before=plan.before.isoformat(),
            erased=plan.changes,
        ) as session:  # fmt: skip
            archive.empty(session.connection(), plan.last_id)
            _note(session.connection(), name, raw)
        watch.step(9, 10)
        self._shrink()
        watch.step(10, 10)
        result = Archived(name, plan.changes, plan.entries)
        return Saved(result, frozenset({Area.JOURNAL}))

    def files(self) -> list[ArchiveFile]:
        """The archives of this book, oldest first, whether they are there or not."""
        with self._store.read() as session:
            return archives_of(self._store, session.connection())

    def missing(self) -> list[str]:
        """The names of archives that are not in their place: their values can't be proved."""
        return archive.listed(self.files())

    def _shrink(self) -> None:
        try:
            self._store.alone(erasure.scrub)
        except sqlcipher3.OperationalError:
            return  # no room for a second copy: the free pages are used again


def archives_of(store: Store, connection: Connection) -> list[ArchiveFile]:
    """The archives of an open book, oldest first, whether they are there or not."""
    folder = store.profile / archive.FOLDER
    return [
        ArchiveFile(folder / each["name"], BookKey(bytes.fromhex(each["key"])))
        for each in _noted(connection)
    ]


def _noted(connection: Connection) -> Sequence[dict[str, Any]]:
    return connection.scalar(select(Preference.value).where(Preference.key == KEY)) or []


def _note(connection: Connection, name: str, key: bytes) -> None:
    """Keep the archive's key with the book; outside the journal, where it would be handed out."""
    value = [*_noted(connection), {"name": name, "key": key.hex()}]
    statement = insert(Preference).values(key=KEY, value=value)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[Preference.key], set_={"value": statement.excluded.value}
        )
    )
