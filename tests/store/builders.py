"""Small writers for tests of the store."""

from datetime import date

from sqlalchemy.orm import Session

from tests.conftest import NOW, TODAY
from vipdesk.domain.words import Channel, Direction, Result, Tier
from vipdesk.store.records import (
    Account,
    Bill,
    ContractDate,
    Customer,
    Line,
    OwnerHistory,
    PlanHistory,
    StatusHistory,
    TierHistory,
    Touchpoint,
)


def add_customer(session: Session, number: str = "C1", name: str = "王志强") -> Customer:
    """A customer of the manager, with a tier since 2026."""
    customer = Customer(number=number, name=name, created_at=NOW)
    session.add(customer)
    session.flush()
    day = {"effective_on": date(2026, 1, 1), "recorded_on": TODAY}
    session.add(TierHistory(customer_id=customer.id, tier=Tier.GOLD, **day))
    session.add(OwnerHistory(customer_id=customer.id, manager_id=1, **day))
    session.flush()
    return customer


def add_line(session: Session, customer: Customer, number: str = "13912348812") -> Line:
    """A line with a plan, a contract end, a status and three bills."""
    account = Account(customer_id=customer.id)
    session.add(account)
    session.flush()
    line = Line(account_id=account.id, number=number)
    session.add(line)
    session.flush()
    day = {"effective_on": date(2026, 1, 1), "recorded_on": TODAY}
    session.add(PlanHistory(line_id=line.id, plan="融合299", fee_fen=29_900, **day))
    session.add(StatusHistory(line_id=line.id, status="normal", **day))
    ends = date(2026, 11, 30)
    session.add(ContractDate(line_id=line.id, kind="contract", ends_on=ends, **day))
    for month, fee in (("2026-08", 30_000), ("2026-09", 20_000), ("2026-10", 10_001)):
        session.add(Bill(line_id=line.id, month=month, fee_fen=fee))
    session.flush()
    return line


def add_touchpoint(session: Session, customer: Customer, on_day: date = TODAY) -> Touchpoint:
    """A held visit."""
    touchpoint = Touchpoint(
        customer_id=customer.id,
        manager_id=1,
        at=NOW,
        on_day=on_day,
        channel=Channel.VISIT,
        direction=Direction.OUT,
        result=Result.CONNECTED,
    )
    session.add(touchpoint)
    session.flush()
    return touchpoint
