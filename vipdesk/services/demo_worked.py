"""Works at the tasks of the demo book as a manager would: what is left can be done in a day."""

from datetime import date

from sqlalchemy import insert, select

from vipdesk.domain import demo_names as names
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import DerivedStatus
from vipdesk.domain.workdays import workdays_later
from vipdesk.services.customer_tasks import DUE_ON
from vipdesk.store.book import Store
from vipdesk.store.records import DerivedTask, TaskMark

# One in so many of the tasks that are due is left; the others were put off after a call.
LEFT_OF_ENDS = 5
LEFT_OF_OTHERS = 20
WORKDAYS = 15  # over which they are spread


def put_most_off(store: Store, today: date) -> None:
    """Put off most of what is due; one who asks to leave never waits."""
    due_on = DUE_ON
    query = select(DerivedTask).where(
        DerivedTask.status == DerivedStatus.OPEN,
        due_on <= today,
        DerivedTask.kind != TaskKind.BY_HAND,
    )
    with store.read() as session:
        tasks = session.scalars(query.order_by(DerivedTask.cause)).all()
    days = [workdays_later(today, ahead).day for ahead in range(1, WORKDAYS + 1)]
    marks = [
        {
            "customer_id": task.customer_id,
            "cause": task.cause,
            "period": task.period,
            "snoozed_until": days[n % WORKDAYS],
            "reason": names.PUT_OFF_REASON,
        }
        for n, task in enumerate(tasks)
        if n % (LEFT_OF_ENDS if task.kind == TaskKind.END else LEFT_OF_OTHERS)
    ]
    if marks:
        with store.action("demo.create", n=len(marks)) as session:
            session.execute(insert(TaskMark), marks)
