"""What is known of a customer, as scripts and offers need it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.birthdays import next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.masking import mask_number
from vipdesk.domain.talk import TalkFacts
from vipdesk.domain.words import LineKind, NeedStatus, Tier
from vipdesk.store.records import Customer, CustomerSummary, LineSummary, Need, TierHistory

OPEN_NEEDS = (NeedStatus.OPEN, NeedStatus.PROPOSED)


def talk_facts(
    session: Session, customer: Customer, now: CustomerSummary, today: date
) -> TalkFacts:
    """The facts that scripts may mention and that decide which script fits."""
    since = select(func.max(TierHistory.effective_on)).where(
        TierHistory.customer_id == customer.id, TierHistory.effective_on <= today
    )
    return TalkFacts(
        today=today,
        name=customer.name,
        joined_on=customer.joined_on,
        plan=now.plan,
        ends_on=now.next_end_on,
        last_contact_on=now.contacted_on,
        phone=mask_number(now.phone),
        tier=now.tier,
        tier_since=session.scalar(since) if now.tier is not Tier.ORDINARY else None,
        birthday_in=_birthday_in(customer, today),
    )


def _birthday_in(customer: Customer, today: date) -> int | None:
    if not customer.birth_month or not customer.birth_day:
        return None
    birthday = Birthday(
        customer.birth_year, customer.birth_month, customer.birth_day, customer.birth_lunar
    )
    try:
        return (next_birthday(birthday, today) - today).days
    except ValueError:  # beyond the tables of the lunar calendar
        return None


def lines_of(session: Session, customer_id: int) -> Sequence[LineSummary]:
    """The customer's lines, the main one first."""
    found = session.scalars(select(LineSummary).where(LineSummary.customer_id == customer_id))
    return sorted(found, key=lambda s: (s.status.left, s.kind is not LineKind.MOBILE, s.line_id))


def main_line(session: Session, customer_id: int) -> LineSummary | None:
    """The line whose plan stands for the customer: on the network, mobile, the oldest row."""
    return next(iter(lines_of(session, customer_id)), None)


def open_needs(session: Session, customer_id: int) -> list[str]:
    """What a customer still waits for, oldest first."""
    query = select(Need.text).where(Need.customer_id == customer_id, Need.status.in_(OPEN_NEEDS))
    return list(session.scalars(query.order_by(Need.opened_on, Need.id)))
