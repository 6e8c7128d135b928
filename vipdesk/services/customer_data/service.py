"""Hands out everything about one customer, not masked: for a reason, and journalled."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk import __version__
from vipdesk.domain.actions import action_label
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_paper import CustomerPaper, PaperTable
from vipdesk.errors import VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.services.customer_data.gather import CustomerData, gather
from vipdesk.services.customer_data.paper import paper_tables
from vipdesk.services.customer_history import all_entries_of
from vipdesk.services.everything.meanings import column_meaning, file_meaning
from vipdesk.services.journal import JournalService
from vipdesk.services.settings import SettingsService
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import JournalChange, JournalEntry, Record
from vipdesk.texts import N_, Translate, translator

FORMAT = 1


class CustomerDataReasonError(VipDeskError):
    """All data of a customer were asked for without saying who asked."""

    message = N_("Say who asked for the data and when. Nothing was written.")


class CustomerDataFormatError(VipDeskError):
    """The file's name says no format."""

    message = N_("{path} names no format: end it with .json or .pdf. Nothing was written.")


class CustomerDataService:
    """A customer's right to know: everything the desk holds about them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, number: str, path: Path, reason: str, language: str) -> Saved[Path]:
        """Write all data of a customer and journal it.

        Args:
            number: The customer number, also of somebody in the recycle bin.
            path: Ends with ``.json`` (complete, with photos and files) or ``.pdf`` (to read).
            reason: Who asked, and when.
            language: Of labels and words.

        Raises:
            CustomerDataReasonError, CustomerDataFormatError, NotFoundError: Nothing is written.
            ReportNotWrittenError: What stood at ``path`` is unchanged.
        """
        if not reason.strip():
            raise CustomerDataReasonError
        suffix = path.suffix.lower()
        if suffix not in (".json", ".pdf"):
            raise CustomerDataFormatError(path=path)
        data = gather(self._store, number)
        t = translator(language)
        make = self._as_json if suffix == ".json" else self._as_pdf
        content = make(data, reason.strip(), language, t)
        ids = [row["id"] for row in data.rows("customer")]
        with self._store.action(
            "customer.data",
            keep_empty=True,
            customer_id=next(row["id"] for row in data.rows("customer") if row["number"] == number),
            format=suffix[1:],
            reason=reason.strip(),
        ) as session:
            mark_seen(session, ids)
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))

    def _as_json(self, data: CustomerData, reason: str, _language: str, t: Translate) -> bytes:
        told = {
            "about": {
                "format": FORMAT,
                "program": f"VIPDesk {__version__}",
                "made_at": data.made_at.isoformat(),
                "by": SettingsService(self._store).manager().name,
                "customer_number": data.number,
                "reason": reason,
                "notes": [t(note) for note in _NOTES],
            },
            "meanings": {part.table.name: _meanings(part.table.name, t) for part in data.tables},
            "tables": {part.table.name: list(part.rows) for part in data.tables},
            "drafts": list(data.drafts),
            "files": [
                {
                    "attachment_id": each.id,
                    "name": each.name,
                    "media_type": each.media_type,
                    "base64": base64.b64encode(each.content).decode(),
                }
                for each in data.files
            ],
            "journal": list(self._entries(data, t)),
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    def _as_pdf(self, data: CustomerData, reason: str, language: str, t: Translate) -> bytes:
        from vipdesk.reports.customer_paper import customer_paper_pdf

        zone = self._store.zone()
        sections = [*paper_tables(data, zone, t), self._journal_table(data, t)]
        paper = CustomerPaper(
            language=language,
            customer=data.name,
            number=data.number,
            made_on=data.made_at.date().isoformat(),
            manager=SettingsService(self._store).manager().name,
            reason=reason,
            watermark=Unmasking(self._store).mark(reason, t),
            sections=[section for section in sections if section.rows],
        )
        return customer_paper_pdf(paper)

    def _journal_table(self, data: CustomerData, t: Translate) -> PaperTable:
        zone = self._store.zone()
        rows = tuple(
            (f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}", row.manager or "", row.label(t))
            for row in JournalService(self._store).rows(self._entry_ids(data))
        )
        heads = (t("When"), t("Who"), t("Action"))
        return PaperTable(t("What was done with the data"), heads, (1.3, 1, 3), rows)

    def _entry_ids(self, data: CustomerData) -> list[int]:
        with self._store.read() as session:
            found = {
                entry
                for row in data.rows("customer")
                for entry in all_entries_of(session, row["id"])
            }  # fmt: skip
        return sorted(found)

    def _entries(self, data: CustomerData, t: Translate) -> Iterator[Mapping[str, Any]]:
        own = {(part.table.name, row.get("id", row.get("line_id"))) for part in data.tables
               for row in part.rows}  # fmt: skip
        ids = self._entry_ids(data)
        rows = {row.id: row for row in JournalService(self._store).rows(ids)}
        with self._store.read() as session:
            for entry_id in ids:
                entry = session.get_one(JournalEntry, entry_id)
                yield {
                    "number": entry.seq,
                    "at": entry.at.isoformat(),
                    "manager": rows[entry_id].manager,
                    "code": entry.code,
                    "action": action_label(entry.code, entry.params, t),
                    "details": _own_details(entry.params),
                    "changes": list(_changes(session, entry_id, own)),
                }


_NOTES = (
    N_("Everything the desk holds about the customer, not masked; merged customers are included."),
    N_("Money in fen, usage in seconds and bytes, instants in UTC, days of the book's zone."),
    N_("In “changes”: I added, U changed, D deleted, S handed out."),
)
# Of an entry that concerned many customers, what may name others.
_OTHERS = frozenset(("filter", "customers", "visits", "name", "tries"))


def _own_details(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in params.items() if key not in _OTHERS}


def _meanings(table: str, t: Translate) -> dict[str, Any]:
    columns = Record.metadata.tables[table].columns
    told = {column.name: t(column_meaning(column) or column.name) for column in columns}
    return {"table": t(file_meaning(table)), "columns": told}


def _changes(
    session: Session, entry_id: int, own: set[tuple[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """The changes of an entry to the customer's own rows."""
    tables = {name for name, _row in own}
    ids = {row for _name, row in own}
    query = select(JournalChange).where(
        JournalChange.entry_id == entry_id,
        JournalChange.table_name.in_(tables),
        JournalChange.row_id.in_(ids),
    )
    for change in session.scalars(query.order_by(JournalChange.id)):
        if (change.table_name, change.row_id) in own and change.op != "B":
            yield {
                "table": change.table_name,
                "row": change.row_id,
                "op": change.op,
                "old": json.loads(change.old) if change.old else None,
                "new": json.loads(change.new) if change.new else None,
            }
