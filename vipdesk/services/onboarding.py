"""The first steps of a new VIP: begun from the settings' list, ticked with their days."""

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import months_ago
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_fields import living, tier_of
from vipdesk.services.customer_rows import OnboardingRow, StepRow
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import DerivedTask, Onboarding
from vipdesk.texts import N_

CHANGED = frozenset({Area.TASKS, Area.CUSTOMERS, Area.JOURNAL})
NEW_MONTHS = 3  # for so long the desk reminds of a checklist that was not begun (†)
NEWCOMER_KINDS = (TaskKind.BIND, TaskKind.FIRST_CONTACT)


class NotVipError(VipDeskError):
    """The first steps are a VIP's."""

    message = N_("The first steps are for customers with a card. Change the tier first.")


class UnderWayError(VipDeskError):
    """There is a checklist that is not done yet."""

    message = N_("The first steps of this customer are under way already. Nothing was changed.")


class NoStepsError(VipDeskError):
    """The settings hold no steps."""

    message = N_("The settings hold no first steps. Add some under Checklists.")


class OnboardingService:
    """Each method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, customer_id: int) -> Saved[int]:
        """Begin a checklist with the steps of the settings in force; returns its id.

        Raises:
            NotVipError, UnderWayError, NoStepsError: Nothing is written.
            NotFoundError: The customer is gone.
        """
        today = self._store.today()
        with self._store.action("onboarding.save", customer_id=customer_id) as session:
            living(session, customer_id)
            if tier_of(session, customer_id, today) is Tier.ORDINARY:
                raise NotVipError
            current = onboarding_of(session, customer_id)
            if current is not None and current.closed_on is None:
                raise UnderWayError
            points = [
                {"key": str(number), "text": text, "done_on": None}
                for number, text in enumerate(settings_in_force(session).onboarding, 1)
            ]
            if not points:
                raise NoStepsError
            made = Onboarding(customer_id=customer_id, opened_on=today, points=points)
            session.add(made)
            session.flush()
            return Saved(made.id, CHANGED)

    def tick(self, onboarding_id: int, key: str, *, done: bool) -> Saved[int]:
        """Tick a step today, or take its tick off; with the last one the checklist closes.

        Raises:
            NotFoundError: The checklist or the step is gone.
        """
        today = self._store.today()
        with self._store.read() as session:
            customer_id = _found(session, onboarding_id).customer_id
        with self._store.action("onboarding.save", customer_id=customer_id) as session:
            found = _found(session, onboarding_id)
            if all(point["key"] != key for point in found.points):
                raise NotFoundError
            day = today.isoformat() if done else None
            found.points = [_ticked(point, key, day) for point in found.points]
            _close_if_done(found, today)
        return Saved(onboarding_id, CHANGED)


def onboarding_of(session: Session, customer_id: int) -> OnboardingRow | None:
    """The customer's last checklist."""
    found = session.scalar(
        select(Onboarding)
        .where(Onboarding.customer_id == customer_id)
        .order_by(Onboarding.opened_on.desc(), Onboarding.id.desc())
        .limit(1)
    )
    if found is None:
        return None
    return OnboardingRow(found.id, found.opened_on, found.closed_on, _steps(found.points))


def steps_left(session: Session, customer_id: int) -> tuple[str, ...]:
    """What a new VIP's checklist still asks for, in its order."""
    found = _under_way(session, customer_id)
    return tuple(point["text"] for point in found.points if not point["done_on"]) if found else ()


def tick_told(session: Session, customer_id: int, told: Container[str], today: date) -> None:
    """Tick what a visit went through, inside its action; steps are known by their words."""
    found = _under_way(session, customer_id)
    if found is None:
        return
    day = today.isoformat()
    found.points = [
        {**point, "done_on": day} if point["text"] in told and not point["done_on"] else point
        for point in found.points
    ]
    _close_if_done(found, today)


def _under_way(session: Session, customer_id: int) -> Onboarding | None:
    return session.scalar(
        select(Onboarding)
        .where(Onboarding.customer_id == customer_id, Onboarding.closed_on.is_(None))
        .order_by(Onboarding.opened_on.desc(), Onboarding.id.desc())
        .limit(1)
    )


def _close_if_done(found: Onboarding, today: date) -> None:
    complete = all(point["done_on"] for point in found.points)
    found.closed_on = today if complete else None


def waits_for_first_steps(session: Session, customer_id: int, today: date) -> bool:
    """Whether the customer became a VIP of this desk lately and has no checklist since."""
    begun = exists().where(
        Onboarding.customer_id == customer_id, Onboarding.opened_on >= DerivedTask.period
    )
    query = select(DerivedTask.id).where(
        DerivedTask.customer_id == customer_id,
        DerivedTask.kind.in_([kind.value for kind in NEWCOMER_KINDS]),
        DerivedTask.period >= months_ago(today, NEW_MONTHS).isoformat(),
        ~begun,
    )
    return session.scalar(query.limit(1)) is not None


def _found(session: Session, onboarding_id: int) -> Onboarding:
    found = session.get(Onboarding, onboarding_id)
    if found is None:
        raise NotFoundError
    return found


def _ticked(point: dict[str, Any], key: str, day: str | None) -> dict[str, Any]:
    return {**point, "done_on": day} if point["key"] == key else point


def _steps(points: Sequence[dict[str, Any]]) -> tuple[StepRow, ...]:
    return tuple(
        StepRow(
            point["key"],
            point["text"],
            date.fromisoformat(point["done_on"]) if point["done_on"] else None,
        )
        for point in points
    )
