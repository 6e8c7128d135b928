"""What a manager's morning begins with, read in one go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from vipdesk.domain.indicators import Value
from vipdesk.domain.periods import Period
from vipdesk.domain.tasks import TaskKind
from vipdesk.services.day_plan import DayPlanService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.occasions import Occasion, occasions
from vipdesk.services.retention_run import RetentionRunService, WhileOff
from vipdesk.services.task_list import TaskListService, TaskRow
from vipdesk.services.visit_lists import OPEN, VisitListService, VisitRow
from vipdesk.store.book import Store
from vipdesk.store.records import Book, CustomerSummary, CustomerWarning, ImportBatch

AHEAD_DAYS = 7  # tasks that fall due within these are shown too
SHOWN = 500  # tasks of a group; nobody works more in a week, the retention page has all
FIRST = 50  # more than a tall window shows
EVERYTHING = "all"
GROUPS: Mapping[str, tuple[TaskKind, ...]] = {
    EVERYTHING: tuple(TaskKind),
    "retention": (TaskKind.END, TaskKind.BY_HAND),
    "warnings": (TaskKind.WARNING,),
    "care": (
        *(TaskKind.CARE, TaskKind.BIRTHDAY, TaskKind.FIRST_CONTACT, TaskKind.BIND),
        *(TaskKind.CALL_BACK, TaskKind.NEXT_STEP, TaskKind.POINTS),
    ),
}
"""How Today parts tasks; every kind is in one group beside "all"."""

SHOWN_FIGURES = 4
FIGURES: Mapping[str, Callable[[date], Period]] = {
    "snapshot_retention": Period.quarter,
    "reach_executed": Period.quarter,
    "revenue_retention": Period.quarter,
    "points_redemption": Period.year,
    "renewal": Period.quarter,
    "churn": lambda today: Period.month(today).earlier(1),
    "service_standard": Period.quarter,
}
"""What a manager is measured by, with the period that is shown, in the order of preference."""


@dataclass(frozen=True, slots=True)
class NewWarnings:
    """How many warnings came up with, or since, the last import, and when that was."""

    count: int
    since: date


@dataclass(frozen=True, slots=True)
class Urgent:
    """The list alone: what a manager begins with while the rest is read.

    Attributes:
        tasks: Of the groups that were asked for: what is overdue or due today, the most urgent
            first, then what comes within the week; the first `SHOWN`.
        first: The rows in sight first, of the group that was asked for.
        run_due: Whether tasks are still to be derived for today: until then they are those of the
            last run.
    """

    today: date
    tasks: Mapping[str, Sequence[int]]
    first: Sequence[TaskRow]
    run_due: bool


@dataclass(frozen=True, slots=True)
class Morning:
    """The page but for its list, and for what stands beside it, which takes longer to find.

    Attributes:
        counts: Group → how many there are, shown or not.
        overdue, due: How many of them are overdue; how many are due today.
        visits: Planned or running today.
        customers: On the book; 0 for an empty one.
    """

    today: date
    counts: Mapping[str, int]
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
        figures: Four of `FIGURES`: the first that have a value, and where these are fewer, the
            first of the others.
    """

    today: date
    occasions: Sequence[Occasion]
    figures: Sequence[Value]


class TodayService:
    """Reads only; as a job, since a large book takes its time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tasks = TaskListService(store)
        self.plans = DayPlanService(store)
        self._visits = VisitListService(store)
        self._runs = RetentionRunService(store)
        self._indicators = IndicatorService(store)

    def urgent(self, group: str = EVERYTHING) -> Urgent:
        """The tasks of all groups and of ``group`` as of now; the first that a start waits for."""
        today = self._store.today()
        tasks = {
            name: self.tasks.asked(GROUPS[name], _last(today), SHOWN)
            for name in dict.fromkeys((EVERYTHING, group))
        }
        first = self.tasks.rows(tasks[group][:FIRST])
        with self._store.read() as session:
            derived_on = session.scalar(select(Book.derived_on))
        return Urgent(today, tasks, first, derived_on != today.isoformat())

    def read(self) -> Morning:
        """The rest of the morning as of now."""
        today = self._store.today()
        counts = self.tasks.asked_counts(_last(today))
        with self._store.read() as session:
            customers = session.scalar(select(func.count()).select_from(CustomerSummary)) or 0
        return Morning(
            today=today,
            counts={
                name: sum(counts[kind][0] for kind in kinds if kind in counts)
                for name, kinds in GROUPS.items()
            },
            overdue=sum(late for _all, late, _due in counts.values()),
            due=sum(due for _all, _late, due in counts.values()),
            visits=[row for row in self._visits.between(today, today) if row.status in OPEN],
            while_off=self._runs.while_off(),
            new_warnings=self._new_warnings(),
            customers=customers,
        )

    def beside(self) -> Beside:
        """What stands beside the list as of now; seconds in a large book."""
        today = self._store.today()
        figures = self._figures(today)
        with self._store.read() as session:
            return Beside(today, occasions(session, today), figures)

    def _figures(self, today: date) -> Sequence[Value]:
        found: list[Value] = []
        others: list[Value] = []
        for key, period in FIGURES.items():
            if len(found) == SHOWN_FIGURES:
                break
            (value,) = self._indicators.values(Asked(period(today)), [key])
            (others if value.rate is None else found).append(value)
        return [*found, *others][:SHOWN_FIGURES]

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


def _last(today: date) -> date:
    return today + timedelta(days=AHEAD_DAYS - 1)
