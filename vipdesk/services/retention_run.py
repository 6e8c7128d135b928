"""Derives tasks from the data: at the start, at the book's midnight, after an import, on demand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.tasks import RunCounts
from vipdesk.domain.words import DerivedStatus
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.customer_tasks import DUE_ON
from vipdesk.store.book import Store
from vipdesk.store.records import Book, DerivedTask

AREAS = frozenset({Area.TASKS, Area.CUSTOMERS})


@dataclass(frozen=True, slots=True)
class WhileOff:
    """What fell due while the laptop was off.

    Attributes:
        first: First day on which nobody derived.
        last: Last such day, the day before the present run.
        task_ids: Open tasks that fell due on these days and are not put off, earliest first.
    """

    first: date
    last: date
    task_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayCheck:
    """What a look at the day came to.

    Attributes:
        new_day: Whether what depends on the day was recomputed.
        counts: What was derived anew; None where nothing was due.
    """

    new_day: bool
    counts: RunCounts | None = None


class RetentionRunService:
    """Runs the engine over the whole book, and tells what a run found."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, progress: Progress | None = None) -> Saved[RunCounts]:
        """Make every derived task agree with the data of today; run twice, nothing changes."""
        fresh = self._store.refresh_summaries()
        counts = self._store.derive(progress or NoProgress())
        changed = AREAS if counts.changed else frozenset()
        return Saved(counts, frozenset(Area) if fresh else changed)

    def run_if_due(self, progress: Progress | None = None) -> Saved[DayCheck]:
        """Run unless everything was derived for today already.

        It was not if the day is new, or if more was written than a single action derives.
        """
        fresh = self._store.refresh_summaries()
        with self._store.read() as session:
            derived_on = session.scalar(select(Book.derived_on))
        if derived_on == self._store.today().isoformat():
            return Saved(DayCheck(fresh), frozenset(Area) if fresh else frozenset())
        counts = self._store.derive(progress or NoProgress())
        return Saved(DayCheck(fresh, counts), frozenset(Area) if fresh else AREAS)

    def while_off(self) -> WhileOff | None:
        """What fell due on the days before today on which the desk was not opened, if any."""
        today = self._store.today()
        with self._store.read() as session:
            run_on, before = session.execute(select(Book.run_on, Book.run_before)).one()
            if run_on is None or before is None:
                return None
            first = date.fromordinal(date.fromisoformat(before).toordinal() + 1)
            last = date.fromordinal(date.fromisoformat(run_on).toordinal() - 1)
            if last < first:
                return None
            query = (
                select(DerivedTask.id)
                .where(
                    DerivedTask.status == DerivedStatus.OPEN,
                    DUE_ON.between(first, last),
                    DerivedTask.snoozed_until.is_(None) | (DerivedTask.snoozed_until <= today),
                )
                .order_by(DUE_ON, DerivedTask.id)
            )
            return WhileOff(first, last, tuple(session.scalars(query)))
