"""What the frame of the window tells at any time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.words import DerivedStatus, TaskStatus, VisitStatus
from vipdesk.services.task_list import TaskListService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Book,
    CustomerSummary,
    DerivedTask,
    ImportBatch,
    Manager,
    Task,
    Visit,
)


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """Counts beside the navigation and the facts of the status bar."""

    customers: int
    visits_today: int  # planned or started
    tasks: int  # open cases and calls that are not put off
    due: int  # what Today lists as overdue or due today
    overdue: int  # how much of it
    data_of: date | None  # day of the newest import
    manager: str  # branch and name
    invented: bool
    run_due: bool  # tasks are to be derived: more was written than a single action derives


class DeskStatusService:
    """Reads the frame's facts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> DeskStatus:
        """The facts as of now."""
        zone, today = self._store.zone(), self._store.today()
        starts = datetime.combine(today, time(), zone)
        visits = (
            select(func.count(Visit.id))
            .join(CustomerSummary, CustomerSummary.customer_id == Visit.customer_id)
            .where(
                Visit.planned_at >= starts,
                Visit.planned_at < starts + timedelta(days=1),
                Visit.status.in_((VisitStatus.PLANNED, VisitStatus.STARTED)),
            )
        )
        asked = TaskListService(self._store).asked_counts(today).values()
        with self._store.read() as session:
            imported_at = session.scalar(select(func.max(ImportBatch.imported_at)))
            manager = session.scalars(select(Manager).where(Manager.is_self)).one()
            return DeskStatus(
                customers=session.scalar(select(func.count()).select_from(CustomerSummary)) or 0,
                visits_today=session.scalar(visits) or 0,
                tasks=_open_tasks(session, today),
                due=sum(count for count, _late, _today in asked),
                overdue=sum(late for _count, late, _today in asked),
                data_of=imported_at.astimezone(zone).date() if imported_at else None,
                manager=" · ".join(part for part in (manager.branch, manager.name) if part),
                invented=bool(session.scalar(select(Book.invented))),
                run_due=session.scalar(select(Book.derived_on)) is None,
            )


def _open_tasks(session: Session, today: date) -> int:
    """What the list of tasks holds that is not put off, those made by hand too."""
    awake = DerivedTask.snoozed_until.is_(None) | (DerivedTask.snoozed_until <= today)
    derived = select(func.count(DerivedTask.id)).where(
        DerivedTask.status == DerivedStatus.OPEN, awake
    )
    by_hand = (
        select(func.count(Task.id))
        .join(CustomerSummary, CustomerSummary.customer_id == Task.customer_id)
        .where(Task.status == TaskStatus.OPEN)
    )
    return (session.scalar(derived) or 0) + (session.scalar(by_hand) or 0)
