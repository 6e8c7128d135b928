"""Writes many customers in one action: tags, recycle bin, hand-over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_number
from vipdesk.domain.names import fold
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_rows import TagRow
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    CustomerTag,
    Manager,
    OwnerHistory,
    PointsEntry,
    PointsLot,
    Tag,
)
from vipdesk.texts import N_

AT_ONCE = 5_000  # ids in one statement
CUSTOMERS = frozenset({Area.CUSTOMERS, Area.JOURNAL})
EVERYTHING = frozenset(Area)


class NameNeededError(VipDeskError):
    """A tag or a manager without a name."""

    message = N_("A name is needed. Nothing was changed.")


class AlreadyTheirsError(VipDeskError):
    """All chosen customers belong to that manager on that day."""

    message = N_("These customers belong to {name} on that day already. Nothing was changed.")


class HasPointsError(VipDeskError):
    """Movements of points are never removed, and name whose they are."""

    message = N_(
        "{name} has movements of points, which are never removed: leave them in the recycle bin, "
        "or delete them on request, which keeps the movements without a name. Nothing was deleted."
    )


@dataclass(frozen=True, slots=True)
class ManagerChoice:
    """A manager to hand customers over to."""

    id: int
    name: str
    branch: str | None
    is_self: bool
    customers: int  # who belong to them today


@dataclass(frozen=True, slots=True)
class RecycledRow:
    """A customer in the recycle bin."""

    id: int
    name: str
    number: str
    phone: str  # masked
    deleted_at: datetime  # in the book's zone


class CustomerGroupsService:
    """Each method takes many ids and is one action; each can be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tags(self) -> list[TagRow]:
        """All tags, those most used first; customers in the recycle bin keep theirs, uncounted."""
        count = func.count(CustomerSummary.customer_id)
        query = (
            select(Tag.id, Tag.name, count)
            .outerjoin(CustomerTag, CustomerTag.tag_id == Tag.id)
            .outerjoin(CustomerSummary, CustomerSummary.customer_id == CustomerTag.customer_id)
            .group_by(Tag.id)
            .order_by(count.desc(), Tag.key)
        )
        with self._store.read() as session:
            return [TagRow(*row) for row in session.execute(query)]

    def tag(self, ids: Sequence[int], name: str) -> Saved[int]:
        """Put a tag on customers; one of that name is made if there is none.

        Returns:
            How many got it who had it not.

        Raises:
            NameNeededError: It has no name; nothing is written.
        """
        key = fold(name)
        if not key:
            raise NameNeededError
        with self._store.action("customer.tag", n=len(ids), name=name.strip()) as session:
            tag = session.scalar(select(Tag).where(Tag.key == key))
            if tag is None:
                tag = Tag(name=name.strip(), key=key)
                session.add(tag)
                session.flush()
            have = set(session.scalars(_bearers(tag.id)))
            living = {each for part in _parts(ids) for each in session.scalars(_living(part))}
            rows = [{"customer_id": each, "tag_id": tag.id} for each in sorted(living - have)]
            if rows:
                session.execute(insert(CustomerTag), rows)
        return Saved(len(rows), CUSTOMERS)

    def untag(self, ids: Sequence[int], tag_id: int) -> Saved[int]:
        """Take a tag off customers; a tag that nobody bears any more goes."""
        with self._store.action("customer.untag", n=len(ids)) as session:
            for part in _parts(ids):
                session.execute(
                    delete(CustomerTag).where(
                        CustomerTag.tag_id == tag_id, CustomerTag.customer_id.in_(part)
                    )
                )
            if session.scalar(_bearers(tag_id).limit(1)) is None:
                session.execute(delete(Tag).where(Tag.id == tag_id))
        return Saved(len(ids), CUSTOMERS)

    def delete(self, ids: Sequence[int]) -> Saved[int]:
        """Move customers to the recycle bin: they leave lists and search, nothing is lost."""
        return self._bin("customer.delete", ids, self._store.now())

    def restore(self, ids: Sequence[int]) -> Saved[int]:
        """Take customers out of the recycle bin."""
        return self._bin("customer.restore", ids, None)

    def _bin(self, code: str, ids: Sequence[int], at: datetime | None) -> Saved[int]:
        with self._store.action(code, n=len(ids), **_one(ids)) as session:
            other = Customer.deleted_at.is_(None) if at else Customer.deleted_at.is_not(None)
            for part in _parts(ids):
                session.execute(
                    update(Customer)
                    .where(Customer.id.in_(part), other, *_OWN)
                    .values(deleted_at=at)
                )
        return Saved(len(ids), EVERYTHING)

    def purge(self, ids: Sequence[int]) -> Saved[int]:
        """Delete customers of the recycle bin, all that is theirs, and who was merged into them.

        Raises:
            NotFoundError: One of them is not in the bin; nothing is deleted.
            HasPointsError: One of them has, or had, points; nothing is deleted.
        """
        with self._store.action("customer.purge", n=len(ids)) as session:
            for part in _parts(ids):
                self._purge(session, part)
        return Saved(len(ids), EVERYTHING)

    def _purge(self, session: Session, ids: Sequence[int]) -> None:
        binned = select(func.count()).where(
            Customer.id.in_(ids), Customer.deleted_at.is_not(None), *_OWN
        )
        if session.scalar(binned) != len(ids):
            raise NotFoundError
        merged = session.scalars(select(Customer.id).where(Customer.merged_into_id.in_(ids))).all()
        if merged:
            self._purge_merged(session, merged)
        _remove(session, ids)

    def _purge_merged(self, session: Session, ids: Sequence[int]) -> None:
        deeper = session.scalars(select(Customer.id).where(Customer.merged_into_id.in_(ids))).all()
        if deeper:
            self._purge_merged(session, deeper)
        _remove(session, ids)

    def recycled(self) -> list[RecycledRow]:
        """The recycle bin, last thrown in first."""
        query = (
            select(Customer.id, Customer.name, Customer.number, Customer.phone, Customer.deleted_at)
            .where(Customer.deleted_at.is_not(None), *_OWN)
            .order_by(Customer.deleted_at.desc(), Customer.id)
        )
        zone = self._store.zone()
        with self._store.read() as session:
            return [
                RecycledRow(row_id, name, number, mask_number(phone), at.astimezone(zone))
                for row_id, name, number, phone, at in session.execute(query)
                if at
            ]

    def managers(self) -> list[ManagerChoice]:
        """All managers, oneself first, with how many customers are theirs today."""
        counts = (
            select(CustomerSummary.owner_id, func.count().label("n"))
            .group_by(CustomerSummary.owner_id)
            .subquery()
        )
        query = (
            select(
                Manager.id,
                Manager.name,
                Manager.branch,
                Manager.is_self,
                func.coalesce(counts.c.n, 0),
            )
            .outerjoin(counts, counts.c.owner_id == Manager.id)
            .order_by(Manager.is_self.desc(), Manager.name)
        )
        with self._store.read() as session:
            return [ManagerChoice(*row) for row in session.execute(query)]

    def add_manager(self, name: str, branch: str = "") -> Saved[int]:
        """Add a colleague; one of that name at that branch is taken as it is.

        Raises:
            NameNeededError: They have no name; nothing is written.
        """
        if not name.strip():
            raise NameNeededError
        with self._store.action("manager.save") as session:
            known = session.scalar(
                select(Manager.id).where(
                    Manager.name == name.strip(),
                    func.coalesce(Manager.branch, "") == branch.strip(),
                )
            )
            if known is not None:
                return Saved(known, frozenset())
            manager = Manager(name=name.strip(), branch=branch.strip() or None)
            session.add(manager)
            session.flush()
            return Saved(manager.id, frozenset({Area.SETTINGS, Area.JOURNAL}))

    def hand_over(self, ids: Sequence[int], manager_id: int, on: date) -> Saved[int]:
        """Give customers to another manager from ``on``; to each they count for their time.

        Returns:
            How many changed hands; who belongs to that manager on that day is left alone.

        Raises:
            AlreadyTheirsError: That is so for all of them.
            NotFoundError: There is no such manager.
        """
        with self._store.action("customer.hand_over", n=len(ids), **_one(ids)) as session:
            manager = session.get(Manager, manager_id)
            if manager is None:
                raise NotFoundError
            moving = [
                each for part in _parts(ids) for each in _others(session, part, manager_id, on)
            ]
            if not moving:
                raise AlreadyTheirsError(name=manager.name)
            today = self._store.today()
            dated = {"manager_id": manager_id, "effective_on": on, "recorded_on": today}
            session.execute(insert(OwnerHistory), [{"customer_id": n, **dated} for n in moving])
        return Saved(len(moving), CUSTOMERS)


# Neither part of another customer nor deleted on request.
_OWN = (Customer.merged_into_id.is_(None), Customer.erased_at.is_(None))


def _remove(session: Session, ids: Sequence[int]) -> None:
    of_points = (PointsEntry.customer_id, PointsLot.customer_id)
    has_points = or_(*(exists().where(owner == Customer.id) for owner in of_points))
    name = session.scalar(select(Customer.name).where(Customer.id.in_(ids), has_points).limit(1))
    if name is not None:
        raise HasPointsError(name=name)
    session.execute(delete(Customer).where(Customer.id.in_(ids)))


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]


def _one(ids: Sequence[int]) -> dict[str, Any]:
    """The customer, where there is but one, for the customer's own list of actions."""
    return {"customer_id": ids[0]} if len(ids) == 1 else {}


def _living(ids: Sequence[int]) -> Select[int]:
    return select(Customer.id).where(
        Customer.id.in_(ids), Customer.deleted_at.is_(None), Customer.merged_into_id.is_(None)
    )


def _bearers(tag_id: int) -> Select[int]:
    return select(CustomerTag.customer_id).where(CustomerTag.tag_id == tag_id)


def _others(session: Session, ids: Sequence[int], manager_id: int, on: date) -> list[int]:
    """Those of ``ids`` who belong to somebody else, or to nobody, on a day."""
    latest = (
        select(OwnerHistory.manager_id)
        .where(OwnerHistory.customer_id == Customer.id, OwnerHistory.effective_on <= on)
        .order_by(OwnerHistory.effective_on.desc(), OwnerHistory.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Customer.id).where(Customer.id.in_(ids), latest.is_distinct_from(manager_id))
    return list(session.scalars(query.order_by(Customer.id)))
