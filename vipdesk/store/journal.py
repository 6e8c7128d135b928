"""Reads and seals the journal: one entry an action, chained by digests."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.actions import ACTIONS
from vipdesk.domain.changes import Area
from vipdesk.store import chain
from vipdesk.store.records import JournalEntry, Record

SEEN = "S"  # the op of a row that was handed out, not written


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of an action before it writes."""

    code: str
    params: Mapping[str, Any]
    at: datetime
    manager_id: int | None
    device: bytes
    revision: str
    undoes_id: int | None = None
    bulk: bool = False


def open_entry(connection: Connection, opening: Opening) -> int:
    """Insert the entry and point the triggers to it.

    Raises:
        UnicodeEncodeError: Its parameters could not be sealed: before anything is handed out.
    """
    chain.params_digest(b"", dict(opening.params))
    query = "SELECT max(seq) FROM journal_entry WHERE device = ?"
    last = connection.exec_driver_sql(query, (opening.device,)).scalar()
    values = {
        "device": opening.device,
        "seq": (last or 0) + 1,
        "at": opening.at,
        "manager_id": opening.manager_id,
        "code": opening.code,
        "params": dict(opening.params),
        "schema_revision": opening.revision,
        "undoable": ACTIONS[opening.code].undoable,
        "undoes_id": opening.undoes_id,
    }
    result = connection.execute(_OPEN, values)
    entry_id = int(result.inserted_primary_key[0])  # type: ignore[index]
    connection.exec_driver_sql(
        "UPDATE journal_cursor SET entry_id = ?, bulk = ?", (entry_id, opening.bulk)
    )
    return entry_id


def changed_tables(connection: Connection, entry_id: int) -> frozenset[str]:
    """The tables that the entry has written so far."""
    return frozenset(table for table, _op in changed_ops(connection, entry_id))


def changed_ops(connection: Connection, entry_id: int) -> frozenset[tuple[str, str]]:
    """What the entry has done so far, as (table, op); read from the index alone."""
    query = (
        f"SELECT DISTINCT table_name, op FROM journal_change WHERE entry_id = ? AND op <> '{SEEN}'"
    )
    rows = connection.exec_driver_sql(query, (entry_id,))
    return frozenset((table, op) for table, op in rows)


def areas_of(tables: Iterable[str]) -> frozenset[Area]:
    """The parts of the book that show ``tables``."""
    known = Record.metadata.tables
    areas = (known[table].info["areas"] for table in tables)
    return frozenset[Area]().union(*areas) | {Area.JOURNAL}


def mark_bulk_insert(session: Session, table: str, batch_id: int, rows: int) -> None:
    """Journal that an import inserts ``rows`` rows of ``table`` known by ``batch_id``.

    Call it before inserting: undo reads changes backwards, so that rows which the import replaced
    get their old batch back before those of this batch are deleted. By their number it sees whether
    a later import has replaced some of them.
    """
    new = json.dumps({"batch_id": batch_id, "rows": rows})
    session.execute(
        text(
            "INSERT INTO journal_change (entry_id, table_name, row_id, op, new, salt) VALUES "
            "((SELECT entry_id FROM journal_cursor), :table, :batch, 'B', :new, randomblob(16))"
        ),
        {"table": table, "batch": batch_id, "new": new},
    )


def mark_seen(session: Session, customer_ids: Iterable[int]) -> None:
    """Journal whose data the open entry hands out, so that it is found under each of them."""
    statement = text(
        "INSERT INTO journal_change (entry_id, table_name, row_id, op, salt) VALUES "
        f"((SELECT entry_id FROM journal_cursor), 'customer', :id, '{SEEN}', randomblob(16))"
    )
    rows = [{"id": each} for each in customer_ids]
    if rows:
        session.connection().execute(statement, rows)


def seal_entry(connection: Connection, entry_id: int) -> int:
    """Chain the entry to the one before it and close the journal for writes; its ``seq``."""
    digests = b"".join(_change_digests(connection, entry_id))
    query = "SELECT digest FROM journal_entry WHERE id < ? ORDER BY id DESC LIMIT 1"
    previous = connection.exec_driver_sql(query, (entry_id,)).scalar()
    entry = connection.execute(_HEADER, {"entry_id": entry_id}).one()
    salt = os.urandom(chain.SALT_BYTES)
    params_digest = chain.params_digest(salt, entry.params)
    digest = chain.entry_digest(previous, _header(entry, params_digest), digests)
    connection.exec_driver_sql(_SEAL, (digests, salt, params_digest, digest, entry_id))
    connection.exec_driver_sql("UPDATE journal_cursor SET entry_id = NULL, bulk = 0")
    return int(entry.seq)


# Made once: to put such a statement together takes longer than to run it.
_OPEN = insert(JournalEntry)
_SEAL = (
    "UPDATE journal_entry SET change_digests = ?, params_salt = ?, params_digest = ?, digest = ? "
    "WHERE id = ?"
)
_HEADER = select(
    JournalEntry.device,
    JournalEntry.seq,
    JournalEntry.at,
    JournalEntry.manager_id,
    JournalEntry.code,
    JournalEntry.params,
    JournalEntry.schema_revision,
    JournalEntry.undoable,
    JournalEntry.undoes_id,
).where(JournalEntry.id == bindparam("entry_id"))


def _header(entry: Any, params_digest: bytes) -> list[Any]:
    """What the digest of an entry covers beside its changes."""
    return [
        entry.device.hex(),
        entry.seq,
        entry.at.isoformat(),
        entry.manager_id,
        entry.code,
        params_digest.hex(),
        entry.schema_revision,
        entry.undoable,
        entry.undoes_id,
    ]


def _change_digests(connection: Connection, entry_id: int) -> Iterator[bytes]:
    rows = connection.exec_driver_sql(
        "SELECT salt, table_name, row_id, op, old, new FROM journal_change "
        "WHERE entry_id = ? ORDER BY id",
        (entry_id,),
    )
    for row in rows:
        # Values that were erased before they were sealed can't be proved by anybody.
        yield chain.change_digest(*row) or os.urandom(chain.DIGEST_BYTES)
