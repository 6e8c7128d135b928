"""One task with everything that is shown beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.masking import mask_line
from vipdesk.domain.offers import is_valid
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.words import CostKind, LeavingReason, LineKind, Outcome
from vipdesk.errors import NotFoundError
from vipdesk.services.cases import Budget, CasesService
from vipdesk.services.network import lines_of
from vipdesk.services.risk import CustomerRisk, RiskService
from vipdesk.services.scripts import Script, ScriptService
from vipdesk.services.settings import settings_in_force
from vipdesk.services.talk_facts import known_plans
from vipdesk.services.task_list import TaskListService, TaskRow
from vipdesk.store.book import Store
from vipdesk.store.records import (
    CaseCost,
    CaseOutcome,
    Customer,
    CustomerSummary,
    LineSummary,
    RetentionCase,
    TaskMark,
)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line that a case may be about; ``number`` is masked."""

    id: int
    kind: LineKind
    number: str
    plan: str
    ends_on: date | None  # of its contract
    on_network: bool


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One talk about a case and what it came to."""

    on_day: date
    outcome: Outcome
    reason: LeavingReason | None
    offer: str
    new_ends_on: date | None
    next_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """What a case cost."""

    id: int
    on_day: date
    kind: CostKind
    amount_fen: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """A task, its customer and its case.

    Attributes:
        joined_on: Since when the customer is with us.
        said: What the customer said when the case was opened by hand.
        put_off: Why the task was put off, or ticked off.
    """

    row: TaskRow
    today: date
    now: datetime  # in the book's zone
    joined_on: date | None
    contacted_on: date | None
    arpu_fen: int | None
    arrears_fen: int | None
    do_not_disturb: bool
    lines: tuple[LineChoice, ...]
    risk: CustomerRisk
    script: Script
    said: str
    put_off: str
    talks: tuple[TalkRow, ...]
    costs: tuple[CostRow, ...]
    budget: Budget


class CaseDetailService:
    """Reads only."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks = TaskListService(store)
        self._scripts = ScriptService(store)
        self._cases = CasesService(store)
        self._risk = RiskService(store)

    def read(self, task_id: int) -> CaseDetail:
        """A task with its customer, its script and its case.

        Raises:
            NotFoundError: The task or its customer is gone.
        """
        rows = self._tasks.rows([task_id])
        if not rows:
            raise NotFoundError
        row = rows[0]
        script = self._scripts.for_task(row.customer_id, row.kind, row.cause, row.line_id)
        risk, budget = self._risk.of(row.customer_id), self._cases.budget()
        with self._store.read() as session:
            customer = session.get_one(Customer, row.customer_id)
            now = session.get_one(CustomerSummary, row.customer_id)
            case = session.get(RetentionCase, row.case_id) if row.case_id else None
            return CaseDetail(
                row=row,
                today=self._store.today(),
                now=self.now(),
                joined_on=customer.joined_on,
                contacted_on=now.contacted_on,
                arpu_fen=now.arpu_fen,
                arrears_fen=now.arrears_fen,
                do_not_disturb=customer.do_not_disturb,
                lines=tuple(_choices(session, row.customer_id, self._store.today())),
                risk=risk,
                script=script,
                said=(case.note or "") if case else "",
                put_off=_put_off(session, row),
                talks=tuple(_talks(session, row.case_id)),
                costs=tuple(_costs(session, row.case_id)),
                budget=budget,
            )

    def now(self) -> datetime:
        """The present local time of the book."""
        return self._store.now().astimezone(self._store.zone())

    def lines(self, customer_id: int) -> list[LineChoice]:
        """The customer's lines, those on the network first."""
        with self._store.read() as session:
            return _choices(session, customer_id, self._store.today())

    def words(self) -> tuple[list[str], list[OfferTemplate]]:
        """The plans that lines have and the offers of the settings, to complete what is typed."""
        with self._store.read() as session:
            today = self._store.today()
            kept = settings_in_force(session).offers
            return known_plans(session), [offer for offer in kept if is_valid(offer, today)]


def _choices(session: Session, customer_id: int, today: date) -> list[LineChoice]:
    lines = lines_of(session, customer_id, today)
    return [_line(line, on_network=line in lines.on_network) for line in lines.all]


def _line(line: LineSummary, *, on_network: bool) -> LineChoice:
    return LineChoice(
        line.line_id,
        line.kind,
        mask_line(line.number, line.kind),
        line.plan or "",
        line.contract_ends_on,
        on_network,
    )


def _put_off(session: Session, row: TaskRow) -> str:
    same = TaskMark.cause == row.cause, TaskMark.period == row.period
    return session.scalar(select(TaskMark.reason).where(*same)) or "" if row.cause else ""


def _talks(session: Session, case_id: int | None) -> Sequence[TalkRow]:
    query = select(CaseOutcome).where(CaseOutcome.case_id == case_id)
    return [
        TalkRow(
            each.on_day,
            each.outcome,
            each.reason,
            each.offer or "",
            each.new_ends_on,
            each.next_on,
            each.note or "",
        )
        for each in session.scalars(query.order_by(CaseOutcome.id.desc()))
    ]


def _costs(session: Session, case_id: int | None) -> Sequence[CostRow]:
    query: Any = select(CaseCost).where(CaseCost.case_id == case_id)
    return [
        CostRow(each.id, each.on_day, each.kind, each.amount_fen, each.note or "")
        for each in session.scalars(query.order_by(CaseCost.id))
    ]
