"""Points about to expire are a task with stages; the list knows what each customer has."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW, TODAY
from tests.store.builders import add_customer
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.progress import NoProgress
from vipdesk.services import points_book
from vipdesk.services.settings import SettingsService
from vipdesk.store import ledger
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary, DerivedTask

At = Callable[[int], Store]


@pytest.fixture
def at(store: Store) -> At:
    """The book so many days later, as at the start of that day."""
    moved = [NOW]
    store._clock = lambda: moved[0]

    def go(days: int) -> Store:
        moved[0] = NOW + timedelta(days=days)
        store.refresh_summaries()
        store.derive(NoProgress())
        return store

    return go


@pytest.fixture
def customer_id(store: Store) -> int:
    with store.action("customer.create") as session:
        return add_customer(session).id


def award(store: Store, customer_id: int, points: int, last: date) -> None:
    given = Movement(customer_id, EntryKind.BY_HAND, TODAY, points, last)
    with store.action("points.award") as session:
        ledger.write(session.connection(), session.info["entry_id"], [given])


def tasks(store: Store) -> list[tuple[str, str, str, date]]:
    query = select(DerivedTask).where(DerivedTask.kind == "points").order_by(DerivedTask.id)
    with store.read() as session:
        rows = session.scalars(query).all()
        return [(row.stage, row.status, row.period, row.due_on) for row in rows]


def summary(store: Store, customer_id: int) -> tuple[int | None, int | None]:
    with store.read() as session:
        row = session.get_one(CustomerSummary, customer_id)
        return row.points, row.points_expiring


def test_stages_follow_each_other_until_the_day(at: At, customer_id: int) -> None:
    store = at(0)
    last = TODAY + timedelta(days=70)
    award(store, customer_id, 500, last)
    assert tasks(store) == []
    day = last.isoformat()
    at(10)
    assert tasks(store) == [("T-60", "open", day, last - timedelta(days=60))]
    at(45)
    assert [each[:2] for each in tasks(store)] == [("T-60", "superseded"), ("T-30", "open")]
    at(70)
    assert tasks(store)[-1][:2] == ("T-7", "open")
    at(71)
    assert [each[1] for each in tasks(store)] == ["superseded", "superseded", "closed"]


def test_redeeming_them_closes_the_task(at: At, customer_id: int) -> None:
    store = at(0)
    award(store, customer_id, 500, TODAY + timedelta(days=20))
    assert [each[1] for each in tasks(store)] == ["open"]
    with store.action("points.redeem") as session:
        spent = Movement(customer_id, EntryKind.REDEEM, TODAY, 500)
        points_book.spend(session, spent, TODAY)
    assert [each[1] for each in tasks(store)] == ["closed"]


def test_the_soonest_last_day_counts(at: At, customer_id: int) -> None:
    store = at(0)
    award(store, customer_id, 500, TODAY + timedelta(days=50))
    award(store, customer_id, 100, TODAY + timedelta(days=5))
    standing = [each for each in tasks(store) if each[1] == "open"]
    assert [each[0] for each in standing] == ["T-7"]


def test_the_list_follows_the_day_and_the_settings(at: At, customer_id: int) -> None:
    store = at(0)
    assert summary(store, customer_id) == (None, None)
    award(store, customer_id, 500, TODAY + timedelta(days=70))
    award(store, customer_id, 40, TODAY + timedelta(days=1))
    assert summary(store, customer_id) == (540, 40)
    at(2)
    assert summary(store, customer_id) == (500, 0)
    at(12)
    assert summary(store, customer_id) == (500, 500)
    settings = SettingsService(store)
    known = settings.load()
    settings.save(replace(known, points=replace(known.points, expiring_days=7)))
    assert summary(store, customer_id) == (500, 0)


def test_a_hold_that_lapsed_holds_no_more(at: At, customer_id: int) -> None:
    store = at(0)
    award(store, customer_id, 500, TODAY + timedelta(days=300))
    with store.action("points.hold") as session:
        held = Movement(customer_id, EntryKind.HOLD, TODAY, 200, until_on=TODAY + timedelta(days=3))
        points_book.hold(session, held, TODAY)
    assert summary(store, customer_id) == (300, 0)
    at(4)
    assert summary(store, customer_id) == (500, 0)


def test_what_a_lapsed_hold_held_is_about_to_expire_too(at: At, customer_id: int) -> None:
    store = at(0)
    award(store, customer_id, 500, TODAY + timedelta(days=20))
    with store.action("points.hold") as session:
        held = Movement(customer_id, EntryKind.HOLD, TODAY, 500, until_on=TODAY + timedelta(days=3))
        points_book.hold(session, held, TODAY)
    assert [each[1] for each in tasks(store)] == ["closed"]
    at(3)
    assert [each[1] for each in tasks(store)] == ["closed"]
    at(4)
    assert tasks(store)[-1][:2] == ("T-30", "open")
