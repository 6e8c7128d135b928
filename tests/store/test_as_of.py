"""The past is told by what was so then; the present, told that way, is what the engine tells."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from tests.conftest import NOW, TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import score_line
from vipdesk.progress import NoProgress
from vipdesk.services.demo import DemoService
from vipdesk.services.settings import SettingsService
from vipdesk.store.as_of import PastLine, past_customers, past_lines
from vipdesk.store.book import Store
from vipdesk.store.deriving.figures import (
    CUSTOMER_COLUMNS,
    CUSTOMERS,
    LINE_COLUMNS,
    LINES,
    customer_figures,
    line_figures,
)
from vipdesk.store.records import (
    Bill,
    Complaint,
    ContractDate,
    Line,
    StatusHistory,
    Touchpoint,
    Usage,
)

RULES = RetentionRules()
MIN_CALL = 30
NOTHING = date(2100, 1, 1)


def _holding(
    store: Store, day: date, until: date = NOTHING, rules: RetentionRules = RULES
) -> dict[tuple[int, int], set[str]]:
    """(Customer, n-th line) → factors that held on ``day``."""
    with store.read() as session:
        connection = session.connection()
        known = past_customers(connection, rules, day, MIN_CALL)
        lines = past_lines(connection, rules, day, until)
    found: dict[tuple[int, int], set[str]] = {}
    for number, line in enumerate(lines):
        score = score_line(line.figures, known[line.customer_id], rules, day)
        found[line.customer_id, number] = {f.key for f in score.factors if f.judged.holds}
    return found


@pytest.mark.parametrize("rules", [RULES, RetentionRules(swing_months=2, top_up_mean_months=5)])
def test_today_seen_as_past_is_what_the_engine_sees(store: Store, rules: RetentionRules) -> None:
    DemoService(store).fill(120, seed=5)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), rules=rules))
    store.derive(NoProgress())
    told = list(_holding(store, TODAY, rules=rules).values())
    with store.read() as session:
        connection = session.connection()
        today = {"today": TODAY.isoformat(), "zero_fee_months": rules.zero_fee_months}
        rows = connection.exec_driver_sql(
            f"SELECT c.customer_id, {LINE_COLUMNS} FROM {LINES} ORDER BY s.line_id", today
        ).all()
        people = connection.exec_driver_sql(
            f"SELECT c.customer_id, {CUSTOMER_COLUMNS} FROM {CUSTOMERS}", today
        ).all()
    known = {customer_id: customer_figures(row) for customer_id, *row in people}
    seen = [
        {
            factor.key
            for factor in score_line(line_figures(row), known[customer_id], rules, TODAY).factors
            if factor.judged.holds
        }
        for customer_id, *row in rows
        if line_figures(row).bill_month
    ]
    assert told == seen
    assert len(set().union(*seen)) >= 8  # the demo book shows nearly all factors


def _one(store: Store, day: date, until: date = NOTHING) -> PastLine | None:
    with store.read() as session:
        lines = past_lines(session.connection(), RULES, day, until)
    return lines[0] if lines else None


def test_what_came_later_is_not_known_yet(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        line = add_line(session, customer)
        line.opened_on = date(2020, 5, 1)
        later = {"effective_on": date(2026, 9, 1), "recorded_on": date(2026, 9, 1)}
        ends = ContractDate(line_id=line.id, kind="contract", ends_on=date(2027, 12, 31), **later)
        said = {"customer_id": customer.id, "manager_id": 1, "direction": "in"}
        talk = Touchpoint(
            at=NOW, on_day=date(2026, 9, 2), channel="phone", result="connected", note="我要销户",
            **said,
        )  # fmt: skip
        upheld = Complaint(
            customer_id=customer.id, opened_on=date(2026, 7, 1), closed_on=date(2026, 9, 3),
            upheld=True,
        )  # fmt: skip
        silence = [Usage(line_id=line.id, month=m, voice_seconds=0) for m in ("2026-09", "2026-10")]
        session.add_all([ends, talk, upheld, *silence])
    before = date(2026, 8, 31)
    past = _one(store, before)
    assert past is not None
    assert past.figures.next_end_on == date(2026, 11, 30)
    assert past.figures.bill_month == "2026-08"
    assert past.figures.usage_month is None
    assert list(_holding(store, before).values()) == [set()]
    now = _one(store, TODAY)
    assert now is not None
    assert now.figures.next_end_on == date(2027, 12, 31)
    (held,) = _holding(store, TODAY).values()
    assert held == {"zero_calls", "complaint", "off_net_words"}


def test_a_line_leaves_within_the_days_asked_and_is_gone_after(store: Store) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        session.flush()
        day = {"effective_on": date(2026, 9, 15), "recorded_on": date(2026, 10, 1)}
        session.add(StatusHistory(line_id=line.id, status="ported_out", **day))
    before = _one(store, date(2026, 8, 31), date(2026, 9, 15))
    assert before is not None
    assert before.has_left
    sooner = _one(store, date(2026, 8, 31), date(2026, 9, 14))
    assert sooner is not None
    assert not sooner.has_left
    assert _one(store, date(2026, 9, 15)) is None


def test_a_line_is_there_from_its_first_bill_on(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        line = add_line(session, customer)
        session.add(Line(account_id=line.account_id, number="13900000000"))
    days = (date(2026, 7, 31), date(2026, 8, 31))
    assert [_one(store, day) is not None for day in days] == [False, True]
    assert len(_holding(store, TODAY)) == 1


def test_without_any_bill_a_line_is_there_from_its_first_day_on(store: Store) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        line.opened_on = date(2026, 8, 31)
        session.execute(delete(Bill))
    days = (date(2026, 8, 30), date(2026, 8, 31))
    assert [_one(store, day) is not None for day in days] == [False, True]
