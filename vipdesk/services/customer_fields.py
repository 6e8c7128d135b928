"""Moves a customer's fields between the record and the draft that people type."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.cells import CellError, parse_id_number, parse_phone
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.masking import MaskedField, mask
from vipdesk.domain.words import Channel, Tier
from vipdesk.errors import NotFoundError
from vipdesk.store.records import Customer, TierHistory

TEXTS = (
    "name", "number", "gender", "contact_name", "phone", "email", "wechat", "id_number", "address",
    "employer", "preferred_hours", "interests", "note",
)  # fmt: skip
PLAIN = ("kind", "joined_on", "stage", "do_not_disturb")
MASKED = {
    "phone": MaskedField.PHONE,
    "id_number": MaskedField.ID_NUMBER,
    "address": MaskedField.ADDRESS,
}


def living(session: Session, customer_id: int) -> Customer:
    """The customer, who is neither in the recycle bin nor merged into another.

    Raises:
        NotFoundError: There is none.
    """
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at or customer.merged_into_id:
        raise NotFoundError
    return customer


def birthday_of(customer: Any) -> Birthday | None:
    """The birthday where month and day are known."""
    if customer.birth_month is None or customer.birth_day is None:
        return None
    return Birthday(
        customer.birth_year, customer.birth_month, customer.birth_day, customer.birth_lunar
    )


def tier_of(session: Session, customer_id: int, on: date) -> Tier:
    """The tier that holds on a day; ordinary where none is known."""
    query = (
        select(TierHistory.tier)
        .where(TierHistory.customer_id == customer_id, TierHistory.effective_on <= on)
        .order_by(TierHistory.effective_on.desc(), TierHistory.id.desc())
        .limit(1)
    )
    return session.scalar(query) or Tier.ORDINARY


def to_draft(customer: Customer, tier: Tier) -> CustomerDraft:
    """The fields as they would be typed."""
    texts: dict[str, Any] = {name: getattr(customer, name) or "" for name in TEXTS}
    plain: dict[str, Any] = {name: getattr(customer, name) for name in PLAIN}
    channel = next((each for each in Channel if each == customer.preferred_channel), None)
    return CustomerDraft(
        **texts,
        **plain,
        birthday=birthday_of(customer),
        preferred_channel=channel,
        tier=tier,
    )


def masked(draft: CustomerDraft) -> CustomerDraft:
    """The draft with its personal fields covered."""
    covered: dict[str, Any] = {
        name: mask(kind, getattr(draft, name)) for name, kind in MASKED.items()
    }
    return replace(draft, **covered)


def cleaned(draft: CustomerDraft) -> CustomerDraft:
    """The draft as it is kept: outer blanks gone, numbers as digits alone."""
    texts: dict[str, Any] = {name: getattr(draft, name).strip() for name in TEXTS}
    for name, parse in (("phone", parse_phone), ("id_number", parse_id_number)):
        try:
            texts[name] = parse(texts[name]) or ""
        except CellError:
            continue  # the checks say so
    return replace(draft, **texts)


def write(customer: Customer, draft: CustomerDraft) -> None:
    """Put the draft into the record; an empty text becomes NULL."""
    for name in TEXTS:
        setattr(customer, name, getattr(draft, name) or None)
    for name in PLAIN:
        setattr(customer, name, getattr(draft, name))
    birthday = draft.birthday
    customer.birth_year = birthday.year if birthday else None
    customer.birth_month = birthday.month if birthday else None
    customer.birth_day = birthday.day if birthday else None
    customer.birth_lunar = bool(birthday and birthday.lunar)
    channel = draft.preferred_channel
    customer.preferred_channel = str(channel) if channel else None
