from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicators import Value
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import (
    CaseKind,
    DateMove,
    LineStatus,
    Outcome,
)
from vipdesk.services.indicators.counting import count
from vipdesk.services.indicators.definition import Context
from vipdesk.services.indicators.kinds import BY_KEY
from vipdesk.services.today import TodayService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Bill,
    ContractDate,
    Customer,
    Line,
    RetentionCase,
    StatusHistory,
)

MARCH = date(2027, 3, 15)


def counted(store: Store, key: str, period: str, today: date = TODAY) -> Value:
    with store.read() as session:
        rules = (IndicatorRules(), RetentionRules())
        context = Context(session, Period.parse(period), today, 1, *rules)
        (value,) = count(context, [BY_KEY[key]])
        return value


def _line(session: Session, n: int) -> tuple[Customer, Line]:
    customer = add_customer(session, number=f"C{n}", name=f"客户{n}")
    return customer, add_line(session, customer, number=f"1390000{n:04}")


def _date(session: Session, line: Line, ends_on: date, moved_as: DateMove | None, on: date) -> None:
    session.add(
        ContractDate(
            line_id=line.id,
            kind="contract",
            ends_on=ends_on,
            moved_as=moved_as,
            effective_on=on,
            recorded_on=on,
        )
    )
    session.flush()


def _ends(session: Session, n: int, ends_on: date) -> Line:
    """A line whose contract ends on a day, as a corrected date of the builder's."""
    _customer, line = _line(session, n)
    _date(session, line, ends_on, DateMove.CORRECTION, date(2026, 2, 1))
    return line


def test_renewals_of_the_quarter(store: Store) -> None:
    """In time, too early, corrected away, not yet, by outcome, refused."""
    with store.action("customer.create") as session:
        renewed = _ends(session, 1, date(2027, 1, 31))
        _date(session, renewed, date(2029, 1, 31), DateMove.RENEWAL, date(2026, 11, 2))  # T-90
        early = _ends(session, 2, date(2027, 1, 31))
        _date(session, early, date(2029, 1, 31), DateMove.RENEWAL, date(2026, 11, 1))
        corrected = _ends(session, 3, date(2027, 2, 28))
        _date(session, corrected, date(2027, 6, 30), DateMove.CORRECTION, date(2027, 2, 1))
        _ends(session, 4, date(2027, 3, 15))  # today: it counts
        _ends(session, 5, date(2027, 3, 16))  # tomorrow: not yet
        _ends(session, 6, date(2026, 12, 31))  # of the quarter before
        for n, outcome in ((7, Outcome.UPGRADED), (8, Outcome.REFUSED)):
            line = _ends(session, n, date(2027, 2, 10))
            session.add(
                RetentionCase(
                    customer_id=line.id,
                    line_id=line.id,
                    kind=CaseKind.END,
                    cause=f"end:contract:{line.id}",
                    period="2027-02-10",
                    opened_on=date(2027, 1, 2),
                    closed_on=date(2027, 2, 1),
                    outcome=outcome,
                )
            )
    figure = counted(store, "renewal", "2027-Q1", MARCH)
    assert (figure.numerator, figure.denominator) == (2, 5)  # 1 and 7 of 1, 2, 4, 7, 8


def test_a_contract_renewed_twice_ends_twice(store: Store) -> None:
    with store.action("customer.create") as session:
        line = _ends(session, 1, date(2027, 1, 10))
        _date(session, line, date(2027, 3, 10), DateMove.RENEWAL, date(2027, 1, 5))
        _date(session, line, date(2028, 3, 10), DateMove.RENEWAL, date(2027, 3, 1))
    figure = counted(store, "renewal", "2027-Q1", MARCH)
    assert (figure.numerator, figure.denominator) == (2, 2)


def _status(session: Session, line: Line, status: LineStatus, on: date) -> None:
    row = StatusHistory(line_id=line.id, status=status, effective_on=on, recorded_on=on)
    session.add(row)
    session.flush()


def test_churn_of_the_last_whole_month(store: Store) -> None:
    """Lines that stay, leave, port out, come back, left before, leave later, are in arrears.

    In arrears lately, and for so long that the third month without a fee was the last one.
    """
    with store.action("customer.create") as session:
        lines = [_line(session, n)[1] for n in range(1, 9)]
        _status(session, lines[1], LineStatus.CLOSED, date(2026, 10, 1))
        _status(session, lines[2], LineStatus.PORTED_OUT, date(2026, 10, 31))
        _status(session, lines[3], LineStatus.CLOSED, date(2026, 10, 5))
        _status(session, lines[3], LineStatus.NORMAL, date(2026, 10, 20))
        _status(session, lines[4], LineStatus.CLOSED, date(2026, 9, 30))
        _status(session, lines[5], LineStatus.CLOSED, date(2026, 11, 1))
        _status(session, lines[6], LineStatus.SUSPENDED_ARREARS, date(2026, 10, 9))
        _status(session, lines[7], LineStatus.SUSPENDED_ARREARS, date(2026, 7, 20))
        bills = update(Bill).where(Bill.line_id == lines[7].id)
        session.execute(bills.values(fee_fen=0))  # of August, September and October
    figure = counted(store, "churn", "2026-10")
    # on the network on 30 September: 1, 2, 3, 4, 6, 7, 8; on 31 October: 1, 4, 6, 7
    assert (figure.numerator, figure.denominator) == (2 * 3, 7 + 4)


def test_reach_leaves_out_whom_one_may_not_or_cannot_reach(store: Store) -> None:
    with store.action("customer.create") as session:
        reached, _line1 = _line(session, 1)
        add_touchpoint(session, reached, date(2026, 10, 1))
        before, _line2 = _line(session, 2)
        add_touchpoint(session, before, date(2026, 9, 30))
        quiet, _line3 = _line(session, 3)
        quiet.do_not_disturb = True
        add_touchpoint(session, quiet)
        gone, left = _line(session, 4)
        _status(session, left, LineStatus.CLOSED, date(2026, 9, 1))
        add_touchpoint(session, gone)
        without_lines = add_customer(session, number="C5", name="客户5")
        add_touchpoint(session, without_lines)
    figure = counted(store, "reach_executed", "2026-Q4")
    assert (figure.numerator, figure.denominator) == (2, 3)  # 1 and 5 of 1, 2, 5


@pytest.mark.parametrize(("days", "counts"), [(14, 0), (15, 1)])
def test_who_was_assigned_just_now_is_not_yet_to_be_reached(
    store: Store, days: int, counts: int
) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    today = date(2026, 1, 1) + timedelta(days=days)
    assert (counted(store, "reach_executed", "2026-Q1", today).denominator or 0) == counts


def test_an_empty_book_has_no_figures(store: Store) -> None:
    assert [figure.rate for figure in TodayService(store).beside().figures] == [None] * 4
