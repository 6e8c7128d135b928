"""What the desk reminds of: counts and times alone, since anybody may read a notification."""

from dataclasses import dataclass
from datetime import date, datetime

from vipdesk.domain.task_query import Due, TaskFilter, TaskQuery
from vipdesk.domain.words import VisitStatus
from vipdesk.services.settings import SettingsService
from vipdesk.services.task_list import TaskListService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.store.book import Store


@dataclass(frozen=True, slots=True)
class Reminder:
    """Nothing of any customer.

    Attributes:
        due: Tasks due today or overdue.
        visits: When the planned visits of the day begin, in local time, the next first.
    """

    now: datetime
    due: int
    visits: tuple[datetime, ...]

    @property
    def today(self) -> date:
        """The day that it holds for."""
        return self.now.date()


class ReminderService:
    """Reads only."""

    def __init__(self, store: Store) -> None:
        self._settings = SettingsService(store)
        self._tasks = TaskListService(store)
        self._visits = VisitListService(store)

    def read(self) -> Reminder | None:
        """What to remind of now; None where the manager wants no reminders."""
        if not self._settings.load().reminders:
            return None
        now = self._visits.now()
        due = (
            self._tasks.counts(TaskQuery(filter=TaskFilter(due=when)), now.date()).all
            for when in (Due.OVERDUE, Due.TODAY)
        )
        planned = (
            row.starts
            for row in self._visits.between(now.date(), now.date())
            if row.status is VisitStatus.PLANNED and row.starts > now
        )
        return Reminder(now, sum(due), tuple(sorted(planned)))
