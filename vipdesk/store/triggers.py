"""Triggers that capture every write for the journal, generated from the records.

Bulk statements and cascades can't slip past a trigger. Each reads ``journal_cursor``: while no
action is open the cursor is empty and the write is refused, whoever sends it.
"""

import hashlib
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Column, Connection, LargeBinary, Table, text

from vipdesk.store import ledger_triggers
from vipdesk.store.records import Record

GUARD = "SELECT RAISE(ABORT, 'write outside an action') WHERE {cursor} IS NULL"
CURSOR = "(SELECT entry_id FROM journal_cursor)"
# The one door in the append-only journal: values go, whole and for good, their digests stay.
_SAME = " AND ".join(
    f"NEW.{name} IS OLD.{name}"
    for name in (
        *("id", "device", "seq", "at", "manager_id", "code", "schema_revision", "undoable"),
        *("undoes_id", "change_digests", "digest", "params_digest"),
    )
)
_NAMES_TAKEN_OUT = (
    f"(OLD.params_digest IS NOT NULL AND NEW.params_salt IS NULL AND {_SAME} AND "
    "json_extract(NEW.params, '$.customer_id') IS json_extract(OLD.params, '$.customer_id'))"
)
_ERASED = (
    "(NEW.old IS NULL AND NEW.new IS NULL AND NEW.salt IS NULL AND NEW.id IS OLD.id AND "
    "NEW.entry_id IS OLD.entry_id AND NEW.table_name IS OLD.table_name AND "
    "NEW.row_id IS OLD.row_id AND NEW.op IS OLD.op)"
)
APPEND_ONLY = {
    "journal_entry": (
        f"OLD.digest IS NOT NULL AND NOT {_NAMES_TAKEN_OUT}",
        "the journal is append-only",
    ),
    "journal_change": (f"NOT {_ERASED}", "the journal is append-only"),
}


@cache
def journalled_tables() -> tuple[Table, ...]:
    """The tables whose rows the journal captures, owners before what they own."""
    return tuple(t for t in Record.metadata.sorted_tables if t.info.get("journal"))


def install(connection: Connection) -> str:
    """Drop the triggers that are there and make those of the present records.

    Returns:
        A digest of the generated text, to tell whether a book's triggers are the present ones.
    """
    remove(connection)
    for statement in _statements():
        connection.exec_driver_sql(statement)
    return digest()


def remove(connection: Connection) -> None:
    """Drop the triggers, inside a transaction that makes them again with `install`."""
    found = connection.execute(
        text(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' "
            "AND (name LIKE 'journal_%' OR name LIKE 'ledger_%')"
        )
    )
    for (name,) in found.all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


@cache
def digest() -> str:
    """What `install` returns, without installing."""
    return hashlib.sha256("\n".join(_statements()).encode()).hexdigest()


def _statements() -> Iterator[str]:
    for table in journalled_tables():
        yield _insert_trigger(table)
        yield _update_trigger(table)
        yield _delete_trigger(table)
    for name, (unless, why) in APPEND_ONLY.items():
        abort = f"SELECT RAISE(ABORT, '{why}')"
        yield (
            f"CREATE TRIGGER journal_{name}_keep BEFORE UPDATE ON {name} WHEN {unless} "
            f"BEGIN {abort}; END"
        )
        yield f"CREATE TRIGGER journal_{name}_stay BEFORE DELETE ON {name} BEGIN {abort}; END"
    yield from ledger_triggers.statements()


def _trigger(table: Table, op: str, event: str, when: str, old: str, new: str) -> str:
    row = "OLD" if op == "D" else "NEW"
    key = next(iter(table.primary_key.columns)).name
    return (
        f"CREATE TRIGGER journal_{table.name}_{op} AFTER {event} ON {_q(table.name)} {when} BEGIN "
        f"{GUARD.format(cursor=CURSOR)}; "
        "INSERT INTO journal_change (entry_id, table_name, row_id, op, old, new, salt) VALUES "
        f"({CURSOR}, '{table.name}', {row}.{_q(key)}, '{op}', {old}, {new}, randomblob(16)); END"
    )


def _insert_trigger(table: Table) -> str:
    bulk = table.info["journal"] == "bulk"
    when = "WHEN NOT (SELECT bulk FROM journal_cursor)" if bulk else ""
    return _trigger(table, "I", "INSERT", when, "NULL", _all_values(table, "NEW"))


def _delete_trigger(table: Table) -> str:
    return _trigger(table, "D", "DELETE", "", _all_values(table, "OLD"), "NULL")


def _update_trigger(table: Table) -> str:
    differs = " OR ".join(f"OLD.{_q(c.name)} IS NOT NEW.{_q(c.name)}" for c in table.columns)
    old, new = _changed_values(table, "OLD"), _changed_values(table, "NEW")
    return _trigger(table, "U", "UPDATE", f"WHEN {differs}", old, new)


def _all_values(table: Table, row: str) -> str:
    pairs = ", ".join(f"'{c.name}', {_value(c, row)}" for c in table.columns)
    return f"json_object({pairs})"


def _changed_values(table: Table, row: str) -> str:
    """JSON of the key and of each column in which the old and the new row differ."""
    rows = " UNION ALL ".join(_changed_value(column, row) for column in table.columns)
    return f"(SELECT json_group_object(k, v) FROM ({rows}))"


def _changed_value(column: Column[object], row: str) -> str:
    select = f"SELECT '{column.name}' AS k, {_value(column, row)} AS v"
    if column.primary_key:
        return select
    name = _q(column.name)
    return f"{select} WHERE OLD.{name} IS NOT NEW.{name}"


def _value(column: Column[object], row: str) -> str:
    name = f"{row}.{_q(column.name)}"
    if not isinstance(column.type, LargeBinary):
        return name
    digits = f"hex({name})"  # of NULL it is an empty text
    return f"iif({name} IS NULL, NULL, {digits})" if column.nullable else digits


def _q(name: str) -> str:
    return f'"{name}"'
