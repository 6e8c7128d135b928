"""Invents what the people of the demo book paid, and what they complained about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from vipdesk.domain import demo_names as names
from vipdesk.domain.demo import InventedCustomer
from vipdesk.domain.words import AccountKind, ComplaintLevel

TOPPED_UP_MONTHS = 14  # of those who pay before
PAID_MONTHS = 3  # of those who pay afterwards
STOPPED_EVERY, STOPPED = 6, 2  # customers who have not topped up for months
COMPLAINING = 0.07  # of the customers
STILL_OPEN = 0.35  # of the complaints
MONTH = 30  # days


@dataclass(frozen=True, slots=True)
class InventedPayment:
    """Money paid into the customer's account; at most one a day."""

    paid_on: date
    amount_fen: int
    channel: str


@dataclass(frozen=True, slots=True)
class InventedComplaint:
    """A complaint as the operator's file would tell it."""

    number: str
    opened_on: date
    closed_on: date | None
    kind: str
    level: ComplaintLevel
    upheld: bool | None
    text: str


def invent_payments(
    customer: InventedCustomer, seed: int, today: date
) -> Iterator[InventedPayment]:
    """About one a month, oldest first; some prepaid customers stopped months ago."""
    random = Random(f"{seed}/{customer.index}/payments")
    prepaid = customer.account_kind is AccountKind.PREPAID
    months = TOPPED_UP_MONTHS if prepaid else PAID_MONTHS
    stopped = 4 if prepaid and customer.index % STOPPED_EVERY == STOPPED else 0
    fee, first = customer.lines[0].fee_fen, random.randrange(1, MONTH)
    channel = random.choice(names.PAYMENT_CHANNELS)
    for month in range(months - 1, stopped - 1, -1):
        paid_on = today - timedelta(days=month * MONTH + first)
        if paid_on >= customer.joined_on:
            amount = random.choice(names.TOP_UPS) * 100 if prepaid else fee
            yield InventedPayment(paid_on, amount, channel)


def invent_complaints(
    customer: InventedCustomer, seed: int, today: date
) -> Iterator[InventedComplaint]:
    """None for most, one for some; none before they came."""
    random = Random(f"{seed}/{customer.index}/complaints")
    if random.random() > COMPLAINING:
        return
    still_open = random.random() < STILL_OPEN
    ago = random.randrange(1, 20 if still_open else 150)
    opened_on = max(customer.joined_on, today - timedelta(days=ago))
    closed_on = min(today, opened_on + timedelta(days=random.randrange(1, 9)))
    kind, text = random.choice(names.COMPLAINTS)
    escalated = random.random() < 0.2
    yield InventedComplaint(
        number=f"TS{customer.index + 1:06}",
        opened_on=opened_on,
        closed_on=None if still_open else closed_on,
        kind=kind,
        level=ComplaintLevel.ESCALATED if escalated else ComplaintLevel.OWN,
        upheld=None if still_open else random.random() < 0.6,
        text=f"{text}{names.COMPLAINT_THREAT}" if random.random() < 0.1 else text,
    )
