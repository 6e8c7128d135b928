"""A real book in which the fuzzer searches and whose journal it writes and reads."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, insert, select

from vipdesk.domain.actions import action_label
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.store import keyfile, undo
from vipdesk.store.book import Store
from vipdesk.store.records import JournalChange, JournalEntry, Record
from vipdesk.texts import translator

NAMES = ("王志强", 'O\'Neil "x"', "NEAR", "=1+1")


@cache
def store() -> Store:
    """A book of four customers, gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="vipdesk-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Store.create(folder / "profile", "a", keyfile.make_key("a", cost=2))
    desk = CustomerDesk.of(made)
    for number, name in enumerate(NAMES):
        desk.care.create(CustomerDraft(name=name, number=f"C{number}"))
    return made


def search(typed: str) -> None:
    """Ask the index; every customer is still there."""
    found = CustomerFinder(store()).find(typed)
    if len(found) > len(NAMES) or len({each.id for each in found}) != len(found):
        raise AssertionError("the search found what is not there")


def read_journal(values: Sequence[Any]) -> None:
    """Write one entry with one change, whatever they hold, read both and take them back.

    Args:
        values: Code and parameters; table, op, old and new of the change. Missing ones are empty.
    """
    code, params, table, op, old, new = (*values, *[None] * 6)[:6]
    with engine().connect() as connection:
        connection.execute(
            insert(JournalEntry).values(
                id=1, device=b"", seq=1, at=datetime.now(UTC), code=str(code)[:200],
                params=params if isinstance(params, dict) else {}, schema_revision="",
                undoable=True,
            )
        )  # fmt: skip
        connection.execute(
            insert(JournalChange).values(
                entry_id=1, table_name=_text(table) or "", row_id=1, op=_text(op) or "",
                old=_text(old), new=_text(new),
            )
        )  # fmt: skip
        entry = connection.execute(select(JournalEntry.code, JournalEntry.params)).one()
        action_label(entry.code, entry.params, translator("zh"))
        undo.stacks(connection)
        undo.last_of(connection, 1)
        undo.take_back(connection, 1, 2, "customer.edit", date(2026, 11, 21))


def _text(value: Any) -> str | None:
    """A value as the column holds it: text, or nothing."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


@cache
def engine() -> Engine:
    """The tables of a book without triggers, in memory."""
    made = create_engine("sqlite://")
    Record.metadata.create_all(made)
    return made
