"""Works at the tasks of the demo book as a manager would have: of a day some two dozen are left."""

from datetime import date

from sqlalchemy import func, insert, select

from vipdesk.domain import demo_names as names
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DerivedStatus
from vipdesk.domain.workdays import workdays_later
from vipdesk.store.book import Store
from vipdesk.store.records import DerivedTask, TaskMark

LEFT_EVERY = 15  # tasks that are due; the others were put off after a call
WORKDAYS = 15  # over which they are spread


def put_most_off(store: Store, today: date) -> None:
    """Put off most of what is due; one who asks to leave never waits."""
    due = func.coalesce(DerivedTask.snoozed_until, DerivedTask.due_on) <= today
    query = select(DerivedTask.customer_id, DerivedTask.cause, DerivedTask.period).where(
        DerivedTask.status == DerivedStatus.OPEN, due, DerivedTask.kind != TaskKind.BY_HAND
    )
    with store.read() as session:
        tasks = session.execute(query.order_by(DerivedTask.cause)).mappings().all()
    days = [workdays_later(today, ahead).day for ahead in range(1, WORKDAYS + 1)]
    marks = [
        {**task, "snoozed_until": days[n % WORKDAYS], "reason": names.PUT_OFF_REASON}
        for n, task in enumerate(tasks)
        if n % LEFT_EVERY
    ]
    if marks:
        with store.action("demo.create", n=len(marks)) as session:
            session.execute(insert(TaskMark), marks)
