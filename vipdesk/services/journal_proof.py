"""Proves the journal: the chain itself, and against a head that was printed earlier."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.actions import ACTIONS, action_label
from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.services.journal_archive import archives_of
from vipdesk.store import chain
from vipdesk.store.archive import digests, listed
from vipdesk.store.book import Store
from vipdesk.store.chain import Head, Why
from vipdesk.store.records import JournalEntry
from vipdesk.texts import N_, Translate

_DIGITS = re.compile(r"[0-9a-f]{16,64}")  # of a printed digest, so many that they say enough
_SENTENCES: Mapping[Why, str] = {
    Why.HEADER: N_("Entry {seq}, {named}, was changed, or something was put before it."),
    Why.CHANGES: N_("Values that entry {seq}, {named}, wrote were changed, added or removed."),
    Why.MISSING: N_("Entry {seq} is missing from its place."),
    Why.STRAY: N_("There are changes that belong to no entry, as of entry {seq}."),
    Why.ERASED: N_(
        "Values were erased that no deletion on request and no archive accounts for; the first "
        "erased ones belong to entry {seq}, {named}."
    ),
}


class UnfitHeadError(VipDeskError):
    """What was typed from paper is no head of a chain."""

    message = N_(
        "Type the entry's number and at least the first 16 digits (0 to 9, a to f) as printed."
    )


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first entry that does not hold; without ``at`` and ``code`` where it is gone."""

    entry_id: int | None
    seq: int
    why: Why
    at: datetime | None  # in the book's zone
    code: str

    def sentence(self, t: Translate) -> str:
        """What is wrong with which entry."""
        return t(_SENTENCES[self.why]).format(seq=self.seq, named=self._named(t))

    def _named(self, t: Translate) -> str:
        if self.at is None:
            return ""
        label = action_label(self.code, {}, t) if self.code in ACTIONS else self.code
        return t("“{action}” of {when}").format(action=label, when=f"{self.at:%Y-%m-%d %H:%M}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What checking the whole chain found."""

    entries: int
    changes: int
    erased: int  # changes without values in the book: archived, or of customers deleted
    archived: int  # of these, those that an archive holds and proves
    missing: tuple[str, ...]  # names of archives that are not in their place
    head: Head | None
    broken: BrokenEntry | None

    def sentences(self, t: Translate) -> list[str]:
        """What a chain that holds holds, and of what only a part could be proved."""
        figures = {"entries": f"{self.entries:,}", "changes": f"{self.changes:,}"}
        told = [t("The journal holds: {entries} entries, {changes} changes.").format(**figures)]
        if self.erased:
            erased = t("{n} of them without values: archived, or of customers deleted on request.")
            told.append(erased.format(n=f"{self.erased:,}"))
        if self.missing:
            missing = t("Not in their place, so not proved: {names}")
            told.append(missing.format(names=", ".join(self.missing)))
        return told


class Verdict(Enum):
    """What a printed head says about the book."""

    HOLDS = "holds"
    DIFFERS = "differs"  # the entry of that number is another one: history was rewritten
    BEYOND = "beyond"  # the book ends before it: entries were cut off, or an older book restored


@dataclass(frozen=True, slots=True)
class Compared:
    """A printed head held against the book, whose own chain was checked first."""

    verdict: Verdict
    proof: Proof


class JournalProofService:
    """Reads the whole journal; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, progress: Progress | None = None) -> Proof:
        """Recompute every digest.

        Raises:
            CancelledError: Somebody had it stopped.
        """
        with self._store.read() as session:
            archives = archives_of(self._store, session.connection())
            found = chain.check(session.connection(), progress, digests(archives))
            broken = self._named(session, found.broken) if found.broken else None
        return Proof(
            found.entries,
            found.changes,
            found.erased,
            found.archived,
            tuple(listed(archives)),
            found.head,
            broken,
        )

    def head(self) -> Head | None:
        """The newest entry, unchecked; quick."""
        with self._store.read() as session:
            return chain.head(session.connection())

    def compare(self, seq: int, digits: str, progress: Progress | None = None) -> Compared:
        """Check the chain, then hold a printed head against it.

        Args:
            seq: The number of the entry.
            digits: The first digits of its digest, 16 or more; blanks and dashes do no harm.
            progress: Told of entries done; can cancel.

        Raises:
            UnfitHeadError: ``digits`` are none.
        """
        tidy = re.sub(r"[\s-]", "", digits).lower()
        if seq < 1 or not _DIGITS.fullmatch(tidy):
            raise UnfitHeadError
        proof = self.check(progress)
        with self._store.read() as session:
            found = chain.heads_at(session.connection(), seq)
        if not found:
            return Compared(Verdict.BEYOND, proof)
        same = any(each.digest.hex().startswith(tidy) for each in found)
        return Compared(Verdict.HOLDS if same else Verdict.DIFFERS, proof)

    def _named(self, session: Session, broken: chain.Break) -> BrokenEntry:
        query = select(JournalEntry.at, JournalEntry.code).where(JournalEntry.id == broken.entry_id)
        try:
            row = session.execute(query).first()
        except (ValueError, TypeError):  # the header itself can't be read any more
            row = None
        at = row.at.astimezone(self._store.zone()) if row else None
        code = row.code if row else ""
        return BrokenEntry(broken.entry_id, broken.seq, broken.why, at, code)
