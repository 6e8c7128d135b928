"""The book: the one way to read it and the one way to write it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, insert, select, text, update
from sqlalchemy.orm import Session

from vipdesk import paths
from vipdesk.clock import Clock, utc_now
from vipdesk.domain.backups import Why
from vipdesk.domain.tasks import RunCounts
from vipdesk.progress import NoProgress, Progress
from vipdesk.store import backup, journal, keyfile, migrate, summaries, triggers
from vipdesk.store.at_hand import AtHand
from vipdesk.store.deriving import run as deriving
from vipdesk.store.drafts import Drafts
from vipdesk.store.engine import create_file, large_cache, open_engine
from vipdesk.store.errors import HalfCharacterError
from vipdesk.store.making import made_whole, tidy
from vipdesk.store.present import basis_of, zone_of
from vipdesk.store.private import tighten
from vipdesk.store.recent import Recent, RecentActions
from vipdesk.store.records import Book, JournalCursor, JournalEntry, Manager, SettingsSet
from vipdesk.store.uids import new_uid
from vipdesk.store.unavailable import WHILE_MADE, PagesDamagedError, check_path, in_words, no_book

_SELF = select(Manager.id).where(Manager.is_self)
AT_ONCE = 4  # the window, two readers and the writer


class _UnchangedError(Exception):
    """Rolls back an action that wrote nothing, so that it leaves no entry."""


class Store:
    """An open book. Readers may run beside one writer; writers wait for each other."""

    def __init__(
        self, engine: Engine, drafts: Drafts, clock: Clock, profile: Path, key: keyfile.BookKey
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._writing = threading.Lock()
        self._at_hand = AtHand()
        self._recent = RecentActions(profile, key)
        self.drafts = drafts
        self.profile = profile
        self.key = key  # for backups; who opened the book wipes it
        self.damaged = False  # seen while it was open: it is checked at the next start
        self.before_write: Callable[[], None] = lambda: None  # tests and the window forbid threads
        with engine.connect() as connection:
            self._device = connection.execute(select(Book.device)).scalar_one()
            self._revision = migrate.current_revision(connection) or ""

    @classmethod
    def create(
        cls, profile: Path, manager_name: str, new_key: keyfile.NewKey, *, clock: Clock = utc_now
    ) -> "Store":
        """Make a profile with its key file, an empty book and its manager.

        Raises:
            ProfileExistsError: There is a book already; it is left as it is.
            ProfileNotMadeError: The folder cannot be written or the disk is full; nothing is left.
        """
        with made_whole(profile) as folder:
            keyfile.write(folder / paths.KEY_NAME, new_key.file)
            create_file(folder / paths.STORE_NAME, new_key.key)
            engine = open_engine(folder / paths.STORE_NAME, new_key.key)
            try:
                migrate.migrate(engine, _no_backup)
                with (
                    engine.connect().execution_options(writes=True) as connection,
                    connection.begin(),
                ):
                    _lay_ground(connection, clock())
            finally:
                engine.dispose()
            store = cls.open(folder, new_key.key, clock=clock)
            try:
                with store.action("book.create") as session:
                    session.add(Manager(name=manager_name, is_self=True))
            finally:
                store.close()
        return cls.open(profile, new_key.key, clock=clock)

    @classmethod
    def open(
        cls,
        profile: Path,
        key: keyfile.BookKey,
        *,
        clock: Clock = utc_now,
        refresh: bool = True,
        kept: bool = False,
    ) -> "Store":
        """Open the book of ``profile``, migrating an older one after a backup.

        With ``refresh`` off the caller sees to `refresh_summaries` itself, as a job. One that is
        ``kept`` elsewhere is migrated without another backup.

        Raises:
            ProfileMissingError: There is no book.
            StoreError: It is empty, foreign, newer, damaged or of another key.
        """
        path = profile / paths.STORE_NAME
        check_path(profile, WHILE_MADE)
        if not path.exists():
            raise no_book(profile)
        tighten(profile)
        tidy(profile)
        engine = open_engine(path, key)
        with _closed_on_error(engine.dispose), in_words(profile):
            back_up = _no_backup if kept else partial(_before_migration, profile, key, clock())
            migrate.migrate(engine, back_up)
            migrate.refresh_triggers(engine)
            store = cls(engine, Drafts(profile / paths.DRAFTS_NAME, key), clock, profile, key)
        if refresh:
            with _closed_on_error(store.close):
                store.refresh_summaries()
        return store

    def open_ahead(self) -> None:
        """Open, on a worker, the connections that are used at once when the desk is busy.

        A new one reads the whole schema first. Else the window would wait for that whenever it is
        the first to need one more.
        """
        with in_words(self.profile), ExitStack() as opened:
            for _each in range(AT_ONCE):
                opened.enter_context(self._engine.connect())

    def close(self) -> None:
        """Close every connection; the book can be opened again."""
        self._engine.dispose()
        self.drafts.close()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Say what keeps the file from being used, and remember it if it is damage."""
        try:
            with in_words(self.profile):
                yield
        except PagesDamagedError:
            self.damaged = True
            raise
        except UnicodeEncodeError as error:  # from a command line, or pasted
            raise HalfCharacterError from error

    def take_new_device(self) -> None:
        """Number entries from 1 again, under a new device: another copy of this book goes on too.

        Two copies that both went on as one device would give the same number to different entries.
        """
        device = new_uid()
        with self.plain_write() as connection:
            connection.execute(update(Book).values(device=device))
        self._device = device

    def now(self) -> datetime:
        """The present instant in UTC."""
        return self._clock()

    def zone(self) -> ZoneInfo:
        """The zone whose days are the book's days, whatever the laptop's clock zone says."""
        with in_words(self.profile), self._at_hand.one(self._engine) as connection:
            return zone_of(connection)

    def today(self) -> date:
        """The present day of the book."""
        return self.now().astimezone(self.zone()).date()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one consistent view of the book.

        Raises:
            StoreUnavailableError: The file cannot be read or is damaged.
        """
        with (
            self._in_words(),
            self._engine.connect() as connection,
            connection.begin(),
            self._at_hand.held(connection),
        ):
            yield Session(bind=connection, autoflush=False)

    @contextmanager
    def action(
        self,
        code: str,
        *,
        undoes_id: int | None = None,
        bulk: bool = False,
        keep_empty: bool = False,
        **params: Any,
    ) -> Iterator[Session]:
        """Write: one transaction, one journal entry, or nothing at all.

        On leaving, derived rows of the touched customers are recomputed, the entry is sealed and
        everything is committed and synced; on any error all of it is rolled back. An action that
        changed nothing leaves no entry, unless ``keep_empty`` says that it happened all the same.

        Args:
            code: A key of `vipdesk.domain.actions.ACTIONS`.
            undoes_id: The entry that this one takes back.
            bulk: Rows inserted into bulk tables are journalled by `journal.mark_bulk_insert`.
            keep_empty: For what was seen or handed out rather than changed.
            params: Plain values that the action's label and later readers need; no personal data.

        Raises:
            StoreUnavailableError: The disk is full, the file is read-only or damaged.
        """
        self.before_write()
        with self._writing, self._in_words():
            try:
                with self._write_connection(bulk=bulk) as connection:
                    before = self._basis(connection)
                    opening = self._opening(connection, code, params, undoes_id, bulk)
                    entry_id = journal.open_entry(connection, opening)
                    session = Session(bind=connection, autoflush=True)
                    session.info["entry_id"] = entry_id
                    yield session
                    session.flush()
                    seq = self._finish(connection, entry_id, before, keep_empty)
            except _UnchangedError:
                return
            self._recent.note(Recent(entry_id, seq, opening.at, code))

    def take_missing(self) -> list[Recent]:
        """Which of the last actions the book no longer holds; told once, to who holds its lock.

        Where some are missing the book goes on as another device, so that no number is given to
        two different entries.

        Raises:
            StoreUnavailableError: The file cannot be read or written.
        """
        told = self._recent.after(0)  # read before the book: who writes notes it after
        with self.read() as session:  # the id alone: the digests of an import are megabytes
            last_id = session.scalar(select(func.max(JournalEntry.id))) or 0
        missing = [one for one in told if one.id > last_id]
        if missing:
            self.take_new_device()
        self._recent.forget()
        return missing

    def refresh_summaries(self, *, force: bool = False) -> bool:
        """Recompute what depends on the day, if the day is new; a job, for a large book.

        Args:
            force: Recompute everything, whatever the day.

        Returns:
            Whether anything was recomputed.

        Raises:
            StoreUnavailableError: The disk is full, the file is read-only or damaged.
        """
        with in_words(self.profile), self._engine.connect() as connection:
            done_for = connection.scalar(select(Book.summarised_on))
            if done_for == self._basis(connection).today.isoformat() and not force:
                return False
        with self._writing, in_words(self.profile), self._write_connection() as connection:
            basis = self._basis(connection)
            if force or done_for is None or done_for > basis.today.isoformat():
                summaries.refresh_all(connection, basis)
                deriving.ask_for_run(connection)
            else:
                summaries.refresh_day(connection, date.fromisoformat(done_for), basis)
            day = basis.today.isoformat()
            connection.execute(text("UPDATE book SET summarised_on = :day"), {"day": day})
        return True

    def derive(self, progress: Progress) -> RunCounts:
        """Make all derived tasks, warnings and scores agree with the data of today: a job.

        One transaction: stopped by ``progress`` or by an error, nothing of it stays.

        Raises:
            StoreUnavailableError: The disk is full, the file is read-only or damaged.
        """
        self.before_write()
        with self._writing, in_words(self.profile), self._write_connection(bulk=True) as connection:
            return deriving.refresh(connection, self._basis(connection), None, progress)

    def _basis(self, connection: Connection) -> summaries.Basis:
        return basis_of(connection, self.now())

    @contextmanager
    def plain_write(self) -> Iterator[Connection]:
        """Write what stands outside the journal: preferences, contents of attachments.

        Raises:
            StoreUnavailableError: The disk is full, the file is read-only or damaged.
        """
        self.before_write()
        with self._writing, in_words(self.profile), self._write_connection() as connection:
            yield connection

    def alone(self, work: Callable[[Any], None]) -> None:
        """Run what SQLite does outside a transaction, such as VACUUM, while nobody writes.

        Args:
            work: Given the driver's connection.
        """
        self.before_write()
        with self._writing, self._engine.connect() as connection:
            raw = connection.execution_options(isolation_level="AUTOCOMMIT").connection
            work(raw.dbapi_connection)

    @contextmanager
    def _write_connection(self, *, bulk: bool = False) -> Iterator[Connection]:
        with (
            self._engine.connect().execution_options(writes=True) as connection,
            large_cache(connection) if bulk else nullcontext(),
            connection.begin(),
            self._at_hand.held(connection),
        ):
            yield connection

    def _opening(
        self,
        connection: Connection,
        code: str,
        params: dict[str, Any],
        undoes_id: int | None,
        bulk: bool,
    ) -> journal.Opening:
        manager_id = connection.scalar(_SELF)
        return journal.Opening(
            code,
            params,
            self.now(),
            manager_id,
            self._device,
            self._revision,
            undoes_id,
            bulk,
        )

    def _finish(
        self, connection: Connection, entry_id: int, before: summaries.Basis, keep_empty: bool
    ) -> int:
        ops = journal.changed_ops(connection, entry_id)
        if not ops and not keep_empty:
            raise _UnchangedError
        basis = self._basis(connection) if self._may_differ(ops, before) else before
        if basis != before:
            summaries.refresh_all(connection, basis)
        else:
            summaries.refresh_entry(connection, entry_id, ops, basis)
        if basis != before or (basis.rules, basis.points) != (before.rules, before.points):
            deriving.ask_for_run(connection)
        else:
            deriving.refresh_touched(connection, basis)
        return journal.seal_entry(connection, entry_id)

    def _may_differ(self, ops: frozenset[tuple[str, str]], before: summaries.Basis) -> bool:
        """Whether an action that did this may leave another basis than it found."""
        if any(table == SettingsSet.__tablename__ for table, _op in ops):
            return True
        return self.now().astimezone(before.zone).date() != before.today


@contextmanager
def _closed_on_error(close: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        close()
        raise


def _no_backup() -> None:
    """For a book that is new, or kept elsewhere."""


def _before_migration(profile: Path, key: keyfile.BookKey, now: datetime) -> None:
    folder = backup.folder_of(profile)
    backup.make_if_changed(profile, key, folder, Why.MIGRATION, now, NoProgress())


def _lay_ground(connection: Connection, now: datetime) -> None:
    connection.execute(
        insert(Book).values(id=1, device=new_uid(), created_at=now, schema_digest=triggers.digest())
    )
    connection.execute(insert(JournalCursor).values(id=1, bulk=False))
