"""Proves the journal: recomputes every digest from the first entry on, in bounded memory.

An entry's digest covers its header, the digest before it and a salted digest of each change. Values
that were erased (a deletion on request, an archive) leave their digest behind, so the chain holds
without them; the entries that erased them say how many they were, and that is held against what is
missing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, text

from vipdesk.progress import NoProgress, Progress

DIGEST_BYTES = 32
ROWS_AT_ONCE = 1_000
SHORT_DIGITS = 16  # of a digest, as people compare it
SALT_BYTES = 16
ERASING = ("customer.erase", "journal.archive")  # that say in their parameters how much they erased


class Why(Enum):
    """What is wrong with the first entry that does not hold."""

    HEADER = "header"  # its own fields, its digest or its place in the chain
    CHANGES = "changes"  # a value, or how many there are
    MISSING = "missing"  # an entry before it is gone
    STRAY = "stray"  # changes that no entry owns
    ERASED = "erased"  # values are gone that no deletion and no archive accounts for


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not hold; of a missing one the number alone is known."""

    entry_id: int | None
    seq: int
    why: Why


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: whoever holds it can tell later whether what was before is the same."""

    entry_id: int
    seq: int
    digest: bytes

    @property
    def short(self) -> str:
        """The first digits in groups of four, as a report prints them."""
        return grouped(self.digest.hex()[:SHORT_DIGITS])


@dataclass(frozen=True, slots=True)
class Chain:
    """What checking found; ``head`` is the last entry that holds."""

    entries: int
    changes: int
    erased: int  # changes whose values were erased, rightly or not
    archived: int  # of these, changes whose values an archive holds and proves
    redacted: int  # entries whose parameters had names taken out, rightly or not
    head: Head | None
    broken: Break | None


def grouped(digits: str) -> str:
    """Digits in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def head(connection: Connection) -> Head | None:
    """The newest entry, unchecked."""
    row = connection.execute(text(f"{_HEADS} ORDER BY id DESC LIMIT 1")).first()
    return Head(*row) if row else None


def heads_at(connection: Connection, seq: int) -> list[Head]:
    """The entries of that number, unchecked: one for each laptop that the book has lived on."""
    query = text(f"{_HEADS} AND seq = :seq ORDER BY id DESC")
    return [Head(*row) for row in connection.execute(query, {"seq": seq})]


_HEADS = "SELECT id, seq, digest FROM journal_entry WHERE digest IS NOT NULL"


def params_digest(salt: bytes, params: Any) -> bytes:
    """The digest by which the chain covers an entry's parameters."""
    return hashlib.sha256(salt + _told(params).encode()).digest()


def _told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def entry_digest(previous: bytes | None, header: list[Any], change_digests: bytes) -> bytes:
    """The digest that seals an entry.

    Args:
        previous: Of the entry before.
        header: Device (hex), number, instant (ISO), manager's id, code, digest of the parameters
            (hex; before revision 0002 the parameters themselves), schema, undoable, id undone.
        change_digests: Of the changes, 32 bytes each; since revision 0002 covered by their digest,
            so that an inspector can do the sum without them.
    """
    sealed = hashlib.sha256(previous or b"")
    sealed.update(_told(header).encode())
    before_0002 = not isinstance(header[_PARAMS], str)
    sealed.update(change_digests if before_0002 else digests_digest(change_digests))
    return sealed.digest()


_PARAMS = 5  # place in the header


def digests_digest(change_digests: bytes) -> bytes:
    """By what an entry covers the digests of its changes."""
    return hashlib.sha256(change_digests).digest()


def change_digest(
    salt: bytes | None, table: str, row_id: int, op: str, old: str | None, new: str | None
) -> bytes | None:
    """The digest of one change; None where its values were erased."""
    if salt is None:
        return None
    values = f"{table}\0{row_id}\0{op}\0{old or ''}\0{new or ''}"
    return hashlib.sha256(salt + values.encode()).digest()


def check(
    connection: Connection,
    progress: Progress | None = None,
    archived: Iterable[tuple[int, bytes]] = (),
) -> Chain:
    """Recompute the chain of the whole journal.

    Args:
        connection: Inside a reading transaction.
        progress: Told of entries done; can cancel.
        archived: Id and digest of the changes that archives hold, by id; each is held against the
            digest that stayed in the book.
    """
    watch = progress or NoProgress()
    total = connection.scalar(text("SELECT count(*) FROM journal_entry")) or 0
    changes = _Changes(connection, archived)
    found = Chain(0, 0, 0, 0, 0, None, None)
    said = _Said()
    for entry in _entries(connection):
        if found.entries % ROWS_AT_ONCE == 0:
            watch.step(found.entries, total)
        why = _why_broken(entry, found.head, said, changes)
        if why is not None:
            return replace(_counted(found, changes), broken=_break(entry, said, why))
        said.note(entry)
        head_ = Head(entry.id, entry.seq, entry.digest)
        redacted = found.redacted + entry.redacted
        found = replace(found, entries=found.entries + 1, redacted=redacted, head=head_)
    watch.step(total, total)
    found = _counted(found, changes)
    return replace(found, broken=_left_over(connection, found, changes, said))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of the journal as it stands in the file."""

    id: int
    seq: int
    header: list[Any]
    code: str
    params: Any
    salt: bytes | None
    params_digest: bytes | None
    change_digests: bytes
    digest: bytes

    @property
    def redacted(self) -> bool:
        """Whether names were taken out of its parameters."""
        return self.params_digest is not None and self.salt is None


class _Unreadable(_Entry):
    """An entry whose header is no header any more."""


class _Said:
    """What the entries say so far: their numbers by device, and how much they erased."""

    def __init__(self) -> None:
        self.seqs: dict[str, int] = {}
        self.erased = 0
        self.redacted = 0
        self.first_redacted: _Entry | None = None

    def due(self, entry: _Entry) -> int:
        """The number that should follow."""
        return self.seqs.get(entry.header[0], 0) + 1

    def note(self, entry: _Entry) -> None:
        """Take over an entry that holds."""
        self.seqs[entry.header[0]] = entry.seq
        if entry.code in ERASING:
            self.erased += int(entry.params.get("erased", 0))
            self.redacted += int(entry.params.get("redacted", 0))
        if entry.redacted and self.first_redacted is None:
            self.first_redacted = entry


_ENTRIES = (
    "SELECT id, seq, device, at, manager_id, code, params, schema_revision, undoable, undoes_id, "
    "params_salt, params_digest, change_digests, digest FROM journal_entry ORDER BY id"
)


ENTRY = _ENTRIES.replace("ORDER BY id", "WHERE id = ?")  # one entry, for `follows`


def follows(row: Any, previous: bytes | None) -> bool:
    """Whether an entry, a row of `ENTRY`, is the one sealed after the digest ``previous``."""
    entry = _entry(row)
    if isinstance(entry, _Unreadable) or not _params_hold(entry):
        return False
    return entry.digest == entry_digest(previous, entry.header, entry.change_digests)


def _entries(connection: Connection) -> Iterator[_Entry]:
    cursor = connection.exec_driver_sql(_ENTRIES).cursor
    while rows := cursor.fetchmany(100):
        for row in rows:
            yield _entry(row)


def _entry(row: Any) -> _Entry:
    entry_id, seq, device, at, manager_id, code, params, revision, undoable, undoes_id = row[:10]
    salt, digest_of_params, digests, digest = row[10:]
    try:
        told = json.loads(params)
        header = [
            device.hex(), seq, datetime.fromisoformat(at).isoformat(), manager_id, code,
            digest_of_params.hex() if digest_of_params else told, revision, bool(undoable),
            undoes_id,
        ]  # fmt: skip
    except (ValueError, TypeError, AttributeError):
        return _Unreadable(entry_id, seq, [""], "", {}, None, None, b"", b"")
    return _Entry(
        entry_id, seq, header, code, told, salt, digest_of_params, digests or b"", digest or b""
    )


def _why_broken(entry: _Entry, before: Head | None, said: _Said, changes: "_Changes") -> Why | None:
    if isinstance(entry, _Unreadable):
        return Why.HEADER
    due = said.due(entry)
    if entry.seq > due:
        return Why.MISSING
    previous = before.digest if before else None
    sealed = entry_digest(previous, entry.header, entry.change_digests)
    if entry.seq < due or entry.digest != sealed or not _params_hold(entry):
        return Why.HEADER
    return changes.why_broken(entry)


def _params_hold(entry: _Entry) -> bool:
    if entry.params_digest is None:
        return True  # the header covers them
    if entry.salt is None:  # names were taken out; never where they account for what is gone
        return entry.code not in ERASING
    return params_digest(entry.salt, entry.params) == entry.params_digest


def _break(entry: _Entry, said: _Said, why: Why) -> Break:
    if why is Why.MISSING:
        return Break(None, said.due(entry), why)
    return Break(entry.id, entry.seq, why)


def _counted(found: Chain, changes: "_Changes") -> Chain:
    return replace(found, changes=changes.done, erased=changes.erased, archived=changes.archived)


def _left_over(
    connection: Connection, found: Chain, changes: "_Changes", said: _Said
) -> Break | None:
    """What is wrong though every entry holds."""
    stray = changes.next_entry_id()
    if stray is not None:
        return Break(None, stray, Why.STRAY)
    if found.redacted != said.redacted and said.first_redacted is not None:
        return Break(said.first_redacted.id, said.first_redacted.seq, Why.HEADER)
    if found.erased == said.erased:
        return None
    first = changes.first_erased
    seq = connection.scalar(text("SELECT seq FROM journal_entry WHERE id = :id"), {"id": first})
    return Break(first, seq or 0, Why.ERASED)


_CHANGES = (
    "SELECT entry_id, id, salt, table_name, row_id, op, old, new FROM journal_change ORDER BY id"
)


class _Changes:
    """The changes of all entries, read once: they stand in the order of their entries."""

    def __init__(self, connection: Connection, archived: Iterable[tuple[int, bytes]]) -> None:
        self._archive = iter(archived)
        self._in_archive = next(self._archive, None)
        self._cursor = connection.exec_driver_sql(_CHANGES).cursor
        self._rows: Iterator[Any] = iter(())
        self._next = self._read()
        self.done = 0
        self.erased = 0
        self.archived = 0
        self.first_erased: int | None = None

    def next_entry_id(self) -> int | None:
        """The entry that the next change says it belongs to."""
        return None if self._next is None else int(self._next[0])

    def why_broken(self, entry: _Entry) -> Why | None:
        """Compare the entry's changes with the digests that it sealed."""
        stray = self.next_entry_id()
        if stray is not None and stray < entry.id:
            return Why.STRAY
        sealed = entry.change_digests
        for at in range(0, len(sealed), DIGEST_BYTES):
            if self.next_entry_id() != entry.id:
                return Why.CHANGES
            found = change_digest(*self._next[2:])
            if found is None:
                self._note_erased(entry.id)
                found = self._archived_digest(self._next[1])
            if found is not None and found != sealed[at : at + DIGEST_BYTES]:
                return Why.CHANGES
            self.done += 1
            self._next = self._read()
        return Why.CHANGES if self.next_entry_id() == entry.id else None

    def _archived_digest(self, change_id: int) -> bytes | None:
        """The digest of the values that an archive holds of a change."""
        while self._in_archive is not None and self._in_archive[0] < change_id:
            self._in_archive = next(self._archive, None)
        if self._in_archive is None or self._in_archive[0] != change_id:
            return None
        self.archived += 1
        return self._in_archive[1]

    def _note_erased(self, entry_id: int) -> None:
        self.erased += 1
        if self.first_erased is None:
            self.first_erased = entry_id

    def _read(self) -> Any:
        row = next(self._rows, None)
        if row is None:
            self._rows = iter(self._cursor.fetchmany(ROWS_AT_ONCE))
            row = next(self._rows, None)
        return row
