"""Golden cases of ending dates."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.conftest import TODAY
from tests.store.deriving.desk import Desk
from vipdesk.domain.words import DateMove
from vipdesk.store.records import Bill, Customer, CustomerSummary

NEAR = TODAY + timedelta(days=20)


def test_a_case_runs_through_its_stages_with_one_open_task(desk: Desk) -> None:
    ends_on = date(2027, 2, 28)
    cause = f"end:contract:{desk.line(desk.customer(), contract=ends_on)}"
    seen = []
    for days_left in (91, 90, 61, 60, 31, 30, 8, 7, 1, 0, -1, -60, -61):
        desk.morning(ends_on - timedelta(days=days_left))
        seen.append([(stage, due_on) for _cause, stage, due_on in desk.tasks()])
    assert seen == [
        [],
        [("T-90", "2026-11-30")],
        [("T-90", "2026-11-30")],
        [("T-60", "2026-12-30")],
        [("T-60", "2026-12-30")],
        [("T-30", "2027-01-29")],
        [("T-30", "2027-01-29")],
        [("T-7", "2027-02-21")],
        [("T-7", "2027-02-21")],
        [("T-0", "2027-02-28")],
        [("lapsed", "2027-03-01")],
        [("lapsed", "2027-03-01")],
        [],
    ]
    assert desk.history(cause) == [
        ("2027-02-28", "T-90", "superseded"),
        ("2027-02-28", "T-60", "superseded"),
        ("2027-02-28", "T-30", "superseded"),
        ("2027-02-28", "T-7", "superseded"),
        ("2027-02-28", "T-0", "superseded"),
        ("2027-02-28", "lapsed", "lost_sight"),
    ]


def test_days_off_skip_stages_and_leave_one_task(desk: Desk) -> None:
    cause = f"end:contract:{desk.line(desk.customer(), contract=TODAY + timedelta(days=61))}"
    desk.run()
    counts = desk.days_later(55)  # T-60 and T-30 passed meanwhile
    assert (counts.created, counts.superseded) == (1, 1)
    assert [stage for _period, stage, _how in desk.history(cause)] == ["T-90", "T-7"]


def test_all_four_kinds_of_dates_and_both_lines_of_a_customer(desk: Desk) -> None:
    customer_id = desk.customer()
    first = desk.line(customer_id, contract=NEAR, rebate=NEAR)
    second = desk.line(customer_id, stop=NEAR, trial=NEAR)
    desk.run()
    assert [cause for cause, _stage, _due in desk.tasks()] == [
        f"end:contract:{first}",
        f"end:rebate:{first}",
        f"end:stop:{second}",
        f"end:trial:{second}",
    ]


def test_a_date_found_late_is_due_on_the_day_on_which_it_was_found(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR, known_on=TODAY)
    assert desk.tasks() == [(f"end:contract:{line_id}", "T-30", "2026-11-21")]


def test_a_date_that_passed_while_the_laptop_was_off_has_lapsed(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=TODAY + timedelta(days=2), known_on=TODAY)
    desk.days_later(14)
    assert desk.tasks() == [(f"end:contract:{line_id}", "lapsed", "2026-11-24")]


def test_dates_that_were_past_when_they_came_in_make_no_task(desk: Desk) -> None:
    desk.line(desk.customer(), contract=TODAY - timedelta(days=1), known_on=TODAY)
    last_day = desk.line(desk.customer(), contract=TODAY, known_on=TODAY)
    desk.run()
    assert desk.tasks() == [(f"end:contract:{last_day}", "T-0", "2026-11-21")]


def test_a_date_told_once_more_after_it_passed_stays_lapsed(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=TODAY + timedelta(days=2))
    desk.run()
    desk.days_later(5)
    desk.set_end(line_id, TODAY + timedelta(days=2), DateMove.CORRECTION)  # recorded late
    assert [stage for _cause, stage, _due in desk.tasks()] == ["lapsed"]


def test_a_corrected_date_takes_its_task_along_and_back(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    cause = f"end:contract:{line_id}"
    for ends_on, stage in (
        (NEAR + timedelta(days=30), "T-60"),
        (NEAR, "T-30"),
        (TODAY + timedelta(days=3), "T-7"),
        (NEAR, "T-30"),
    ):
        desk.set_end(line_id, ends_on, DateMove.CORRECTION)
        assert desk.tasks() == [(cause, stage, "2026-11-21")]
        assert desk.history(cause) == [(ends_on.isoformat(), stage, "open")]
    desk.set_end(line_id, TODAY + timedelta(days=400), DateMove.CORRECTION)
    assert desk.history(cause) == [(NEAR.isoformat(), "T-30", "gone")]
    desk.set_end(line_id, NEAR, DateMove.CORRECTION)
    assert desk.history(cause) == [(NEAR.isoformat(), "T-30", "open")]


def test_a_date_that_moves_onto_a_case_of_before_opens_that_one_again(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    cause, later = f"end:contract:{line_id}", NEAR + timedelta(days=30)
    desk.set_end(line_id, TODAY + timedelta(days=400), DateMove.CORRECTION)
    desk.set_end(line_id, later, DateMove.CORRECTION)
    desk.set_end(line_id, NEAR, DateMove.CORRECTION)
    assert desk.history(cause) == [
        (NEAR.isoformat(), "T-30", "open"),
        (later.isoformat(), "T-60", "gone"),
    ]


def test_a_renewal_closes_the_task(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    desk.set_end(line_id, date(2028, 12, 11), DateMove.RENEWAL)
    assert desk.history(f"end:contract:{line_id}") == [(NEAR.isoformat(), "T-30", "renewed")]


def test_a_short_renewal_closes_one_task_and_opens_the_next(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), trial=NEAR)
    later = NEAR + timedelta(days=30)
    desk.set_end(line_id, later, DateMove.RENEWAL, kind="trial")
    assert desk.history(f"end:trial:{line_id}") == [
        (NEAR.isoformat(), "T-30", "renewed"),
        (later.isoformat(), "T-60", "open"),
    ]


def test_a_renewal_before_t_90_makes_no_task_at_all(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=TODAY + timedelta(days=91))
    desk.run()
    desk.set_end(line_id, TODAY + timedelta(days=456), DateMove.RENEWAL)
    desk.days_later(30)
    assert desk.history(f"end:contract:{line_id}") == []


def test_a_date_that_no_longer_holds_closes_the_task(desk: Desk) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    desk.set_end(line_id, None)
    assert desk.history(f"end:contract:{line_id}") == [(NEAR.isoformat(), "T-30", "gone")]


@pytest.mark.parametrize("status", ["closed", "ported_out"])
def test_a_line_that_left_has_no_task_until_it_is_back(desk: Desk, status: str) -> None:
    line_id = desk.line(desk.customer(), contract=NEAR)
    cause = f"end:contract:{line_id}"
    desk.set_status(line_id, status)
    assert desk.history(cause) == [(NEAR.isoformat(), "T-30", "left")]
    desk.set_status(line_id, "suspended_arrears")
    assert desk.history(cause) == [(NEAR.isoformat(), "T-30", "open")]


def test_a_third_month_without_a_fee_in_arrears_takes_a_line_off_the_network(desk: Desk) -> None:
    """The month that ends decides, and a bill that comes later; a payment brings the line back."""
    customer_id = desk.customer()
    line_id = desk.line(customer_id, contract=date(2027, 2, 10))
    cause = f"end:contract:{line_id}"
    desk.set_status(line_id, "suspended_arrears")  # on 21 November
    with desk.write() as session:
        for month in ("2026-12", "2027-01", "2027-02"):
            session.add(Bill(line_id=line_id, month=month, fee_fen=0))

    def stands() -> tuple[str, int]:
        with desk.store.read() as session:
            lines = session.get_one(CustomerSummary, customer_id).lines
        return desk.history(cause)[-1][2], lines

    desk.morning(date(2027, 2, 27))
    assert stands() == ("open", 1)
    desk.days_later(1)
    assert stands() == ("left", 0)
    with desk.write() as session:
        session.execute(update(Bill).where(Bill.month == "2027-02").values(fee_fen=9_900))
    assert stands() == ("open", 1)


def test_customers_handed_over_take_their_tasks_with_them(desk: Desk) -> None:
    customer_id = desk.customer()
    line_id = desk.line(customer_id, contract=NEAR)
    desk.hand_over(customer_id, desk.colleague)
    assert desk.tasks() == []
    desk.days_later(1)
    desk.hand_over(customer_id, 1)  # and back: known since today
    assert desk.tasks("end") == [(f"end:contract:{line_id}", "T-30", "2026-11-22")]


def test_customers_in_the_recycle_bin_have_no_tasks(desk: Desk) -> None:
    customer_id = desk.customer()
    line_id = desk.line(customer_id, contract=NEAR)
    told = desk.tasks()
    desk.change(Customer, customer_id, deleted_at=desk.store.now())
    assert desk.tasks() == []
    assert desk.history(f"end:contract:{line_id}") == [(NEAR.isoformat(), "T-30", "gone")]
    desk.change(Customer, customer_id, deleted_at=None)
    assert desk.tasks() == told
