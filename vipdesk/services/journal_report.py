"""The month's report on journal and backups, with the chain's head to be kept on paper."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.journal_kinds import JournalKind, kind_of
from vipdesk.domain.journal_report import MOST_BACKUPS, BackupLine, JournalReport
from vipdesk.domain.months import month_of, shifted
from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.reports.files import write_whole
from vipdesk.services.backups import BackupRow, BackupService
from vipdesk.services.journal_proof import JournalProofService, Proof
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.chain import SHORT_DIGITS, grouped
from vipdesk.store.records import Book, JournalEntry
from vipdesk.texts import N_, Translate, translator

BOOK_DIGITS = 8


class MonthToComeError(VipDeskError):
    """A report was asked for of a month that has not begun."""

    message = N_("{month} has not begun. Nothing was written.")


class JournalReportService:
    """Checks the whole chain, then prints its head; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(
        self, month: str, path: Path, language: str, progress: Progress | None = None
    ) -> Saved[Proof]:
        """Write the month's page as PDF and journal it.

        The head that is printed is the newest entry before the report's own.

        Raises:
            MonthToComeError: Nothing is written.
            ReportNotWrittenError, MissingGlyphsError, CancelledError: What stood at ``path`` is
                unchanged.
        """
        if month > month_of(self._store.today()):
            raise MonthToComeError(month=month)
        from vipdesk.reports.journal_report import journal_report_pdf

        proof = JournalProofService(self._store).check(progress)
        content = journal_report_pdf(self._report(month, language, proof))
        head = proof.head
        with self._store.action(
            "report.journal",
            keep_empty=True,
            month=month,
            seq=head.seq if head else 0,
            digest=head.digest.hex() if head else "",
        ):
            write_whole(path, content)
        return Saved(proof, frozenset({Area.JOURNAL}))

    def _report(self, month: str, language: str, proof: Proof) -> JournalReport:
        t, zone = translator(language), self._store.zone()
        manager = SettingsService(self._store).manager()
        codes, failed = self._done(month, zone)
        backups = self._backups(month)
        head = proof.head
        return JournalReport(
            language=language,
            month=month,
            manager=manager.name,
            branch=manager.branch or "",
            book=self._book(),
            made_at=f"{self._store.now().astimezone(zone):%Y-%m-%d %H:%M}",
            holds=_verdict(proof, t),
            seq=f"{head.seq:,}" if head else "0",
            digits=grouped(head.digest.hex()) if head else "",
            kinds=list(_kinds(codes, t)),
            failed=str(failed),
            backups=[_line(each, t) for each in backups[:MOST_BACKUPS]],
            more_backups=max(0, len(backups) - MOST_BACKUPS),
        )

    def _done(self, month: str, zone: ZoneInfo) -> tuple[Counter[str], int]:
        """How often each action was done in the month, and how many tries to unlock failed."""
        first, last = (_begins(each, zone) for each in (month, shifted(month, 1)))
        within = JournalEntry.at >= first, JournalEntry.at < last
        counts = select(JournalEntry.code, func.count()).where(*within).group_by(JournalEntry.code)
        tries = select(JournalEntry.params).where(*within, JournalEntry.code == "unlock.failed")
        with self._store.read() as session:
            codes: Counter[str] = Counter()
            for code, n in session.execute(counts):
                codes[code] = n
            failed = sum(int(params.get("n", 0)) for params in session.scalars(tries))
        return codes, failed

    def _backups(self, month: str) -> list[BackupRow]:
        rows = BackupService(self._store).view().rows
        return [row for row in rows if month_of(row.made_at.date()) == month]

    def _book(self) -> str:
        with self._store.read() as session:
            uid = session.execute(select(Book.uid)).scalar_one()
        return uid.hex()[-BOOK_DIGITS:]


def _verdict(proof: Proof, t: Translate) -> str:
    if proof.broken is not None:
        return proof.broken.sentence(t)
    return t("The journal holds: {entries} entries, {changes} changes.").format(
        entries=f"{proof.entries:,}", changes=f"{proof.changes:,}"
    )


def _begins(month: str, zone: ZoneInfo) -> datetime:
    first = date(int(month[:4]), int(month[5:]), 1)
    return datetime.combine(first, time(), zone).astimezone(UTC)


def _kinds(codes: Counter[str], t: Translate) -> Iterator[tuple[str, str]]:
    by_kind: Counter[JournalKind] = Counter()
    for code, n in codes.items():
        by_kind[kind_of(code)] += n
    for kind in JournalKind:
        yield t(kind.label), f"{by_kind[kind]:,}"


def _line(row: BackupRow, t: Translate) -> BackupLine:
    return BackupLine(
        f"{row.made_at:%Y-%m-%d %H:%M}",
        row.reason(t),
        f"{row.seq:,}",
        grouped(row.digest[:SHORT_DIGITS]),
    )
