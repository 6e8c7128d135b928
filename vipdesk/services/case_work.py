"""What is done to a case inside an action: its row, its outcome, and what follows from that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vipdesk.domain.cases import (
    LONGEST_TERM,
    CaseClosedError,
    LineMissingError,
    NoCaseError,
    OutcomeDraft,
    TermMissingError,
    new_end,
)
from vipdesk.domain.visits import TAKES_OFFER
from vipdesk.domain.words import (
    CaseKind,
    DateKind,
    DateMove,
    DerivedStatus,
    Outcome,
)
from vipdesk.services.case_dates import Move, ending, follow
from vipdesk.services.line_status import set_status
from vipdesk.services.touchpoints import new_touchpoint
from vipdesk.store.book import Store
from vipdesk.store.records import (
    CaseOutcome,
    ContractDate,
    DerivedTask,
    Line,
    LineSummary,
    PlanHistory,
    RetentionCase,
    StatusHistory,
    TaskMark,
)

KINDS = {str(kind): kind for kind in CaseKind}


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is done, as the rows want it."""

    now: datetime
    today: date
    zone: ZoneInfo

    @classmethod
    def of(cls, store: Store) -> "Moment":
        """The present one."""
        return cls(store.now(), store.today(), store.zone())


@dataclass(frozen=True, slots=True)
class About:
    """What of a line an outcome is about.

    Attributes:
        ends_on: The ending date of the case; None takes that of the line's contract.
        dated: Whether a renewal must say for how long.
    """

    line_id: int | None
    date_kind: DateKind = DateKind.CONTRACT
    ends_on: date | None = None
    dated: bool = True


def open_tasks(session: Session, task_ids: Sequence[int]) -> list[DerivedTask]:
    """The derived tasks of ``task_ids``, in this order.

    Raises:
        CaseClosedError: One of them is closed, or gone.
    """
    found = [session.get(DerivedTask, task_id) for task_id in task_ids]
    tasks = [task for task in found if task is not None and task.status is DerivedStatus.OPEN]
    if len(tasks) < len(task_ids):
        raise CaseClosedError
    return tasks


def case_of(session: Session, task: DerivedTask, today: date) -> RetentionCase:
    """The case of a task, begun now if nobody acted on it before.

    Raises:
        NoCaseError: It is a greeting or a call back.
        CaseClosedError: The case has its outcome.
    """
    kind = KINDS.get(task.kind)
    if kind is None:
        raise NoCaseError
    same = RetentionCase.cause == task.cause, RetentionCase.period == task.period
    case = session.scalar(select(RetentionCase).where(*same))
    if case is None:
        case = _begun(task, kind, today)
        session.add(case)
        session.flush()
    if case.closed_on is not None:
        raise CaseClosedError
    case.customer_id = task.customer_id  # to whom its line may have moved since
    return case


def _begun(task: DerivedTask, kind: CaseKind, today: date) -> RetentionCase:
    parts = task.cause.split(":")
    return RetentionCase(
        customer_id=task.customer_id,
        line_id=task.line_id,
        kind=kind,
        cause=task.cause,
        period=task.period,
        date_kind=ending(kind, task.cause),
        ends_on=date.fromisoformat(task.period) if kind is CaseKind.END else None,
        rule=parts[1] if kind is CaseKind.WARNING else None,
        opened_on=today,
    )


def log_contacts(
    session: Session, customer_ids: Sequence[int], draft: OutcomeDraft, zone: ZoneInfo
) -> None:
    """Log the talk once with each customer, if there was one."""
    if draft.contact is None:
        return
    said = replace(draft.contact, note=draft.contact.note.strip() or draft.note)
    for customer_id in dict.fromkeys(customer_ids):
        contact = replace(said, customer_id=customer_id)
        session.add(new_touchpoint(session, contact, zone))


def record(session: Session, case: RetentionCase, draft: OutcomeDraft, moment: Moment) -> None:
    """Write what a talk about a case came to, with all that follows from it.

    Raises:
        TermMissingError: A renewal of a date does not say for how long.
        LineMissingError: It concerns a line, and none is known.
    """
    case.outcome, case.reason = draft.outcome, draft.reason
    case.closed_on = moment.today if draft.closes else None
    case.next_on = None if draft.closes else draft.next_on
    _wake(session, case)
    session.flush()
    about = About(
        draft.line_id or case.line_id,
        case.date_kind or DateKind.CONTRACT,
        case.ends_on,
        dated=case.kind is CaseKind.END,
    )
    new_end = change_line(session, about, draft, moment)
    session.add(
        CaseOutcome(
            case_id=case.id,
            on_day=moment.today,
            recorded_at=moment.now,
            outcome=draft.outcome,
            reason=draft.reason,
            offer=draft.offer.strip() or None,
            new_ends_on=new_end,
            next_on=case.next_on,
            note=draft.note.strip() or None,
            visit_id=draft.visit_id,
        )
    )


def change_line(session: Session, about: About, draft: OutcomeDraft, moment: Moment) -> date | None:
    """Write what an outcome does to the line: its new date, its plan, that it left.

    Returns:
        The new date; None where none was agreed.

    Raises:
        TermMissingError: A renewal of a date does not say for how long.
        LineMissingError: It concerns a line, and none is known.
    """
    new_end = _new_date(session, about, draft, moment)
    if draft.outcome in TAKES_OFFER and draft.plan.strip():
        _move_plan(session, _required(about.line_id), draft, moment.today)
    if draft.outcome is Outcome.PORTED_OUT:
        _close_line(session, _required(about.line_id), draft, moment.today)
    return new_end


def _wake(session: Session, case: RetentionCase) -> None:
    """What was put off, in whatever month, is worked now; the next day is the outcome's."""
    off = TaskMark.cause == case.cause, TaskMark.snoozed_until.is_not(None)
    session.execute(update(TaskMark).where(*off).values(snoozed_until=None))


def _required(line_id: int | None) -> int:
    if line_id is None:
        raise LineMissingError
    return line_id


def _new_date(session: Session, about: About, draft: OutcomeDraft, moment: Moment) -> date | None:
    """Write the date until which something was renewed; None where nothing was."""
    if draft.outcome not in TAKES_OFFER:
        return None
    if draft.months is None:
        if draft.outcome is Outcome.RENEWED and about.dated:
            raise TermMissingError(most=LONGEST_TERM)
        return None
    line_id, kind = _required(about.line_id), about.date_kind
    former = about.ends_on or _contract_end(session, line_id)
    ends_on = new_end(former, draft.months, moment.today)
    session.add(
        ContractDate(
            line_id=line_id,
            kind=kind,
            ends_on=ends_on,
            effective_on=moment.today,
            recorded_on=moment.today,
            moved_as=DateMove.RENEWAL if former else None,
        )
    )
    if former:
        move = Move(line_id, kind, former, ends_on, DateMove.RENEWAL)
        follow(session, [move], moment.now, moment.today)
    return ends_on


def _contract_end(session: Session, line_id: int) -> date | None:
    now = session.get(LineSummary, line_id)
    return now.contract_ends_on if now else None


def _move_plan(session: Session, line_id: int, draft: OutcomeDraft, today: date) -> None:
    plan = PlanHistory(line_id=line_id, effective_on=today, recorded_on=today)
    plan.plan, plan.fee_fen = draft.plan.strip(), draft.fee_fen
    session.add(plan)


def _close_line(session: Session, line_id: int, draft: OutcomeDraft, today: date) -> None:
    """Close the line with its reason; one that has left already stays as it is."""
    line = session.get(Line, line_id)
    if line is None or _has_left(session, line_id):
        return
    left_on = draft.left_on or today
    line.closed_on = left_on
    set_status(session, line_id, draft.left_as, left_on, today, draft.reason)


def _has_left(session: Session, line_id: int) -> bool:
    newest = (
        select(StatusHistory.status)
        .where(StatusHistory.line_id == line_id)
        .order_by(StatusHistory.effective_on.desc(), StatusHistory.id.desc())
        .limit(1)
    )
    status = session.scalar(newest)
    return status is not None and status.left
