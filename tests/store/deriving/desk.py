"""A book with a clock that a test moves, and short ways to write what tasks come of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY, open_book
from vipdesk.domain.tasks import RunCounts
from vipdesk.domain.words import Channel, DateMove, DerivedStatus, Direction, Result
from vipdesk.progress import NoProgress
from vipdesk.store.records import (
    Account,
    ContractDate,
    Customer,
    DerivedTask,
    Line,
    Manager,
    OwnerHistory,
    StatusHistory,
    TierHistory,
    Touchpoint,
)

LONG_AGO = date(2020, 1, 1)
Told = tuple[str, str, str]  # cause, stage, day on which it is due


class Desk:
    """A book, what it holds, and which day it is."""

    def __init__(self, profile: Path) -> None:
        self.today = TODAY
        self.store = open_book(profile, clock=self._now)
        self._count = 0
        self.colleague = self.manager("赵经理")

    def _now(self) -> datetime:
        return datetime.combine(self.today, time(2), UTC)

    def morning(self, day: date) -> RunCounts:
        """Begin a day as the window does."""
        self.today = day
        return self.run()

    def days_later(self, days: int) -> RunCounts:
        return self.morning(self.today + timedelta(days=days))

    def run(self) -> RunCounts:
        """Derive everything, and see that a second time changes nothing."""
        self.store.refresh_summaries()
        counts = self.store.derive(NoProgress())
        again = self.store.derive(NoProgress())
        assert not again.changed
        assert again.unchanged == len(self.tasks())
        return counts

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.store.action("customer.edit") as session:
            yield session

    def manager(self, name: str) -> int:
        with self.write() as session:
            manager = Manager(name=name)
            session.add(manager)
            session.flush()
            return manager.id

    def customer(
        self, tier: str = "ordinary", since: date = LONG_AGO, *, owner: int = 1, **values: Any
    ) -> int:
        self._count += 1
        with self.write() as session:
            values = {"number": f"C{self._count}", "name": "王志强", **values}
            customer = Customer(**values, created_at=self._now())
            session.add(customer)
            session.flush()
            day = {"effective_on": since, "recorded_on": since}
            session.add(OwnerHistory(customer_id=customer.id, manager_id=owner, **day))
            session.add(TierHistory(customer_id=customer.id, tier=tier, **day))
            return customer.id

    def line(self, customer_id: int, known_on: date = LONG_AGO, **ends: date) -> int:
        """A line with ending dates by their kinds, which the book knew of since a day."""
        self._count += 1
        with self.write() as session:
            account = Account(customer_id=customer_id)
            session.add(account)
            session.flush()
            line = Line(account_id=account.id, number=f"139{self._count:08}")
            session.add(line)
            session.flush()
            line_id = line.id
        for kind, ends_on in ends.items():
            self.set_end(line_id, ends_on, kind=kind, known_on=known_on)
        return line_id

    def set_end(
        self,
        line_id: int,
        ends_on: date | None,
        moved_as: DateMove | None = None,
        *,
        kind: str = "contract",
        known_on: date | None = None,
    ) -> None:
        day = known_on or self.today
        with self.write() as session:
            row = ContractDate(line_id=line_id, kind=kind, ends_on=ends_on, moved_as=moved_as)
            row.effective_on = row.recorded_on = day
            session.add(row)

    def set_status(self, line_id: int, status: str) -> None:
        with self.write() as session:
            day = {"effective_on": self.today, "recorded_on": self.today}
            session.add(StatusHistory(line_id=line_id, status=status, **day))

    def set_tier(self, customer_id: int, tier: str, day: date | None = None) -> None:
        with self.write() as session:
            day = day or self.today
            row = TierHistory(customer_id=customer_id, tier=tier)
            row.effective_on, row.recorded_on = day, self.today
            session.add(row)

    def hand_over(self, customer_id: int, manager_id: int) -> None:
        with self.write() as session:
            day = {"effective_on": self.today, "recorded_on": self.today}
            session.add(OwnerHistory(customer_id=customer_id, manager_id=manager_id, **day))

    def talk(self, customer_id: int, day: date | None = None) -> int:
        """An effective contact."""
        day = day or self.today
        with self.write() as session:
            talk = Touchpoint(customer_id=customer_id, manager_id=1, at=self._now(), on_day=day)
            talk.channel, talk.direction = Channel.VISIT, Direction.OUT
            talk.result = Result.CONNECTED
            session.add(talk)
            session.flush()
            return talk.id

    def change(self, record: type[Any], row_id: int, **values: Any) -> None:
        with self.write() as session:
            row = session.get_one(record, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def add(self, row: Any) -> int:
        with self.write() as session:
            session.add(row)
            session.flush()
            found: int = row.id
            return found

    def tasks(self, kind: str = "") -> list[Told]:
        """The open tasks, by cause."""
        with self.store.read() as session:
            rows = session.scalars(select(DerivedTask).order_by(DerivedTask.cause)).all()
        return [
            (row.cause, row.stage, row.due_on.isoformat())
            for row in rows
            if row.status is DerivedStatus.OPEN and row.cause.startswith(kind)
        ]

    def history(self, cause: str) -> list[tuple[str, str, str]]:
        """All rows of a cause: period, stage, how it stands or why it closed."""
        with self.store.read() as session:
            rows = session.scalars(
                select(DerivedTask).where(DerivedTask.cause == cause).order_by(DerivedTask.id)
            ).all()
        return [(row.period, row.stage, str(row.closed_as or row.status)) for row in rows]

    def close(self) -> None:
        self.store.close()
