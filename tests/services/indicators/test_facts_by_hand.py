"""What happened to the customers of tests/data/indicators, against what was counted by hand."""

import csv
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.conftest import NOW, TODAY
from tests.services.indicators.test_by_hand import BOOK, OCTOBER, add_book, counted
from vipdesk.domain.indicators import Side
from vipdesk.domain.periods import Period
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.services import points_book
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    CareWaiver,
    Complaint,
    ContractDate,
    Customer,
    Line,
    Manager,
    OwnerHistory,
    RetentionCase,
    Touchpoint,
)

FACTS = BOOK.with_name("facts.csv")
CONTACTS: dict[str, dict[str, object]] = {
    "visit": {"channel": "visit"},
    "call": {"channel": "phone"},
    "bulk": {"channel": "sms", "bulk": True},
    "answered": {"channel": "sms", "bulk": True, "replied": True},
    "incoming": {"channel": "wechat", "direction": "in"},
    "missed": {"channel": "visit", "result": "attempted"},
}


class Facts:
    """Writes one fact of the list after the other."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids = {each.number: each.id for each in session.scalars(select(Customer))}
        other = Manager(name="赵经理")
        session.add(other)
        session.flush()
        self.managers = {"mine": 1, "other's": other.id}
        self.entries: dict[tuple[int, str], int] = {}

    def add(self, row: dict[str, str]) -> None:
        who, fact = self.ids[row["customer"]], row["fact"]
        day = date.fromisoformat(row["day"]) if row["day"] else TODAY
        if fact in CONTACTS:
            self._contact(who, fact, day, row["detail"])
        elif fact in ("award", "redeem", "hold", "confirm", "reverse"):
            self.entries[who, fact] = self._move(who, fact, day, row["detail"])
        else:
            of_fact: dict[str, Callable[[int, date, str], None]] = {
                "mine": self._mine,
                "other's": self._others,
                "undisturbed": self._undisturbed,
                "known": self._known,
                "waiver": self._waiver,
                "ends": self._ends,
                "renewal": self._renewal,
                "case": self._case,
                "complaint": self._complaint,
            }
            of_fact[fact](who, day, row["detail"])
        self.session.flush()

    def _contact(self, who: int, fact: str, day: date, detail: str) -> None:
        said = {"direction": "out", "result": "connected"} | CONTACTS[fact]
        seconds = int(detail) if detail else None
        met = {"manager_id": 1, "at": NOW, "on_day": day, "duration_seconds": seconds}
        self.session.add(Touchpoint(customer_id=who, **met, **said))

    def _mine(self, who: int, day: date, _detail: str) -> None:
        self._owner(who, "mine", day)

    def _others(self, who: int, day: date, _detail: str) -> None:
        self._owner(who, "other's", day)

    def _owner(self, who: int, whose: str, day: date) -> None:
        since = {"effective_on": day, "recorded_on": TODAY}
        row = OwnerHistory(customer_id=who, manager_id=self.managers[whose], **since)
        self.session.add(row)

    def _undisturbed(self, who: int, _day: date, _detail: str) -> None:
        self.session.get_one(Customer, who).do_not_disturb = True

    def _known(self, who: int, day: date, _detail: str) -> None:
        of_customer = OwnerHistory.customer_id == who
        self.session.execute(update(OwnerHistory).where(of_customer).values(recorded_on=day))

    def _waiver(self, who: int, day: date, detail: str) -> None:
        waived = {"on_day": TODAY, "reason": detail}
        self.session.add(CareWaiver(customer_id=who, period=day.isoformat(), **waived))

    def _line(self, who: int) -> int:
        of_customer = Account.customer_id == who
        return self.session.scalars(select(Line.id).join(Account).where(of_customer)).one()

    def _ends(self, who: int, day: date, _detail: str) -> None:
        self._contract(who, day, date(2026, 1, 1), None)

    def _renewal(self, who: int, day: date, detail: str) -> None:
        self._contract(who, date.fromisoformat(detail), day, "renewal")

    def _contract(self, who: int, ends: date, since: date, moved_as: str | None) -> None:
        row = {"kind": "contract", "ends_on": ends, "moved_as": moved_as}
        dated = {"effective_on": since, "recorded_on": since}
        self.session.add(ContractDate(line_id=self._line(who), **row, **dated))

    def _case(self, who: int, day: date, detail: str) -> None:
        outcome, period = detail.split()
        line = self._line(who)
        known = {"kind": "end", "cause": f"end:contract:{line}", "period": period}
        closed = {"opened_on": date(2026, 7, 1), "closed_on": day, "outcome": outcome}
        self.session.add(RetentionCase(customer_id=who, line_id=line, **known, **closed))

    def _complaint(self, who: int, day: date, detail: str) -> None:
        self.session.add(Complaint(customer_id=who, opened_on=day, level=detail))

    def _move(self, who: int, fact: str, day: date, detail: str) -> int:
        if fact == "confirm":
            return points_book.confirm(self.session, self.entries[who, detail], day, day)
        if fact == "reverse":
            return points_book.reverse(self.session, self.entries[who, detail], day)
        points, _space, until = detail.partition(" ")
        last = date.fromisoformat(until) if until else None
        if fact == "award":
            given = Movement(who, EntryKind.BY_HAND, day, int(points), last)
            return points_book.award(self.session, given, day)
        if fact == "redeem":
            spent = Movement(who, EntryKind.REDEEM, day, int(points))
            return points_book.spend(self.session, spent, day)
        held = Movement(who, EntryKind.HOLD, day, int(points), until_on=last)
        return points_book.hold(self.session, held, day)


@pytest.fixture
def facts(store: Store) -> Store:
    add_book(store)
    with FACTS.open(encoding="utf-8") as file, store.action("customer.edit") as session:
        writer = Facts(session)
        for row in csv.DictReader(file):
            writer.add(row)
    return store


def test_what_happened_is_as_it_was_counted_by_hand(facts: Store) -> None:
    assert counted(facts, "reach_executed") == (9, 25)
    assert counted(facts, "service_standard") == (2, 4)
    assert counted(facts, "service_standard", Asked(Period.parse("2026-11"))) == (0, 1)
    assert counted(facts, "renewal") == (4, 8)
    assert counted(facts, "renewal", Asked(Period.parse("2026-08"))) == (1, 2)
    assert counted(facts, "churn") == (12, 67)
    assert counted(facts, "escalated_complaints") == (1, 3)
    year = Asked(Period.parse("2026"))
    assert counted(facts, "points_redemption", year) == (115, 500)
    assert counted(facts, "redeeming_customers", year) == (3, 7)
    service = IndicatorService(facts)
    (value,) = service.values(OCTOBER, ["service_standard"])
    assert value.waived == len(service.members("service_standard", OCTOBER, Side.WAIVED)) == 1
    (points,) = service.values(year, ["points_redemption"])
    assert points.met  # 23 % is over 15 %
