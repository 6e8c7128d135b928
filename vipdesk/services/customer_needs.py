"""Keeps what customers want, and the circles that they belong to."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.words import CircleKind, NeedStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_fields import living
from vipdesk.services.customer_rows import CircleRow
from vipdesk.store.book import Store
from vipdesk.store.records import Circle, CircleMember, Need
from vipdesk.texts import N_

NEEDS = frozenset({Area.NEEDS, Area.JOURNAL})
CUSTOMERS = frozenset({Area.CUSTOMERS, Area.JOURNAL})
CLOSED = frozenset({NeedStatus.MET, NeedStatus.DECLINED})


class TextNeededError(VipDeskError):
    """A need or a circle without a word."""

    message = N_("Write a few words first. Nothing was saved.")


class MemberAlreadyError(VipDeskError):
    """The customer is in that circle."""

    message = N_("The customer is in this circle already.")


class NeedsService:
    """Each method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, customer_id: int, text: str) -> Saved[int]:
        """Note a need, open from today; returns its id.

        Raises:
            TextNeededError: Nothing is said; nothing is written.
            NotFoundError: The customer is gone.
        """
        if not text.strip():
            raise TextNeededError
        with self._store.action("need.save", customer_id=customer_id) as session:
            living(session, customer_id)
            need = Need(customer_id=customer_id, text=text.strip(), opened_on=self._store.today())
            session.add(need)
            session.flush()
            return Saved(need.id, NEEDS)

    def save(self, need_id: int, text: str, status: NeedStatus) -> Saved[int]:
        """Word a need anew or say where it stands; met and declined close it today.

        Raises:
            TextNeededError: Nothing is said; nothing is written.
            NotFoundError: The need is gone.
        """
        if not text.strip():
            raise TextNeededError
        with self._store.read() as session:
            found = session.get(Need, need_id)
            customer_id = found.customer_id if found else None
        with self._store.action("need.save", customer_id=customer_id) as session:
            need = session.get(Need, need_id)
            if need is None:
                raise NotFoundError
            need.text = text.strip()
            need.status = status
            closed_on = need.closed_on or self._store.today()
            need.closed_on = closed_on if status in CLOSED else None
        return Saved(need_id, NEEDS)


class CirclesService:
    """Circles stand beside the tier: family, company, friends (rules.md 1)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def circles(self) -> list[CircleRow]:
        """All circles by name, without their members."""
        query = select(Circle).order_by(Circle.name, Circle.id)
        with self._store.read() as session:
            return [CircleRow(x.id, x.name, x.kind, ()) for x in session.scalars(query)]

    def create(self, customer_id: int, name: str, kind: CircleKind, role: str = "") -> Saved[int]:
        """Make a circle with its first member; returns its id.

        Raises:
            TextNeededError: It has no name; nothing is written.
            NotFoundError: The customer is gone.
        """
        if not name.strip():
            raise TextNeededError
        with self._store.action("circle.save", customer_id=customer_id) as session:
            living(session, customer_id)
            circle = Circle(name=name.strip(), kind=kind)
            session.add(circle)
            session.flush()
            _join(session, circle.id, customer_id, role)
            return Saved(circle.id, CUSTOMERS)

    def join(self, circle_id: int, customer_id: int, role: str = "") -> Saved[int]:
        """Put a customer into a circle, or give a member another role.

        Raises:
            MemberAlreadyError: They are in it with this role.
            NotFoundError: The customer or the circle is gone.
        """
        with self._store.action("circle.save", customer_id=customer_id) as session:
            living(session, customer_id)
            if session.get(Circle, circle_id) is None:
                raise NotFoundError
            _join(session, circle_id, customer_id, role)
        return Saved(circle_id, CUSTOMERS)

    def leave(self, circle_id: int, customer_id: int) -> Saved[int]:
        """Take a customer out of a circle; the last one to leave ends it."""
        with self._store.action("circle.save", customer_id=customer_id) as session:
            session.execute(
                delete(CircleMember).where(
                    CircleMember.circle_id == circle_id, CircleMember.customer_id == customer_id
                )
            )
            members = select(func.count()).where(CircleMember.circle_id == circle_id)
            if not session.scalar(members):
                session.execute(delete(Circle).where(Circle.id == circle_id))
        return Saved(circle_id, CUSTOMERS)


def _join(session: Session, circle_id: int, customer_id: int, role: str) -> None:
    member = session.scalar(
        select(CircleMember).where(
            CircleMember.circle_id == circle_id, CircleMember.customer_id == customer_id
        )
    )
    if member is None:
        member = CircleMember(circle_id=circle_id, customer_id=customer_id)
        session.add(member)
    elif (member.role or "") == role.strip():
        raise MemberAlreadyError
    member.role = role.strip() or None
