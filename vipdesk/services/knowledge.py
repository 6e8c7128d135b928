"""Knowledge sheets: found, read, written and taken in from a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.knowledge import (
    MAX_BODY,
    MAX_TITLE,
    SheetDraft,
    is_old,
    search_key,
    snippet,
    wanted,
)
from vipdesk.domain.names import sort_key
from vipdesk.domain.words import SheetKind
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.store.book import Store
from vipdesk.store.records import KnowledgeSheet
from vipdesk.texts import N_

SHEETS = frozenset({Area.SHEETS, Area.JOURNAL})


class EmptySheetError(VipDeskError):
    """A sheet without a title or without a text."""

    message = N_("A sheet needs a title and a text. Nothing was saved.")


class LongSheetError(VipDeskError):
    """A sheet that is too long to be kept."""

    message = N_(
        "A sheet holds up to {limit} characters and its title up to {title}. Nothing was saved; "
        "make two sheets of it."
    )


class SheetFolderError(VipDeskError):
    """The folder can't be read."""

    message = N_("The folder {name} can't be read ({reason}). Nothing was changed.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of the list; ``snippet`` shows where the words stand."""

    id: int
    kind: SheetKind
    title: str
    dated_on: date
    old: bool
    snippet: str


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """A sheet to read."""

    id: int
    draft: SheetDraft
    old: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import of a folder did; ``refused`` are the names of files it could not take."""

    added: int
    changed: int
    same: int
    refused: tuple[str, ...]


class KnowledgeService:
    """Each writing method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, typed: str = "", kind: SheetKind | None = None) -> list[SheetRow]:
        """The sheets that hold all words, those first that hold them in the title; by title.

        A word may stand anywhere, so that two Chinese characters are enough; the pinyin of a title
        and its initials count too.
        """
        words, today = wanted(typed), self._store.today()
        with self._store.read() as session:
            found = _holding(session, words, kind)
            rows = [
                SheetRow(
                    each.id,
                    each.kind,
                    each.title,
                    each.dated_on,
                    is_old(each.dated_on, today),
                    snippet(each.body, words),
                )
                for each in found
            ]
        return sorted(rows, key=lambda row: (not _titled(row, words), sort_key(row.title), row.id))

    def today(self) -> date:
        """The book's day, which a new sheet bears."""
        return self._store.today()

    def sheet(self, sheet_id: int) -> SheetDetail:
        """One sheet.

        Raises:
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            found = _found(session, sheet_id)
            draft = SheetDraft(found.kind, found.title, found.body, found.dated_on)
        return SheetDetail(sheet_id, draft, is_old(draft.dated_on, self._store.today()))

    def save(self, draft: SheetDraft, sheet_id: int | None = None) -> Saved[int]:
        """Write a sheet, or another version of one.

        Raises:
            EmptySheetError, LongSheetError: Nothing is written.
            NotFoundError: The sheet is gone.
        """
        _refuse(draft)
        with self._store.action("sheet.save") as session:
            if sheet_id is None:
                return Saved(add_sheet(session, draft).id, SHEETS)
            _write(_found(session, sheet_id), draft)
            return Saved(sheet_id, SHEETS)

    def delete(self, sheet_id: int) -> Saved[int]:
        """Remove a sheet; it can be undone."""
        with self._store.action("sheet.delete") as session:
            session.delete(_found(session, sheet_id))
        return Saved(sheet_id, SHEETS)

    def take_in(self, folder: Path, progress: Progress | None = None) -> Saved[TakenIn]:
        """Take in the Markdown files of a folder as one action; a title that is known is replaced.

        Raises:
            SheetFolderError: The folder can't be read; nothing is changed.
        """
        from vipdesk.importing.markdown_files import read_folder

        try:
            files = read_folder(folder, self._store.zone(), progress or NoProgress())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SheetFolderError(name=folder.name, reason=reason) from error
        if not files.sheets:
            return Saved(TakenIn(0, 0, 0, files.refused), frozenset())
        with self._store.action("sheet.import", n=len(files.sheets)) as session:
            done = [_take(session, draft) for draft in files.sheets]
        counts = (done.count("added"), done.count("changed"), done.count("same"))
        return Saved(TakenIn(*counts, files.refused), SHEETS)


def _holding(
    session: Session, words: Sequence[str], kind: SheetKind | None
) -> list[KnowledgeSheet]:
    query = select(KnowledgeSheet)
    if kind is not None:
        query = query.where(KnowledgeSheet.kind == kind)
    for word in words:
        query = query.where(KnowledgeSheet.key.contains(word, autoescape=True))
    return list(session.scalars(query))


def _titled(row: SheetRow, words: Sequence[str]) -> bool:
    title = search_key(row.title, "")
    return all(word in title for word in words)


def _found(session: Session, sheet_id: int) -> KnowledgeSheet:
    sheet = session.get(KnowledgeSheet, sheet_id)
    if sheet is None:
        raise NotFoundError
    return sheet


def _refuse(draft: SheetDraft) -> None:
    if not draft.title.strip() or not draft.body.strip():
        raise EmptySheetError
    if len(draft.title.strip()) > MAX_TITLE or len(draft.body) > MAX_BODY:
        raise LongSheetError(limit=f"{MAX_BODY:,}", title=MAX_TITLE)


def _write(sheet: KnowledgeSheet, draft: SheetDraft) -> None:
    sheet.kind = draft.kind
    sheet.title = draft.title.strip()
    sheet.body = draft.body.strip()
    sheet.dated_on = draft.dated_on
    sheet.key = search_key(sheet.title, sheet.body)


def _take(session: Session, draft: SheetDraft) -> str:
    """Add a sheet, or replace the one of its title; "same" where nothing differs."""
    known = session.scalar(select(KnowledgeSheet).where(KnowledgeSheet.title == draft.title))
    if known is not None:
        before = SheetDraft(known.kind, known.title, known.body, known.dated_on)
        if before == draft:
            return "same"
        _write(known, draft)
        return "changed"
    add_sheet(session, draft)
    return "added"


def add_sheet(session: Session, draft: SheetDraft) -> KnowledgeSheet:
    """Write a new sheet within an action."""
    sheet = KnowledgeSheet()
    _write(sheet, draft)
    session.add(sheet)
    session.flush()
    return sheet
