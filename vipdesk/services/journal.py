"""The journal as people read it, and undo and redo on top of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vipdesk.domain.actions import action_label
from vipdesk.domain.changes import Saved
from vipdesk.domain.months import month_of
from vipdesk.errors import NotFoundError
from vipdesk.store import journal, undo
from vipdesk.store.book import Store
from vipdesk.store.chain import DIGEST_BYTES
from vipdesk.store.records import JournalEntry, Manager
from vipdesk.store.undo_errors import (
    NothingToRedoError,
    NothingToUndoError,
    NotUndoableError,
    SettledMonthError,
    SnapshotStaysError,
    ValuesErasedError,
)
from vipdesk.texts import Translate


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the journal."""

    id: int
    at: datetime
    manager: str | None
    code: str
    params: Mapping[str, Any]
    rows: int  # how many rows it wrote
    undoable: bool
    undoes_id: int | None

    def label(self, translate: Translate) -> str:
        """What the action is called."""
        return action_label(self.code, self.params, translate)


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Ctrl+Z and Ctrl+Shift+Z would do now, last action first."""

    undo: tuple[EntryRow, ...]
    redo: tuple[EntryRow, ...]


class JournalService:
    """Reads the journal; undo and redo are actions of their own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self, limit: int = 100, before_id: int | None = None) -> list[EntryRow]:
        """The last entries, newest first; with ``before_id`` those before it."""
        query = select(JournalEntry.id).order_by(JournalEntry.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(JournalEntry.id < before_id)
        with self._store.read() as session:
            ids = list(session.scalars(query))
        return self.rows(ids)

    def undo_state(self, limit: int = 20) -> UndoState:
        """What can be undone and redone, with at most ``limit`` actions of each."""
        with self._store.read() as session:
            stacks = undo.stacks(session.connection())
        return UndoState(
            tuple(self.rows(stacks.undo[::-1][:limit])),
            tuple(self.rows(stacks.redo[::-1][:limit])),
        )

    def undo(self, entry_id: int | None = None) -> Saved[EntryRow]:
        """Take back the last action that holds, or the one whose original entry is named.

        Raises:
            NothingToUndoError: There is none, or the named one is undone already.
            NotUndoableError: The entry is not a change.
            SettledMonthError: It counts in the settlement of a month that is over.
            UndoConflictError: Rows have changed since; nothing is changed.
        """
        original_id = entry_id if entry_id is not None else self._top("undo")
        if original_id is None:
            raise NothingToUndoError
        return self._take_back(original_id, undoing=True)

    def redo(self, entry_id: int | None = None) -> Saved[EntryRow]:
        """Make the last undone action good again.

        Raises:
            NothingToRedoError: There is none.
            SettledMonthError: It counts in the settlement of a month that is over.
            UndoConflictError: Rows have changed since; nothing is changed.
        """
        original_id = entry_id if entry_id is not None else self._top("redo")
        if original_id is None:
            raise NothingToRedoError
        return self._take_back(original_id, undoing=False)

    def _top(self, which: str) -> int | None:
        with self._store.read() as session:
            found: list[int] = getattr(undo.stacks(session.connection()), which)
        return found[-1] if found else None

    def _take_back(self, original_id: int, *, undoing: bool) -> Saved[EntryRow]:
        entry = next(iter(self.rows([original_id])), None)
        if entry is None:
            raise NotFoundError
        if not entry.undoable:
            frozen = entry.code in ("cohort.freeze", "cohort.import")
            refusal = SnapshotStaysError if frozen else NotUndoableError
            raise refusal(code=entry.code, params=entry.params)
        with self._store.read() as session:
            last_id, holds = undo.last_of(session.connection(), original_id)
            erased = undo.is_erased(session.connection(), last_id)
            settled = self._is_settled(session, last_id)
        if holds != undoing:
            raise NothingToUndoError if undoing else NothingToRedoError
        if settled:
            raise SettledMonthError(code=entry.code, params=entry.params)
        if erased:
            raise ValuesErasedError(code=entry.code)
        code = "undo" if undoing else "redo"
        today = self._store.today()
        try:
            with self._store.action(code, undoes_id=last_id, of=entry.code) as session:
                into_id = session.info["entry_id"]
                connection = session.connection()
                undo.take_back(connection, last_id, into_id, entry.code, today)
                changed = journal.areas_of(journal.changed_tables(connection, into_id))
        except IntegrityError as error:  # foreign keys are looked at when it is committed
            with self._store.read() as session:
                raise undo.orphaned(session.connection(), last_id, entry.code) from error
        return Saved(entry, changed)

    def _is_settled(self, session: Session, entry_id: int) -> bool:
        """Whether an entry of an earlier month changed what is settled with a partner."""
        at = session.get_one(JournalEntry, entry_id).at.astimezone(self._store.zone())
        if month_of(at.date()) == month_of(self._store.today()):
            return False
        return session.scalar(text(_SETTLED), {"entry": entry_id}) is not None

    def rows(self, ids: Sequence[int]) -> list[EntryRow]:
        """The lines of ``ids``, in their order."""
        query = (
            select(JournalEntry, Manager.name, _ROWS)
            .outerjoin(Manager, Manager.id == JournalEntry.manager_id)
            .where(JournalEntry.id.in_(ids))
        )
        with self._store.read() as session:
            found = {
                entry.id: EntryRow(
                    entry.id,
                    entry.at,
                    manager,
                    entry.code,
                    entry.params,
                    rows,
                    entry.undoable,
                    entry.undoes_id,
                )
                for entry, manager, rows in session.execute(query)
            }
        return [found[entry_id] for entry_id in ids if entry_id in found]


_SETTLED = """
    SELECT 1 FROM journal_change c
    WHERE c.entry_id = :entry AND c.table_name = 'redemption' AND c.op = 'U' AND EXISTS (
        SELECT 1 FROM redemption_item i
        WHERE i.redemption_id = c.row_id AND i.partner_id IS NOT NULL)
    UNION ALL
    SELECT 1 FROM journal_change c
    WHERE c.entry_id = :entry AND c.table_name = 'redemption_item' AND c.op IN ('I', 'D')
        AND json_extract(coalesce(c.new, c.old), '$.partner_id') IS NOT NULL
    LIMIT 1
"""
# A digest for each row, sealed with the entry; only their length is read.
_ROWS = func.coalesce(func.length(JournalEntry.change_digests), 0) // DIGEST_BYTES
