"""Derived tasks follow what becomes of a customer, by the services that do it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import NOW, TODAY, open_book
from vipdesk.domain.changes import Area
from vipdesk.domain.words import DerivedStatus
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.demo import DemoService
from vipdesk.services.erasing import ErasingService
from vipdesk.services.journal import JournalService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.store.records import AccountBalance, DerivedTask

Open = Callable[[], set[tuple[int, str]]]


@pytest.fixture
def open_tasks(store: Store) -> Open:
    """Whose tasks are open, and what they are about."""

    def read() -> set[tuple[int, str]]:
        with store.read() as session:
            query = select(DerivedTask.customer_id, DerivedTask.cause)
            rows = session.execute(query.where(DerivedTask.status == DerivedStatus.OPEN))
            return {(customer_id, cause) for customer_id, cause in rows}

    return read


def test_tasks_follow_a_merge_and_its_end(
    customer_desk: CustomerDesk, wang: int, chen: int, open_tasks: Open
) -> None:
    before = open_tasks()
    assert (wang, "end:contract:1") in before
    merge = customer_desk.merging.merge(chen, wang, ()).value
    assert {customer_id for customer_id, _cause in open_tasks()} == {chen}
    assert (chen, "end:contract:1") in open_tasks()
    customer_desk.merging.unmerge(merge)
    assert open_tasks() == before


def test_tasks_follow_undo_and_redo(
    store: Store, customer_desk: CustomerDesk, wang: int, open_tasks: Open
) -> None:
    before = open_tasks()
    customer_desk.groups.delete([wang])
    assert open_tasks() == set()
    journal = JournalService(store)
    journal.undo()
    assert open_tasks() == before
    journal.redo()
    assert open_tasks() == set()


def test_nothing_is_kept_of_whom_was_deleted_on_request(
    store: Store, wang: int, chen: int, open_tasks: Open
) -> None:
    assert wang in {customer_id for customer_id, _cause in open_tasks()}
    ErasingService(store).erase(wang, "asked by letter")
    RetentionRunService(store).run()
    with store.read() as session:
        for table in ("derived_task", "warning", "customer_facts", "score_month"):
            query = text(f"SELECT count(*) FROM {table} WHERE customer_id = :id")
            assert session.scalar(query, {"id": wang}) == 0, table


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE customer_summary SET score = 99",
        "UPDATE warning SET severity = 'red', gone_on = '2026-11-20'",
        "UPDATE line_facts SET fee_fen = 1",
    ],
)
def test_a_run_tells_of_scores_and_warnings_that_changed_without_a_task(
    store: Store, wang: int, harm: str
) -> None:
    with store.action("customer.edit") as session:
        session.add(AccountBalance(account_id=1, as_of=TODAY, arrears_fen=1))
    service = RetentionRunService(store)
    service.run()
    assert service.run().changed == frozenset()
    with store.plain_write() as connection:
        assert connection.execute(text(harm)).rowcount
    saved = service.run()
    assert (saved.value.created, saved.value.moved, saved.value.closed) == (0, 0, 0)
    assert {Area.TASKS, Area.CUSTOMERS} <= saved.changed
    assert service.run().changed == frozenset()


def test_a_demo_book_is_derived_when_it_is_made(store: Store, profile: Path) -> None:
    DemoService(store).fill(40, seed=3)
    service = RetentionRunService(store)
    assert service.run_if_due().value.counts is None
    assert service.run().value.unchanged > 10
    store.close()
    tomorrow = open_book(profile, clock=lambda: NOW + timedelta(days=1))
    assert RetentionRunService(tomorrow).run_if_due().value.counts is not None
    with tomorrow.read() as session:
        assert session.scalar(text("SELECT run_before FROM book")) == TODAY.isoformat()
    tomorrow.close()
