"""Movements of points are appended, never changed; an undone action is reversed."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.store.builders import add_customer
from vipdesk.domain.points import Draw, Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.services.journal import JournalService
from vipdesk.store import ledger
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_bulk_insert
from vipdesk.store.records import PointsEntry, PointsLot, PointsRest
from vipdesk.store.undo_errors import PointsSpentError

JUNE, LAST = date(2026, 6, 1), date(2028, 12, 31)


@pytest.fixture
def customer_id(store: Store) -> int:
    with store.action("customer.create") as session:
        return add_customer(session).id


def write(store: Store, code: str, *movements: Movement) -> None:
    with store.action(code) as session:
        ledger.write(session.connection(), session.info["entry_id"], movements)


def award(store: Store, customer_id: int, points: int) -> int:
    given = Movement(customer_id, EntryKind.BY_HAND, JUNE, points, LAST)
    write(store, "points.award", given)
    with store.read() as session:
        return session.scalars(select(func.max(PointsLot.id))).one()


def spend(store: Store, customer_id: int, lot_id: int, points: int) -> None:
    taken = Movement(customer_id, EntryKind.REDEEM, JUNE, draws=(Draw(lot_id, -points),))
    write(store, "points.redeem", taken)


def rest(store: Store, lot_id: int) -> int:
    with store.read() as session:
        return session.get_one(PointsRest, lot_id).rest


def test_a_lot_below_zero_is_refused_and_nothing_is_kept(store: Store, customer_id: int) -> None:
    lot_id = award(store, customer_id, 100)
    with pytest.raises(IntegrityError):
        spend(store, customer_id, lot_id, 101)
    assert rest(store, lot_id) == 100


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_entry SET points = 7",
        "DELETE FROM points_entry",
        "UPDATE points_lot SET points = 7",
        "DELETE FROM points_draw",
        "UPDATE points_draw SET points = 7",
        "REPLACE INTO points_draw (entry_id, lot_id, points, held) "
        "SELECT entry_id, lot_id, 7, 0 FROM points_draw",
        "DELETE FROM customer",
    ],
)
def test_the_database_refuses_to_change_a_movement(
    store: Store, customer_id: int, statement: str
) -> None:
    lot_id = award(store, customer_id, 100)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.action("points.award") as session,
    ):
        session.execute(text(statement))
    assert rest(store, lot_id) == 100


def test_undo_and_redo_append_reversals(store: Store, customer_id: int) -> None:
    lot_id = award(store, customer_id, 100)
    spend(store, customer_id, lot_id, 60)
    journal = JournalService(store)
    journal.undo()
    assert rest(store, lot_id) == 100
    journal.redo()
    assert rest(store, lot_id) == 40
    journal.undo()
    assert rest(store, lot_id) == 100
    with store.read() as session:
        kinds = session.scalars(select(PointsEntry.kind).order_by(PointsEntry.id)).all()
    assert kinds == [EntryKind.BY_HAND, EntryKind.REDEEM, *[EntryKind.REVERSAL] * 3]


def test_an_award_that_is_spent_is_not_undone(store: Store, customer_id: int) -> None:
    lot_id = award(store, customer_id, 100)
    entry = JournalService(store).undo_state().undo[0].id
    spend(store, customer_id, lot_id, 60)
    with pytest.raises(PointsSpentError, match=r"100 points were given, and only 40"):
        JournalService(store).undo(entry)
    assert rest(store, lot_id) == 40


def test_a_bulk_is_undone_and_redone_as_a_whole_by_reversals(
    store: Store, customer_id: int
) -> None:
    awards = [Movement(customer_id, EntryKind.IMPORTED, JUNE, points, LAST) for points in (5, 7)]
    with store.action("import.commit", bulk=True, file="points.csv") as session:
        mark_bulk_insert(session, "points_entry", 0, len(awards))
        ledger.write(session.connection(), session.info["entry_id"], awards)
    journal = JournalService(store)
    for rests in ([0, 0], [5, 7], [0, 0]):
        journal.undo() if rests == [0, 0] else journal.redo()
        assert [rest(store, lot_id) for lot_id in (1, 2)] == rests
    with store.read() as session:
        written = session.execute(select(PointsEntry.points).order_by(PointsEntry.id)).scalars()
        assert list(written) == [5, 7, -7, -5, 5, 7, -7, -5]
        told = session.execute(
            text(
                "SELECT op, count(*) FROM journal_change "
                "WHERE table_name LIKE 'points%' GROUP BY op"
            )
        )
        assert [tuple(row) for row in told] == [("B", 4)]  # one line for all rows of an action


def test_undo_reaches_an_action_whose_reversal_was_taken_back(
    store: Store, customer_id: int
) -> None:
    lot_id = award(store, customer_id, 100)
    with store.action("points.reverse") as session:
        into = session.info["entry_id"]
        ledger.reverse_entry(session.connection(), 1, into, JUNE, "typed wrong")
    journal = JournalService(store)
    journal.undo()
    assert rest(store, lot_id) == 100
    journal.undo()
    assert rest(store, lot_id) == 0
    journal.redo()
    journal.redo()
    assert rest(store, lot_id) == 0


def test_a_reversal_never_stands_before_what_it_reverses(store: Store, customer_id: int) -> None:
    award(store, customer_id, 100)
    with store.action("points.reverse") as session:
        into = session.info["entry_id"]
        before = date(2026, 5, 1)  # the clock was set back
        ledger.reverse_entry(session.connection(), 1, into, before, None)
    with store.read() as session:
        assert set(session.scalars(select(PointsEntry.on_day))) == {JUNE}
