"""Customers who were handed over count to each manager for their time (rules.md 1 and 5)."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.periods import Period
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.points_book import award
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Bill,
    Complaint,
    ContractDate,
    Manager,
    OwnerHistory,
    StatusHistory,
)

OCTOBER = "2026-10"


def counted(store: Store, key: str, period: str = OCTOBER) -> tuple[int | None, int | None]:
    (value,) = IndicatorService(store).values(Asked(Period.parse(period)), [key])
    return value.numerator, value.denominator


def hand_over(session: Session, customer_id: int, manager_id: int, day: date) -> None:
    row = {"customer_id": customer_id, "manager_id": manager_id}
    session.add(OwnerHistory(**row, effective_on=day, recorded_on=day))
    session.flush()


@pytest.fixture
def zhao(store: Store) -> int:
    with store.action("settings.save") as session:
        manager = Manager(name="赵经理")
        session.add(manager)
        session.flush()
        return manager.id


def october(day: int) -> date:
    return date(2026, 10, day)


def test_a_line_that_left_counts_for_the_owner_of_that_day(store: Store, zhao: int) -> None:
    """Handed over to Zhao, or taken over from Zhao; left, or not; before the other or after it."""
    given = {1: (20, "closed", 10), 2: (10, "ported_out", 20), 3: (10, "", 0)}
    taken = {4: (10, "closed", 20), 5: (20, "closed", 10), 6: (10, "", 0)}
    same_day = {7: (15, "closed", 15)}  # that day it was Zhao's already
    with store.action("customer.create") as session:
        for number, (over, status, left) in (given | taken | same_day).items():
            customer = add_customer(session, f"C{number}", f"客户{number}")
            line = add_line(session, customer, f"1390000000{number}")
            if number in taken:
                hand_over(session, customer.id, zhao, date(2026, 2, 1))
                hand_over(session, customer.id, 1, october(over))
            else:
                hand_over(session, customer.id, zhao, october(over))
            if status:
                dated = {"effective_on": october(left), "recorded_on": october(left)}
                session.add(StatusHistory(line_id=line.id, status=status, **dated))
    # left while mine: 1 and 4; mine on 30 September: 1, 2, 3, 7; on the network and mine on the
    # last of October: 6
    assert counted(store, "churn") == (2 * 2, 4 + 1)


def test_a_line_that_was_opened_and_left_in_the_same_period_has_left(store: Store) -> None:
    """Of a quarter as of a month, whichever month it was opened in; not if closed at once."""
    states = {
        1: ((1, "closed"), (5, "normal"), (20, "ported_out")),  # back, and gone again
        2: ((5, "normal"), (20, "closed")),
        3: ((5, "normal"), (5, "closed")),  # closed on the day it was opened
        4: ((5, "closed"),),
        5: ((5, "normal"), (20, "closed"), (31, "normal")),
    }
    with store.action("customer.create") as session:
        customer = add_customer(session)
        for number, changes in states.items():
            line = add_line(session, customer, f"1390000000{number}")
            session.query(StatusHistory).filter_by(line_id=line.id).delete()
            for day, status in changes:
                dated = {"effective_on": october(day), "recorded_on": october(day)}
                session.add(StatusHistory(line_id=line.id, status=status, **dated))
                session.flush()
    assert counted(store, "churn") == (2 * 2, 1)
    assert counted(store, "churn", "2026-Q4") == (2 * 2, 1)


def test_arrears_take_a_line_off_on_the_last_day_of_the_third_month(
    store: Store, zhao: int
) -> None:
    """Of a quarter, so that the hand-over lies between that day and the period's last."""
    with store.action("customer.create") as session:
        for number, over in ((1, date(2026, 9, 1)), (2, date(2026, 8, 31))):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            line = add_line(session, customer, f"1390000000{number}")
            dated = {"effective_on": date(2026, 5, 20), "recorded_on": date(2026, 5, 20)}
            session.add(StatusHistory(line_id=line.id, status="suspended_arrears", **dated))
            session.query(Bill).filter_by(line_id=line.id).delete()
            months = ("2026-06", "2026-07", "2026-08", "2026-09")
            session.add_all(Bill(line_id=line.id, month=month, fee_fen=0) for month in months)
            hand_over(session, customer.id, zhao, over)
    assert counted(store, "churn", "2026-Q3") == (2, 2)


def test_what_happened_counts_for_the_owner_of_its_time(store: Store, zhao: int) -> None:
    """One was handed over in November, one was taken over then, one was taken over in October."""
    with store.action("customer.create") as session:
        for number in (1, 2, 3):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            who = customer.id
            line = add_line(session, customer, f"1390000000{number}")
            ended = {"kind": "contract", "ends_on": october(31), "effective_on": october(2)}
            session.add(ContractDate(line_id=line.id, recorded_on=october(2), **ended))
            add_touchpoint(session, customer, october(10))
            level = {"level": "escalated", "opened_on": october(10)}
            session.add(Complaint(customer_id=who, **level))
            if number == 1:
                hand_over(session, who, zhao, date(2026, 11, 1))
            else:
                hand_over(session, who, zhao, date(2026, 2, 1))
                hand_over(session, who, 1, date(2026, 11, 1) if number == 2 else october(15))
            given = Movement(who, EntryKind.BY_HAND, october(1), 100, date(2028, 12, 31))
            award(session, given, store.today())
    assert counted(store, "reach_executed") == (2, 2)
    assert counted(store, "escalated_complaints") == (1, 1)
    assert counted(store, "renewal") == (0, 2)
    assert counted(store, "points_redemption", OCTOBER) == (0, 200)


def test_who_came_back_to_the_manager_was_assigned_lately(store: Store, zhao: int) -> None:
    """15 days count from the last assignment, not from the first of that manager."""
    with store.action("customer.create") as session:
        for number, back in ((1, october(16)), (2, october(17))):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            add_touchpoint(session, customer, october(10))
            hand_over(session, customer.id, zhao, date(2026, 2, 1))
            hand_over(session, customer.id, 1, back)
    assert counted(store, "reach_executed") == (1, 1)


def test_who_is_off_the_network_by_arrears_is_not_to_be_reached(store: Store) -> None:
    with store.action("customer.create") as session:
        for number, zero_fees in ((1, 2), (2, 3)):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            line = add_line(session, customer, f"1390000000{number}")
            dated = {"effective_on": date(2026, 6, 20), "recorded_on": date(2026, 6, 20)}
            session.add(StatusHistory(line_id=line.id, status="suspended_arrears", **dated))
            bills = session.query(Bill).filter_by(line_id=line.id).order_by(Bill.month)
            for bill in bills.limit(zero_fees):
                bill.fee_fen = 0
    assert counted(store, "reach_executed") == (0, 1)
