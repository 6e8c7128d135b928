"""Triggers that capture every write for the journal, generated from the records.

Bulk statements and cascades can't slip past a trigger. Each reads ``journal_cursor``: while no
action is open the cursor is empty and the write is refused, whoever sends it.
"""

import hashlib
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Column, Connection, LargeBinary, Table, text
from sqlalchemy.dialects import sqlite

from vipdesk.store import ledger_triggers
from vipdesk.store.records import Record

# Short, since each connection reads the text of all triggers before its first statement.
CAPTURE = (
    "INSERT INTO journal_change (entry_id,table_name,row_id,op,old,new,salt) SELECT coalesce("
    "(SELECT entry_id FROM journal_cursor),RAISE(ABORT,'write outside an action')),"
)
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
_q = sqlite.dialect().identifier_preparer.quote
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


def _trigger(table: Table, op: str, event: str, when: str, values: str) -> str:
    row = "OLD" if op == "D" else "NEW"
    return (
        f"CREATE TRIGGER journal_{table.name}_{op} AFTER {event} ON {_q(table.name)}{when} BEGIN "
        f"{CAPTURE}'{table.name}',{row}.{_key(table)},'{op}',{values}; END"
    )


def _insert_trigger(table: Table) -> str:
    bulk = table.info["journal"] == "bulk"
    when = " WHEN NOT (SELECT bulk FROM journal_cursor)" if bulk else ""
    values = f"NULL,{_all_values(table, 'NEW')},randomblob(16)"
    return _trigger(table, "I", "INSERT", when, values)


def _delete_trigger(table: Table) -> str:
    return _trigger(table, "D", "DELETE", "", f"{_all_values(table, 'OLD')},NULL,randomblob(16)")


def _update_trigger(table: Table) -> str:
    """Captures the keys and each column in which the old and the new row differ, if any does."""
    first, *others = table.columns
    rows = ",".join(_old_and_new(column) for column in others)
    keys = ",".join(f"'{column.name}'" for column in table.primary_key.columns)
    # The rows of one SELECT share a type; a plus sign keeps 01 and 1 from being one number by it.
    values = (
        "json_group_object(k,o),json_group_object(k,n),randomblob(16) FROM "
        f"(SELECT '{first.name}' k,{_value(first, 'OLD')} o,{_value(first, 'NEW')} n "
        f"UNION ALL VALUES{rows}) WHERE k IN({keys}) OR +o IS NOT +n HAVING max(+o IS NOT +n)"
    )
    return _trigger(table, "U", "UPDATE", "", values)


def _old_and_new(column: Column[object]) -> str:
    return f"('{column.name}',{_value(column, 'OLD')},{_value(column, 'NEW')})"


def _all_values(table: Table, row: str) -> str:
    pairs = ",".join(f"'{c.name}',{_value(c, row)}" for c in table.columns)
    return f"json_object({pairs})"


def _value(column: Column[object], row: str) -> str:
    name = f"{row}.{_q(column.name)}"
    if not isinstance(column.type, LargeBinary):
        return name
    digits = f"hex({name})"  # of NULL it is an empty text
    return f"iif({name} IS NULL,NULL,{digits})" if column.nullable else digits


def _key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name
