"""Writes one customer: new, edited, another tier; and shows one masked field."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_checks import (
    Finding,
    Findings,
    blocking,
    check_customer,
    let_stand,
)
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.masking import MaskedField
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services import customer_fields
from vipdesk.services.customer_fields import living, tier_of
from vipdesk.store import tombstones
from vipdesk.store.book import Store
from vipdesk.store.records import Account, Customer, Line, Manager, OwnerHistory, TierHistory
from vipdesk.texts import N_

CUSTOMERS = frozenset({Area.CUSTOMERS, Area.JOURNAL})


class DraftRefusedError(VipDeskError):
    """Fields of a draft are missing or wrong; ``findings`` says which."""

    message = N_("Some fields need mending; each says what. Nothing was saved.")

    def __init__(self, findings: Mapping[str, Finding]) -> None:
        self.findings = dict(findings)
        super().__init__()


class TierUnchangedError(VipDeskError):
    """The customer has this tier on that day already."""

    message = N_("The customer has this tier on that day already. Nothing was changed.")


class CustomerCareService:
    """One method, one action on one customer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The present day of the book."""
        return self._store.today()

    def draft(self, customer_id: int) -> CustomerDraft:
        """The fields of a customer, unmasked, for the form; the form covers them."""
        with self._store.read() as session:
            customer = living(session, customer_id)
            return customer_fields.to_draft(
                customer, tier_of(session, customer_id, self._store.today())
            )

    def check(self, draft: CustomerDraft, customer_id: int | None = None) -> Findings:
        """Remarks by field, those that only the book can make among them.

        What was wrong before and is not being changed doesn't block: a file may have brought it.
        """
        today = self._store.today()
        with self._store.read() as session:
            before = None
            if customer_id is not None:
                customer = living(session, customer_id)
                before = customer_fields.to_draft(customer, draft.tier)
            return _check(session, draft, before, customer_id, today)

    def create(self, draft: CustomerDraft) -> Saved[int]:
        """Add a customer of the manager at this desk.

        Returns:
            The new id.

        Raises:
            DraftRefusedError: Fields are missing or wrong; nothing is written.
        """
        draft, today = customer_fields.cleaned(draft), self._store.today()
        with self._store.action("customer.create") as session:
            _refuse_if_blocked(_check(session, draft, None, None, today))
            customer = Customer(created_at=self._store.now())
            number = draft.number or _own_number(session)
            customer_fields.write(customer, replace(draft, number=number))
            session.add(customer)
            session.flush()
            dated = {"customer_id": customer.id, "effective_on": today, "recorded_on": today}
            session.add(TierHistory(**dated, tier=draft.tier))
            owner = session.scalar(select(Manager.id).where(Manager.is_self))
            if owner is not None:
                session.add(OwnerHistory(**dated, manager_id=owner))
            return Saved(customer.id, CUSTOMERS)

    def edit(self, customer_id: int, draft: CustomerDraft) -> Saved[int]:
        """Write the fields of a customer; the tier is left to `set_tier`.

        Raises:
            DraftRefusedError: Fields are missing or wrong; nothing is written.
            NotFoundError: The customer is gone.
        """
        draft = customer_fields.cleaned(draft)
        with self._store.action("customer.edit", customer_id=customer_id) as session:
            customer = living(session, customer_id)
            before = customer_fields.to_draft(customer, draft.tier)
            found = _check(session, draft, before, customer_id, self._store.today())
            _refuse_if_blocked(found)
            customer_fields.write(customer, replace(draft, number=draft.number or before.number))
        return Saved(customer_id, CUSTOMERS)

    def set_tier(self, customer_id: int, tier: Tier, on: date) -> Saved[int]:
        """Give a tier from ``on``; the one before stays in the history.

        Raises:
            TierUnchangedError: The customer has it on that day already.
        """
        with self._store.action("customer.tier", customer_id=customer_id) as session:
            living(session, customer_id)
            if tier_of(session, customer_id, on) is tier:
                raise TierUnchangedError
            session.add(
                TierHistory(
                    customer_id=customer_id,
                    tier=tier,
                    effective_on=on,
                    recorded_on=self._store.today(),
                )
            )
        return Saved(customer_id, CUSTOMERS)

    def set_do_not_disturb(self, customer_id: int, on: bool) -> Saved[int]:
        """Say whether the customer wants to be left alone."""
        with self._store.action("customer.edit", customer_id=customer_id) as session:
            living(session, customer_id).do_not_disturb = on
        return Saved(customer_id, CUSTOMERS)

    def unmask(
        self, customer_id: int, field: MaskedField, line_id: int | None = None
    ) -> Saved[str]:
        """Show one personal field; the journal keeps who looked at which field, not its value.

        Raises:
            NotFoundError: The customer or the line is gone; nothing is shown.
        """
        note: dict[str, Any] = {"customer_id": customer_id, "field": field.value}
        if line_id is not None:
            note["line_id"] = line_id
        with self._store.action("customer.unmask", keep_empty=True, **note) as session:
            value = _personal(session, customer_id, field, line_id)
        return Saved(value, frozenset({Area.JOURNAL}))


def _personal(session: Session, customer_id: int, field: MaskedField, line_id: int | None) -> str:
    customer = living(session, customer_id)
    if field is not MaskedField.LINE_NUMBER:
        return str(getattr(customer, field.value) or "")
    query = select(Line.number).join(Account, Account.id == Line.account_id)
    number = session.scalar(query.where(Line.id == line_id, Account.customer_id == customer_id))
    if number is None:
        raise NotFoundError
    return number


def _refuse_if_blocked(findings: Findings) -> None:
    if blocking(findings):
        raise DraftRefusedError(findings)


def _check(
    session: Session,
    draft: CustomerDraft,
    before: CustomerDraft | None,
    customer_id: int | None,
    today: date,
) -> Findings:
    draft = customer_fields.cleaned(draft)
    found = _taken(session, draft, customer_id) | check_customer(draft, today)
    if before is None:
        return found
    unchanged = {
        each.name
        for each in fields(draft)
        if getattr(draft, each.name) == getattr(before, each.name)
    }
    return let_stand(found, unchanged)


def _taken(session: Session, draft: CustomerDraft, customer_id: int | None) -> Findings:
    """Numbers that other customers hold: the customer number once only, others may be shared."""
    found: Findings = {}
    others = select(Customer.name).where(Customer.id != (customer_id or 0))
    holder = session.scalar(others.where(Customer.number == draft.number).limit(1))
    if draft.number and holder is not None:
        text = N_("This number belongs to {name}, perhaps in the recycle bin.")
        found["number"] = Finding(text, True, {"name": holder})
    elif draft.number and (day := tombstones.erased_on(session.connection(), draft.number)):
        text = N_("A customer of this number was deleted on request on {day}. Did they come back?")
        found["number"] = Finding(text, False, {"day": day})
    shown = others.where(Customer.deleted_at.is_(None), Customer.merged_into_id.is_(None))
    for key, column in (("phone", Customer.phone), ("id_number", Customer.id_number)):
        value = getattr(draft, key)
        holder = session.scalar(shown.where(column == value).limit(1)) if value else None
        if holder is not None:
            text = N_("{name} has the same number. Is it the same customer?")
            found[key] = Finding(text, False, {"name": holder})
    return found


def _own_number(session: Session) -> str:
    """A customer number of the desk's own, until the operator's is known."""
    following = (session.scalar(select(func.max(Customer.id))) or 0) + 1
    while session.scalar(select(Customer.id).where(Customer.number == f"N{following:07}")):
        following += 1
    return f"N{following:07}"
