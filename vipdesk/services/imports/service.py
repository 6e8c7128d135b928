"""Brings the operator's files into the book: read, map, preview, commit, look back."""

import time
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as ReadOnlyMapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.words import DateMove, ImportKind
from vipdesk.errors import VipDeskError
from vipdesk.importing import sheets_out
from vipdesk.importing.check import Checked, check
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping, recognise, with_told_month
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.importing.table import Table
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.services import case_dates
from vipdesk.services.backups import BackupService
from vipdesk.services.imports import counting, dates, edits, typed, views
from vipdesk.services.imports.cohort_found import CohortChoices, CohortFound, UnsaidDayError
from vipdesk.services.imports.cohort_write import write_cohort
from vipdesk.services.imports.compare import POINTS, compare
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.points_found import PointsChoices, PointsFound, UnsaidPointsError
from vipdesk.services.imports.recognising import recognised
from vipdesk.services.imports.rows import (
    BatchRow,
    Examined,
    ImportResult,
    Place,
    Preview,
)
from vipdesk.services.imports.snapshot import last_entry, load
from vipdesk.services.imports.write import keep_mapping, write_plan
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import ImportBatch, ImportMapping, JournalChange
from vipdesk.texts import N_, Translate, language, translator

MISSING_SHOWN = 1_000
"""Customers that a file no longer holds are counted in full and listed up to here."""


BACKUP_SHARE = 0.3  # of the progress of a large import

_AREAS = frozenset(Area) - {Area.TOUCHPOINTS, Area.VISITS, Area.NEEDS, Area.SHEETS, Area.SETTINGS}


class OpenQuestionsError(VipDeskError):
    """The mapping must be completed before rows can be checked."""

    message = N_("The mapping is not complete yet: {open}. Nothing was written.")


class StalePreviewError(VipDeskError):
    """The book changed between the preview and the commit."""

    message = N_("The book has changed since this preview. Look at the differences again; "
                 "nothing was written.")  # fmt: skip


class NotSavedError(VipDeskError):
    """The folder cannot be written, or another program holds the file."""

    message = N_("{path} cannot be written. Close it in other programs or choose another folder.")


@dataclass(frozen=True, slots=True)
class _Basis:
    """What is compared: the file, its good rows, and what was said of it."""

    examined: Examined
    checked: Checked
    points: PointsChoices
    cohort: CohortChoices


@contextmanager
def _saving(path: Path) -> Iterator[None]:
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except (OSError, FileCreateError):
        raise NotSavedError(path=path) from None


class ImportService:
    """One file from choice to commit; every step can be taken again with other choices."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def examine(
        self,
        path: Path,
        options: ReadOptions | None = None,
        mapping: Mapping | None = None,
        progress: Progress | None = None,
    ) -> Examined:
        """Read a file and propose a mapping: one kept for its headers, else what is recognised.

        Raises:
            FileError: it cannot be read; it was not touched.
        """
        options = options or ReadOptions()
        table = read_table(path, options, progress)
        remembered = mapping is None and self._remembered(table) is not None
        mapping = mapping or self._remembered(table) or recognised(self._store, table)
        return views.examined(table, options, mapping, remembered=remembered)

    def remap(self, examined: Examined, mapping: Mapping) -> Examined:
        """The same file with another mapping."""
        return views.examined(examined.table, examined.options, mapping, remembered=False)

    def recognise(self, examined: Examined, kind: str) -> Examined:
        """The same file taken as another kind."""
        kept = self._remembered(examined.table, kind)
        mapping = kept or recognise(examined.table, kind)
        return views.examined(
            examined.table, examined.options, mapping, remembered=kept is not None
        )

    def with_typed(
        self,
        examined: Examined,
        columns: ReadOnlyMapping[str, str],
        words: Sequence[tuple[str, str, str]] = (),
    ) -> Examined:
        """The same file with single fields and words mapped, as the command line names them.

        Raises:
            UnknownFieldError, UnknownColumnError, ColumnTwiceError, UnknownWordError: Of those.
        """
        mapping = typed.with_columns(examined.table, examined.mapping, columns)
        return self.remap(examined, typed.with_words(mapping, words))

    def preview(
        self,
        examined: Examined,
        progress: Progress | None = None,
        *,
        points: PointsChoices | None = None,
        cohort: CohortChoices | None = None,
    ) -> Preview:
        """Check every row and compare it with the book; nothing is written.

        ``points`` and ``cohort`` are what was said so far of a file of points and of the list of a
        snapshot.

        Raises:
            OpenQuestionsError: the mapping is not complete.
            FutureCohortError: the snapshot's day is to come.
        """
        progress = progress or NoProgress()
        begun = time.perf_counter()
        self._refuse_open(examined)
        part, zone = PartProgress(progress, 0.0, 0.5), self._store.zone()
        checked = check(examined.table, examined.mapping, part, zone)
        with self._store.read() as session:
            basis = _Basis(examined, checked, points or PointsChoices(), cohort or CohortChoices())
            found = self._compare(session, basis, frozenset(), PartProgress(progress, 0.5, 1.0))
            later_date = settings_in_force(session).rules.later_date
        seconds = time.perf_counter() - begun
        return self._previewed(examined, checked, found, later_date, seconds)

    def strangers(self, preview: Preview) -> Preview | None:
        """The customers of a file of points that the book does not have, as an import of their own.

        They are called by their numbers until a file names them. It is committed before the points,
        since points that were written are never removed, and neither are their customers.

        Returns:
            What would be added; None where the book has them all.
        """
        found = preview.points.strangers if preview.points else {}
        if not found:
            return None
        header = preview.examined.mapping.columns["customer.number"]
        table = replace(
            preview.examined.table,
            headers=(header,),
            rows=[[number] for number in found],
            numbers=list(found.values()),
            ragged={},
            asides={},
        )
        mapping = Mapping("customers", {"customer.number": header}, generate=True)
        return self.preview(
            views.examined(table, preview.examined.options, mapping, remembered=False)
        )

    def commit(
        self,
        preview: Preview,
        skip: frozenset[int] = frozenset(),
        progress: Progress | None = None,
        *,
        later_date: DateMove | None = None,
    ) -> Saved[ImportResult]:
        """Write what the preview showed, but for the differences in ``skip``.

        ``later_date`` says what a date means that moves later; without it the settings do.

        One transaction and one journal entry; where nothing differs nothing is written.

        A large one is preceded by a backup.

        Raises:
            UnsaidPointsError: what becomes of differing months or of missing points is not said.
            UnsaidDayError: of which day the list of a snapshot is.
            StalePreviewError: the book has changed since; nothing is written.
            ImportNotBegunError: the backup failed; nothing is written.
            CancelledError: nothing is written.
        """
        progress = progress or NoProgress()
        begun = time.perf_counter()
        _refuse_unsaid(preview)
        if BackupService(self._store).before_import(
            preview.counts.rows, PartProgress(progress, 0, BACKUP_SHARE)
        ):
            progress = PartProgress(progress, BACKUP_SHARE, 1)
        source = preview.examined.table.source
        entry_id = None
        code = "cohort.import" if preview.cohort else "import.commit"
        cohort_id = None
        with self._store.action(code, bulk=True, file=source.name) as session:
            if last_entry(session.connection()) != preview.entry_id:
                raise StalePreviewError
            found = self._found(session, preview, skip, PartProgress(progress, 0, 0.3))
            if not found.plan.empty:
                entry_id = int(session.info["entry_id"])
                moves = dates.settle(found, case_dates.later_date(session, later_date))
                cohort_id = self._write(session, preview, found, PartProgress(progress, 0.3, 0.9))
                dates.take_along(session, moves, found)
            progress.step(1, 1)  # the last moment to cancel: after it everything is written
        new, changed = (
            counting.moved(found) if found.plan.points.rows else counting.written(preview, skip)
        )
        seconds = time.perf_counter() - begun
        batch_id = None if entry_id is None else found.batch_id
        result = ImportResult(batch_id, entry_id, new, changed, seconds, cohort_id)
        return Saved(result, _AREAS if entry_id is not None else frozenset())

    def _found(
        self, session: Session, preview: Preview, skip: frozenset[int], progress: Progress
    ) -> Context:
        """The comparison of the preview, made again where something is left out or a day passed."""
        found: Context = preview.found
        if not skip and found.today == self._store.today():
            return found
        places = frozenset(preview.differences[each].place for each in skip)
        basis = _Basis(preview.examined, found.checked, found.points.choices, found.cohort.choices)
        return self._compare(session, basis, places, progress)

    def _write(
        self, session: Session, preview: Preview, found: Context, progress: Progress
    ) -> int | None:
        """Write everything; the number of a snapshot that is frozen."""
        table, mapping = preview.examined.table, preview.examined.mapping
        session.add(
            ImportBatch(
                id=found.batch_id,
                kind=ImportKind(mapping.kind),  # type: ignore[call-arg]
                file_name=table.source.name,
                file_sha256=bytes.fromhex(table.source.digest),
                imported_at=self._store.now(),
                mapping=mapping.to_json(),
                counts=preview.counts.to_json() | found.points.kept(),
            )
        )
        keep_mapping(session, table.fingerprint, mapping.kind, mapping.to_json())
        session.flush()
        write_plan(session, found.plan, found.batch_id, found.today, progress)
        if found.plan.cohort is None:
            return None
        return write_cohort(session, self._store, found.plan.cohort, found.batch_id, progress)

    def _compare(
        self,
        session: Session,
        basis: "_Basis",
        skip: frozenset[Place],
        progress: Progress,
    ) -> Context:
        checked, mapping = basis.checked, basis.examined.mapping
        today = self._store.today()
        book = load(session.connection(), tuple(checked.columns), today)
        now = self._store.now().astimezone(UTC).isoformat(timespec="microseconds")
        points = PointsFound(settings_in_force(session).points, basis.points)
        return compare(
            *(session.connection(), book, checked, mapping, (today, now), skip, progress),
            *(points, CohortFound(basis.cohort)),
        )

    def _previewed(
        self,
        examined: Examined,
        checked: Checked,
        found: Context,
        later_date: str,
        seconds: float,
    ) -> Preview:
        missing = (
            counting.missing(found.book, checked) if examined.mapping.kind == "customers" else []
        )
        problems = sorted((*checked.problems, *found.problems), key=lambda problem: problem.row)
        return Preview(
            examined=examined,
            counts=counting.counts(checked, found),
            differences=tuple(found.differences),
            problems=tuple(problems),
            missing=tuple(missing[:MISSING_SHOWN]),
            missing_count=len(missing),
            older_balances=found.older,
            planless_fees=found.planless,
            later_dates=dates.later_dates(found),
            later_date=later_date,
            points=found.points.summary() if found.kind in POINTS else None,
            cohort=found.cohort.summary,
            seconds=seconds,
            entry_id=found.book.entry_id,
            found=found,
        )

    def _refuse_open(self, examined: Examined) -> None:
        asked = examined.questions
        if not asked.blocking:
            return
        t = translator(language())
        kind = KINDS[examined.mapping.kind]
        parts = [t(kind.field(key).label) for key in (*asked.missing, *asked.orders)]
        parts += [t("Billing month")] if asked.month else []
        parts += [t("Year of the months")] if asked.year else []
        raise OpenQuestionsError(open=t(", ").join(parts))

    def _remembered(self, table: Table, kind: str | None = None) -> Mapping | None:
        query = select(ImportMapping.mapping).where(ImportMapping.fingerprint == table.fingerprint)
        if kind is not None:
            query = query.where(ImportMapping.kind == kind)
        with self._store.read() as session:
            kept = session.scalar(query.order_by(ImportMapping.id.desc()).limit(1))
        if kept is None:
            return None
        return with_told_month(table, edits.with_year(Mapping.from_json(kept), None))

    def write_problems(self, preview: Preview, path: Path, t: Translate) -> int:
        """Save the rows that were left out, with a column of reasons, to mend and import again."""
        with _saving(path):
            return sheets_out.write_problems(preview.examined.table, preview.problems, path, t)

    def write_template(self, kind: str, path: Path, t: Translate) -> None:
        """Save an empty file of one kind with notes on its columns."""
        with _saving(path):
            sheets_out.write_template(kind, path, t)

    def batches(self, limit: int = 50) -> list[BatchRow]:
        """The last imports, newest first; those that were undone are gone from the book."""
        entry = (
            select(func.max(JournalChange.entry_id))
            .where(
                JournalChange.table_name == "import_batch",
                JournalChange.op == "I",
                JournalChange.row_id == ImportBatch.id,
            )
            .scalar_subquery()
        )
        query = select(ImportBatch, entry).order_by(ImportBatch.id.desc()).limit(limit)
        with self._store.read() as session:
            found = session.execute(query).all()
        zone = self._store.zone()
        return [_batch_row(batch, entry_id, zone) for batch, entry_id in found]


def _refuse_unsaid(preview: Preview) -> None:
    """Refuse to write while a question about what is in the file stands."""
    points, cohort = preview.points, preview.cohort
    if points and (points.asks_months or points.asks_openings):
        raise UnsaidPointsError
    if cohort and cohort.asks_day:
        raise UnsaidDayError


def _batch_row(batch: ImportBatch, entry_id: int | None, zone: ZoneInfo) -> BatchRow:
    at = batch.imported_at.astimezone(zone)
    return BatchRow(batch.id, batch.kind, batch.file_name, at, batch.counts, entry_id)
