"""The demo book: lively, invented and marked so, the same for the same seed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY, create_book, fixed_clock
from vipdesk.domain import demo_names
from vipdesk.domain.demo import id_number, invent, months_before
from vipdesk.domain.demo_contacts import invent_contacts
from vipdesk.domain.demo_money import invent_complaints, invent_payments
from vipdesk.domain.periods import Period
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import DateMove, LineStatus, Tier, VisitStatus
from vipdesk.services.cohorts import CohortService
from vipdesk.services.demo import BookNotEmptyError, DemoService
from vipdesk.services.earning import EarningService
from vipdesk.services.indicators.outcomes import NOW, OutcomeService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.store import records
from vipdesk.store.book import Store

SIZE = 200


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    profile: Path = tmp_path_factory.mktemp("demo") / "profile"
    store = create_book(profile, demo_names.MANAGERS[0], clock=fixed_clock)
    DemoService(store).fill(SIZE, seed=7)
    yield store
    store.close()


def _count(store: Store, table: type[records.Record], *where: object) -> int:
    with store.read() as session:
        query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return session.scalar(query) or 0


def test_is_marked_as_invented(demo: Store) -> None:
    with demo.read() as session:
        assert session.scalar(select(records.Book.invented)) is True
        numbers = session.scalars(select(records.Customer.number)).all()
    assert len(numbers) == SIZE
    assert all(number.startswith("DEMO") for number in numbers)


def test_has_what_a_desk_has(demo: Store) -> None:
    soon = (TODAY, TODAY + timedelta(days=60))
    summary = records.CustomerSummary
    assert _count(demo, records.Bill) > SIZE * 24
    assert _count(demo, summary) == SIZE
    assert 0 < _count(demo, summary, summary.next_end_on.between(*soon)) < SIZE / 3
    assert _count(demo, records.Customer, records.Customer.birth_lunar) > 0
    assert _count(demo, records.Circle) > 0
    for status in (VisitStatus.DONE, VisitStatus.PLANNED, VisitStatus.NO_SHOW):
        assert _count(demo, records.Visit, records.Visit.status == status) > 0, status
    for table in (records.Need, records.Task, records.CustomerTag, records.Touchpoint):
        assert _count(demo, table) > 0, table


def test_has_what_tasks_and_warnings_follow_from(demo: Store) -> None:
    complaint, payment, tier = records.Complaint, records.Payment, records.TierHistory
    still_open = complaint.closed_on.is_(None)
    assert _count(demo, complaint, still_open) > 0
    for verdict in (True, False):
        assert _count(demo, complaint, complaint.upheld.is_(verdict)) > 0
    assert _count(demo, payment) > SIZE * 3
    assert _count(demo, payment, payment.paid_on > TODAY) == 0
    low = records.AccountBalance.balance_fen.between(0, 999)
    assert _count(demo, records.AccountBalance, low) > 0
    asked = records.Touchpoint.note == demo_names.LEAVING_CALL
    assert _count(demo, records.Touchpoint, asked) > 0
    assert _count(demo, records.RetentionCase) == 2
    assert _count(demo, records.Onboarding) > 0
    lately = tier.effective_on > TODAY - timedelta(days=13)
    assert _count(demo, tier, lately, tier.tier != Tier.ORDINARY) >= 3


def test_every_kind_of_task_and_warning_occurs(demo: Store) -> None:
    with demo.read() as session:
        kinds = set(session.scalars(select(records.DerivedTask.kind)))
        rules = set(session.scalars(select(records.CustomerWarning.rule)))
    assert kinds == {str(kind) for kind in TaskKind} - {"next_step"}
    assert rules == {str(rule) for rule in Rule}


def test_the_desk_was_worked_at(demo: Store) -> None:
    """Of what is due most was put off to a later day, but for those who ask to leave."""
    task = records.DerivedTask
    due = func.coalesce(task.snoozed_until, task.due_on) <= TODAY
    assert 5 <= _count(demo, task, due) < SIZE / 10
    asked = _count(demo, task, task.kind == TaskKind.BY_HAND)
    assert _count(demo, task, due, task.kind == TaskKind.BY_HAND) == asked > 0
    assert _count(demo, task, task.snoozed_until > TODAY) > SIZE / 10


def test_points_add_up_and_a_snapshot_stands(demo: Store) -> None:
    assert PointsAuditService(demo).audit().problems == ()
    due = EarningService(demo).preview_bills("2026-10")
    assert (due.awards, due.lowered, due.unchanged > 0) == (0, 0, True)
    assert _count(demo, records.Redemption) > 0
    service = CohortService(demo)
    cohorts = service.list()
    assert len(cohorts) == 4
    assert all(service.verify(cohort.id).holds for cohort in cohorts)
    (oldest,) = OutcomeService(demo).compare([cohorts[-1].id])
    assert {NOW, 1, 2, 3, 6} <= oldest.at.keys()
    assert 0 < oldest.at[6].lost < oldest.at[NOW].lost


def test_contracts_were_renewed_or_ran_out_and_customers_left(demo: Store) -> None:
    date_, status = records.ContractDate, records.StatusHistory
    assert _count(demo, date_, date_.moved_as == DateMove.RENEWAL) > SIZE / 10
    assert _count(demo, status, status.reason.is_not(None)) > 0
    quarter = Period.quarter(TODAY)
    values = {value.spec.key: value for value in IndicatorService(demo).values(Asked(quarter))}
    for key in ("snapshot_retention", "renewal", "churn"):
        value = values[key]
        assert value.numerator is not None
        assert value.denominator is not None
        assert 0 < value.numerator < value.denominator, key


def test_complaints_and_payments_begin_with_the_customer() -> None:
    told = 0
    for customer in invent(200, 3, TODAY):
        for complaint in invent_complaints(customer, 3, TODAY):
            told += 1
            ended = complaint.closed_on or TODAY
            assert customer.joined_on <= complaint.opened_on <= ended <= TODAY
            assert (complaint.upheld is None) is (complaint.closed_on is None)
        days = [paid.paid_on for paid in invent_payments(customer, 3, TODAY)]
        assert days == sorted(set(days))
        assert all(day >= customer.joined_on for day in days)
    assert told > 5


def test_nothing_lies_before_a_customer_came_or_after_today(demo: Store) -> None:
    with demo.read() as session:
        days = session.execute(
            select(records.Touchpoint.on_day, records.Customer.joined_on).join_from(
                records.Touchpoint,
                records.Customer,
                records.Touchpoint.customer_id == records.Customer.id,
            )
        ).all()
        newest_bill = session.scalar(select(func.max(records.Bill.month)))
    assert all(joined_on and joined_on <= on_day <= TODAY for on_day, joined_on in days)
    assert newest_bill == "2026-10"


def test_the_same_seed_and_day_give_the_same_people() -> None:
    assert list(invent(20, 1, TODAY)) == list(invent(40, 1, TODAY))[:20]
    assert list(invent(5, 1, TODAY)) != list(invent(5, 2, TODAY))
    since = TODAY - timedelta(days=300)
    assert invent_contacts(3, 1, TODAY, since) == invent_contacts(3, 1, TODAY, since)


def test_falling_use_shows_in_the_last_months() -> None:
    falling = 0
    for customer in invent(100, 1, TODAY):
        fees = [month.fee_fen for month in customer.lines[0].months]
        falling += len(fees) == 24 and sum(fees[-3:]) < 0.85 * sum(fees[:3])
    assert 3 < falling < 30


def test_months_of_a_line_lie_within_its_life() -> None:
    for customer in invent(100, 1, TODAY):
        for line in customer.lines:
            months = [month.month for month in line.months]
            assert months == sorted(set(months))
            assert all(month >= f"{line.opened_on:%Y-%m}" for month in months)
            if line.status is LineStatus.CLOSED:
                assert all(month <= f"{line.status_since:%Y-%m}" for month in months)


def test_months_before_cross_the_year() -> None:
    assert months_before(TODAY.replace(month=2), 3) == ["2025-11", "2025-12", "2026-01"]
    assert months_before(TODAY)[0] == "2024-11"


def test_identity_numbers_carry_their_check_digit() -> None:
    # The example of GB 11643-1999.
    assert id_number("110105", TODAY.replace(1949, 12, 31), 2) == "11010519491231002X"


def test_is_never_mixed_into_a_book_in_use(demo: Store) -> None:
    with pytest.raises(BookNotEmptyError):
        DemoService(demo).fill(1, seed=1)
    assert _count(demo, records.Customer) == SIZE
