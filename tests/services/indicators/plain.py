"""The indicators of rules.md 5 once more, from plain rows, day by day and in plain words.

It shares nothing with the services: no statement, no formula. Days and months stay as they are
stored, `YYYY-MM-DD` and `YYYY-MM`. A member is (customer, line or None, numerator, denominator).
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Member = tuple[int, int | None, int, int]
LEFT = ("closed", "ported_out")
REDEEMED = ("redeem", "confirm", "spent", "lottery")
EARNED = (
    *("bill", "imported", "anniversary", "campaign", "joint", "goodwill", "by_hand", "opening"),
    "adjustment",
)
SELF = 1


@dataclass(frozen=True)
class Rules:
    """The numbers that settings hold."""

    kept: str = "billed"
    floor: int = 0
    zero_fee_months: int = 3
    settled_days: int = 15
    from_days: int = 90
    months_after: int = 2
    min_call: int = 30
    days_before: int = 7
    high: int = 70
    cadence: tuple[tuple[str, int], ...] = (("diamond", 2), ("gold", 3), ("silver", 6))


def plus(day: str, days: int) -> str:
    """So many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def month_end(month: str) -> str:
    """The last day of a month."""
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02}"


def later(day: str, months: int) -> str:
    """The same day so many months later, the last of a month that is too short for it."""
    number = int(day[:4]) * 12 + int(day[5:7]) - 1 + months
    month = f"{number // 12:04}-{number % 12 + 1:02}"
    return min(f"{month}-{day[8:]}", month_end(month))


def rounded(value: Fraction) -> int:
    """A whole number, half up."""
    return (value + Fraction(1, 2)).__floor__()


class Plain:
    """The rows of a book, and what they come to by the rules."""

    def __init__(self, session: Session, today: str, rules: Rules) -> None:
        self.today, self.rules = today, rules

        def read(table: str) -> list[Any]:
            return list(session.execute(text(f"SELECT * FROM {table}")))

        accounts = {each.id: each.customer_id for each in read("account")}
        self.lines = {each.id: each for each in read("line")}
        self.customer_of = {id_: accounts[each.account_id] for id_, each in self.lines.items()}
        self.customers = {each.id: each for each in read("customer")}
        self.owners = _history(read("owner_history"), "customer_id", "manager_id")
        self.learnt = _history(read("owner_history"), "customer_id", "recorded_on")
        self.tiers = _history(read("tier_history"), "customer_id", "tier")
        self.states = _history(read("status_history"), "line_id", "status")
        self.plans = _history(read("plan_history"), "line_id", "plan")
        self.fees: dict[int, dict[str, int]] = defaultdict(dict)
        for bill in read("bill"):
            self.fees[bill.line_id][bill.month] = bill.fee_fen
        self.scores = {each.customer_id: each.score for each in read("customer_summary")}
        names = ("touchpoint", "complaint", "contract_date", "retention_case", "care_waiver")
        self.rows = {name: read(name) for name in names}
        circles = {each.id: each.name for each in read("circle")}
        tags = {each.id: each.name for each in read("tag")}
        self.circles = {
            (each.customer_id, circles[each.circle_id]) for each in read("circle_member")
        }
        self.tags = {(each.customer_id, tags[each.tag_id]) for each in read("customer_tag")}
        self.entries = {each.id: each for each in read("points_entry")}
        self.lots = {each.id: each for each in read("points_lot")}
        self.draws = read("points_draw")

    # -- who and what on a day

    def tier(self, customer: int, day: str) -> str:
        return _on(self.tiers[customer], day) or "ordinary"

    def is_mine(self, customer: int, day: str) -> bool:
        """Before the first day known as on it; nobody's is the manager's."""
        owners = self.owners[customer]
        return not owners or (_on(owners, day) or owners[0][2]) == SELF

    def status(self, line: int, day: str) -> str | None:
        status: str | None = _on(self.states[line], day)
        return status

    def is_on(self, line: int, day: str) -> bool:
        """On the network: not closed, not ported out, and under 3 zero-fee months in arrears."""
        status = self.status(line, day)
        if status is None or status in LEFT:
            return status is None
        if status != "suspended_arrears":
            return True
        since = day
        for began, _id, value in reversed([each for each in self.states[line] if each[0] <= day]):
            if value != status:
                break
            since = began
        zero = [
            month
            for month, fee in self.fees[line].items()
            if fee <= 0 and since <= f"{month}-01" and month_end(month) <= day
        ]
        return len(zero) < self.rules.zero_fee_months

    def effective_days(self, customer: int) -> list[str]:
        """Days of effective touchpoints, each once."""
        return sorted({p.on_day for p in self.rows["touchpoint"] if self._counts(p, customer)})

    def _counts(self, p: Any, customer: int) -> bool:
        if p.customer_id != customer:
            return False
        if p.direction == "in" or p.replied:
            return True
        if p.bulk or p.result != "connected":
            return False
        if p.channel == "phone":
            return (p.duration_seconds or 0) >= self.rules.min_call
        return p.channel in ("visit", "hall", "event")

    def plan(self, line: int) -> str | None:
        plan: str | None = _on(self.plans[line], self.today)
        return plan

    def plans_of(self, customer: int) -> set[str | None]:
        """Of all lines, as they are today."""
        lines = [line for line, owner in self.customer_of.items() if owner == customer]
        return {self.plan(line) for line in lines}

    # -- indicators, each from a first to a last day that is not after today

    def churn(self, first: str, last: str) -> Iterable[Member]:
        before = plus(first, -1)
        for line, customer in self.customer_of.items():
            if self.status(line, last) is None:
                continue
            was = self.status(line, before) is not None and self.is_on(line, before)
            now = self.is_on(line, last)
            been = was or self._came_on(line, first, last)
            left = been and not now and self.is_mine(customer, self._left_on(line, last))
            there = (was and self.is_mine(customer, before)) + (
                now and self.is_mine(customer, last)
            )
            yield customer, line, 2 * left, there

    def _came_on(self, line: int, first: str, last: str) -> bool:
        days = [day for day, _id, _state in self.states[line] if first <= day <= last]
        return any(self.is_on(line, day) for day in days)

    def _left_on(self, line: int, last: str) -> str:
        day = last
        while not self.is_on(line, plus(day, -1)):
            day = plus(day, -1)
        return day

    def reach(self, first: str, last: str) -> Iterable[Member]:
        for customer, row in self.customers.items():
            lines = [line for line, owner in self.customer_of.items() if owner == customer]
            gone = lines and not any(self.is_on(line, last) for line in lines)
            lately = self._assigned(customer, last) > plus(last, -self.rules.settled_days)
            if row.do_not_disturb or not self.is_mine(customer, last) or gone or lately:
                continue
            reached = any(first <= day <= last for day in self.effective_days(customer))
            yield customer, None, int(reached), 1

    def _assigned(self, customer: int, last: str) -> str:
        """Since when the customer is, without a break, the one's whose it is."""
        since, owner = "", None
        for day, _id, manager in self.owners[customer]:
            if day <= last and manager != owner:
                since, owner = day, manager
        return since

    def standard(self, first: str, last: str, before: str) -> Iterable[Member]:
        """``before``: windows that ended by the day before it closed."""
        waived = {(each.customer_id, each.period) for each in self.rows["care_waiver"]}
        months = dict(self.rules.cadence)
        for customer, row in self.customers.items():
            tier = _on(self.tiers[customer], last) or self.tier(customer, self.today)
            cadence = months.get(tier, 0)
            known = self._known(customer, last)
            if row.do_not_disturb or not cadence or not known or known >= before:
                continue
            if not self.is_mine(customer, last):
                continue
            for began, ended, met in self._windows(customer, cadence, known, before):
                counts = (customer, began) not in waived
                if ended >= first:
                    yield customer, None, int(met and counts), int(counts)

    def _known(self, customer: int, last: str) -> str:
        """The later of assignment and when the book learnt of it."""
        rows = [(day, recorded) for day, _id, recorded in self.learnt[customer] if day <= last]
        return max(rows[-1]) if rows else ""

    def _windows(
        self, customer: int, months: int, known: str, before: str
    ) -> Iterable[tuple[str, str, bool]]:
        contacts = self.effective_days(customer)
        began, ended = known, self._first_end(customer, months, known)
        earlier = [day for day in contacts if day <= known]
        if earlier and later(earlier[-1], months) > known:
            began, ended = earlier[-1], later(earlier[-1], months)
        while ended < before:
            within = [day for day in contacts if began < day <= ended]
            yield began, ended, bool(within)
            began = within[-1] if within else ended
            ended = later(began, months)

    def _first_end(self, customer: int, months: int, known: str) -> str:
        """Spread over one cadence by the customer's number, from the first day of a task on."""
        whole = (date.fromisoformat(later(known, months)) - date.fromisoformat(known)).days
        room = max(1, whole - self.rules.days_before)
        return plus(known, min(whole, self.rules.days_before + 1 + customer * 7_919 % room))

    def renewal(self, first: str, last: str) -> list[Member] | None:
        """None: of one date nobody knows what it gave way to."""
        ended: dict[tuple[int, str], int] = {}
        for line in self.lines:
            rows = [each for each in self.rows["contract_date"] if each.line_id == line]
            rows.sort(key=lambda each: (each.effective_on, each.id))
            for row, then in zip_longest(rows, rows[1:]):
                mine = row.ends_on and self.is_mine(self.customer_of[line], row.ends_on)
                if not mine or not first <= row.ends_on <= last or row.kind != "contract":
                    continue
                if then and then.ends_on and then.ends_on != row.ends_on and not then.moved_as:
                    return None
                key = (line, row.ends_on)
                ended.pop(key, None)
                if not then or then.moved_as != "correction":
                    ended[key] = self._renewed(line, row.ends_on, then)
        return [(self.customer_of[line], line, done, 1) for (line, _day), done in ended.items()]

    def _renewed(self, line: int, ends: str, then: Any) -> int:
        since = plus(ends, -self.rules.from_days)
        until = month_end(later(f"{ends[:7]}-01", self.rules.months_after)[:7])
        if then and then.moved_as == "renewal" and since <= then.recorded_on <= until:
            return 1
        return int(
            any(
                case.outcome in ("renewed", "moved_plan", "upgraded")
                and (case.cause, case.period) == (f"end:contract:{line}", ends)
                and since <= (case.closed_on or "") <= until
                for case in self.rows["retention_case"]
            )
        )

    def complaints(self, first: str, last: str) -> Iterable[Member]:
        for each in self.rows["complaint"]:
            if first <= each.opened_on <= last and self.is_mine(each.customer_id, each.opened_on):
                yield each.customer_id, each.line_id, int(each.level == "escalated"), 1

    def redemption(self, first: str, last: str) -> Iterable[Member]:
        spent: dict[int, int] = defaultdict(int)
        there: dict[int, int] = defaultdict(int)
        for draw in self.draws:
            entry, lot = self.entries[draw.entry_id], self.lots[draw.lot_id]
            kind = self._root(entry)
            if entry.on_day < first <= lot.expires_on:
                there[lot.customer_id] += draw.points - self._held(entry, draw, first)
            elif first <= entry.on_day <= last:
                spent[lot.customer_id] -= draw.points if kind in REDEEMED else 0
                there[lot.customer_id] += draw.points if kind in EARNED else 0
        for customer in self.customers:
            if self.is_mine(customer, last):
                yield customer, None, spent[customer], there[customer]

    def _root(self, entry: Any) -> str:
        """What a reversal, or one of it, reverses."""
        while entry.kind == "reversal":
            entry = self.entries[entry.reverses_id]
        return str(entry.kind)

    def _held(self, entry: Any, draw: Any, day: str) -> int:
        """What it holds on a day: nothing once the hold's last day has passed."""
        hold = self.entries.get(entry.hold_id or entry.id)
        until = hold.until_on if hold is not None and hold.kind == "hold" else None
        return 0 if until is not None and until < day else draw.held

    # -- snapshots

    def freeze(self, day: str, months: list[str]) -> dict[int, int]:
        """The manager's lines of VIPs that were on the network, with their mean base fee."""
        frozen = {}
        for line, row in self.lines.items():
            customer = self.customer_of[line]
            owner = _on(self.owners[customer], day)
            mine, vip = owner in (None, SELF), self.tier(customer, day) != "ordinary"
            if mine and vip and row.opened_on <= day and self.is_on(line, day):
                fees = [self.fees[line][month] for month in months if month in self.fees[line]]
                frozen[line] = rounded(Fraction(sum(fees), len(fees))) if fees else 0
        return frozen

    def month_counted(self, snapshot: str, last_month: str) -> str | None:
        """The newest complete month that has bills."""
        there = {month for fees in self.fees.values() for month in fees}
        over = [
            month
            for month in there
            if snapshot[:7] < month <= last_month and month_end(month) < self.today
        ]
        return max(over, default=None)

    def is_kept(self, line: int, month: str) -> bool:
        last, fee = month_end(month), self.fees[line].get(month, 0)
        variants: dict[str, Callable[[], bool]] = {
            "billed": lambda: fee > 0,
            "in_service": lambda: True,
            "still_vip": lambda: self.tier(self.customer_of[line], last) != "ordinary",
            "fee_floor": lambda: fee > 0 and fee >= self.rules.floor,
        }
        return self.is_on(line, last) and variants[self.rules.kept]()

    def has_left(self, line: int, snapshot: str, last: str) -> bool:
        """Whether it was closed or ported out between."""
        return any(
            snapshot < day <= last and state in LEFT for day, _id, state in self.states[line]
        )


def _history(rows: list[Any], of: str, value: str) -> dict[int, list[tuple[str, int, Any]]]:
    """(day, id, value) in the order of day and of writing."""
    found: dict[int, list[tuple[str, int, Any]]] = defaultdict(list)
    for row in rows:
        found[getattr(row, of)].append((row.effective_on, row.id, getattr(row, value)))
    for each in found.values():
        each.sort(key=lambda entry: entry[:2])
    return found


def _on(rows: list[tuple[str, int, Any]], day: str) -> Any:
    """What holds on a day: the last that began by it, of one day the last that was written."""
    known = [value for since, _id, value in rows if since <= day]
    return known[-1] if known else None
