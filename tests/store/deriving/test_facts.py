"""What warnings look at follows the records, whatever happened to its rows meanwhile."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import NOW, TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain.words import AccountKind
from vipdesk.progress import NoProgress
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    AccountBalance,
    Bill,
    Complaint,
    CustomerFacts,
    Line,
    LineFacts,
    Payment,
    StatusHistory,
    Touchpoint,
    Usage,
)


def _line(store: Store) -> LineFacts:
    with store.read() as session:
        return session.scalars(select(LineFacts)).one()


def _customer(store: Store) -> CustomerFacts:
    with store.read() as session:
        return session.scalars(select(CustomerFacts)).one()


def _add(store: Store, *rows: object) -> None:
    with store.action("customer.edit") as session:
        session.add_all(rows)


@pytest.fixture
def line_id(store: Store) -> int:
    """A line of one customer, with bills of August to October."""
    with store.action("customer.create") as session:
        return add_line(session, add_customer(session)).id


def _use(line_id: int, **seconds: int | None) -> list[Usage]:
    return [
        Usage(line_id=line_id, month=f"2026-{month[1:]}", voice_seconds=value)
        for month, value in seconds.items()
    ]


def test_the_newest_bill_and_the_three_before(store: Store, line_id: int) -> None:
    facts = _line(store)
    assert (facts.bill_month, facts.fee_fen) == ("2026-10", 10_001)
    assert (facts.fee_before_fen, facts.fee_months_before) == (50_000, 2)
    _add(store, Bill(line_id=line_id, month="2026-06", fee_fen=1))  # one month too early
    _add(store, Bill(line_id=line_id, month="2026-07", fee_fen=10_000))
    facts = _line(store)
    assert (facts.fee_before_fen, facts.fee_months_before) == (60_000, 3)


@pytest.mark.parametrize(
    ("seconds", "month", "silent"),
    [
        ({}, None, None),
        ({"m09": 0, "m10": 5}, "2026-10", 0),
        ({"m08": 5, "m09": 0, "m10": 0}, "2026-10", 2),
        ({"m07": 0, "m09": 0, "m10": 0}, "2026-10", 2),  # nothing is known of August
        ({"m09": 0, "m10": None}, "2026-09", 1),
    ],
)
def test_months_without_calls(
    store: Store,
    line_id: int,
    seconds: dict[str, int | None],
    month: str | None,
    silent: int | None,
) -> None:
    _add(store, *_use(line_id, **seconds))
    facts = _line(store)
    assert (facts.usage_month, facts.silent_months) == (month, silent)


def test_a_line_that_left_has_no_facts(store: Store, line_id: int) -> None:
    day = {"effective_on": TODAY, "recorded_on": TODAY}
    _add(store, StatusHistory(line_id=line_id, status="ported_out", **day))
    with store.read() as session:
        assert session.scalars(select(LineFacts)).all() == []


def _prepaid(session: Session, customer_id: int) -> int:
    account = Account(customer_id=customer_id, kind=AccountKind.PREPAID)
    session.add(account)
    session.flush()
    return account.id


def _pay(account_id: int, *payments: tuple[date, int]) -> list[Payment]:
    return [
        Payment(account_id=account_id, paid_on=day, occurrence=1, amount_fen=fen)
        for day, fen in payments
    ]


def test_balances_of_the_prepaid_and_arrears_of_all(store: Store, line_id: int) -> None:
    with store.action("customer.edit") as session:
        postpaid_id = session.get_one(Line, line_id).account_id
        for low in (812, 5_000):
            account_id = _prepaid(session, 1)
            session.add_all(
                AccountBalance(account_id=account_id, as_of=day, balance_fen=fen)
                for day, fen in ((date(2026, 9, 30), 1), (date(2026, 10, 31), low))
            )
        session.add(
            AccountBalance(
                account_id=postpaid_id, as_of=TODAY, balance_fen=-9_000, arrears_fen=3_250
            )
        )
    facts = _customer(store)
    assert (facts.prepaid, facts.balance_fen) == (True, 812)
    assert facts.balance_of == date(2026, 10, 31)
    assert (facts.arrears_fen, facts.arrears_of) == (3_250, date(2026, 10, 31))


def test_top_ups_end_with_the_newest_payment_of_the_book(store: Store, line_id: int) -> None:
    with store.action("customer.edit") as session:
        account_id = _prepaid(session, 1)
        session.add_all(
            _pay(
                account_id,
                (date(2025, 11, 10), 1_000),  # on the last day of a year ago: no longer counted
                (date(2025, 12, 1), 20_000),
                (date(2026, 8, 10), 5_000),
                (date(2026, 8, 11), 3_000),
                (date(2026, 11, 1), -500),  # taken back: no top-up
            )
        )
        other = add_customer(session, "C2")
        session.add_all(_pay(_prepaid(session, other.id), (date(2026, 11, 10), 1)))
    store.derive(NoProgress())
    with store.read() as session:
        facts = session.get_one(CustomerFacts, 1)
    assert (facts.top_ups, facts.top_up_fen, facts.top_up_year_fen) == (1, 2_500, 27_500)
    assert (facts.top_up_months, facts.top_ups_until) == (12, date(2026, 11, 10))


def test_a_later_payment_of_another_moves_the_months_of_all_at_the_next_run(
    store: Store, line_id: int
) -> None:
    with store.action("customer.edit") as session:
        session.add_all(_pay(_prepaid(session, 1), (date(2026, 7, 1), 1_000)))
        other_id = add_customer(session, "C2").id
    store.derive(NoProgress())
    with store.action("customer.edit") as session:
        session.add_all(_pay(_prepaid(session, other_id), (date(2026, 11, 10), 1)))
    store.derive(NoProgress())
    with store.read() as session:
        facts = session.get_one(CustomerFacts, 1)
    assert (facts.top_ups, facts.top_up_months) == (0, 4)


def test_over_how_many_months_the_settings_say(store: Store, line_id: int) -> None:
    paid = (date(2025, 12, 1), 20_000), (date(2026, 6, 11), 5_000), (date(2026, 11, 10), 3_000)
    with store.action("customer.edit") as session:
        session.add_all(_pay(_prepaid(session, 1), *paid))
    service = SettingsService(store)
    for months, year, known in ((12, 28_000, 11), (5, 8_000, 5), (1, 3_000, 3)):
        rules = replace(service.load().rules, swing_months=1, top_up_mean_months=months)
        service.save(replace(service.load(), rules=rules))
        store.derive(NoProgress())
        facts = _customer(store)  # at least over the months that are held to the mean
        assert (facts.top_up_year_fen, facts.top_up_months) == (year, known)
    assert (_line(store).fee_before_fen, _line(store).fee_months_before) == (20_000, 1)


def _complaint(day: date, **values: Any) -> Complaint:
    return Complaint(customer_id=1, opened_on=day, **values)


def test_the_newest_complaint_open_and_the_newest_upheld(store: Store, line_id: int) -> None:
    closed = {"closed_on": date(2026, 10, 20)}
    _add(
        store,
        _complaint(date(2026, 10, 1)),
        _complaint(date(2026, 10, 2), upheld=False),  # decided, though no day of closing came
        _complaint(date(2026, 10, 3), upheld=True, **closed),
        _complaint(date(2026, 10, 4), **closed),
    )
    facts = _customer(store)
    assert (facts.complaint_on, facts.upheld_on) == (date(2026, 10, 1), date(2026, 10, 20))


def _said(note: str | None, day: date, direction: str = "in") -> Touchpoint:
    return Touchpoint(
        customer_id=1,
        manager_id=1,
        at=NOW,
        on_day=day,
        channel="phone",
        direction=direction,
        result="connected",
        note=note,
    )


def test_words_of_leaving_in_incoming_contacts_and_complaints(store: Store, line_id: int) -> None:
    _add(
        store,
        _said("想转网", date(2026, 11, 1)),
        _said("问了销户和转网", date(2026, 11, 2)),
        _said("问账单", date(2026, 11, 3)),
        _said("我方提到携号转网", date(2026, 11, 4), "out"),
    )
    assert (_customer(store).words_on, _customer(store).words) == (
        date(2026, 11, 2),
        "转网, 销户",
    )
    _add(store, _complaint(date(2026, 11, 5), text="再不解决就携转", upheld=False))
    assert (_customer(store).words_on, _customer(store).words) == (date(2026, 11, 5), "携转")


def test_another_list_of_words_is_looked_for_in_all(store: Store, line_id: int) -> None:
    _add(store, _said("隔壁的电信更便宜", date(2026, 11, 2)))
    assert _customer(store).words is None
    service = SettingsService(store)
    settings = service.load()
    rules = replace(settings.rules, off_net_words=("电信更便宜",))
    service.save(replace(settings, rules=rules))
    store.derive(NoProgress())
    assert _customer(store).words == "电信更便宜"


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE line_facts SET fee_fen = fee_fen - 1",
        "UPDATE line_facts SET silent_months = 9",
        "UPDATE line_facts SET bill_month = NULL",
        "DELETE FROM line_facts",
        "UPDATE customer_facts SET prepaid = 1",
        "UPDATE customer_facts SET words = '销户'",
        "UPDATE customer_facts SET upheld_on = '2026-11-01'",
        "UPDATE customer_facts SET arrears_fen = 1",
        "DELETE FROM customer_facts",
    ],
)
def test_a_run_mends_what_was_altered_behind_it(store: Store, line_id: int, harm: str) -> None:
    _add(store, *_use(line_id, m10=0), _said("想转网", date(2026, 11, 2)))
    store.derive(NoProgress())

    def rows() -> list[Any]:
        with store.read() as session:
            query = "SELECT * FROM line_facts, customer_facts"
            return list(session.execute(text(query)))

    before = rows()
    assert len(before) == 1
    with store.plain_write() as connection:
        connection.exec_driver_sql(harm)
    assert rows() != before
    store.derive(NoProgress())
    assert rows() == before
