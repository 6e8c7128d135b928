"""Writes every row of the book, and every attachment, into one zip of open formats."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath

from sqlalchemy import Connection, select

from vipdesk.domain.changes import Area, Saved
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.archive import Archive
from vipdesk.reports.files import safe_file_name, written_whole
from vipdesk.reports.sheets import Cell, Sheet
from vipdesk.services.everything.readme import Facts, readme
from vipdesk.services.everything.tables import TableFile, table_files
from vipdesk.store.book import Store
from vipdesk.store.records import Attachment, AttachmentContent, Manager

ROWS_AT_ONCE = 500
README_NAME = "README.txt"
ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class Everything:
    """What was written."""

    path: Path
    rows: int
    attachments: int


class EverythingExport:
    """Hands out the whole book, not masked: for a reason, and journalled."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, path: Path, reason: str, progress: Progress | None = None) -> Saved[Everything]:
        """Write the zip from one view of the book, row by row, and journal it.

        Args:
            path: Replaced if it is there.
            reason: Why everything leaves the desk; for the journal and the README.
            progress: Told of rows done; can cancel.

        Raises:
            ReportNotWrittenError, CancelledError: What stood at ``path`` is unchanged, nothing is
                journalled.
        """
        now = self._store.now().astimezone(self._store.zone())
        with written_whole(path) as out:
            with self._store.read() as session, closing(Archive(out, now)) as archive:
                writing = _Writing(session.connection(), archive, progress or NoProgress())
                rows = writing.write(Facts(now, writing.manager(), reason, writing.counts))
            with self._store.action(
                "export.unmasked", keep_empty=True, kind="everything", rows=rows, reason=reason
            ):
                pass
        made = Everything(path, rows, writing.attachments)
        return Saved(made, frozenset({Area.JOURNAL}))


class _Writing:
    """One export: counts first, then a file for each table, then the attachments."""

    def __init__(self, connection: Connection, archive: Archive, progress: Progress) -> None:
        self._connection = connection
        self._archive = archive
        self._progress = progress
        self._files = table_files()
        self.counts = {file.name: self._count(file) for file in self._files}
        self.attachments = self.counts["attachment.csv"]
        self._total = sum(self.counts.values()) + self.attachments
        self._done = 0

    def manager(self) -> str:
        """Whose laptop this is."""
        query = select(Manager.name).where(Manager.is_self)
        return self._connection.scalar(query) or ""

    def write(self, facts: Facts) -> int:
        """Write all; how many rows there are."""
        self._archive.add_text(README_NAME, readme(self._files, facts))
        for file in self._files:
            heads = [column.sheet_column() for column in file.columns]
            self._archive.add_sheet(file.name, Sheet(file.table.name, heads, self._rows(file)))
        self._write_attachments()
        self._progress.step(self._total, self._total)
        return sum(self.counts.values())

    def _count(self, file: TableFile) -> int:
        found = self._connection.exec_driver_sql(f'SELECT count(*) FROM "{file.table.name}"')
        return int(found.scalar_one())

    def _rows(self, file: TableFile) -> Iterator[Sequence[Cell]]:
        found = self._connection.exec_driver_sql(file.statement())
        for part in found.partitions(ROWS_AT_ONCE):
            self._progress.step(self._done, self._total)
            yield from (file.cells(row) for row in part)
            self._done += len(part)

    def _write_attachments(self) -> None:
        listed = select(Attachment.id, Attachment.name, Attachment.content_id)
        for number, name, content_id in self._connection.execute(listed.order_by(Attachment.id)):
            self._progress.step(self._done, self._total)
            query = select(AttachmentContent.data).where(AttachmentContent.id == content_id)
            data = self._connection.execute(query).scalar_one()
            self._archive.add_file(f"{ATTACHMENTS}/{_file_name(number, name)}", data)
            self._done += 1


def _file_name(number: int, name: str) -> str:
    """A name of its own in the folder, safe everywhere, whatever the attachment is called."""
    return f"{number}-{safe_file_name(PurePath(name).name)}"
