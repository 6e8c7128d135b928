"""Random books: customers and all that indicators are counted from, often on edge days."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tests.conftest import NOW, TODAY
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import VipDeskError
from vipdesk.services import points_book
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    CareWaiver,
    Circle,
    CircleMember,
    Complaint,
    ContractDate,
    Customer,
    CustomerTag,
    Line,
    Manager,
    OwnerHistory,
    PlanHistory,
    Record,
    RetentionCase,
    StatusHistory,
    Tag,
    TierHistory,
    Touchpoint,
)
from vipdesk.store.uids import new_uid

SELF, OTHER = 1, 2
FIRST = date(2025, 11, 1)
DAYS = (TODAY - FIRST).days
EDGES = [
    date(year, month, 1) - timedelta(days=back)
    for year, month in ((2026, 1), (2026, 7), (2026, 8), (2026, 9), (2026, 10), (2026, 11))
    for back in (0, 1)
]
MONTHS = [f"2025-{month:02}" for month in (11, 12)] + [f"2026-{month:02}" for month in range(1, 12)]
STATES = ("normal", "normal", "suspended_request", "suspended_arrears", "closed", "ported_out")
TIERS = ("ordinary", "silver", "gold", "diamond")
PLANS = ("融合299", "129", "59")
CIRCLES = ("车友", "家庭", "家庭")  # two of one name
TAGS = ("重点", "新装")
Row = dict[str, Any]


@dataclass
class Rows:
    """What is to be written, by table; `of` gives a history in random order of its days."""

    dice: random.Random
    rows: dict[type[Record], list[Row]] = field(default_factory=dict)

    def add(self, table: type[Record], **values: Any) -> int:
        """One more row; its number is its id."""
        there = self.rows.setdefault(table, [])
        there.append(values)
        return len(there)

    def day(self, first: date = FIRST) -> date:
        """A day from one on, up to today; often an edge of a month."""
        edges = [day for day in EDGES if day >= first]
        if edges and self.dice.random() < 0.6:
            return self.dice.choice(edges)
        return first + timedelta(days=self.dice.randrange((TODAY - first).days + 1))

    def dated(self, day: date, late: float = 0.1) -> Row:
        """On when it holds, and when the book learnt of it."""
        recorded = self.day(day) if self.dice.random() < late else day
        return {"effective_on": day, "recorded_on": recorded}

    def some(self, weights: Sequence[int]) -> int:
        """How many, by the weight of each number from 0 on."""
        return self.dice.choices(range(len(weights)), weights)[0]


def furnish(store: Store, seed: int, customers: int) -> None:
    """Fill an empty book; the same seed gives the same book."""
    rows = Rows(random.Random(seed))
    for name in CIRCLES:
        rows.add(Circle, uid=new_uid(), name=name, kind="friends")
    for name in TAGS:
        rows.add(Tag, uid=new_uid(), name=name, key=name)
    for _ in range(customers):
        _customer(rows)
    with store.action("customer.create") as session:
        session.add(Manager(id=OTHER, name="赵经理"))
        session.flush()
        for table, values in rows.rows.items():
            session.execute(insert(table), values)
        for customer_id in range(1, customers + 1):
            _points(session, rows, customer_id)
    with store.action("customer.edit", keep_empty=True) as session:
        for customer_id in range(1, customers + 1):
            score = {"score": rows.dice.choice((None, 10, 69, 70, 95)), "id": customer_id}
            session.execute(
                text("UPDATE customer_summary SET score = :score WHERE customer_id = :id"), score
            )


def _customer(rows: Rows) -> None:
    dice = rows.dice
    number = len(rows.rows.get(Customer, ())) + 1
    who = rows.add(
        Customer,
        number=f"C{number}",
        name=f"客户{number}",
        created_at=NOW,
        uid=new_uid(),
        do_not_disturb=dice.random() < 0.1,
    )
    _owners(rows, who)
    for count in range(rows.some((1, 6, 3, 1))):
        day = FIRST if count == 0 else rows.day()
        rows.add(TierHistory, customer_id=who, tier=dice.choice(TIERS), **rows.dated(day))
    for _ in range(rows.some((1, 5, 3, 1))):
        _line(rows, who)
    for _ in range(rows.some((3, 3, 3, 2, 1))):
        _contact(rows, who)
    for _ in range(rows.some((4, 3, 1))):
        level = dice.choice(("own", "escalated"))
        opened = {"uid": new_uid(), "opened_on": rows.day()}
        rows.add(Complaint, customer_id=who, level=level, **opened)
    _waivers(rows, who)
    _groups(rows, who)


def _groups(rows: Rows, who: int) -> None:
    for circle in range(1, len(CIRCLES) + 1):
        if rows.dice.random() < 0.3:
            rows.add(CircleMember, circle_id=circle, customer_id=who)
    for tag in range(1, len(TAGS) + 1):
        if rows.dice.random() < 0.3:
            rows.add(CustomerTag, tag_id=tag, customer_id=who)


def _owners(rows: Rows, who: int) -> None:
    """Mostly the manager's all along; else handed over or taken over, some of them back again."""
    owners = rows.dice.choices(
        ([SELF], [], [SELF, OTHER], [OTHER, SELF], [SELF, OTHER, SELF]), (10, 1, 3, 3, 2)
    )[0]
    days = sorted(rows.day() for _ in owners)
    for owner, day in zip(owners, days, strict=True):
        first = FIRST if day == days[0] and rows.dice.random() < 0.7 else day
        rows.add(OwnerHistory, customer_id=who, manager_id=owner, **rows.dated(first))


def _line(rows: Rows, who: int) -> None:
    dice = rows.dice
    account = rows.add(Account, customer_id=who, uid=new_uid())
    number = f"139{len(rows.rows[Account]):08}"
    opened = rows.day() if dice.random() < 0.2 else FIRST
    line = rows.add(Line, account_id=account, number=number, uid=new_uid(), opened_on=opened)
    known = rows.day(opened) if dice.random() < 0.1 else opened  # the file came later
    rows.add(StatusHistory, line_id=line, status=dice.choice(STATES[:4]), **rows.dated(known))
    for _ in range(rows.some((5, 4, 3, 1))):
        since = rows.dated(rows.day(known))
        rows.add(StatusHistory, line_id=line, status=dice.choice(STATES), **since)
    for count in range(rows.some((1, 5, 2))):
        plan = {"plan": dice.choice(PLANS), "fee_fen": 9_900}
        day = opened if count == 0 else rows.day(opened)
        rows.add(PlanHistory, line_id=line, **plan, **rows.dated(day))
    for month in MONTHS:
        if dice.random() < 0.85:
            fee = dice.choice((0, 0, -500, 1, 4_999, 5_000, 12_345))
            rows.add(Bill, line_id=line, month=month, fee_fen=fee)
    if dice.random() < 0.6:
        _contract(rows, who, line)


def _contract(rows: Rows, who: int, line: int) -> None:
    """A date that ends, moved now and then; each end may have its case."""
    dice = rows.dice
    since, moved = FIRST, None
    for count in range(1 + rows.some((3, 4, 2))):
        ends = rows.day() if dice.random() < 0.7 else TODAY + timedelta(days=dice.randrange(400))
        if count:
            since = _near(rows, ends)
            moved = dice.choice(("renewal", "renewal", "correction"))
        gone = count > 0 and dice.random() < 0.05
        rows.add(
            ContractDate,
            line_id=line,
            kind="contract",
            ends_on=None if gone else ends,
            moved_as=None if gone else moved,
            **rows.dated(since, late=0.2),
        )
        if not gone and dice.random() < 0.3:
            _case(rows, who, line, ends)


def _near(rows: Rows, ends: date) -> date:
    """A day on which a date that ends may be renewed, often an edge of when that counts."""
    after = date(ends.year + (ends.month + 2) // 12, (ends.month + 2) % 12 + 1, 1)
    edges = [ends - timedelta(days=back) for back in (91, 90, 89)]
    edges += [after - timedelta(days=back) for back in (2, 1, 0)]
    return max(FIRST, min(rows.dice.choice(edges), TODAY))


def _case(rows: Rows, who: int, line: int, ends: date) -> None:
    dice = rows.dice
    known = {"cause": f"end:contract:{line}", "period": ends.isoformat()}
    told = [(each["cause"], each["period"]) for each in rows.rows.get(RetentionCase, ())]
    if (known["cause"], known["period"]) in told:
        return
    closed = _near(rows, ends) if dice.random() < 0.8 else None
    words = ("renewed", "moved_plan", "upgraded", "refused", "ported_out", "thinking")
    rows.add(
        RetentionCase,
        uid=new_uid(),
        customer_id=who,
        line_id=line,
        kind="end",
        date_kind="contract",
        ends_on=ends,
        opened_on=FIRST,
        closed_on=closed,
        outcome=dice.choice(words),
        **known,
    )


def _contact(rows: Rows, who: int) -> None:
    dice = rows.dice
    rows.add(
        Touchpoint,
        uid=new_uid(),
        customer_id=who,
        manager_id=SELF,
        at=NOW,
        on_day=rows.day(),
        channel=dice.choice(("visit", "visit", "phone", "sms", "wechat", "hall", "event")),
        direction="in" if dice.random() < 0.15 else "out",
        result=dice.choices(("connected", "attempted", "refused"), (6, 1, 1))[0],
        duration_seconds=dice.choice((None, 29, 30, 600)),
        replied=dice.random() < 0.1,
        bulk=dice.random() < 0.1,
    )


def _waivers(rows: Rows, who: int) -> None:
    """Of windows that begin with a contact, or on the day on which the customer was known."""
    days = {
        str(each["on_day"]) for each in rows.rows.get(Touchpoint, ()) if each["customer_id"] == who
    }
    days |= {
        str(max(each["effective_on"], each["recorded_on"]))
        for each in rows.rows.get(OwnerHistory, ())
        if each["customer_id"] == who
    }
    for day in sorted(days):
        if rows.dice.random() < 0.15:
            waived = {"uid": new_uid(), "on_day": TODAY, "reason": "abroad"}
            rows.add(CareWaiver, customer_id=who, period=day, **waived)


def _points(session: Session, rows: Rows, who: int) -> None:
    """Movements as the ledger takes them, day by day; what it refuses is left out."""
    entries: list[int] = []
    for day in sorted(rows.day() for _ in range(rows.some((3, 1, 1, 2, 2, 2, 1)))):
        try:
            with session.begin_nested():
                entries.append(_move(session, rows, who, day, entries))
        except VipDeskError:
            continue


def _move(session: Session, rows: Rows, who: int, day: date, entries: list[int]) -> int:
    dice = rows.dice
    kind = dice.choice(("award", "award", "spend", "hold", "confirm", "release", "reverse"))
    if kind == "award" or not entries:
        awards = (EntryKind.BILL, EntryKind.IMPORTED, EntryKind.GOODWILL, EntryKind.OPENING)
        lasts = max(day, dice.choice((date(2025, 12, 31), date(2026, 1, 1), date(2028, 12, 31))))
        given = Movement(who, dice.choice(awards), day, dice.randrange(1, 200), lasts)
        return points_book.award(session, given, day)
    if kind == "spend":
        spends = (EntryKind.REDEEM, EntryKind.SPENT, EntryKind.LOTTERY, EntryKind.ADJUSTMENT)
        spent = Movement(who, dice.choice(spends), day, dice.randrange(1, 80))
        return points_book.spend(session, spent, day)
    if kind == "hold":
        until = dice.choice((None, day, day + timedelta(days=30), max(day, date(2025, 12, 31))))
        held = Movement(who, EntryKind.HOLD, day, dice.randrange(1, 80), until_on=until)
        return points_book.hold(session, held, day)
    of = dice.choice(entries)
    if kind == "reverse":
        return points_book.reverse(session, of, day)
    end = points_book.confirm if kind == "confirm" else points_book.release
    return end(session, of, day, day)
