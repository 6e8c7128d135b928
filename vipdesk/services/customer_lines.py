"""Writes lines; status, plan and contract dates become history and are never overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.cells import CellError, parse_line_number
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_checks import (
    Finding,
    Findings,
    blocking,
    check_line,
    let_stand,
    unchanged_in_line,
)
from vipdesk.domain.customer_draft import AddOn, LineDraft
from vipdesk.domain.words import AccountKind, DateKind, DateMove, LineStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.case_dates import Move, follow, later_date, moved_as
from vipdesk.services.customer_care import DraftRefusedError
from vipdesk.services.customer_fields import living
from vipdesk.services.line_status import set_status
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    ContractDate,
    Line,
    PlanHistory,
    Record,
    StatusHistory,
)
from vipdesk.texts import N_

LINES = frozenset({Area.LINES, Area.CUSTOMERS, Area.JOURNAL})


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account to bill a line to."""

    id: int
    number: str | None
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class LineForm:
    """What the form begins with."""

    today: date
    accounts: tuple[AccountChoice, ...]
    draft: LineDraft
    plans: tuple[str, ...]  # that other lines have, to complete what is typed
    later_date: str  # what a later ending date means: "ask", "renewal" or "correction"


class LinesService:
    """Each write is one action on one line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def form(self, customer_id: int, line_id: int | None = None) -> LineForm:
        """What the form begins with; the number is whole, the form covers it.

        Raises:
            NotFoundError: The customer or the line is gone.
        """
        today = self._store.today()
        with self._store.read() as session:
            living(session, customer_id)
            accounts = session.execute(
                select(Account.id, Account.number, Account.kind)
                .where(Account.customer_id == customer_id)
                .order_by(Account.id)
            ).all()
            choices = tuple(AccountChoice(*row) for row in accounts)
            plans = session.scalars(select(PlanHistory.plan).distinct().limit(500)).all()
            if line_id is None:
                first = choices[0].id if choices else None
                draft = LineDraft(account_id=first, effective_on=today)
            else:
                draft = self._before(session, line_id)
            by_rule = settings_in_force(session).rules.later_date
        return LineForm(today, choices, draft, tuple(sorted(plans)), by_rule)

    def check(self, draft: LineDraft, line_id: int | None = None) -> Findings:
        """Remarks by field, also on a number that another line has."""
        with self._store.read() as session:
            before = None if line_id is None else self._before(session, line_id)
            return _check(session, _cleaned(draft), line_id, before)

    def create(self, customer_id: int, draft: LineDraft) -> Saved[int]:
        """Add a line, with an account of its own unless one is chosen.

        Returns:
            The new line's id.

        Raises:
            DraftRefusedError: Fields are missing or wrong; nothing is written.
        """
        draft = _cleaned(draft)
        with self._store.action("line.create", customer_id=customer_id) as session:
            living(session, customer_id)
            _refuse_if_blocked(_check(session, draft, None, None))
            line = Line(account_id=_account(session, customer_id, draft))
            _write(line, draft)
            session.add(line)
            session.flush()
            _add_history(session, line, draft, None, self._store.today())
            return Saved(line.id, LINES)

    def edit(self, customer_id: int, line_id: int, draft: LineDraft) -> Saved[int]:
        """Write a line; what differs from today gets a row of history from ``effective_on`` on.

        The case of a date that moves goes along, or is closed where the date was renewed.

        Raises:
            DraftRefusedError: Fields are missing or wrong; nothing is written.
        """
        draft = _cleaned(draft)
        with self._store.action("line.edit", customer_id=customer_id, line_id=line_id) as session:
            line = _line(session, line_id)
            before = self._before(session, line_id)
            _refuse_if_blocked(_check(session, draft, line_id, before))
            line.account_id = _account(session, customer_id, draft)
            _write(line, draft)
            _add_history(session, line, draft, before, self._store.today())
            if draft.effective_on <= self._store.today():
                moves = list(_moves(line_id, draft, before, later_date(session, draft.later_date)))
                follow(session, moves, self._store.now(), self._store.today())
        return Saved(line_id, LINES)

    def _before(self, session: Session, line_id: int) -> LineDraft:
        """The line as it stands in the book today."""
        return _draft(session, _line(session, line_id), self._store.today())


def _line(session: Session, line_id: int) -> Line:
    line = session.get(Line, line_id)
    if line is None:
        raise NotFoundError
    return line


def _cleaned(draft: LineDraft) -> LineDraft:
    try:
        number = parse_line_number(draft.number) or ""
    except CellError:
        number = draft.number.strip()
    return replace(draft, number=number, plan=draft.plan.strip())


def _check(
    session: Session, draft: LineDraft, line_id: int | None, before: LineDraft | None
) -> Findings:
    found = check_line(draft)
    taken = select(Line.id).where(Line.number == draft.number, Line.id != (line_id or 0))
    if draft.number and session.scalar(taken) is not None:
        found["number"] = Finding(N_("Another line has this number."))
    return found if before is None else let_stand(found, unchanged_in_line(draft, before))


def _refuse_if_blocked(findings: Findings) -> None:
    if blocking(findings):
        raise DraftRefusedError(findings)


def _account(session: Session, customer_id: int, draft: LineDraft) -> int:
    """The chosen account of this customer, or a new one."""
    if draft.account_id is None:
        number = draft.account_number.strip() or None
        account = Account(customer_id=customer_id, number=number, kind=draft.account_kind)
        session.add(account)
        session.flush()
        return account.id
    account_found = session.get(Account, draft.account_id)
    if account_found is None or account_found.customer_id != customer_id:
        raise NotFoundError
    return account_found.id


def _write(line: Line, draft: LineDraft) -> None:
    line.number = draft.number
    line.kind = draft.kind
    line.opened_on = draft.opened_on
    line.former_operator = draft.former_operator.strip() or None
    line.add_ons = [_kept(each) for each in draft.add_ons] or None
    if draft.status.left:
        line.closed_on = line.closed_on or draft.effective_on
    elif line.closed_on is not None and line.closed_on <= draft.effective_on:
        line.closed_on = None  # opened again; a closing that is still to come stays


def _kept(add_on: AddOn) -> dict[str, str | None]:
    day = add_on.consented_on
    return {"name": add_on.name.strip(), "consented_on": day.isoformat() if day else None}


def _add_history(
    session: Session, line: Line, draft: LineDraft, before: LineDraft | None, today: date
) -> None:
    """Add a row for each value that differs from today's; all of them for a new line.

    A new line has its status from the day on which it was opened.
    """
    days: dict[str, Any] = {"line_id": line.id, "recorded_on": today}
    on = draft.effective_on
    if before is None or before.status is not draft.status:
        since = on if before else draft.opened_on or on
        set_status(session, line.id, draft.status, since, today)
    plan = (draft.plan, draft.fee_fen)
    if draft.plan and (before is None or (before.plan, before.fee_fen) != plan):
        session.add(PlanHistory(**days, effective_on=on, plan=draft.plan, fee_fen=draft.fee_fen))
    held = before.ends_on if before else {}
    for kind in DateKind:
        ends_on = draft.ends_on.get(kind)
        if ends_on != held.get(kind):
            row = ContractDate(**days, effective_on=on, kind=kind, ends_on=ends_on)
            row.moved_as = moved_as(held.get(kind), ends_on, later_date(session, draft.later_date))
            session.add(row)


def _moves(line_id: int, draft: LineDraft, before: LineDraft, later: DateMove) -> Iterator[Move]:
    for kind, former in before.ends_on.items():
        to = draft.ends_on.get(kind)
        if to != former:
            yield Move(line_id, kind, former, to, moved_as(former, to, later))


def _held(
    session: Session,
    table: type[Record],
    line_id: int,
    on: date,
    kind: DateKind | None = None,
) -> Any:
    """The row of history that holds on a day: the latest effective, of these the last written."""
    history: Any = table
    query = select(history).where(history.line_id == line_id, history.effective_on <= on)
    if kind is not None:
        query = query.where(history.kind == kind)
    query = query.order_by(history.effective_on.desc(), history.id.desc()).limit(1)
    return session.scalar(query)


def _draft(session: Session, line: Line, today: date) -> LineDraft:
    status = _held(session, StatusHistory, line.id, today)
    plan = _held(session, PlanHistory, line.id, today)
    ends = {kind: _held(session, ContractDate, line.id, today, kind) for kind in DateKind}
    return LineDraft(
        account_id=line.account_id,
        number=line.number,
        kind=line.kind,
        status=status.status if status else LineStatus.NORMAL,
        plan=plan.plan if plan else "",
        fee_fen=plan.fee_fen if plan else None,
        opened_on=line.opened_on,
        former_operator=line.former_operator or "",
        add_ons=_read_add_ons(line.add_ons or []),
        ends_on={kind: row.ends_on for kind, row in ends.items() if row and row.ends_on},
        effective_on=today,
    )


def _read_add_ons(kept: list[dict[str, Any]]) -> tuple[AddOn, ...]:
    return tuple(
        AddOn(
            str(each.get("name", "")),
            date.fromisoformat(each["consented_on"]) if each.get("consented_on") else None,
        )
        for each in kept
    )
