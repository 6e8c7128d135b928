"""What a manager's morning begins with, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from vipdesk.domain.figures import Figure
from vipdesk.domain.task_query import TaskFilter, TaskQuery
from vipdesk.domain.tasks import TaskKind
from vipdesk.services.day_plan import DayPlanService
from vipdesk.services.desk_figures import figures
from vipdesk.services.occasions import Occasion, occasions
from vipdesk.services.retention_run import RetentionRunService, WhileOff
from vipdesk.services.task_list import Listed, TaskListService
from vipdesk.services.visit_lists import OPEN, VisitListService, VisitRow
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary, CustomerWarning, ImportBatch

AHEAD_DAYS = 7  # tasks that fall due within these are shown too
GROUPS: Mapping[str, tuple[TaskKind, ...]] = {
    "all": tuple(TaskKind),
    "retention": (TaskKind.END, TaskKind.BY_HAND),
    "warnings": (TaskKind.WARNING,),
    "care": (
        *(TaskKind.CARE, TaskKind.BIRTHDAY, TaskKind.FIRST_CONTACT, TaskKind.BIND),
        *(TaskKind.CALL_BACK, TaskKind.NEXT_STEP, TaskKind.POINTS),
    ),
}
"""How Today parts tasks; every kind is in one group beside "all"."""


@dataclass(frozen=True, slots=True)
class NewWarnings:
    """How many warnings came up with, or since, the last import, and when that was."""

    count: int
    since: date


@dataclass(frozen=True, slots=True)
class Morning:
    """The page but for what stands beside its list, which takes longer to find.

    Attributes:
        tasks: Group → tasks that are overdue or due today, the most urgent first, then those of the
            coming days.
        overdue, due: How many of them are overdue; how many are due today.
        visits: Planned or running today.
        customers: On the book; 0 for an empty one.
    """

    today: date
    tasks: Mapping[str, Sequence[int]]
    overdue: int
    due: int
    visits: Sequence[VisitRow]
    while_off: WhileOff | None
    new_warnings: NewWarnings | None
    customers: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the list.

    Attributes:
        occasions: Birthdays and anniversaries of the week.
    """

    today: date
    occasions: Sequence[Occasion]
    figures: Sequence[Figure]


class TodayService:
    """Reads only; as a job, since a large book takes its time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tasks = TaskListService(store)
        self.plans = DayPlanService(store)
        self._visits = VisitListService(store)
        self._runs = RetentionRunService(store)

    def read(self) -> Morning:
        """The morning as of now."""
        today = self._store.today()
        tasks = {name: self._due(kinds, today) for name, kinds in GROUPS.items()}
        with self._store.read() as session:
            customers = session.scalar(select(func.count()).select_from(CustomerSummary)) or 0
        return Morning(
            today=today,
            tasks={name: [each.id for each in group] for name, group in tasks.items()},
            overdue=sum(each.due_on < today for each in tasks["all"]),
            due=sum(each.due_on == today for each in tasks["all"]),
            visits=[row for row in self._visits.between(today, today) if row.status in OPEN],
            while_off=self._runs.while_off(),
            new_warnings=self._new_warnings(),
            customers=customers,
        )

    def beside(self) -> Beside:
        """What stands beside the list as of now; seconds in a large book."""
        today = self._store.today()
        with self._store.read() as session:
            return Beside(today, occasions(session, today), figures(session, today))

    def _due(self, kinds: Sequence[TaskKind], today: date) -> list[Listed]:
        """What is due by urgency, then what comes within the week by day."""
        last = today + timedelta(days=AHEAD_DAYS - 1)
        query = TaskQuery(filter=TaskFilter(kinds=tuple(kinds)), sort="urgency")
        found = [each for each in self.tasks.listed(query, today) if each.due_on <= last]
        return sorted(found, key=lambda each: max(each.due_on, today))

    def _new_warnings(self) -> NewWarnings | None:
        with self._store.read() as session:
            imported_at = session.scalar(select(func.max(ImportBatch.imported_at)))
            if imported_at is None:
                return None
            since = imported_at.astimezone(self._store.zone()).date()
            count = session.scalar(
                select(func.count()).where(
                    CustomerWarning.first_on >= since, CustomerWarning.gone_on.is_(None)
                )
            )
            return NewWarnings(count or 0, since)
