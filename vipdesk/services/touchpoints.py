"""Logs contacts with customers; a next step becomes a task in the same action."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.visits import NEXT_STEP
from vipdesk.domain.words import Channel, TaskStatus
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services.customer_fields import living
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import Manager, Task, Touchpoint
from vipdesk.texts import N_

CONTACTS = frozenset({Area.TOUCHPOINTS, Area.CUSTOMERS, Area.JOURNAL})
DEFAULT_DUE_DAYS = 7


class FutureTouchpointError(VipDeskError):
    """A contact that has not been."""

    message = N_("This contact would be in the future. Plan a visit or note a next step instead.")


class VisitTouchpointError(VipDeskError):
    """The touchpoint was made by finishing a visit."""

    message = N_("This contact belongs to a visit. Change the visit, or undo its finishing.")


@dataclass(frozen=True, slots=True)
class TouchpointForm:
    """What the form begins with: now, in the book's zone, and the touchpoint to edit."""

    now: datetime
    min_call_seconds: int  # from which a connected call counts as effective
    draft: TouchpointDraft | None = None


class TouchpointsService:
    """Each method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def form(self, touchpoint_id: int | None = None) -> TouchpointForm:
        """What the form begins with.

        Raises:
            NotFoundError: The touchpoint is gone.
        """
        zone = self._store.zone()
        now = self._store.now().astimezone(zone)
        with self._store.read() as session:
            min_call = settings_in_force(session).min_call_seconds
            if touchpoint_id is None:
                return TouchpointForm(now, min_call)
            found = session.get(Touchpoint, touchpoint_id)
            if found is None:
                raise NotFoundError
            draft = TouchpointDraft(
                customer_id=found.customer_id,
                at=found.at.astimezone(zone),
                channel=found.channel,
                direction=found.direction,
                result=found.result,
                duration_seconds=found.duration_seconds,
                replied=found.replied,
                note=found.note or "",
            )
        return TouchpointForm(now, min_call, draft)

    def log(self, draft: TouchpointDraft) -> Saved[int]:
        """Write a touchpoint and, where there is a next step, its task.

        The task is due on the day said, else a week from today.

        Returns:
            The touchpoint's id.

        Raises:
            FutureTouchpointError: It would be in the future; nothing is written.
            NotFoundError: The customer is gone.
        """
        refuse_future(draft.at, self._store.now())
        changed = CONTACTS
        with self._store.action("touchpoint.log", customer_id=draft.customer_id) as session:
            living(session, draft.customer_id)
            touchpoint = new_touchpoint(session, draft, self._store.zone())
            session.add(touchpoint)
            if draft.next_step.strip():
                session.add(next_step(draft, self._store.today()))
                changed |= {Area.TASKS}
            session.flush()
            return Saved(touchpoint.id, changed)

    def edit(self, touchpoint_id: int, draft: TouchpointDraft) -> Saved[int]:
        """Write another version of a touchpoint; its customer and its next step stay.

        Raises:
            FutureTouchpointError, VisitTouchpointError: Nothing is changed.
            NotFoundError: It is gone.
        """
        refuse_future(draft.at, self._store.now())
        with self._store.action("touchpoint.edit", customer_id=draft.customer_id) as session:
            touchpoint = session.get(Touchpoint, touchpoint_id)
            if touchpoint is None:
                raise NotFoundError
            if touchpoint.visit_id is not None:
                raise VisitTouchpointError
            _write(touchpoint, draft, self._store.zone())
        return Saved(touchpoint_id, CONTACTS)

    def delete(self, touchpoint_id: int) -> Saved[int]:
        """Remove a touchpoint; it can be undone.

        Raises:
            VisitTouchpointError: It belongs to a visit.
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            found = session.get(Touchpoint, touchpoint_id)
            customer_id = found.customer_id if found else None
        with self._store.action("touchpoint.delete", customer_id=customer_id) as session:
            touchpoint = session.get(Touchpoint, touchpoint_id)
            if touchpoint is None:
                raise NotFoundError
            if touchpoint.visit_id is not None:
                raise VisitTouchpointError
            session.delete(touchpoint)
        return Saved(touchpoint_id, CONTACTS)

    def finish_task(self, task_id: int) -> Saved[int]:
        """Tick off something that was to do.

        Raises:
            NotFoundError: It is gone, or not open any more.
        """
        with self._store.action("task.done") as session:
            task = session.get(Task, task_id)
            if task is None or task.status is not TaskStatus.OPEN:
                raise NotFoundError
            task.status = TaskStatus.DONE
            task.done_on = self._store.today()
        return Saved(task_id, frozenset({Area.TASKS, Area.JOURNAL}))


def refuse_future(at: datetime, now: datetime) -> None:
    """Refuse a contact that has not been; clocks and typed minutes differ by a few.

    Raises:
        FutureTouchpointError: It would be in the future.
    """
    if at > now + timedelta(minutes=5):
        raise FutureTouchpointError


def new_touchpoint(session: Session, draft: TouchpointDraft, zone: ZoneInfo) -> Touchpoint:
    """A touchpoint of the manager who works here, to be added to ``session``."""
    manager_id = session.scalars(select(Manager.id).where(Manager.is_self)).one()
    touchpoint = Touchpoint(customer_id=draft.customer_id, manager_id=manager_id)
    _write(touchpoint, draft, zone)
    return touchpoint


def _write(touchpoint: Touchpoint, draft: TouchpointDraft, zone: ZoneInfo) -> None:
    touchpoint.at = draft.at
    touchpoint.on_day = draft.at.astimezone(zone).date()
    touchpoint.channel = draft.channel
    touchpoint.direction = draft.direction
    touchpoint.result = draft.result
    touchpoint.duration_seconds = draft.duration_seconds
    touchpoint.replied = draft.replied
    touchpoint.note = draft.note.strip() or None


def next_step(draft: TouchpointDraft, today: date) -> Task:
    """The task of a draft that names a next step, due on its day or a week from today."""
    return Task(
        customer_id=draft.customer_id,
        kind=NEXT_STEP,
        title=draft.next_step.strip(),
        channel=draft.channel if draft.channel is not Channel.EVENT else None,
        due_on=draft.next_due_on or today + timedelta(days=DEFAULT_DUE_DAYS),
    )
