"""Fills an empty book with invented people: to look around in, to show, and to measure with."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from vipdesk.domain import demo_names as names
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.demo import InventedCustomer, InventedLine, invent
from vipdesk.domain.demo_contacts import (
    InventedContacts,
    InventedTouchpoint,
    InventedVisit,
    invent_contacts,
)
from vipdesk.domain.demo_lives import lived
from vipdesk.domain.demo_money import invent_complaints, invent_payments
from vipdesk.domain.names import fold
from vipdesk.domain.periods import Period
from vipdesk.domain.words import CaseKind, VisitStatus
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.cohorts import CohortDraft, CohortService, EmptyCohortError
from vipdesk.services.demo_points import CUSTOMERS as POINTS_CUSTOMERS
from vipdesk.services.demo_points import add_points
from vipdesk.services.demo_rewards import add_rewards
from vipdesk.services.demo_rows import (
    contract_dates,
    customer_values,
    dated,
    first_steps,
    held_touchpoint,
    line_values,
    plans,
    statuses,
    table,
    visit_values,
)
from vipdesk.services.demo_settings import demo_settings
from vipdesk.services.demo_sheets import demo_sheets
from vipdesk.services.demo_worked import put_most_off
from vipdesk.services.knowledge import add_sheet
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store import records
from vipdesk.store.book import Store
from vipdesk.store.uids import new_uid
from vipdesk.texts import N_

CHUNK = 500  # customers written at a time
QUARTERS = 4  # of which the snapshot is frozen; of a book to measure, of the last one alone
KEPT_DAYS = 300  # how long the book is said to be in use
_BILLS = "INSERT INTO bill (line_id, month, fee_fen) VALUES (?, ?, ?)"
_PAYMENTS = (
    "INSERT INTO payment (account_id, paid_on, occurrence, amount_fen, channel) VALUES (?,?,1,?,?)"
)
_USAGE = (
    "INSERT INTO usage (line_id, month, voice_seconds, data_bytes, messages) VALUES (?,?,?,?,?)"
)
# Owners before what they own.
_TABLES = (
    records.Customer,
    records.OwnerHistory,
    records.TierHistory,
    records.CustomerTag,
    records.Circle,
    records.CircleMember,
    records.Account,
    records.AccountBalance,
    records.Line,
    records.StatusHistory,
    records.PlanHistory,
    records.ContractDate,
    records.Visit,
    records.VisitMove,
    records.Touchpoint,
    records.Need,
    records.Task,
    records.Complaint,
    records.RetentionCase,
    records.Onboarding,
)


class BookNotEmptyError(VipDeskError):
    """There are customers already; invented ones are never mixed with real ones."""

    message = N_("This book holds customers. Invented ones go into a book of their own.")


class DemoService:
    """Makes the demo book; the same for the same seed, size and day."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fill(self, customers: int, seed: int, progress: Progress | None = None) -> Saved[int]:
        """Write ``customers`` invented customers and mark the book as invented.

        Returns:
            How many there are.

        Raises:
            BookNotEmptyError: The book is in use; nothing is changed.
        """
        progress = progress or NoProgress()
        today, zone = self._store.today(), self._store.zone()
        with self._store.action("demo.create", bulk=True, n=customers, seed=seed) as session:
            if session.scalar(select(records.Customer.id).limit(1)):
                raise BookNotEmptyError
            writer = _Writer(session, seed, today, zone)
            for done, customer in enumerate(invent(customers, seed, today), 1):
                writer.add(lived(customer, seed, today))
                if done % CHUNK == 0 or done == customers:
                    writer.flush()
                    progress.step(done, customers)
            values = demo_settings(today)
            session.add(records.SettingsSet(created_at=self._store.now(), values=values))
            for sheet in demo_sheets(today, zone):
                add_sheet(session, sheet)
            add_rewards(session, seed, today)
            add_points(session, today)
            session.execute(update(records.Book).values(invented=True))
        RetentionRunService(self._store).run()
        to_measure = customers > POINTS_CUSTOMERS
        if not to_measure:
            put_most_off(self._store, today)
        self._freeze(1 if to_measure else QUARTERS)
        return Saved(customers, frozenset(Area))

    def _freeze(self, quarters: int) -> None:
        """Freeze the snapshots of the last quarters' ends, the oldest first."""
        cohorts = CohortService(self._store)
        ends = [cohorts.quarter_end()]
        while len(ends) < quarters:
            ends.append(Period.quarter(ends[-1]).first - timedelta(days=1))
        for on_day in reversed(ends):
            with suppress(EmptyCohortError):  # a tiny book may have had no VIP on that day
                cohorts.freeze(CohortDraft(name=Period.quarter(on_day).key, on_day=on_day))


class _Writer:
    """Gathers the rows of many customers and writes them table by table."""

    def __init__(self, session: Session, seed: int, today: date, zone: ZoneInfo) -> None:
        self._session = session
        self._seed = seed
        self._today = today
        self._zone = zone
        self._rows: dict[type[records.Record], list[dict[str, Any]]] = defaultdict(list)
        self._bills: list[tuple[Any, ...]] = []
        self._usage: list[tuple[Any, ...]] = []
        self._payments: list[tuple[Any, ...]] = []
        self._ids: dict[type[records.Record], count[int]] = {table: count(1) for table in _TABLES}
        self._circles: dict[int, int] = {}  # leader's index → circle
        self._visits_of_day: Counter[date] = Counter()
        self._managers = self._make_managers()
        self._tags = {name: place for place, name in enumerate(names.TAGS, 1)}
        session.execute(
            insert(records.Tag),
            [{"id": n, "name": name, "key": fold(name)} for name, n in self._tags.items()],
        )

    def _make_managers(self) -> tuple[int, int]:
        own = self._session.scalars(select(records.Manager).where(records.Manager.is_self)).one()
        own.branch = own.branch or names.BRANCH
        colleague = records.Manager(name=names.MANAGERS[1], branch=names.BRANCH)
        self._session.add(colleague)
        self._session.flush()
        return own.id, colleague.id

    def _add(self, record: type[records.Record], **values: Any) -> int:
        row_id = next(self._ids[record])
        self._rows[record].append({"id": row_id, **values})
        return row_id

    def flush(self) -> None:
        """Write what was gathered."""
        connection = self._session.connection()
        for record in _TABLES:
            if rows := self._rows.pop(record, None):
                connection.execute(insert(table(record)), rows)
        facts = ((_BILLS, self._bills), (_USAGE, self._usage), (_PAYMENTS, self._payments))
        for statement, gathered in facts:
            if gathered:
                connection.exec_driver_sql(statement, gathered)
                gathered.clear()

    def add(self, customer: InventedCustomer) -> None:
        """Gather all rows of one customer."""
        customer_id = self._add(records.Customer, **customer_values(customer, self._at(None)))
        self._add_histories(customer_id, customer)
        for tag in customer.tags:
            self._add(records.CustomerTag, customer_id=customer_id, tag_id=self._tags[tag])
        self._add_to_circle(customer_id, customer)
        account_id = self._add_account(customer_id, customer)
        for line in customer.lines:
            self._add_line(account_id, line)
        since = customer.joined_on
        contacts = invent_contacts(customer.index, self._seed, self._today, since, customer.tier)
        self._add_contacts(customer_id, contacts)
        self._add_payments(account_id, customer)
        self._add_complaints(customer_id, customer)
        if customer.first_steps is not None:
            self._add(
                records.Onboarding,
                customer_id=customer_id,
                opened_on=customer.tier_since,
                points=first_steps(customer),
            )
        if customer.asked_to_leave_on is not None:
            self._add_case(customer_id, customer.asked_to_leave_on)

    def _at(self, local: datetime | None) -> datetime:
        """An instant of the book's zone; without one, the morning of today."""
        local = local or datetime.combine(self._today, time(8))
        return local.replace(tzinfo=self._zone)

    def _add_histories(self, customer_id: int, customer: InventedCustomer) -> None:
        own, colleague = self._managers
        joined, handed_over = customer.joined_on, self._today - timedelta(days=100)
        owners = [(joined, own)]
        if customer.second_manager and joined < handed_over:
            owners = [(joined, colleague), (handed_over, own)]
        for day, manager_id in owners:
            known = max(day, self._today - timedelta(days=KEPT_DAYS))
            self._add(
                records.OwnerHistory,
                customer_id=customer_id,
                manager_id=manager_id,
                effective_on=day,
                recorded_on=known,
            )
        if customer.former_tier:
            self._add_tier(customer_id, customer.former_tier, joined)
        self._add_tier(customer_id, customer.tier, customer.tier_since)

    def _add_tier(self, customer_id: int, tier: Any, day: date) -> None:
        self._add(records.TierHistory, customer_id=customer_id, tier=tier, **dated(day))

    def _add_to_circle(self, customer_id: int, customer: InventedCustomer) -> None:
        if customer.circle is None:
            return
        kind, name, leader = customer.circle
        if leader not in self._circles:
            self._circles[leader] = self._add(records.Circle, name=name, kind=kind)
        self._add(
            records.CircleMember,
            circle_id=self._circles[leader],
            customer_id=customer_id,
            role=None,
        )

    def _add_account(self, customer_id: int, customer: InventedCustomer) -> int:
        account_id = self._add(
            records.Account,
            customer_id=customer_id,
            number=f"A{customer.number}",
            kind=customer.account_kind,
        )
        self._add(
            records.AccountBalance,
            account_id=account_id,
            as_of=self._today - timedelta(days=1),
            balance_fen=customer.balance_fen,
            arrears_fen=customer.arrears_fen,
        )
        return account_id

    def _add_line(self, account_id: int, line: InventedLine) -> None:
        line_id = self._add(records.Line, account_id=account_id, **line_values(line))
        for status, reason, day in statuses(line):
            values = {"status": status, "reason": reason, **dated(day)}
            self._add(records.StatusHistory, line_id=line_id, **values)
        for plan, fee_fen, day in plans(line):
            values = {"plan": plan, "fee_fen": fee_fen, **dated(day)}
            self._add(records.PlanHistory, line_id=line_id, **values)
        told_on = self._today - timedelta(days=line_id % 3)  # by a file of these days
        for values in contract_dates(line, self._today, told_on):
            self._add(records.ContractDate, line_id=line_id, **values)
        for month in line.months:
            self._bills.append((line_id, month.month, month.fee_fen))
            self._usage.append(
                (line_id, month.month, month.voice_seconds, month.data_bytes, month.messages)
            )

    def _add_contacts(self, customer_id: int, contacts: InventedContacts) -> None:
        for touchpoint in contacts.touchpoints:
            self._add_touchpoint(customer_id, touchpoint)
        for need in contacts.needs:
            self._add(
                records.Need,
                customer_id=customer_id,
                text=need.text,
                status=need.status,
                opened_on=need.opened_on,
                closed_on=need.closed_on,
            )
        for visit in contacts.visits:
            self._add_visit(customer_id, visit)

    def _add_touchpoint(
        self, customer_id: int, touchpoint: InventedTouchpoint, visit_id: int | None = None
    ) -> None:
        self._add(
            records.Touchpoint,
            customer_id=customer_id,
            visit_id=visit_id,
            manager_id=self._managers[0],
            at=self._at(touchpoint.at),
            on_day=touchpoint.at.date(),
            channel=touchpoint.channel,
            direction=touchpoint.direction,
            result=touchpoint.result,
            duration_seconds=touchpoint.duration_seconds,
            replied=touchpoint.replied,
            note=touchpoint.note,
        )

    def _add_visit(self, customer_id: int, visit: InventedVisit) -> None:
        day = visit.planned_at.date()
        self._visits_of_day[day] += 1
        visit_id = self._add(
            records.Visit,
            number=f"V-{day:%Y%m%d}-{self._visits_of_day[day]:04}",
            customer_id=customer_id,
            manager_id=self._managers[0],
            **visit_values(visit, self._at(visit.planned_at)),
        )
        if visit.moved_from:
            self._add(
                records.VisitMove,
                visit_id=visit_id,
                moved_at=self._at(None) - timedelta(days=3),
                from_at=self._at(visit.moved_from),
                to_at=self._at(visit.planned_at),
                reason=names.MOVE_REASON,
            )
        if visit.status is VisitStatus.DONE:
            held = held_touchpoint(visit)
            self._add_touchpoint(customer_id, held, visit_id)
        if visit.task:
            self._add(
                records.Task,
                customer_id=customer_id,
                visit_id=visit_id,
                kind="next_step",
                title=visit.task.title,
                channel=visit.task.channel,
                due_on=visit.task.due_on,
                status=visit.task.status,
                done_on=visit.task.done_on,
            )

    def _add_payments(self, account_id: int, customer: InventedCustomer) -> None:
        self._payments += [
            (account_id, paid.paid_on.isoformat(), paid.amount_fen, paid.channel)
            for paid in invent_payments(customer, self._seed, self._today)
        ]

    def _add_complaints(self, customer_id: int, customer: InventedCustomer) -> None:
        for complaint in invent_complaints(customer, self._seed, self._today):
            self._add(
                records.Complaint,
                customer_id=customer_id,
                number=complaint.number,
                opened_on=complaint.opened_on,
                closed_on=complaint.closed_on,
                kind=complaint.kind,
                level=complaint.level,
                upheld=complaint.upheld,
                text=complaint.text,
            )

    def _add_case(self, customer_id: int, opened_on: date) -> None:
        uid = new_uid()
        self._add(
            records.RetentionCase,
            uid=uid,
            customer_id=customer_id,
            kind=CaseKind.BY_HAND,
            cause=f"by_hand:{uid.hex()}",
            period=opened_on.isoformat(),
            opened_on=opened_on,
            note=names.LEAVING_NOTE,
        )
