import json

import pytest
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.store.builders import add_customer, add_line
from vipdesk.store import journal, triggers
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, JournalChange, JournalEntry


@pytest.mark.parametrize("table", [t.name for t in triggers.journalled_tables()])
def test_every_journalled_table_guards_all_three_writes(store: Store, table: str) -> None:
    with store.read() as session:
        names = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    assert {f"journal_{table}_{op}" for op in "IUD"} <= names


@pytest.mark.parametrize("table", ["customer", "line", "bill", "contract_date", "tier_history"])
@pytest.mark.parametrize("statement", ["DELETE FROM {t}", "UPDATE {t} SET {c} = '9'"])
def test_a_statement_outside_an_action_fails(store: Store, table: str, statement: str) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    column = {"bill": "fee_fen", "customer": "name", "line": "number"}.get(table, "recorded_on")
    with (
        pytest.raises(IntegrityError, match="outside an action"),
        store.plain_write() as connection,
    ):
        connection.execute(text(statement.format(t=table, c=column)))


def test_an_insert_outside_an_action_fails(store: Store) -> None:
    with (
        pytest.raises(IntegrityError, match="outside an action"),
        store.plain_write() as connection,
    ):
        connection.execute(text("INSERT INTO tag (uid, name, key) VALUES (x'00', 'a', 'a')"))


def test_old_and_new_values_are_captured(store: Store) -> None:
    with store.action("customer.create") as session:
        customer_id = add_customer(session).id
    with store.action("customer.edit") as session:
        session.execute(update(Customer).values(name="李四"))
    with store.read() as session:
        change = session.scalars(select(JournalChange).order_by(JournalChange.id.desc())).first()
    assert change is not None
    assert (change.op, change.row_id) == ("U", customer_id)
    assert json.loads(change.old or "") == {"id": customer_id, "name": "王志强"}
    assert json.loads(change.new or "") == {"id": customer_id, "name": "李四"}


def test_texts_that_are_one_number_are_two_values(store: Store) -> None:
    with store.action("customer.create") as session:
        customer_id = add_customer(session).id
    for name in ("1", "01", "1.0"):
        with store.action("customer.edit") as session:
            session.execute(update(Customer).values(name=name))
    with store.read() as session:
        news = session.scalars(
            select(JournalChange.new)
            .where(JournalChange.table_name == "customer", JournalChange.op == "U")
            .order_by(JournalChange.id)
        ).all()
    assert news == [f'{{"id":{customer_id},"name":"{name}"}}' for name in ("1", "01", "1.0")]


def test_a_cascade_is_captured(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    with store.action("customer.purge", n=1) as session:
        session.execute(delete(Customer))
        entry_id = session.info["entry_id"]
    with store.read() as session:
        tables = journal.changed_tables(session.connection(), entry_id)
    assert {"customer", "account", "line", "bill", "contract_date", "tier_history"} <= tables


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_entry",
        "DELETE FROM journal_change",
        "UPDATE journal_entry SET code = 'x'",
        "UPDATE journal_change SET new = '{}'",
        "UPDATE journal_change SET old = NULL, new = NULL, salt = NULL, row_id = 9",
        "UPDATE journal_entry SET params = '{}', params_salt = NULL, manager_id = 9",
        "UPDATE journal_entry SET params = '{\"customer_id\": 9}', params_salt = NULL",
        "UPDATE journal_entry SET params = '{\"n\": 9}'",
    ],
)
def test_the_journal_is_append_only(store: Store, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.plain_write() as connection,
    ):
        connection.execute(text(statement))


def test_an_entry_is_read_without_the_megabytes_of_its_digests(store: Store) -> None:
    """SQLite comes to a column behind a long one only through all its pages."""
    with store.read() as session:
        columns = [row.name for row in session.execute(text("PRAGMA table_info(journal_entry)"))]
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).first()
        read = set(columns) - inspect(entry).unloaded
    assert read == set(columns[: columns.index("change_digests")])
