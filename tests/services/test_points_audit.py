"""The audit recomputes the ledger; what was altered behind the program is named."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.conftest import PASSPHRASE, TODAY, fixed_clock, new_key, open_book
from tests.services.points import Ledger
from tests.store.builders import add_customer
from vipdesk.domain.backups import Why
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import Audit, Check, PointsAuditService
from vipdesk.services.restores import RestoreService
from vipdesk.store import rekey, switch, triggers
from vipdesk.store.book import Store

JAN, JUNE = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture(scope="module")
def moved(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with every kind of movement, a merge and what was undone, made once."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("points") / "profile")
    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        one, other = add_customer(session).id, add_customer(session, "C2", "陈晓燕").id
    ledger, journal = Ledger(store, one), JournalService(store)
    ledger.award(100, JAN)
    spent = ledger.spend(40, JUNE)
    ledger.confirm(ledger.hold(20, JUNE), JUNE)
    ledger.hold(10, JUNE, JUNE)
    ledger.reverse(spent)
    PointsService(store).award(other, AwardDraft(points=30, reason="答谢"))
    journal.undo()
    journal.redo()
    MergingService(store).merge(one, other)
    ledger.spend(75, TODAY)
    store.close()
    return profile


@pytest.fixture
def book(moved: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it."""
    store = open_book(shutil.copytree(moved, tmp_path / "profile"), clock=fixed_clock)
    yield store
    store.close()


def alter(store: Store, *statements: str) -> None:
    """Write as somebody who has the key and a tool for SQLite."""
    with store.plain_write() as connection:
        triggers.remove(connection)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(text(statement))
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        triggers.install(connection)


def audit(store: Store) -> Audit:
    return PointsAuditService(store).audit()


def test_a_ledger_with_every_kind_of_movement_holds(book: Store) -> None:
    found = audit(book)
    assert found.problems == ()
    assert (found.lots, found.customers, found.points) == (2, 1, 35)


@pytest.mark.parametrize(
    ("statement", "checks", "said"),
    [
        (
            "UPDATE points_rest SET rest = rest + 1 WHERE lot_id = 1",
            {Check.REST, Check.LIST},
            "Lot 1 of C1",
        ),
        (
            "INSERT INTO points_rest VALUES (9, 1, '2028-12-31', 5, 5, 0)",
            {Check.STRAY_REST, Check.LIST},
            "5 points are stored of lot 9",
        ),
        (
            "UPDATE points_draw SET points = -39 WHERE entry_id = 2",
            {Check.REST, Check.ENTRY, Check.REVERSAL, Check.JOURNAL},
            "Movement 2 of C1 on 2026-06-01: it says -40 points",
        ),
        (
            "UPDATE points_lot SET points = 1000 WHERE id = 1",
            {Check.REST, Check.AWARD, Check.JOURNAL},
            "its award, movement 1, says 100 on 2026-01-01",
        ),
        (
            "UPDATE points_entry SET on_day = '2025-12-31' WHERE id = 2",
            {Check.DAY, Check.JOURNAL},
            "on 2025-12-31 it has -40 points of 100",
        ),
        (
            "UPDATE points_entry SET on_day = '2026-12-31' WHERE id = 4",
            {Check.FUTURE, Check.JOURNAL},
            "is of 2026-12-31",
        ),
        (
            "UPDATE customer SET merged_into_id = NULL",
            {Check.OWNER},
            "was awarded to C2, who was not merged into them",
        ),
        (
            "UPDATE customer_summary SET points = 36 WHERE number = 'C1'",
            {Check.LIST},
            "The list says that C1 has 36 available points; their lots say 35.",
        ),
        (
            "UPDATE points_entry SET hold_id = 5 WHERE id = 4",
            {Check.HOLD, Check.JOURNAL},
            "Hold 5 of C1: -20 points of lot 1",
        ),
    ],
)
def test_what_was_altered_behind_is_named(
    book: Store, statement: str, checks: set[Check], said: str
) -> None:
    alter(book, statement)
    found = audit(book)
    assert {problem.check for problem in found.problems} == checks
    assert said in "\n".join(problem.sentence(str) for problem in found.problems)


def test_an_award_altered_everywhere_alike_is_not_what_the_journal_wrote(book: Store) -> None:
    alter(
        book,
        "UPDATE points_entry SET points = 1100 WHERE id = 1",
        "UPDATE points_draw SET points = 1100 WHERE entry_id = 1",
        "UPDATE points_lot SET points = 1100 WHERE id = 1",
        "UPDATE points_rest SET points = 1100, rest = rest + 1000 WHERE lot_id = 1",
        "UPDATE customer_summary SET points = points + 1000 WHERE number = 'C1'",
    )
    found = audit(book)
    assert {problem.check for problem in found.problems} == {Check.JOURNAL}
    assert "Movement 1 of C1" in found.problems[0].sentence(str)


def test_the_audit_can_be_stopped(book: Store) -> None:
    class Stopping:
        def step(self, done: int, total: int) -> None:
            if done == total // 2:
                raise CancelledError

    with pytest.raises(CancelledError):
        PointsAuditService(book).audit(Stopping())


def test_a_restored_book_under_a_new_key_holds_and_stays_append_only(
    moved: Path, tmp_path: Path
) -> None:
    profile = shutil.copytree(moved, tmp_path / "profile")
    store = open_book(profile, clock=fixed_clock)
    kept = BackupService(store).make_if_changed(Why.HAND)
    assert kept is not None
    Ledger(store, 1).award(5, JAN)
    store.close()
    restoring = RestoreService(profile, Access(profile, fixed_clock), fixed_clock, None)
    restoring.prepare(kept.path, PASSPHRASE, NoProgress()).wipe()
    switch.commit(profile)
    made = new_key()
    old = Access(profile, fixed_clock).unlock(PASSPHRASE)
    rekey.rekey(profile, old, made.key, PASSPHRASE, made.recovery_key, NoProgress())
    store = open_book(profile, clock=fixed_clock)
    assert (audit(store).problems, audit(store).points) == ((), 35)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.action("points.award") as session,
    ):
        session.execute(text("DELETE FROM points_draw"))
    store.close()
