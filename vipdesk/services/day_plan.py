"""A day's plan: whom to see or call, in which order; its sheets are `ReportsService`'s."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_number
from vipdesk.domain.task_query import Due, TaskFilter, TaskQuery
from vipdesk.domain.words import Tier
from vipdesk.services.task_list import TaskListService, TaskRow
from vipdesk.services.visit_lists import OPEN, VisitListService
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary, DayPlanItem
from vipdesk.texts import Translate

PROPOSED = 40  # customers with due tasks who are proposed beside the visits of the day
AREAS = frozenset({Area.TASKS})


@dataclass(frozen=True, slots=True)
class Stop:
    """One customer of a day.

    Attributes:
        visit_id, starts: Of the visit that is planned with them, in local time.
        task: The most urgent task that is due, if one is.
        planned: Whether they are in the plan already; else they are proposed.
    """

    customer_id: int
    name: str
    tier: Tier
    phone: str  # masked
    visit_id: int | None
    starts: datetime | None
    task: TaskRow | None
    planned: bool


class DayPlanService:
    """The plan is one list a day; saving it is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks = TaskListService(store)
        self._visits = VisitListService(store)

    def read(self, day: date) -> list[Stop]:
        """The planned stops in their order, then who may be added: visits by time, then tasks."""
        visits = {
            row.customer_id: row
            for row in reversed(self._visits.between(day, day))
            if row.status in OPEN
        }
        tasks = self._due(day)
        with self._store.read() as session:
            planned = _planned(session, day)
            timed = sorted(visits, key=lambda each: visits[each].starts)
            wanted = list(dict.fromkeys([*planned, *timed, *tasks]))
            known = _customers(session, wanted)
        stops = []
        for customer_id in wanted:
            now, visit = known.get(customer_id), visits.get(customer_id)
            if now is None:  # in the recycle bin meanwhile
                continue
            stops.append(
                Stop(
                    customer_id,
                    now.name,
                    now.tier,
                    mask_number(now.phone),
                    visit.id if visit else None,
                    visit.starts if visit else None,
                    tasks.get(customer_id),
                    customer_id in planned,
                )
            )
        return stops

    def save(self, day: date, customer_ids: Sequence[int]) -> Saved[int]:
        """Make these customers the plan of a day, in this order; none clears it.

        Returns:
            How many stops it has.
        """
        ids = list(dict.fromkeys(customer_ids))
        visits = {row.customer_id: row.id for row in reversed(self._visits.between(day, day))}
        with self._store.action("day.plan", day=day.isoformat()) as session:
            if _planned(session, day) != ids:
                session.execute(delete(DayPlanItem).where(DayPlanItem.day == day))
                session.add_all(
                    DayPlanItem(
                        day=day,
                        position=position,
                        customer_id=customer_id,
                        visit_id=visits.get(customer_id),
                    )
                    for position, customer_id in enumerate(ids)
                )
        return Saved(len(ids), AREAS)

    def write_calendar(self, path: Path, day: date, t: Translate) -> Saved[int]:
        """Write the visits of the day for another calendar, places masked.

        Raises:
            ReportNotWrittenError: What stood at ``path`` is unchanged; nothing is journalled.
        """
        return self._visits.export_ics(path, day, day, t)

    def _due(self, day: date) -> dict[int, TaskRow]:
        """Customer → their most urgent task that is due by the day, the most urgent first."""
        found = (
            self._tasks.listed(TaskQuery(filter=TaskFilter(due=due), sort="urgency"), day)
            for due in (Due.OVERDUE, Due.TODAY)
        )
        ids = [each.id for group in found for each in group[:PROPOSED]]
        rows = {row.id: row for row in self._tasks.rows(ids)}
        first: dict[int, TaskRow] = {}
        for task_id in ids:
            if (row := rows.get(task_id)) is not None:
                first.setdefault(row.customer_id, row)
        return dict(list(first.items())[:PROPOSED])


def _planned(session: Session, day: date) -> list[int]:
    query = select(DayPlanItem.customer_id).where(DayPlanItem.day == day)
    return list(session.scalars(query.order_by(DayPlanItem.position)))


def _customers(session: Session, ids: Iterable[int]) -> dict[int, CustomerSummary]:
    query = select(CustomerSummary).where(CustomerSummary.customer_id.in_(tuple(ids)))
    return {row.customer_id: row for row in session.scalars(query)}
