"""Entries of the journal as a sheet for an inspector, masked, with what proves the chain."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from vipdesk.domain.actions import action_label
from vipdesk.domain.cells import masked_digits
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.journal_kinds import kind_of
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn, csv_file, xlsx
from vipdesk.services.journal_list import JournalQuery
from vipdesk.store.book import Store
from vipdesk.store.chain import digests_digest
from vipdesk.store.records import JournalChange, JournalEntry, Manager
from vipdesk.texts import N_, Translate

ROWS_AT_ONCE = 200
MOST_CELL = 32_000  # letters that a sheet's cell takes
_SEALS = (JournalEntry.change_digests, JournalEntry.params_digest, JournalEntry.digest)
_HEADS = (
    (N_("Entry"), Kind.INTEGER),
    (N_("When"), Kind.TIME),
    (N_("Who"), Kind.TEXT),
    (N_("Kind"), Kind.TEXT),
    (N_("Action"), Kind.TEXT),
    (N_("Details"), Kind.TEXT),
    (N_("Rows"), Kind.INTEGER),
    (N_("Instant (UTC)"), Kind.TEXT),
    (N_("Device"), Kind.TEXT),
    (N_("Manager (number)"), Kind.TEXT),
    (N_("Code"), Kind.TEXT),
    (N_("Digest of the details"), Kind.TEXT),
    (N_("Revision"), Kind.TEXT),
    (N_("Can be undone"), Kind.TEXT),
    (N_("Takes back (number)"), Kind.TEXT),
    (N_("Digest of the changes"), Kind.TEXT),
    (N_("Digest of the entry before"), Kind.TEXT),
    (N_("Digest"), Kind.TEXT),
)


class JournalExport:
    """Writes what a list of the journal shows; from the header's columns each digest follows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(
        self,
        ids: Sequence[int],
        query: JournalQuery,
        path: Path,
        t: Translate,
        progress: Progress | None = None,
    ) -> Saved[int]:
        """Write entries as XLSX, or as CSV by the file's ending, and journal it.

        Args:
            ids: The entries, in the order of the list.
            query: What chose them, for the journal.
            path: Replaced if it is there.
            t: The language of headings and words.
            progress: Told of entries done; can cancel.

        Raises:
            ReportNotWrittenError, CancelledError: What stood at ``path`` is unchanged.
        """
        watch = progress or NoProgress()
        rows = list(self._rows(ids, t, PartProgress(watch, 0, 0.8)))
        heads = [SheetColumn(t(title), kind) for title, kind in _HEADS]
        sheet = Sheet(t("Journal"), heads, rows, t(_NOTE))
        as_csv = path.suffix.lower() == ".csv"
        content = csv_file(sheet) if as_csv else xlsx(sheet, PartProgress(watch, 0.8, 1))
        with self._store.action(
            "export",
            keep_empty=True,
            kind=f"journal{path.suffix.lower()}",
            rows=len(rows),
            filter=_told(query),
        ):
            write_whole(path, content)
        return Saved(len(rows), frozenset({Area.JOURNAL}))

    def _rows(self, ids: Sequence[int], t: Translate, watch: Progress) -> Iterator[list[Cell]]:
        zone = self._store.zone()
        for first in range(0, len(ids), ROWS_AT_ONCE):
            watch.step(first, len(ids))
            part = ids[first : first + ROWS_AT_ONCE]
            with self._store.read() as session:
                found = dict(_read(session, part))
                before = _before(session, part)
            for entry_id in (each for each in part if each in found):
                entry, manager, rows = found[entry_id]
                shown = entry.at.astimezone(zone).replace(microsecond=0, tzinfo=None)
                yield [
                    entry.seq, shown, manager or "", *_words(entry, t), rows, *_header(entry),
                    before.get(entry_id, ""), _hex(entry.digest),
                ]  # fmt: skip


_NOTE = N_("Numbers of people are masked. How each digest follows: see the guide, “Journal”.")


def _read(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, tuple[Any, Any, int]]]:
    counts = (
        select(JournalChange.entry_id, func.count().label("n"))
        .where(JournalChange.entry_id.in_(ids))
        .group_by(JournalChange.entry_id)
        .subquery()
    )
    query = (
        select(JournalEntry, Manager.name, func.coalesce(counts.c.n, 0))
        .outerjoin(Manager, Manager.id == JournalEntry.manager_id)
        .outerjoin(counts, counts.c.entry_id == JournalEntry.id)
        .where(JournalEntry.id.in_(ids))
        .options(*map(undefer, _SEALS))
    )
    for entry, manager, rows in session.execute(query):
        yield entry.id, (entry, manager, rows)


def _before(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Digests of the entries that stand before ``ids``."""
    low, high = min(ids), max(ids)
    query = (
        select(JournalEntry.id, JournalEntry.digest)
        .where(JournalEntry.id <= high)
        .order_by(JournalEntry.id.desc())
    )
    found: dict[int, str] = {}
    later: int | None = None
    for entry_id, digest in session.execute(query):
        if later is not None:
            found[later] = _hex(digest)
        if entry_id < low:
            break
        later = entry_id
    return found


def _words(entry: JournalEntry, t: Translate) -> list[Cell]:
    told = masked_digits(json.dumps(entry.params, ensure_ascii=False, sort_keys=True))
    label = action_label(entry.code, entry.params, t)
    return [t(kind_of(entry.code).label), label, told[:MOST_CELL]]


def _header(entry: JournalEntry) -> list[Cell]:
    return [
        entry.at.isoformat(),
        entry.device.hex(),
        "" if entry.manager_id is None else str(entry.manager_id),
        entry.code,
        _hex(entry.params_digest),
        entry.schema_revision,
        "true" if entry.undoable else "false",
        "" if entry.undoes_id is None else str(entry.undoes_id),
        digests_digest(entry.change_digests or b"").hex(),
    ]


def _hex(digest: bytes | None) -> str:
    return digest.hex() if digest else ""


def _told(query: JournalQuery) -> dict[str, Any]:
    """What chose the entries; words may be a name, so only that there were some."""
    return {
        "customer": query.customer_id,
        "from": query.first.isoformat() if query.first else None,
        "to": query.last.isoformat() if query.last else None,
        "kind": query.kind.value if query.kind else None,
        "searched": bool(query.words.strip()),
    }
