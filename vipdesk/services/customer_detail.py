"""Reads everything about one customer in one snapshot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.birthdays import is_real, next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.cells import masked_digits
from vipdesk.domain.customer_draft import AddOn
from vipdesk.domain.masking import mask_line
from vipdesk.domain.months import month_of, months_until, shifted, whole_months
from vipdesk.domain.words import DateKind, LineKind, NeedStatus, Tier, VisitStatus
from vipdesk.services import customer_fields
from vipdesk.services.complaints import complaints_of
from vipdesk.services.customer_accounts import accounts_of, payments_of
from vipdesk.services.customer_fields import birthday_of, living
from vipdesk.services.customer_history import (
    customer_history,
    journal_of,
    line_histories,
    merges_of,
)
from vipdesk.services.customer_rows import (
    CircleRow,
    CustomerDetailRow,
    LineRow,
    MemberRow,
    MonthRow,
    NeedRow,
    TagRow,
)
from vipdesk.services.customer_tasks import open_tasks_of
from vipdesk.services.customer_timeline import timeline
from vipdesk.services.network import off_network
from vipdesk.services.onboarding import onboarding_of, waits_for_first_steps
from vipdesk.services.points_facts import points_facts
from vipdesk.services.risk import risk_of_customer
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    Circle,
    CircleMember,
    CustomerSummary,
    CustomerTag,
    Line,
    LineSummary,
    Manager,
    Need,
    Tag,
    Usage,
    Visit,
)

MONTHS = 12
ENDS = {
    DateKind.CONTRACT: LineSummary.contract_ends_on,
    DateKind.STOP: LineSummary.stop_ends_on,
    DateKind.REBATE: LineSummary.rebate_ends_on,
    DateKind.TRIAL: LineSummary.trial_ends_on,
}


class CustomerDetailService:
    """Hands out one customer as a frozen row."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, customer_id: int) -> CustomerDetailRow:
        """Everything about a customer as of today.

        Raises:
            NotFoundError: There is none, or they are in the recycle bin or merged.
        """
        today, zone = self._store.today(), self._store.zone()
        with self._store.read() as session:
            return _load(session, customer_id, today, zone)


def _load(session: Session, customer_id: int, today: date, zone: ZoneInfo) -> CustomerDetailRow:
    customer = living(session, customer_id)
    summary = session.get_one(CustomerSummary, customer_id)
    lines = _lines(session, customer_id, today)
    main = _main_line(lines)
    profile = customer_fields.masked(customer_fields.to_draft(customer, summary.tier))
    accounts = accounts_of(session, customer_id)
    joined_on = customer.joined_on or min((x.opened_on for x in lines if x.opened_on), default=None)
    return CustomerDetailRow(
        id=customer_id,
        today=today,
        tier=summary.tier,
        owner=_manager_name(session, summary.owner_id),
        profile=profile,
        line_id=main.id if main else None,
        phone=main.number if main else profile.phone,
        months_on_network=whole_months(joined_on, today) if joined_on else None,
        next_birthday=_next_birthday(birthday_of(customer), today),
        next_end_on=summary.next_end_on,
        next_end_kind=summary.next_end_kind,
        arpu_fen=summary.arpu_fen,
        balance_fen=summary.balance_fen,
        arrears_fen=summary.arrears_fen,
        contacted_on=summary.contacted_on,
        satisfaction=_satisfaction(session, customer_id),
        tags=_tags(session, customer_id),
        lines=lines,
        months=_added_up([line.months for line in lines]),
        balanced_on=min((account.as_of for account in accounts), default=None),
        accounts=accounts,
        payments=payments_of(session, customer_id, today),
        timeline=timeline(session, customer_id, zone),
        tasks=tuple(open_tasks_of(session, customer_id, today)),
        needs=_needs(session, customer_id),
        complaints=complaints_of(session, customer_id),
        first_steps=onboarding_of(session, customer_id),
        waits_for_first_steps=summary.tier is not Tier.ORDINARY
        and waits_for_first_steps(session, customer_id, today),
        circles=_circles(session, customer_id),
        history=customer_history(session, customer_id),
        merges=merges_of(session, customer_id, zone),
        extra=_masked_extra(customer.extra),
        journal=journal_of(session, customer_id, zone),
        risk=risk_of_customer(session, customer_id, today),
        points=points_facts(session, customer_id, today),
    )


def _masked_extra(extra: Mapping[str, Any] | None) -> dict[str, str]:
    """Columns that no field took; nobody knows what they hold, so numbers in them are masked."""
    return {
        key: masked_digits(str(value)) for key, value in (extra or {}).items() if value is not None
    }


def _manager_name(session: Session, manager_id: int | None) -> str | None:
    return session.scalar(select(Manager.name).where(Manager.id == manager_id))


def _next_birthday(birthday: Birthday | None, today: date) -> date | None:
    if birthday is None or not is_real(birthday):
        return None
    try:
        return next_birthday(birthday, today)
    except ValueError:  # beyond the lunar tables
        return None


def _satisfaction(session: Session, customer_id: int) -> int | None:
    """What the customer said at the last visit that asked."""
    query = (
        select(Visit.satisfaction)
        .where(
            Visit.customer_id == customer_id,
            Visit.status == VisitStatus.DONE,
            Visit.satisfaction.is_not(None),
        )
        .order_by(Visit.ended_at.desc(), Visit.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _tags(session: Session, customer_id: int) -> tuple[TagRow, ...]:
    query = (
        select(Tag.id, Tag.name)
        .join(CustomerTag, CustomerTag.tag_id == Tag.id)
        .where(CustomerTag.customer_id == customer_id)
        .order_by(Tag.key)
    )
    return tuple(TagRow(tag_id, name) for tag_id, name in session.execute(query))


def _needs(session: Session, customer_id: int) -> tuple[NeedRow, ...]:
    """Open ones first, then the last opened."""
    closed = Need.status.in_((NeedStatus.MET, NeedStatus.DECLINED))
    query = (
        select(Need.id, Need.text, Need.status, Need.opened_on, Need.closed_on)
        .where(Need.customer_id == customer_id)
        .order_by(closed, Need.opened_on.desc(), Need.id.desc())
    )
    return tuple(NeedRow(*row) for row in session.execute(query))


def _circles(session: Session, customer_id: int) -> tuple[CircleRow, ...]:
    mine = select(CircleMember.circle_id).where(CircleMember.customer_id == customer_id)
    members: dict[int, list[MemberRow]] = defaultdict(list)
    query = (
        select(
            CircleMember.circle_id,
            CustomerSummary.customer_id,
            CustomerSummary.name,
            CustomerSummary.tier,
            CircleMember.role,
        )
        .join(CustomerSummary, CustomerSummary.customer_id == CircleMember.customer_id)
        .where(CircleMember.circle_id.in_(mine))
        .order_by(CircleMember.id)
    )
    for circle_id, member_id, name, tier, role in session.execute(query):
        members[circle_id].append(MemberRow(member_id, name, tier, role))
    circles = select(Circle).where(Circle.id.in_(mine)).order_by(Circle.name, Circle.id)
    return tuple(
        CircleRow(each.id, each.name, each.kind, tuple(members[each.id]))
        for each in session.scalars(circles)
    )


def _lines(session: Session, customer_id: int, today: date) -> tuple[LineRow, ...]:
    query = (
        select(Line, LineSummary, Account.number)
        .join(LineSummary, LineSummary.line_id == Line.id)
        .join(Account, Account.id == Line.account_id)
        .where(LineSummary.customer_id == customer_id)
        .order_by(Line.id)
    )
    found = session.execute(query).all()
    ids = [line.id for line, _summary, _account in found]
    histories = line_histories(session, ids)
    months = _months(session, ids, today)
    rows = [
        LineRow(
            id=line.id,
            account_id=line.account_id,
            account_number=account,
            number=mask_line(line.number, line.kind),
            kind=line.kind,
            status=summary.status,
            plan=summary.plan,
            fee_fen=summary.plan_fee_fen,
            opened_on=line.opened_on,
            former_operator=line.former_operator,
            add_ons=_add_ons(line.add_ons or ()),
            ends=_ends(summary),
            history=tuple(histories[line.id]),
            months=months[line.id],
            extra=_masked_extra(line.extra),
        )
        for line, summary, account in found
    ]
    off = off_network(session, [summary for _line, summary, _account in found], today)
    return tuple(sorted(rows, key=lambda row: (row.id in off, row.kind != LineKind.MOBILE)))


def _ends(summary: LineSummary) -> Mapping[DateKind, date]:
    dates = {kind: getattr(summary, column.key) for kind, column in ENDS.items()}
    return {kind: day for kind, day in dates.items() if day is not None}


def _add_ons(kept: Iterable[Mapping[str, str]]) -> tuple[AddOn, ...]:
    return tuple(
        AddOn(
            each.get("name", ""),
            date.fromisoformat(each["consented_on"]) if each.get("consented_on") else None,
        )
        for each in kept
    )


def _main_line(lines: tuple[LineRow, ...]) -> LineRow | None:
    """The line whose number the list shows: on the network, a mobile one, the oldest."""
    return lines[0] if lines else None


def _months(session: Session, ids: list[int], today: date) -> dict[int, tuple[MonthRow, ...]]:
    """Twelve months of each line: up to the newest one with data, at least the last whole month."""
    newest = session.scalar(select(func.max(Bill.month)).where(Bill.line_id.in_(ids)))
    used = session.scalar(select(func.max(Usage.month)).where(Usage.line_id.in_(ids)))
    last = max(newest or "", used or "", shifted(month_of(today), -1))
    months = months_until(last, MONTHS)
    fees = select(Bill.line_id, Bill.month, Bill.fee_fen).where(
        Bill.line_id.in_(ids), Bill.month >= months[0]
    )
    by_fee = {(line, month): fee for line, month, fee in session.execute(fees)}
    usage = select(
        Usage.line_id, Usage.month, Usage.voice_seconds, Usage.data_bytes, Usage.messages
    ).where(Usage.line_id.in_(ids), Usage.month >= months[0])
    by_use = {(line, month): use for line, month, *use in session.execute(usage)}
    return {
        line: tuple(
            MonthRow(
                month, by_fee.get((line, month)), *by_use.get((line, month), (None, None, None))
            )
            for month in months
        )
        for line in ids
    }


def _added_up(lines: list[tuple[MonthRow, ...]]) -> tuple[MonthRow, ...]:
    """All lines together; a month in which no line has data stays without."""
    return tuple(
        MonthRow(
            rows[0].month,
            _sum(row.fee_fen for row in rows),
            _sum(row.voice_seconds for row in rows),
            _sum(row.data_bytes for row in rows),
            _sum(row.messages for row in rows),
        )
        for rows in zip(*lines, strict=True)
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
