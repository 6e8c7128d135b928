"""What is known of a customer, as scripts and offers need it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.birthdays import next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.masking import mask_number
from vipdesk.domain.talk import DATE_OF, Reason, TalkFacts, reason_of_task
from vipdesk.domain.wording import spoken_to
from vipdesk.domain.words import CustomerKind, DateKind, DerivedStatus, NeedStatus, Tier
from vipdesk.services.customer_tasks import DUE_ON
from vipdesk.services.network import CustomerLines
from vipdesk.services.points_facts import points_facts
from vipdesk.store.records import (
    Complaint,
    Customer,
    CustomerSummary,
    DerivedTask,
    LineSummary,
    Manager,
    Need,
    PlanHistory,
    TierHistory,
)
from vipdesk.texts import Translate

MOST_PLANS = 500
OPEN_NEEDS = (NeedStatus.OPEN, NeedStatus.PROPOSED)
SALUTATIONS = {"m": "mr", "f": "ms"}


def talk_facts(
    session: Session,
    customer: Customer,
    now: CustomerSummary,
    today: date,
    t: Translate | None = None,
) -> TalkFacts:
    """The facts that scripts may mention and that decide which script fits.

    Words in them are said by ``t``, else in the language of the desk.
    """
    t = t or texts.translator(texts.language())
    since = select(func.max(TierHistory.effective_on)).where(
        TierHistory.customer_id == customer.id, TierHistory.effective_on <= today
    )
    manager = session.scalars(select(Manager).where(Manager.is_self)).one()
    complaint = _newest_complaint(session, customer.id)
    is_vip = now.tier is not Tier.ORDINARY
    return TalkFacts(
        today=today,
        name=customer.name,
        addressed=_addressed(t, customer),
        manager=manager.name,
        manager_phone=manager.phone,
        joined_on=customer.joined_on,
        plan=now.plan,
        ends_on=now.next_end_on,
        ends_kind=now.next_end_kind or DateKind.CONTRACT,
        last_contact_on=now.contacted_on,
        phone=mask_number(now.phone),
        tier=now.tier,
        tier_name=t(now.tier.label) if is_vip else "",
        tier_since=session.scalar(since) if is_vip else None,
        birthday_in=_birthday_in(customer, today),
        complaint_on=complaint.opened_on if complaint else None,
        complaint=complaint.kind if complaint else None,
        balance_fen=now.balance_fen,
        arrears_fen=now.arrears_fen,
        points=points_facts(session, customer.id, today).available,
    )


def facts_for(
    facts: TalkFacts, reason: Reason, lines: CustomerLines, line_id: int | None = None
) -> TalkFacts:
    """The facts with plan and ending date of the line that a reason is about.

    That is ``line_id``, else of the lines on the network the one where it ends first; a reason
    without a date keeps the customer's, unless it names a line.
    """
    kind = DATE_OF.get(reason)
    line = line_for(reason, lines, facts.today, line_id)
    if line is None:
        return facts if kind is None else replace(facts, ends_on=None)
    if kind is None:
        return replace(facts, plan=line.plan, ends_on=line.next_end_on)
    return replace(facts, plan=line.plan, ends_on=end_of(line, kind), ends_kind=kind)


def line_for(
    reason: Reason, lines: CustomerLines, today: date, line_id: int | None = None
) -> LineSummary | None:
    """The line that a reason is about: ``line_id``, else the one where it ends first."""
    kind = DATE_OF.get(reason)
    named = next((each for each in lines.all if each.line_id == line_id), None)
    return named or (_ends_first(lines.on_network, kind, today) if kind else None)


def end_of(line: LineSummary, kind: DateKind) -> date | None:
    """When a line ends in this way."""
    return {
        DateKind.CONTRACT: line.contract_ends_on,
        DateKind.STOP: line.stop_ends_on,
        DateKind.REBATE: line.rebate_ends_on,
        DateKind.TRIAL: line.trial_ends_on,
    }[kind]


def next_task(session: Session, customer_id: int, today: date) -> DerivedTask | None:
    """The customer's open task with the nearest due day; one that is put off waits its turn."""
    query = (
        select(DerivedTask)
        .where(
            DerivedTask.customer_id == customer_id,
            DerivedTask.status == DerivedStatus.OPEN,
            or_(DerivedTask.snoozed_until.is_(None), DerivedTask.snoozed_until <= today),
        )
        .order_by(DUE_ON, DerivedTask.id)
        .limit(1)
    )
    return session.scalar(query)


def task_reason(task: DerivedTask) -> Reason:
    """The script for a task."""
    return reason_of_task(task.kind, task.cause)


def _ends_first(lines: Sequence[LineSummary], kind: DateKind, today: date) -> LineSummary | None:
    ends = [(end_of(line, kind), place) for place, line in enumerate(lines)]
    coming = sorted((on, place) for on, place in ends if on and on >= today)
    return lines[coming[0][1]] if coming else None


def _addressed(t: Translate, customer: Customer) -> str:
    if customer.kind is CustomerKind.ORGANISATION:
        return customer.contact_name or customer.name
    return spoken_to(t, customer.name, SALUTATIONS.get(customer.gender or "", ""))


def _newest_complaint(session: Session, customer_id: int) -> Complaint | None:
    query = select(Complaint).where(Complaint.customer_id == customer_id)
    return session.scalar(query.order_by(Complaint.opened_on.desc(), Complaint.id.desc()).limit(1))


def _birthday_in(customer: Customer, today: date) -> int | None:
    if not customer.birth_month or not customer.birth_day:
        return None
    birthday = Birthday(
        customer.birth_year, customer.birth_month, customer.birth_day, customer.birth_lunar
    )
    try:
        return (next_birthday(birthday, today) - today).days
    except ValueError:  # beyond the tables of the lunar calendar
        return None


def open_needs(session: Session, customer_id: int) -> list[str]:
    """What a customer still waits for, oldest first."""
    query = select(Need.text).where(Need.customer_id == customer_id, Need.status.in_(OPEN_NEEDS))
    return list(session.scalars(query.order_by(Need.opened_on, Need.id)))


def known_plans(session: Session) -> list[str]:
    """The plans that lines have or had, to complete what is typed."""
    return sorted(session.scalars(select(PlanHistory.plan).distinct().limit(MOST_PLANS)))
