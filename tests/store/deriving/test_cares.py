"""Golden cases of care, birthdays, new VIPs, call-backs and wishes to leave."""

from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from tests.store.deriving.desk import LONG_AGO, Desk
from vipdesk.domain.words import CaseKind
from vipdesk.store.records import (
    Complaint,
    Customer,
    Onboarding,
    RetentionCase,
    TaskMark,
    Touchpoint,
)

CONTACT = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("tier", "due_on"),
    [("diamond", "2026-10-31"), ("gold", "2026-11-30"), ("silver", "2027-02-28")],
)
def test_care_is_due_a_cadence_after_the_last_contact(desk: Desk, tier: str, due_on: str) -> None:
    customer_id = desk.customer(tier)
    desk.talk(customer_id, CONTACT)
    day = date.fromisoformat(due_on)
    desk.morning(day - timedelta(days=8))
    assert desk.tasks() == []
    desk.morning(day - timedelta(days=7))
    assert desk.tasks() == [(f"care:{customer_id}", "", due_on)]
    desk.morning(day + timedelta(days=30))
    assert desk.tasks() == [(f"care:{customer_id}", "", due_on)]  # overdue until it is done


def test_a_contact_closes_care_and_taking_it_back_opens_it_again(desk: Desk) -> None:
    customer_id = desk.customer("gold", since=TODAY)
    desk.talk(customer_id, CONTACT)
    desk.morning(date(2026, 12, 1))
    talk_id = desk.talk(customer_id)
    assert desk.history(f"care:{customer_id}") == [("2026-08-31", "", "contacted")]
    with desk.write() as session:
        session.delete(session.get_one(Touchpoint, talk_id))
    assert desk.tasks() == [(f"care:{customer_id}", "", "2026-11-30")]


def test_ordinary_customers_and_those_not_to_be_disturbed_get_no_care(desk: Desk) -> None:
    desk.talk(desk.customer(), CONTACT)
    customer_id = desk.customer("gold", do_not_disturb=True, birth_month=12, birth_day=2)
    desk.talk(customer_id, CONTACT)
    desk.morning(date(2026, 12, 1))
    assert desk.tasks() == []
    desk.change(Customer, customer_id, do_not_disturb=False)
    assert [cause for cause, _stage, _due in desk.tasks()] == [
        f"birthday:{customer_id}",
        f"care:{customer_id}",
    ]


def test_who_was_never_contacted_is_due_within_one_cadence(desk: Desk) -> None:
    desk.customer("gold", since=TODAY)  # of the book's first day
    desk.run()
    assert desk.tasks() == []
    desk.morning(date(2027, 2, 21))
    ((cause, _stage, due_on),) = desk.tasks()
    assert cause == "care:1"
    assert TODAY < date.fromisoformat(due_on) <= date(2027, 2, 21)


def test_care_marked_as_done_begins_the_next_window(desk: Desk) -> None:
    customer_id = desk.customer("gold", since=TODAY)
    desk.talk(customer_id, CONTACT)
    desk.morning(date(2026, 12, 1))
    cause = f"care:{customer_id}"
    mark = TaskMark(customer_id=customer_id, cause=cause, period="2026-08-31")
    mark.done_on = desk.today
    desk.add(mark)
    assert desk.history(cause) == [("2026-08-31", "", "done")]
    desk.morning(date(2027, 2, 22))
    assert desk.tasks() == [(cause, "", "2027-03-01")]


def test_a_lower_tier_ends_care(desk: Desk) -> None:
    customer_id = desk.customer("gold", since=TODAY)
    desk.talk(customer_id, CONTACT)
    desk.morning(date(2026, 12, 1))
    desk.set_tier(customer_id, "ordinary")
    assert desk.history(f"care:{customer_id}") == [("2026-08-31", "", "gone")]


def test_a_birthday_is_a_task_from_the_day_before_until_it_is_greeted_or_passed(
    desk: Desk,
) -> None:
    solar = desk.customer(birth_month=11, birth_day=22)
    leap = desk.customer(birth_month=2, birth_day=29)
    lunar = desk.customer(birth_month=1, birth_day=1, birth_lunar=True)
    desk.run()
    assert desk.tasks() == [(f"birthday:{solar}", "", "2026-11-21")]
    desk.days_later(8)
    assert desk.tasks() == [(f"birthday:{solar}", "", "2026-11-21")]
    desk.days_later(1)
    assert desk.history(f"birthday:{solar}") == [("2026-11-22", "", "passed")]
    desk.morning(date(2027, 2, 5))  # the eve of Lunar New Year 2027
    assert desk.tasks() == [(f"birthday:{lunar}", "", "2027-02-05")]
    desk.talk(lunar)
    assert desk.history(f"birthday:{lunar}") == [("2027-02-06", "", "contacted")]
    desk.morning(date(2027, 2, 27))  # a common year
    assert desk.tasks() == [(f"birthday:{leap}", "", "2027-02-27")]


def test_a_promoted_customer_is_bound_and_contacted(desk: Desk) -> None:
    customer_id = desk.customer()
    desk.set_tier(customer_id, "gold")  # on a Saturday
    assert desk.tasks("bind") == [(f"bind:{customer_id}", "", "2026-11-25")]
    assert desk.tasks("first") == [(f"first_contact:{customer_id}", "", "2026-12-21")]
    desk.add(Onboarding(customer_id=customer_id, opened_on=TODAY, points=[]))
    assert desk.history(f"bind:{customer_id}") == [("2026-11-21", "", "done")]
    desk.talk(customer_id)
    assert desk.history(f"first_contact:{customer_id}") == [("2026-11-21", "", "contacted")]


def test_customers_of_the_first_file_are_no_new_vips(desk: Desk) -> None:
    desk.customer("gold", since=TODAY)
    desk.run()
    assert desk.tasks() == []
    desk.days_later(30)
    later = desk.customer("gold", since=desk.today)
    desk.run()
    assert f"bind:{later}" in [cause for cause, _stage, _due in desk.tasks("bind")]
    desk.days_later(61)
    assert desk.history(f"bind:{later}") == [("2026-12-21", "", "lost_sight")]


def test_a_complaint_is_called_back_within_three_days_of_its_closing(desk: Desk) -> None:
    customer_id = desk.customer()
    closed_on = TODAY - timedelta(days=1)
    row = Complaint(customer_id=customer_id, opened_on=LONG_AGO, closed_on=closed_on)
    complaint_id = desk.add(row)
    assert desk.tasks("call_back") == [(f"call_back:{complaint_id}", "", "2026-11-23")]
    desk.talk(customer_id)
    assert desk.history(f"call_back:{complaint_id}") == [("2026-11-20", "", "contacted")]


def test_a_wish_to_leave_stays_until_its_outcome(desk: Desk) -> None:
    customer_id = desk.customer()
    cause = "by_hand:0193"
    case = RetentionCase(customer_id=customer_id, kind=CaseKind.BY_HAND, cause=cause)
    case.period, case.opened_on = TODAY.isoformat(), TODAY
    case_id = desk.add(case)
    assert desk.tasks() == [(cause, "", "2026-11-21")]
    desk.change(RetentionCase, case_id, next_on=date(2026, 12, 1))
    assert desk.tasks() == [(cause, "", "2026-12-01")]
    desk.change(RetentionCase, case_id, closed_on=TODAY)
    assert desk.history(cause) == [("2026-11-21", "", "outcome")]


def test_a_wish_to_leave_ends_with_the_line_that_left(desk: Desk) -> None:
    line_id = desk.line(desk.customer())
    cause = "by_hand:0194"
    case = RetentionCase(customer_id=1, line_id=line_id, kind=CaseKind.BY_HAND, cause=cause)
    case.period, case.opened_on = TODAY.isoformat(), TODAY
    desk.add(case)
    assert desk.tasks("by_hand") == [(cause, "", "2026-11-21")]
    desk.set_status(line_id, "ported_out")
    assert desk.history(cause) == [("2026-11-21", "", "left")]
    desk.days_later(1)
    desk.set_status(line_id, "normal")  # and is back
    assert desk.tasks("by_hand") == [(cause, "", "2026-11-21")]
