"""Works the list of tasks: puts off, ticks off, opens and closes cases, keeps what they cost.

Each method is one action with one journal entry, for one task or for many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.cases import (
    AmountMissingError,
    CaseClosedError,
    CaseOpenError,
    CostDraft,
    LaterDayError,
    NeedsOutcomeError,
    OutcomeDraft,
)
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import CaseKind, Direction, TaskStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.case_work import Moment, case_of, log_contacts, open_tasks, record
from vipdesk.services.customer_fields import living
from vipdesk.services.settings import settings_in_force
from vipdesk.services.touchpoints import new_touchpoint, next_step, refuse_future
from vipdesk.store.book import Store
from vipdesk.store.records import CaseCost, DerivedTask, RetentionCase, Task, TaskMark
from vipdesk.store.uids import new_uid

TASKS = frozenset({Area.TASKS, Area.CUSTOMERS, Area.JOURNAL})
OUTCOMES = TASKS | {Area.TOUCHPOINTS, Area.LINES}


@dataclass(frozen=True, slots=True)
class HandDraft:
    """A customer who asks to leave, with the contact in which they did.

    ``line_id`` is None where it concerns all of them.
    """

    contact: TouchpointDraft
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What the cases of a calendar year may cost and did cost; 0: no budget is set."""

    year: int
    budget_fen: int
    spent_fen: int

    @property
    def left_fen(self) -> int:
        """What is left; below 0 it is overspent."""
        return self.budget_fen - self.spent_fen

    @property
    def over(self) -> bool:
        """Whether more was spent than there was."""
        return 0 < self.budget_fen < self.spent_fen


class CasesService:
    """Writes; what the page shows is read by `TaskListService` and `CaseDetailService`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def snooze(self, task_ids: Sequence[int], until: date, reason: str) -> Saved[int]:
        """Put tasks off to a day; one made by hand gets that day.

        Returns:
            How many.

        Raises:
            LaterDayError, CaseClosedError: Nothing is changed.
        """
        today = self._store.today()
        if until <= today or not reason.strip():
            raise LaterDayError
        with self._store.action("task.snooze", n=len(task_ids)) as session:
            for mark in _marks(session, open_tasks(session, _derived(task_ids))):
                mark.snoozed_until, mark.reason = until, reason.strip()
            for task in _made_by_hand(session, task_ids):
                task.due_on, task.note = until, reason.strip()
        return Saved(len(task_ids), TASKS)

    def mark_done(self, task_ids: Sequence[int]) -> Saved[int]:
        """Tick off what was done without an outcome: greetings, calls, care, next steps, warnings.

        Returns:
            How many.

        Raises:
            NeedsOutcomeError, CaseClosedError: Nothing is changed.
        """
        today = self._store.today()
        with self._store.action("task.mark_done", n=len(task_ids)) as session:
            tasks = open_tasks(session, _derived(task_ids))
            if any(task.kind in (TaskKind.END, TaskKind.BY_HAND) for task in tasks):
                raise NeedsOutcomeError
            for mark in _marks(session, tasks):
                mark.done_on = today
            for task in _made_by_hand(session, task_ids):
                task.status, task.done_on = TaskStatus.DONE, today
        return Saved(len(task_ids), TASKS)

    def record(self, task_ids: Sequence[int], draft: OutcomeDraft) -> Saved[int]:
        """Record what came of cases: dates, plans and lines follow, and the talk is logged.

        Returns:
            How many cases.

        Raises:
            VipDeskError: The draft is not complete, or a case is closed; nothing is changed.
        """
        moment = Moment.of(self._store)
        draft.check(moment.today)
        if draft.contact is not None:
            refuse_future(draft.contact.at, moment.now)
        if any(task_id < 0 for task_id in task_ids):
            raise CaseClosedError
        with self._store.action("case.outcome", n=len(task_ids)) as session:
            tasks = open_tasks(session, task_ids)
            cases = [case_of(session, task, moment.today) for task in tasks]
            log_contacts(session, [case.customer_id for case in cases], draft, moment.zone)
            for case in cases:
                record(session, case, draft, moment)
        return Saved(len(task_ids), OUTCOMES)

    def open_by_hand(self, draft: HandDraft) -> Saved[int]:
        """Open the case of a customer who asks to leave, and log the contact as theirs.

        A next step becomes a task, as with any contact.

        Returns:
            The case's id.

        Raises:
            CaseOpenError, NotFoundError, FutureTouchpointError: Nothing is changed.
        """
        moment = Moment.of(self._store)
        contact = replace(draft.contact, direction=Direction.IN)
        refuse_future(contact.at, moment.now)
        with self._store.action("case.open", customer_id=contact.customer_id) as session:
            living(session, contact.customer_id)
            _refuse_open(session, contact.customer_id, draft.line_id)
            uid = new_uid()
            case = RetentionCase(
                uid=uid,
                customer_id=contact.customer_id,
                line_id=draft.line_id,
                kind=CaseKind.BY_HAND,
                cause=f"by_hand:{uid.hex()}",
                period=moment.today.isoformat(),
                opened_on=moment.today,
                note=contact.note.strip() or None,
            )
            session.add_all([case, new_touchpoint(session, contact, moment.zone)])
            if contact.next_step.strip():
                session.add(next_step(contact, moment.today))
            session.flush()
            return Saved(case.id, OUTCOMES)

    def add_cost(self, task_id: int, draft: CostDraft) -> Saved[int]:
        """Keep what a case cost; begins the case if nobody acted on it before.

        Raises:
            AmountMissingError, NoCaseError, CaseClosedError: Nothing is changed.
        """
        if draft.amount_fen <= 0:
            raise AmountMissingError
        with self._store.action("case.cost") as session:
            task = open_tasks(session, [task_id])[0]
            case = case_of(session, task, self._store.today())
            cost = CaseCost(case_id=case.id, on_day=draft.on_day, kind=draft.kind)
            cost.amount_fen, cost.note = draft.amount_fen, draft.note.strip() or None
            session.add(cost)
            session.flush()
            return Saved(cost.id, TASKS)

    def remove_cost(self, cost_id: int) -> Saved[int]:
        """Take a cost away again.

        Raises:
            NotFoundError: It is gone already.
        """
        with self._store.action("case.cost") as session:
            cost = session.get(CaseCost, cost_id)
            if cost is None:
                raise NotFoundError
            session.delete(cost)
        return Saved(cost_id, TASKS)

    def budget(self) -> Budget:
        """This calendar year's money: what may be spent and what was."""
        year = self._store.today().year
        in_year = CaseCost.on_day.between(date(year, 1, 1), date(year, 12, 31))
        with self._store.read() as session:
            spent = session.scalar(select(func.sum(CaseCost.amount_fen)).where(in_year))
            return Budget(year, settings_in_force(session).rules.budget_fen, spent or 0)


def _derived(task_ids: Iterable[int]) -> list[int]:
    return [task_id for task_id in task_ids if task_id > 0]


def _made_by_hand(session: Session, task_ids: Iterable[int]) -> list[Task]:
    found = [session.get(Task, ~task_id) for task_id in task_ids if task_id < 0]
    tasks = [task for task in found if task is not None and task.status is TaskStatus.OPEN]
    if len(tasks) < len(found):
        raise CaseClosedError
    return tasks


def _marks(session: Session, tasks: Iterable[DerivedTask]) -> list[TaskMark]:
    """The mark of each task, made where there is none."""
    return [_mark(session, task) for task in tasks]


def _mark(session: Session, task: DerivedTask) -> TaskMark:
    same = TaskMark.cause == task.cause, TaskMark.period == task.period
    mark = session.scalar(select(TaskMark).where(*same))
    if mark is None:
        mark = TaskMark(customer_id=task.customer_id, cause=task.cause, period=task.period)
        session.add(mark)
    mark.customer_id = task.customer_id  # to whom its line may have moved since
    return mark


def _refuse_open(session: Session, customer_id: int, line_id: int | None) -> None:
    same = select(RetentionCase.id).where(
        RetentionCase.customer_id == customer_id,
        RetentionCase.line_id.is_(None) if line_id is None else RetentionCase.line_id == line_id,
        RetentionCase.kind == CaseKind.BY_HAND,
        RetentionCase.closed_on.is_(None),
    )
    if session.scalar(same) is not None:
        raise CaseOpenError
