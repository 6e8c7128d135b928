from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import NOW, TODAY, fixed_clock, open_book
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.touchpoints import is_effective
from vipdesk.domain.words import Channel, DateKind, Direction, Result, Tier
from vipdesk.store import summaries
from vipdesk.store.book import Store
from vipdesk.store.records import (
    AccountBalance,
    ContractDate,
    Customer,
    CustomerSummary,
    LineSummary,
    TierHistory,
    Touchpoint,
)


def _summary(store: Store) -> CustomerSummary:
    with store.read() as session:
        return session.scalars(select(CustomerSummary)).one()


def test_a_customer_as_they_stand_today(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        line = add_line(session, customer)
        session.add(
            AccountBalance(
                account_id=line.account_id, as_of=TODAY, balance_fen=-3_250, arrears_fen=3_250
            )
        )
        add_touchpoint(session, customer, date(2026, 10, 8))
    summary = _summary(store)
    assert (summary.tier, summary.tier_rank, summary.owner_id) == (Tier.GOLD, 2, 1)
    assert (summary.phone, summary.plan, summary.lines) == ("13912348812", "融合299", 1)
    assert (summary.next_end_on, summary.next_end_kind) == (date(2026, 11, 30), DateKind.CONTRACT)
    assert summary.arpu_fen == 20_000  # mean of 300.00, 200.00 and 100.01
    assert (summary.balance_fen, summary.arrears_fen) == (-3_250, 3_250)
    assert summary.contacted_on == date(2026, 10, 8)
    assert summary.name_sort == "wang zhi qiang"


def test_what_the_newest_balance_leaves_out_is_told_by_the_one_before(store: Store) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        for day, balance, owed in ((1, 700, 50), (2, 900, None)):
            told = {"balance_fen": balance, "arrears_fen": owed}
            account = {"account_id": line.account_id, "as_of": date(2026, 11, day)}
            session.add(AccountBalance(**account, **told))
    summary = _summary(store)
    assert (summary.balance_fen, summary.arrears_fen) == (900, 50)


def test_history_decides_by_effective_day_then_by_record(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        for tier, day in (("diamond", date(2027, 1, 1)), ("silver", TODAY), ("diamond", TODAY)):
            session.add(
                TierHistory(customer_id=customer.id, tier=tier, effective_on=day, recorded_on=TODAY)
            )
            session.flush()
    assert _summary(store).tier == Tier.DIAMOND


def test_the_next_end_comes_before_one_long_past(store: Store) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        for kind, ends in (("stop", date(2026, 11, 1)), ("rebate", date(2027, 5, 1))):
            session.add(
                ContractDate(
                    line_id=line.id,
                    kind=kind,
                    ends_on=ends,
                    effective_on=TODAY,
                    recorded_on=TODAY,
                )
            )
    with store.read() as session:
        found = session.scalars(select(LineSummary)).one()
    assert found.next_end_on == date(2026, 11, 30)
    assert found.stop_ends_on == date(2026, 11, 1)


def test_deleted_and_merged_customers_have_no_summary(store: Store) -> None:
    with store.action("customer.create") as session:
        gone, kept = add_customer(session, "C1"), add_customer(session, "C2")
        add_customer(session, "C3").merged_into_id = kept.id
        gone.deleted_at = NOW
    assert _summary(store).number == "C2"


def test_a_new_day_brings_history_into_force(profile: Path) -> None:
    clock = [NOW]
    store = open_book(profile, clock=lambda: clock[0])
    with store.action("customer.create") as session:
        customer = add_customer(session)
        line = add_line(session, customer)
        add_customer(session, "C2", "李四")
        session.add(
            TierHistory(
                customer_id=customer.id,
                tier="diamond",
                effective_on=date(2026, 12, 1),
                recorded_on=TODAY,
            )
        )
        session.add(
            ContractDate(
                line_id=line.id,
                kind="rebate",
                ends_on=date(2027, 5, 1),
                effective_on=TODAY,
                recorded_on=TODAY,
            )
        )
    assert not store.refresh_summaries()
    clock[0] = NOW + timedelta(days=10)  # 1 December, a day after the contract's end
    assert store.refresh_summaries()
    assert not store.refresh_summaries()
    with store.read() as session:
        first = session.scalars(select(CustomerSummary).order_by(CustomerSummary.number)).first()
    assert first is not None
    assert first.tier == Tier.DIAMOND
    assert (first.next_end_on, first.next_end_kind) == (date(2027, 5, 1), DateKind.REBATE)
    store.close()


def test_everything_is_recomputed_when_asked_or_when_the_clock_went_back(store: Store) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    for spoil in ("2099-01-01", None):
        with store.plain_write() as connection:
            connection.execute(text("UPDATE customer_summary SET lines = 99"))
            connection.execute(text("UPDATE book SET summarised_on = :day"), {"day": spoil})
        assert store.refresh_summaries()
        assert _summary(store).lines == 0


def test_many_new_customers_leave_all_indexes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def indexes() -> list[str]:
        with store.read() as session:
            query = "SELECT name FROM sqlite_master WHERE tbl_name = 'customer_summary' ORDER BY 1"
            return list(session.scalars(text(query)))

    before = indexes()
    monkeypatch.setattr(summaries, "MANY_NEW", 2)
    with store.action("import.commit", file="x") as session:
        for number in range(5):
            add_customer(session, f"C{number}")
    assert indexes() == before
    with store.read() as session:
        assert len(session.scalars(select(CustomerSummary)).all()) == 5


@pytest.mark.parametrize("seconds", [None, 29, 30])
def test_effective_is_the_same_rule_in_sql(store: Store, seconds: int | None) -> None:
    cases = list(product(Channel, Direction, Result, (False, True), (False, True)))
    with store.action("customer.create") as session:
        for number, (channel, direction, result, replied, bulk) in enumerate(cases):
            customer = add_customer(session, f"C{number:04}")
            session.add(
                Touchpoint(
                    customer_id=customer.id,
                    manager_id=1,
                    at=fixed_clock(),
                    on_day=TODAY,
                    channel=channel,
                    direction=direction,
                    result=result,
                    replied=replied,
                    bulk=bulk,
                    duration_seconds=seconds,
                )
            )
    with store.read() as session:
        rows = session.execute(
            select(CustomerSummary.number, CustomerSummary.contacted_on)
            .join(Customer, Customer.id == CustomerSummary.customer_id)
            .order_by(CustomerSummary.number)
        )
        derived = [contacted_on is not None for _number, contacted_on in rows]
    assert derived == [
        is_effective(channel, direction, result, seconds, replied=replied, bulk=bulk)
        for channel, direction, result, replied, bulk in cases
    ]
