"""What a visit may be about, and what its outcome does to the case or line that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.cell_numbers import parse_money
from vipdesk.domain.masking import mask_line
from vipdesk.domain.retention import end_cause
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import NEW_PLAN, VisitDraft
from vipdesk.domain.words import DateKind, DerivedStatus, Outcome
from vipdesk.services.case_work import KINDS, About, Moment, case_of, change_line, record
from vipdesk.services.network import CustomerLines, lines_of
from vipdesk.services.touchpoints import DEFAULT_DUE_DAYS
from vipdesk.store.records import DerivedTask, LineSummary, Visit


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case, or a line whose contract has none, to choose at a visit.

    Attributes:
        key: Names it in the draft.
        kind: Of the case; None of a line.
        number: Masked; "" where the case is a customer's.
        line_id: None where the case is a customer's.
        ends_on: Of a case of an ending date that one; else that of the contract.
        dated: Whether a renewal must say for how long.
    """

    key: str
    kind: TaskKind | None
    number: str
    plan: str
    line_id: int | None
    ends_on: date | None
    dated: bool


def case_choices(session: Session, customer_id: int, today: date) -> list[CaseChoice]:
    """The customer's open cases and then their other lines on the network, the likeliest first.

    Of the cases: what ends first, then who asked to leave, then warnings.
    """
    found = lines_of(session, customer_id, today)
    lines = {line.line_id: line for line in found.all}
    tasks = _tasks(session, customer_id)
    others = _without_case(tasks, found)
    return [
        *(_case_choice(task, lines.get(task.line_id or 0)) for task in tasks),
        *(
            CaseChoice(
                f"line:{line.line_id}",
                None,
                *_told(line),
                line.line_id,
                line.contract_ends_on,
                dated=True,
            )
            for line in others
        ),
    ]


def meant(case: str, choices: Sequence[CaseChoice]) -> CaseChoice | None:
    """What a draft is about: the likeliest where nothing was chosen.

    A line is meant with its case where one has begun since. None where a choice is gone, or where
    none of them was meant.
    """
    if not case:
        return next(iter(choices), None)
    same = next((each for each in choices if each.key == case), None)
    begun = (each for each in choices if each.dated and f"line:{each.line_id}" == case)
    return same or next(begun, None)


def record_visit(session: Session, visit: Visit, draft: VisitDraft, moment: Moment) -> None:
    """Let the case, or the line, that is meant take the outcome of a visit.

    A line without an open case takes a renewal, another plan and a loss; what is not settled yet
    opens no case. Nothing happens where there is no outcome, or nothing is meant.

    Raises:
        TermMissingError, PlanMissingError, NextDayMissingError, CellError: The outcome asks for
            more than was typed.
    """
    about = meant(draft.case, case_choices(session, visit.customer_id, moment.today))
    if draft.outcome is None or about is None:
        return
    if about.kind is None:
        outcome = _outcome(visit, draft, about.line_id, moment.today)
        change_line(session, About(about.line_id), outcome, moment)
        return
    task = next(each for each in _tasks(session, visit.customer_id) if _key(each) == about.key)
    line_id = _line_of(session, task, moment.today)
    if draft.outcome is Outcome.PORTED_OUT and line_id is None:
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


def _without_case(tasks: Sequence[DerivedTask], lines: CustomerLines) -> list[LineSummary]:
    """The lines on the network whose contract has no open case, in their order."""
    causes = {task.cause for task in tasks}
    return [
        line
        for line in lines.on_network
        if end_cause(DateKind.CONTRACT, line.line_id) not in causes
    ]


def _case_choice(task: DerivedTask, line: LineSummary | None) -> CaseChoice:
    dated = task.kind == TaskKind.END
    contract = line.contract_ends_on if line else None
    return CaseChoice(
        _key(task),
        TaskKind(task.kind),  # type: ignore[call-arg]
        *(_told(line) if line else ("", "")),
        task.line_id,
        date.fromisoformat(task.period) if dated else contract,
        dated=dated,
    )


def _told(line: LineSummary) -> tuple[str, str]:
    number = mask_line(line.number, line.kind)
    return number, line.plan or ""


def _key(task: DerivedTask) -> str:
    return f"{task.cause}|{task.period}"


def _line_of(session: Session, task: DerivedTask, today: date) -> int | None:
    """The case's line; of a case that is a customer's, their main one."""
    if task.line_id is not None:
        return task.line_id
    there = lines_of(session, task.customer_id, today).on_network
    return there[0].line_id if there else None


def _outcome(visit: Visit, draft: VisitDraft, line_id: int | None, today: date) -> OutcomeDraft:
    """What to record; the visit logs its touchpoint itself."""
    offer = draft.offers[draft.chosen] if draft.chosen is not None else None
    has_line, new_plan = line_id is not None, draft.outcome in NEW_PLAN
    outcome = OutcomeDraft(
        outcome=draft.outcome or Outcome.THINKING,
        line_id=line_id,
        reason=draft.outcome_reason,
        offer=offer.name if offer else "",
        months=draft.term if has_line else None,
        plan=draft.plan if has_line and new_plan else "",
        fee_fen=_fee(draft) if has_line and new_plan else None,
        next_on=_next_day(draft, today),
        visit_id=visit.id,
    )
    if has_line:
        outcome.check(today)
    return outcome


def _fee(draft: VisitDraft) -> int | None:
    """The fee of the new plan: as typed, else that of the offer taken."""
    typed = parse_money(draft.fee)
    return draft.taken.fee_fen if typed is None and draft.taken else typed


def _next_day(draft: VisitDraft, today: date) -> date:
    """When to ask again: as said, else at the first step that was agreed, else in a week."""
    if draft.next_on is not None:
        return draft.next_on
    agreed = [step.due_on for step in draft.agreed_steps() if step.due_on > today]
    return min(agreed, default=today + timedelta(days=DEFAULT_DUE_DAYS))
