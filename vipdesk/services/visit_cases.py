"""The cases that a visit may be about, and what its outcome does to the one that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import NO_CASE, VisitDraft
from vipdesk.domain.words import DerivedStatus, Outcome
from vipdesk.services.case_work import KINDS, Moment, case_of, record
from vipdesk.services.talk_facts import main_line
from vipdesk.services.touchpoints import DEFAULT_DUE_DAYS
from vipdesk.store.records import DerivedTask, LineSummary, Visit


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case to choose at a visit; ``key`` names it in the draft."""

    key: str
    kind: TaskKind
    plan: str
    ends_on: date | None


def case_choices(session: Session, customer_id: int) -> list[CaseChoice]:
    """The customer's open cases: what ends first, then who asked to leave, then warnings."""
    tasks = _tasks(session, customer_id)
    plans = {task.id: session.get(LineSummary, task.line_id or 0) for task in tasks}
    return [
        CaseChoice(
            _key(task),
            TaskKind(task.kind),  # type: ignore[call-arg]
            (line.plan or "") if (line := plans[task.id]) else "",
            date.fromisoformat(task.period) if task.kind == TaskKind.END else None,
        )
        for task in tasks
    ]


def record_visit(session: Session, visit: Visit, draft: VisitDraft, moment: Moment) -> None:
    """Give the chosen case the outcome of a visit; without a choice, the line that ends first.

    Nothing happens where there is no outcome, no open case, or none was meant.
    """
    if draft.outcome is None or draft.case == NO_CASE:
        return
    tasks = _tasks(session, visit.customer_id)
    task = next((each for each in tasks if _key(each) == draft.case), None)
    if task is None and not draft.case:
        task = tasks[0] if tasks else None
    line_id = _line_of(session, task) if task else None
    if task is None or (draft.outcome is Outcome.PORTED_OUT and line_id is None):
        return
    outcome = _outcome(visit, draft, line_id, moment.today)
    record(session, case_of(session, task, moment.today), outcome, moment)


def _tasks(session: Session, customer_id: int) -> Sequence[DerivedTask]:
    query = select(DerivedTask).where(
        DerivedTask.customer_id == customer_id,
        DerivedTask.kind.in_(KINDS),
        DerivedTask.status == DerivedStatus.OPEN,
    )
    order = [str(kind) for kind in (TaskKind.END, TaskKind.BY_HAND, TaskKind.WARNING)]
    found = session.scalars(query)
    return sorted(found, key=lambda task: (order.index(task.kind), task.period, task.id))


def _key(task: DerivedTask) -> str:
    return f"{task.cause}|{task.period}"


def _line_of(session: Session, task: DerivedTask) -> int | None:
    """The case's line; of a case that is a customer's, their main one."""
    if task.line_id is not None:
        return task.line_id
    line = main_line(session, task.customer_id)
    return line.line_id if line and not line.status.left else None


def _outcome(visit: Visit, draft: VisitDraft, line_id: int | None, today: date) -> OutcomeDraft:
    """What to record; the visit logs its touchpoint itself."""
    offer = draft.offers[draft.chosen] if draft.chosen is not None else None
    return OutcomeDraft(
        outcome=draft.outcome or Outcome.THINKING,
        line_id=line_id,
        reason=draft.outcome_reason,
        offer=offer.name if offer else "",
        months=draft.taken.months if draft.taken else None,
        next_on=_next_day(draft, today),
        visit_id=visit.id,
    )


def _next_day(draft: VisitDraft, today: date) -> date:
    """When to ask again: at the first step that was agreed, else in a week."""
    agreed = [step.due_on for step in draft.agreed_steps() if step.due_on > today]
    return min(agreed, default=today + timedelta(days=DEFAULT_DUE_DAYS))
