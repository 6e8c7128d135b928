"""Visits: planned, moved, started, finished. One method, one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.visits import (
    NEXT_STEP,
    NotMovedError,
    VisitDraft,
    VisitReasonMissingError,
    require,
)
from vipdesk.domain.words import Channel, Direction, Result, VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.case_work import Moment
from vipdesk.services.customer_fields import living
from vipdesk.services.onboarding import tick_told
from vipdesk.services.visit_cases import record_visit
from vipdesk.store.book import Store
from vipdesk.store.records import Manager, Need, Task, Touchpoint, Visit, VisitMove

VISITS = frozenset({Area.VISITS, Area.JOURNAL})
FINISHED = frozenset(
    {
        Area.VISITS,
        Area.TOUCHPOINTS,
        Area.TASKS,
        Area.NEEDS,
        Area.CUSTOMERS,
        Area.LINES,
        Area.JOURNAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """When, where and what for; ``at`` is an instant."""

    customer_id: int
    at: datetime
    minutes: int = 60
    place: str = ""
    purpose: str = ""


class VisitsService:
    """Everything that is done with a visit; what is typed in it is `VisitDeskService`'s."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self, plan: VisitPlan) -> Saved[int]:
        """Put a visit into the calendar.

        Returns:
            Its id.

        Raises:
            NotFoundError: The customer is gone.
        """
        day = plan.at.astimezone(self._store.zone()).strftime("%Y%m%d")
        with self._store.action("visit.plan", customer_id=plan.customer_id) as session:
            living(session, plan.customer_id)
            visit = Visit(
                number=_next_number(session, day),
                customer_id=plan.customer_id,
                manager_id=session.scalars(select(Manager.id).where(Manager.is_self)).one(),
                planned_at=plan.at,
                planned_minutes=plan.minutes,
                place=plan.place.strip() or None,
                purpose=plan.purpose.strip() or None,
            )
            session.add(visit)
            session.flush()
            visit_id = visit.id
        return Saved(visit_id, VISITS)

    def edit(self, visit_id: int, minutes: int, place: str, purpose: str) -> Saved[int]:
        """Change how long, where and what for; another time is a move.

        Raises:
            NotFoundError, VisitStateError: Nothing is changed.
        """
        with self._doing("visit.edit", "edit", visit_id) as (_session, visit):
            visit.planned_minutes = minutes
            visit.place = place.strip() or None
            visit.purpose = purpose.strip() or None
        return Saved(visit_id, VISITS)

    def move(self, visit_id: int, to_at: datetime, reason: str) -> Saved[int]:
        """Move a visit to another time; moves are counted and keep their reason.

        Raises:
            NotFoundError, VisitStateError, VisitReasonMissingError, NotMovedError: Nothing is
                changed.
        """
        reason = _required(reason)
        with self._doing("visit.move", "move", visit_id) as (session, visit):
            if visit.planned_at == to_at:
                raise NotMovedError
            session.add(
                VisitMove(
                    visit_id=visit_id,
                    moved_at=self._store.now(),
                    from_at=visit.planned_at,
                    to_at=to_at,
                    reason=reason,
                )
            )
            visit.planned_at = to_at
            visit.moved_count += 1
        return Saved(visit_id, VISITS)

    def cancel(self, visit_id: int, reason: str) -> Saved[int]:
        """Call a visit off; it stays in the book with its reason.

        Raises:
            NotFoundError, VisitStateError, VisitReasonMissingError: Nothing is changed.
        """
        return self._close(visit_id, "cancel", VisitStatus.CANCELLED, reason)

    def no_show(self, visit_id: int, reason: str) -> Saved[int]:
        """Note that the customer was not met.

        Raises:
            NotFoundError, VisitStateError, VisitReasonMissingError: Nothing is changed.
        """
        return self._close(visit_id, "no_show", VisitStatus.NO_SHOW, reason)

    def start(self, visit_id: int) -> Saved[int]:
        """Begin the talk now.

        Raises:
            NotFoundError, VisitStateError: Nothing is changed.
        """
        with self._doing("visit.start", "start", visit_id) as (_session, visit):
            visit.status = VisitStatus.STARTED
            visit.started_at = self._store.now()
        return Saved(visit_id, VISITS)

    def finish(self, visit_id: int, draft: VisitDraft) -> Saved[int]:
        """Close the visit with all that follows from it, in one action.

        The visit takes what was typed; a touchpoint (a visit, connected), the needs and a task for
        each next step are added, and the case that the visit was about takes its outcome. The
        draft stays, so that an undo brings the visit back as it was.

        Raises:
            NotFoundError, VisitStateError, OutcomeReasonMissingError: Nothing is changed.
        """
        draft.check()
        with self._doing("visit.finish", "finish", visit_id) as (session, visit):
            now = self._store.now()
            visit.status = VisitStatus.DONE
            visit.ended_at = now
            for name, value in _record(draft).items():
                setattr(visit, name, value)
            session.add(self._touchpoint(visit, draft, now))
            session.add_all(self._needs(visit, draft))
            session.add_all(_tasks(visit, draft))
            told = {item.text for item in draft.checklist if item.done}
            tick_told(session, visit.customer_id, told, self._store.today())
            record_visit(session, visit, draft, Moment.of(self._store))
        return Saved(visit_id, FINISHED)

    def _close(self, visit_id: int, doing: str, status: VisitStatus, reason: str) -> Saved[int]:
        reason = _required(reason)
        with self._doing(f"visit.{doing}", doing, visit_id) as (_session, visit):
            visit.status = status
            visit.closing_reason = reason
            visit.ended_at = self._store.now() if visit.started_at else None
        return Saved(visit_id, VISITS)

    @contextmanager
    def _doing(self, code: str, doing: str, visit_id: int) -> Iterator[tuple[Session, Visit]]:
        with self._store.action(code, visit_id=visit_id) as session:
            visit = session.get(Visit, visit_id)
            if visit is None:
                raise NotFoundError
            require(visit.status, doing)
            yield session, visit

    def _touchpoint(self, visit: Visit, draft: VisitDraft, now: datetime) -> Touchpoint:
        began = visit.started_at or now
        return Touchpoint(
            customer_id=visit.customer_id,
            visit_id=visit.id,
            manager_id=visit.manager_id,
            at=began,
            on_day=began.astimezone(self._store.zone()).date(),
            channel=Channel.VISIT,
            direction=Direction.OUT,
            result=Result.CONNECTED,
            duration_seconds=max(0, (now - began) // timedelta(seconds=1)),
            note=draft.talked.strip() or visit.purpose,
        )

    def _needs(self, visit: Visit, draft: VisitDraft) -> Iterator[Need]:
        today = self._store.today()
        for text in draft.need_lines():
            yield Need(customer_id=visit.customer_id, visit_id=visit.id, text=text, opened_on=today)


def _required(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise VisitReasonMissingError
    return reason


def _record(draft: VisitDraft) -> dict[str, Any]:
    """What a finished visit keeps of its draft; empty fields stay empty."""
    return {
        "checklist": draft.checklist_json() or None,
        "talked": draft.talked.strip() or None,
        "internal_note": draft.internal_note.strip() or None,
        "outcome": draft.outcome,
        "outcome_reason": draft.outcome_reason,
        "offers": draft.offers_json() or None,
        "satisfaction": draft.satisfaction,
        "next_steps": draft.steps_json() or None,
        "signature": draft.strokes or None,
        "signed_at": draft.signed_at if draft.strokes else None,
    }


def _tasks(visit: Visit, draft: VisitDraft) -> Iterator[Task]:
    for step in draft.agreed_steps():
        yield Task(
            customer_id=visit.customer_id,
            visit_id=visit.id,
            kind=NEXT_STEP,
            title=step.text,
            channel=step.channel,
            due_on=step.due_on,
        )


def _next_number(session: Session, day: str) -> str:
    """V-YYYYMMDD-NNNN: counted within the day for which the visit was first planned."""
    prefix = f"V-{day}-"
    last = session.scalar(
        select(func.max(Visit.number)).where(Visit.number.between(prefix, prefix + "~"))
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04}"
