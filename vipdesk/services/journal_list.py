"""The journal as a page reads it: found by customer, day, kind and words; what an entry changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Select, func, or_, select
from sqlalchemy.orm import Session

from vipdesk.domain.actions import ACTIONS
from vipdesk.domain.cells import masked_digits
from vipdesk.domain.journal_kinds import JournalKind, codes_of, kind_of
from vipdesk.domain.masking import MaskedField, mask
from vipdesk.domain.table_names import TABLES
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_history import all_entries_of
from vipdesk.services.everything.meanings import column_meaning
from vipdesk.services.journal import EntryRow, JournalService
from vipdesk.store.book import Store
from vipdesk.store.chain import grouped
from vipdesk.store.journal import SEEN
from vipdesk.store.records import Customer, JournalChange, JournalEntry, Line, Manager, Record
from vipdesk.store.records.base import UtcInstant, WordType
from vipdesk.texts import N_, Translate

CHANGES_SHOWN = 200
_OPS = {
    "I": N_("added"),
    "U": N_("changed"),
    "D": N_("deleted"),
    "B": N_("added by an import"),
    SEEN: N_("handed out"),
}
_MASKED = {
    "phone": MaskedField.PHONE,
    "number": MaskedField.LINE_NUMBER,
    "id_number": MaskedField.ID_NUMBER,
    "address": MaskedField.ADDRESS,
}
_PERSONAL_NUMBERS = frozenset(("line", "account"))  # tables whose ``number`` is masked
_UNTOLD = frozenset(("id", "uid", "key", "signature", "content_id", "picture", "seed"))


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """What to look for; what is None or empty does not matter."""

    customer_id: int | None = None
    first: date | None = None
    last: date | None = None  # included
    kind: JournalKind | None = None
    words: str = ""  # of the action's name, of a manager or of the details


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it was and what it is; personal ones are masked."""

    label: str  # a message id
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row that an entry wrote or handed out."""

    table: str  # a message id
    name: str  # of the customer or line, where there is one
    op: str  # a message id
    fields: tuple[FieldChange, ...]
    erased: bool  # the values are gone: archived, or of a customer deleted on request


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry whole."""

    entry: EntryRow
    at: datetime  # in the book's zone
    kind: JournalKind
    seq: int
    digest: str  # hexadecimal, in groups of four
    details: tuple[tuple[str, str], ...]  # its parameters; the names are not translated
    undone_at: datetime | None
    changes: tuple[ChangeRow, ...]
    more: int  # changes that are not shown


class JournalListService:
    """Finds entries by the index and reads them a page at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._journal = JournalService(store)

    def find_ids(self, query: JournalQuery, t: Translate) -> list[int]:
        """Ids of the entries that fit, newest first; a read job in a large book.

        Args:
            query: What to look for.
            t: The language in which ``words`` are compared with the names of actions.
        """
        statement = select(JournalEntry.id).order_by(JournalEntry.id.desc())
        for condition in self._conditions(query, t):
            statement = statement.where(condition)
        with self._store.read() as session:
            if query.customer_id is None:
                return list(session.scalars(statement))
            return list(_among(session, statement, all_entries_of(session, query.customer_id)))

    def rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The entries of ``ids``, instants in the book's zone."""
        return self._journal.rows(ids)

    def detail(self, entry_id: int, t: Translate) -> EntryDetail:
        """What an entry says and changed.

        Raises:
            NotFoundError: There is no such entry.
        """
        zone = self._store.zone()
        entry = next(iter(self.rows([entry_id])), None)
        if entry is None:
            raise NotFoundError
        with self._store.read() as session:
            head = select(JournalEntry.seq, JournalEntry.digest).where(JournalEntry.id == entry_id)
            seq, digest = session.execute(head).one()
            later = select(JournalEntry.at).where(JournalEntry.undoes_id == entry_id)
            undone_at = session.scalars(later).first()
            changes = tuple(_changes(session, entry_id, zone, t))
        return EntryDetail(
            entry=entry,
            at=entry.at.astimezone(zone),
            kind=kind_of(entry.code),
            seq=seq,
            digest=grouped(digest.hex()) if digest else "",
            details=tuple(_details(entry.params)),
            undone_at=undone_at.astimezone(zone) if undone_at else None,
            changes=changes,
            more=max(0, entry.rows - len(changes)),
        )

    def today(self) -> date:
        """The present day of the book."""
        return self._store.today()

    def zone(self) -> ZoneInfo:
        """The zone in which instants are shown."""
        return self._store.zone()

    def customer_name(self, customer_id: int) -> str:
        """Who a customer is, for the head of their history; empty if they are gone."""
        with self._store.read() as session:
            name = session.scalar(select(Customer.name).where(Customer.id == customer_id))
        return name or ""

    def _conditions(self, query: JournalQuery, t: Translate) -> Iterator[Any]:
        if query.kind is not None:
            yield JournalEntry.code.in_(codes_of(query.kind))
        if query.first is not None:
            yield JournalEntry.at >= self._midnight(query.first)
        if query.last is not None:
            yield JournalEntry.at < self._midnight(query.last + timedelta(days=1))
        if words := query.words.strip().casefold():
            labels = [
                code
                for code, action in ACTIONS.items()
                if any(words in t(each).casefold() for each in action.wordings())
            ]
            managers = select(Manager.id).where(func.instr(Manager.name, words) > 0)
            escaped = json.dumps(words)[1:-1]  # as the parameters are stored
            yield or_(
                JournalEntry.code.in_(labels),
                JournalEntry.manager_id.in_(managers),
                func.instr(func.lower(_as_text(JournalEntry.params)), escaped) > 0,
            )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._store.zone())


def _as_text(column: Any) -> Any:
    from sqlalchemy import Text, type_coerce

    return type_coerce(column, Text)


def _among(session: Session, statement: Select[Any], ids: Sequence[int]) -> Iterator[int]:
    for first in range(0, len(ids), 500):
        yield from session.scalars(statement.where(JournalEntry.id.in_(ids[first : first + 500])))


def _details(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in params.items():
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield key, masked_digits(told)


def _changes(session: Session, entry_id: int, zone: ZoneInfo, t: Translate) -> Iterator[ChangeRow]:
    query = (
        select(JournalChange)
        .where(JournalChange.entry_id == entry_id)
        .order_by(JournalChange.id)
        .limit(CHANGES_SHOWN)
    )
    for change in session.scalars(query):
        old, new = json.loads(change.old or "{}"), json.loads(change.new or "{}")
        yield ChangeRow(
            TABLES.get(change.table_name, change.table_name),
            _name(session, change, old, new),
            _OPS.get(change.op, change.op),
            tuple(_fields(change.table_name, old, new, zone, t)),
            change.salt is None,
        )


def _name(
    session: Session, change: JournalChange, old: Mapping[str, Any], new: Mapping[str, Any]
) -> str:
    """The customer or line that a row is or belongs to."""
    values = {**old, **new}
    if change.table_name == "customer":
        known = session.scalar(select(Customer.name).where(Customer.id == change.row_id))
        return str(known or values.get("name") or "")
    if "customer_id" in values:
        owner = select(Customer.name).where(Customer.id == values["customer_id"])
        return session.scalar(owner) or ""
    line_id = change.row_id if change.table_name == "line" else values.get("line_id")
    number = session.scalar(select(Line.number).where(Line.id == line_id)) if line_id else None
    return mask(MaskedField.LINE_NUMBER, number)


def _fields(
    table: str, old: Mapping[str, Any], new: Mapping[str, Any], zone: ZoneInfo, t: Translate
) -> Iterator[FieldChange]:
    known = Record.metadata.tables.get(table)
    for name in dict.fromkeys((*old, *new)):
        column = known.columns.get(name) if known is not None else None
        if name in _UNTOLD or (column is not None and column.foreign_keys):
            continue
        before, after = (_told(table, name, each.get(name), column, zone, t) for each in (old, new))
        if before != after:
            yield FieldChange((column_meaning(column) if column is not None else "") or name,
                              before, after)  # fmt: skip


def _told(table: str, name: str, value: Any, column: Any, zone: ZoneInfo, t: Translate) -> str:
    """A value as people read it, instants in ``zone``; personal fields and numbers masked."""
    if value is None or value == "":
        return ""
    if name in _MASKED and (name != "number" or table in _PERSONAL_NUMBERS):
        return mask(_MASKED[name], str(value))
    if column is not None and isinstance(column.type, WordType):
        return t(column.type.words(value).label)  # type: ignore[call-arg]
    if column is not None and isinstance(column.type, UtcInstant):
        return _local(str(value), zone)
    if name.endswith("_fen"):
        return f"{int(value) / 100:,.2f}"
    if isinstance(value, str) and column is not None and isinstance(column.type, JSON):
        value = _parsed(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return masked_digits(text)


def _parsed(text: str) -> Any:
    """What a field of JSON holds, which the book keeps in letters of ASCII."""
    try:
        return json.loads(text)
    except ValueError:  # as a damaged book holds it
        return text


def _local(instant: str, zone: ZoneInfo) -> str:
    try:
        return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M:%S}"
    except ValueError:  # as a damaged book holds it
        return instant
