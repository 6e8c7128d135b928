"""Takes everything personal of a customer out of the book: rows, journal values, what names them.

What goes and what stays is said in `vipdesk.store.erasure_rules`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, text

from vipdesk.domain.names import fold
from vipdesk.store.erasure_rules import (
    ALL,
    EMPTIED,
    GONE,
    KEPT,
    NAMING,
    REMOVED,
    SECRETS,
    UNIQUE,
    owned_tables,
)
from vipdesk.store.records import Record

LEAST_NAME, LEAST_NUMBER = 2, 5  # letters from which a text is looked for elsewhere
LARGEST_ANEW = 600 << 20  # bytes of a file that is written anew
_ENDED = (
    "UPDATE task SET status = 'cancelled' WHERE status = 'open' AND customer_id IN ({customers})",
    "UPDATE visit SET status = 'cancelled' WHERE status IN ('planned', 'started') "
    "AND customer_id IN ({customers})",
)
_ROWS = "(SELECT row_id FROM temp.erased_row WHERE table_name = '{table}')"
_NULLED = "UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE salt IS NOT NULL AND"


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went."""

    changes: int  # journal values
    redacted: int  # entries whose parameters named the customer
    visit_uids: tuple[bytes, ...]  # whose drafts may still lie in the drafts file


def gather(
    connection: Connection,
    customer_ids: Iterable[int],
    archived: Iterable[tuple[str, int, str]] = (),
) -> dict[str, int]:
    """Find every row of the customers, those deleted long ago among them.

    Args:
        connection: Any transaction; the rows are noted beside the book, in its memory.
        customer_ids: Whose rows.
        archived: Table, id and last values of rows whose deletion was archived.

    Returns:
        How many are there now, by table.
    """
    connection.execute(
        text(
            "CREATE TEMP TABLE IF NOT EXISTS erased_row (table_name TEXT, row_id INTEGER, "
            "PRIMARY KEY (table_name, row_id)) WITHOUT ROWID"
        )
    )
    connection.execute(text("DELETE FROM temp.erased_row"))
    connection.execute(
        text(
            "CREATE TEMP TABLE IF NOT EXISTS archived_row (table_name TEXT, row_id INTEGER, "
            "old TEXT)"
        )
    )
    connection.execute(text("DELETE FROM temp.archived_row"))
    if deleted := list(archived):
        connection.exec_driver_sql("INSERT INTO temp.archived_row VALUES (?, ?, ?)", deleted)
    for customer_id in customer_ids:
        connection.execute(
            text("INSERT OR IGNORE INTO temp.erased_row VALUES ('customer', :id)"),
            {"id": customer_id},
        )
    counts: dict[str, int] = {}
    for table, column, owner in owned_tables():
        rows = _ROWS.format(table=owner)
        there = text(f"SELECT count(*) FROM {table.name} WHERE {column} IN {rows}")
        counts[table.name] = counts.get(table.name, 0) + (connection.scalar(there) or 0)
        for statement in _gathering(table, column, owner):
            connection.execute(text(statement))
    return {name: n for name, n in counts.items() if n}


def _gathering(table: Table, column: str, owner: str) -> Iterable[str]:
    """The rows that are there, and those that the journal says were deleted."""
    key = next(iter(table.primary_key.columns)).name
    name, owners = table.name, _ROWS.format(table=owner)
    into = "INSERT OR IGNORE INTO temp.erased_row SELECT DISTINCT"
    yield f"{into} '{name}', {key} FROM {name} WHERE {column} IN {owners}"
    if KEPT.get(name) != ALL:
        yield (
            f"{into} '{name}', c.row_id FROM (SELECT id FROM journal_change "
            f"INDEXED BY ix_journal_change_entry_id_table_name_op WHERE table_name = '{name}' "
            "AND op = 'D') d CROSS JOIN journal_change c ON c.id = d.id "
            f"WHERE json_extract(c.old, '$.{column}') IN {owners} "
            f"AND c.row_id NOT IN (SELECT {key} FROM {name})"
        )
        yield (
            f"{into} '{name}', a.row_id FROM temp.archived_row a WHERE a.table_name = '{name}' "
            f"AND json_extract(a.old, '$.{column}') IN {owners} "
            f"AND a.row_id NOT IN (SELECT {key} FROM {name})"
        )


def is_gone_by(
    connection: Connection, named: Sequence[str]
) -> Callable[[str, int, str, str], bool]:
    """Tell of an archived change (table, id, old and new values) whether its values must go."""
    tables = _quoted(_touched())
    query = text(f"SELECT table_name, row_id FROM temp.erased_row WHERE table_name IN ({tables})")
    gone = {(name, row_id) for name, row_id in connection.execute(query)}

    def is_gone(table: str, row_id: int, old: str, new: str) -> bool:
        if (table, row_id) in gone:
            return True
        return table in NAMING and any(without(each, named) != each for each in (old, new))

    return is_gone


def names(
    connection: Connection, archived: Iterable[tuple[str, int, str | None, str | None]] = ()
) -> list[str]:
    """What the gathered customers are and were known by: names, numbers, addresses of mail.

    Short ones are left out: they would be found where somebody else is meant.

    Args:
        connection: That of `gather`.
        archived: Table, id, old and new values of the archived changes of `KNOWN_BY`.
    """
    found: set[str] = set()
    for table, columns in KNOWN_BY.items():
        rows = _ROWS.format(table=table)
        live = f"SELECT {', '.join(columns)} FROM {table} WHERE id IN {rows}"
        for row in connection.execute(text(live)):
            found |= {value for value in row if value}
        found |= set(_former(connection, table, columns))
    gone = set(connection.execute(text("SELECT table_name, row_id FROM temp.erased_row")))
    for table, row_id, *values in archived:
        if (table, row_id) in gone:
            found |= set(_told(values, KNOWN_BY[table]))
    least = {True: LEAST_NUMBER, False: LEAST_NAME}
    return sorted(
        (each for each in found if len(each) >= least[each.isascii()]), key=len, reverse=True
    )


KNOWN_BY = {
    "customer": ("name", "contact_name", "number", "phone", "email", "wechat", "id_number"),
    "account": ("number",),
    "line": ("number",),
}


def _former(connection: Connection, table: str, columns: Sequence[str]) -> Iterable[str]:
    query = (
        "SELECT c.old, c.new FROM temp.erased_row e CROSS JOIN journal_change c "
        f"ON c.row_id = e.row_id AND c.table_name = e.table_name WHERE e.table_name = '{table}'"
    )
    for row in connection.execute(text(query)):
        yield from _told(row, columns)


def _told(row: Iterable[str | None], columns: Sequence[str]) -> Iterable[str]:
    for values in row:
        told = json.loads(values) if values else {}
        yield from (told[name] for name in columns if told.get(name))


def erase(connection: Connection, entry_id: int, now: str, named: Sequence[str]) -> Erased:
    """Empty the gathered rows and the journal's values of them.

    Args:
        connection: Inside the action ``entry_id``, whose own old values go as well.
        entry_id: The action.
        now: The instant, as the store writes it.
        named: What `names` found; looked for in texts of no customer.
    """
    visits = f"SELECT uid FROM visit WHERE id IN {_ROWS.format(table='visit')}"
    uids = tuple(connection.scalars(text(visits)))
    contents = _contents(connection)
    for statement in _emptying(now):
        connection.execute(text(statement))
    _drop_contents(connection, contents)
    changes = _take_out_of_texts(connection, named)
    changes += _null(connection, _JOURNALLED)
    own = f"entry_id = {entry_id} AND table_name IN ({_quoted(_touched())})"
    changes += _null(connection, own)
    return Erased(changes, _redact(connection, entry_id, named), uids)


def _touched() -> list[str]:
    return sorted({*(KEPT.keys() - {t for t, kept in KEPT.items() if kept is ALL}), *REMOVED})


_JOURNALLED = (
    "id IN (SELECT c.id FROM temp.erased_row e CROSS JOIN journal_change c "
    "ON c.row_id = e.row_id AND c.table_name = e.table_name WHERE e.table_name IN ({tables}))"
)


def _null(connection: Connection, which: str) -> int:
    statement = f"{_NULLED} {which}".format(tables=_quoted(_touched()))
    return connection.execute(text(statement)).rowcount


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _emptying(now: str) -> Iterable[str]:
    customers = _ROWS.format(table="customer")
    yield (
        f"UPDATE customer SET erased_at = '{now}', deleted_at = coalesce(deleted_at, '{now}') "
        f"WHERE id IN {customers}"
    )
    for statement in _ENDED:
        yield statement.format(customers=customers.strip("()"))
    for name in dict.fromkeys(table.name for table, _column, _owner in owned_tables()):
        if name in REMOVED:
            yield f"DELETE FROM {name} WHERE id IN {_ROWS.format(table=name)}"
    for name in ("customer", *(table.name for table, _column, _owner in owned_tables())):
        kept = KEPT.get(name, frozenset())
        if name not in REMOVED and kept is not ALL:
            yield _emptied(Record.metadata.tables[name], kept)
    yield (
        "DELETE FROM circle WHERE id NOT IN (SELECT circle_id FROM circle_member) AND id IN "
        "(SELECT json_extract(old, '$.circle_id') FROM journal_change "
        "WHERE entry_id = (SELECT entry_id FROM journal_cursor) AND table_name = 'circle_member')"
    )
    yield (
        "DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM customer_tag) AND id IN "
        "(SELECT json_extract(old, '$.tag_id') FROM journal_change "
        "WHERE entry_id = (SELECT entry_id FROM journal_cursor) AND table_name = 'customer_tag')"
    )


def _emptied(table: Table, kept: frozenset[str]) -> str:
    columns = [column.name for column in table.columns if column.name not in kept]
    sets = ", ".join(f'"{name}" = {EMPTIED.get((table.name, name), "NULL")}' for name in columns)
    return f"UPDATE {table.name} SET {sets} WHERE id IN {_ROWS.format(table=table.name)}"


def _contents(connection: Connection) -> list[int]:
    """The bytes of attachments that the customers have, or had."""
    rows = _ROWS.format(table="attachment")
    live = f"SELECT content_id FROM attachment WHERE id IN {rows}"
    former = (
        "SELECT json_extract(c.old, '$.content_id') FROM temp.erased_row e CROSS JOIN "
        "journal_change c ON c.row_id = e.row_id AND c.table_name = e.table_name "
        "WHERE e.table_name = 'attachment' AND c.op = 'D' AND c.old IS NOT NULL"
    )
    archived = (
        "SELECT json_extract(a.old, '$.content_id') FROM temp.archived_row a "
        f"WHERE a.table_name = 'attachment' AND a.row_id IN {rows}"
    )
    found = connection.scalars(text(f"{live} UNION {former} UNION {archived}"))
    return [int(each) for each in found]


def _drop_contents(connection: Connection, ids: Sequence[int]) -> None:
    for content_id in ids:  # equal files of others are kept once with these
        connection.execute(
            text(
                "DELETE FROM attachment_content WHERE id = :id "
                "AND id NOT IN (SELECT content_id FROM attachment)"
            ),
            {"id": content_id},
        )


def _take_out_of_texts(connection: Connection, named: Sequence[str]) -> int:
    """Put a dash where a text of no customer names one; return how many journal values went."""
    if not named:
        return 0
    for name, columns in NAMING.items():
        spared = f"WHERE key NOT IN ({_quoted(SECRETS)})" if name == "preference" else ""
        query = text(f"SELECT id, {', '.join(columns)} FROM {name} {spared}")
        for row_id, *values in connection.execute(query).all():
            for column, value in zip(columns, values, strict=True):
                _rename(connection, name, column, row_id, value, [*named, *map(fold, named)])
    erased = 0
    query = text(
        "SELECT c.id, c.old, c.new FROM (SELECT id FROM journal_change INDEXED BY "
        "ix_journal_change_entry_id_table_name_op WHERE table_name IN "
        f"({_quoted(NAMING)})) n CROSS JOIN journal_change c ON c.id = n.id"
    )
    for change_id, old, new in connection.execute(query).all():
        if any(without(value or "", named) != (value or "") for value in (old, new)):
            erased += _null(connection, f"id = {int(change_id)}")
    return erased


def _rename(
    connection: Connection, table: str, column: str, row_id: int, value: Any, named: Sequence[str]
) -> None:
    if not isinstance(value, str) or without(value, named) == value:
        return
    unique = (table, column) in UNIQUE
    connection.execute(
        text(f"UPDATE {table} SET {column} = :value WHERE id = :id"),
        {"value": without(value, named) + (f" {row_id}" if unique else ""), "id": row_id},
    )


def _redact(connection: Connection, entry_id: int, named: Sequence[str]) -> int:
    """Take names out of the parameters of entries; those before 0002 are sealed as they are."""
    if not named:
        return 0
    variants = [each for name in named for each in _written(name)]
    holds = " OR ".join(f"instr(params, :n{at})" for at in range(len(variants)))
    query = text(
        "SELECT id, params FROM journal_entry WHERE params_digest IS NOT NULL "
        f"AND params_salt IS NOT NULL AND id <> :entry AND ({holds})"
    )
    values = {f"n{at}": each for at, each in enumerate(variants)}
    found = connection.execute(query, {**values, "entry": entry_id}).all()
    for each, params in found:
        connection.execute(
            text("UPDATE journal_entry SET params = :params, params_salt = NULL WHERE id = :id"),
            {"params": without(params, named), "id": each},
        )
    return len(found)


def without(value: str, named: Sequence[str]) -> str:
    """``value`` with a dash for each of ``named``, also where JSON writes them as escapes."""
    for name in named:
        for written in _written(name):
            value = value.replace(written, GONE if written == name else json.dumps(GONE)[1:-1])
    return value


def _written(name: str) -> list[str]:
    """A name as text holds it: plain, and as JSON and JSON in JSON escape it."""
    escaped = json.dumps(name)[1:-1]
    doubled = escaped.replace("\\", "\\\\")
    return list(dict.fromkeys((name, escaped, doubled)))


def note(connection: Connection, entry_id: int, erased: Erased) -> None:
    """Have the entry, which is not sealed yet, account for what went."""
    connection.execute(
        text(
            "UPDATE journal_entry SET params = json_set(params, '$.erased', :erased, "
            "'$.redacted', :redacted) WHERE id = :id"
        ),
        {"erased": erased.changes, "redacted": erased.redacted, "id": entry_id},
    )


def scrub(connection: Any) -> None:
    """Leave no trace on freed pages: merge the search index, write the file anew; no transaction.

    What is deleted is overwritten with zeros in any case (``secure_delete``); writing anew also
    drops what moved within pages. SQLite holds the new file in memory, so that a very large one is
    left as it is.

    Args:
        connection: The driver's; nobody else may be writing.
    """
    connection.execute("INSERT INTO customer_search (customer_search) VALUES ('optimize')")
    pages, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "page_size")
    )
    if pages * size <= LARGEST_ANEW:
        connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
