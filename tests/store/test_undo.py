"""Any run of actions, then undo of all, gives the first state back, row for row."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY, fixed_clock, open_book
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.changes import Area
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.store import journal, triggers
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    Customer,
    CustomerSummary,
    CustomerTag,
    ImportBatch,
    Line,
    Tag,
    TierHistory,
    Touchpoint,
)
from vipdesk.store.undo_errors import NothingToRedoError, NothingToUndoError, UndoConflictError

DERIVED = ("customer_summary", "line_summary")
State = dict[str, list[Any]]


def state(store: Store) -> State:
    """Every row of every undoable table, and of the derived ones."""
    names = [*(table.name for table in triggers.journalled_tables()), *DERIVED]
    with store.read() as session:
        driver = session.connection().connection.cursor()
        return {
            name: sorted(driver.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
        }


def _one(session: Session, record: Any, random: Random) -> Any | None:
    ids = session.scalars(select(record.id)).all()
    return session.get(record, random.choice(ids)) if ids else None


def _create(session: Session, random: Random) -> None:
    number = session.scalar(select(func.count()).select_from(Customer)) or 0
    tail = random.randrange(10**9)
    add_line(session, add_customer(session, f"C{number}-{tail}"), f"1{tail}")


def _edit(session: Session, random: Random) -> None:
    if customer := _one(session, Customer, random):
        customer.name = random.choice("赵钱孙李") + str(random.randrange(100))
        customer.extra = {"备注": random.randrange(5)}


def _bulk_edit(session: Session, random: Random) -> None:
    session.execute(update(Customer).values(interests=f"x{random.randrange(3)}"))


def _purge(session: Session, random: Random) -> None:
    if customer := _one(session, Customer, random):
        session.execute(delete(Customer).where(Customer.id == customer.id))


def _tag(session: Session, random: Random) -> None:
    tag = Tag(name="大客户", key=f"k{random.randrange(10**9)}")
    session.add(tag)
    session.flush()
    for customer_id in session.scalars(select(Customer.id)):
        session.add(CustomerTag(customer_id=customer_id, tag_id=tag.id))


def _untag(session: Session, random: Random) -> None:
    session.execute(delete(Tag).where(Tag.id % 2 == random.randrange(2)))


def _touch(session: Session, random: Random) -> None:
    if customer := _one(session, Customer, random):
        add_touchpoint(session, customer, date(2026, 1 + random.randrange(9), 1))


def _promote(session: Session, random: Random) -> None:
    if customer := _one(session, Customer, random):
        session.add(
            TierHistory(
                customer_id=customer.id,
                tier=random.choice(["silver", "diamond"]),
                effective_on=TODAY,
                recorded_on=TODAY,
            )
        )


def _move_account(session: Session, random: Random) -> None:
    account, customer = _one(session, Account, random), _one(session, Customer, random)
    if account and customer:
        account.customer_id = customer.id


def _import_bills(session: Session, random: Random) -> None:
    batch = ImportBatch(
        kind="bills",
        file_name="b.csv",
        file_sha256=bytes(32),
        imported_at=fixed_clock(),
        mapping={},
        counts={},
    )
    session.add(batch)
    session.flush()
    month = f"2026-{9 + random.randrange(3):02}"
    billed = select(Bill.line_id).where(Bill.month == month)
    lines = session.scalars(select(Line.id)).all()
    new = len(set(lines) - set(session.scalars(billed)))
    journal.mark_bulk_insert(session, "bill", batch.id, new)
    for line_id in lines:
        replaced = session.execute(
            update(Bill)
            .where(Bill.line_id == line_id, Bill.month == month)
            .values(fee_fen=random.randrange(10**5), batch_id=batch.id)
        )
        if replaced.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(
                insert(Bill).values(line_id=line_id, month=month, fee_fen=5, batch_id=batch.id)
            )


STEPS: dict[str, tuple[Callable[[Session, Random], None], bool]] = {
    "customer.create": (_create, False),
    "customer.edit": (_edit, False),
    "manager.save": (_bulk_edit, False),
    "customer.purge": (_purge, False),
    "customer.tag": (_tag, False),
    "customer.untag": (_untag, False),
    "touchpoint.log": (_touch, False),
    "customer.tier": (_promote, False),
    "line.edit": (_move_account, False),
    "import.commit": (_import_bills, True),
}


@contextmanager
def _book(empty_profile: Path) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        profile = shutil.copytree(empty_profile, Path(folder) / "p")
        store = open_book(profile, clock=fixed_clock)
        try:
            yield store
        finally:
            store.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=12),
    seed=st.integers(0, 10**6),
)
def test_undo_of_all_gives_the_first_state_back(
    empty_profile: Path, steps: list[str], seed: int
) -> None:
    random = Random(seed)
    with _book(empty_profile) as store:
        undoing = JournalService(store)
        states = [state(store)]
        for code in ["customer.create", *steps]:
            step, bulk = STEPS[code]
            with store.action(code, bulk=bulk) as session:
                step(session, random)
            if (after := state(store)) != states[-1]:
                states.append(after)
        for expected in reversed(states[:-1]):
            undoing.undo()
            assert state(store) == expected
        with pytest.raises(NothingToUndoError):
            undoing.undo()
        for expected in states[1:]:
            undoing.redo()
            assert state(store) == expected
        assert JournalProofService(store).check().broken is None


@pytest.fixture
def undoing(store: Store) -> JournalService:
    return JournalService(store)


def _new(store: Store, number: str = "C1") -> int:
    with store.action("customer.create") as session:
        return add_customer(session, number).id


def _rename(store: Store, customer_id: int, name: str) -> None:
    with store.action("customer.edit") as session:
        session.execute(update(Customer).where(Customer.id == customer_id).values(name=name))


def _name(store: Store, customer_id: int) -> str | None:
    with store.read() as session:
        return session.scalar(select(Customer.name).where(Customer.id == customer_id))


def test_redo_follows_undo_in_order_and_ends_with_a_new_action(
    store: Store, undoing: JournalService
) -> None:
    customer_id = _new(store)
    for name in ("甲", "乙", "丙"):
        _rename(store, customer_id, name)
    undoing.undo()
    undoing.undo()
    assert _name(store, customer_id) == "甲"
    undoing.redo()
    undoing.redo()
    assert _name(store, customer_id) == "丙"
    undoing.undo()
    _rename(store, customer_id, "丁")
    with pytest.raises(NothingToRedoError):
        undoing.redo()


def test_an_older_action_is_undone_where_nothing_stands_in_its_way(
    store: Store, undoing: JournalService
) -> None:
    first, second = _new(store, "C1"), _new(store, "C2")
    _rename(store, first, "甲")
    entry = undoing.undo_state().undo[0]
    _rename(store, second, "乙")
    undoing.undo(entry.id)
    assert (_name(store, first), _name(store, second)) == ("王志强", "乙")


def test_refuses_where_a_row_has_changed_since(store: Store, undoing: JournalService) -> None:
    customer_id = _new(store)
    _rename(store, customer_id, "甲")
    entry = undoing.undo_state().undo[0]
    _rename(store, customer_id, "乙")
    before = state(store)
    with pytest.raises(UndoConflictError, match=r"Edit customer.*customer no\. 1"):
        undoing.undo(entry.id)
    assert state(store) == before


def test_refuses_to_sweep_later_rows_along(store: Store, undoing: JournalService) -> None:
    customer_id = _new(store)
    entry = undoing.undo_state().undo[0]
    with store.action("touchpoint.log") as session:
        customer = session.get_one(Customer, customer_id)
        add_touchpoint(session, customer)
    with pytest.raises(UndoConflictError, match="touchpoint"):
        undoing.undo(entry.id)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Touchpoint)) == 1


def test_refuses_where_another_row_has_taken_a_name(store: Store, undoing: JournalService) -> None:
    groups = CustomerGroupsService(store)
    customer_id = _new(store)
    groups.tag([customer_id], "甲")
    groups.untag([customer_id], groups.tags()[0].id)
    entry = undoing.undo_state().undo[0]
    groups.tag([customer_id], "甲")
    before = state(store)
    with pytest.raises(UndoConflictError, match="tag no"):
        undoing.undo(entry.id)
    assert state(store) == before


def test_refuses_to_bring_back_what_has_no_owner_any_more(
    store: Store, undoing: JournalService
) -> None:
    customer_id = _new(store)
    with store.action("touchpoint.log") as session:
        touchpoint_id = add_touchpoint(session, session.get_one(Customer, customer_id)).id
    with store.action("touchpoint.delete") as session:
        session.execute(delete(Touchpoint).where(Touchpoint.id == touchpoint_id))
    entry = undoing.undo_state().undo[0]
    with store.action("customer.purge") as session:
        session.execute(delete(Customer).where(Customer.id == customer_id))
    before = state(store)
    with pytest.raises(UndoConflictError, match="touchpoint"):
        undoing.undo(entry.id)
    assert state(store) == before


def test_undo_works_after_a_restart_and_says_what_it_did(store: Store, profile: Path) -> None:
    customer_id = _new(store)
    _rename(store, customer_id, "甲")
    store.close()
    again = open_book(profile, clock=fixed_clock)
    saved = JournalService(again).undo()
    assert saved.value.label(str) == "Edit customer"
    assert saved.changed == {Area.CUSTOMERS, Area.JOURNAL}
    assert _name(again, customer_id) == "王志强"
    again.close()


def test_derived_rows_never_stand_in_the_way(store: Store, undoing: JournalService) -> None:
    customer_id = _new(store)
    with store.plain_write() as connection:
        connection.execute(delete(CustomerSummary))
    undoing.undo()
    assert _name(store, customer_id) is None


def test_a_number_once_given_is_never_given_again(store: Store, undoing: JournalService) -> None:
    first = _new(store, "C1")
    undoing.undo()
    assert _new(store, "C2") == first + 1


def test_a_refusal_can_name_every_table() -> None:
    for table in triggers.journalled_tables():
        error = UndoConflictError(code="customer.edit", table=table.name, row=7)
        assert " no. 7 has changed since" in error.sentence(str)
