"""Compares the payments of a file with those of the book, by flow number or by occurrence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from vipdesk.importing.check import RepeatedRowError
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import KnownPayment, payments_of

_Day = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Paid:
    """One payment of the file."""

    at: int
    who: tuple[str, str]
    amount: int
    channel: str | None
    flow: str | None


class Payments:
    """Gathers the payments of each account and day, then finds each among those of the book.

    A payment is known by its flow number within that day. Without one it is the n-th of that
    amount on that day, so that two equal top-ups are both kept and the same file twice adds none.
    A payment that came without a flow number takes the one that a later file gives.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._found: dict[_Day, list[_Paid]] = defaultdict(list)
        self._flows: dict[tuple[int, str, str], _Paid] = {}
        self._amounts = context.column("payment.amount")
        self._days = context.column("payment.paid_on")
        self._channels = context.column("payment.channel")
        self._numbers = context.column("payment.flow_number")

    def note(self, at: int, account_id: int, who: tuple[str, str]) -> None:
        """Keep what a row paid; a flow number that comes again must say the same."""
        amount = self._amounts[at]
        if amount is None:
            return
        day, flow = self._days[at].isoformat(), self._numbers[at]
        paid = _Paid(at, who, amount, self._channels[at], flow)
        first = self._flows.setdefault((account_id, day, flow), paid) if flow else paid
        if first is paid:
            self._found[account_id, day].append(paid)
        elif first.amount != amount:
            row = self.context.checked.rows[first.at]
            self.context.refuse(at, flow, RepeatedRowError(row=row, key=flow))

    def compare(self, connection: Connection) -> None:
        """Compare everything noted; payments that the book lacks are added."""
        accounts = self.context.book.accounts
        ids = sorted({account for account, _day in self._found if account in accounts})
        known = payments_of(connection, ids)
        for day, paid in self._found.items():
            self._compare_day(day, paid, known.get(day, []))

    def _compare_day(self, day: _Day, paid: list[_Paid], known: list[KnownPayment]) -> None:
        """Flow numbers first, so that no row without one takes a payment that has its own."""
        free = list(known)
        matched: dict[int, KnownPayment] = {}
        for find in (_same_flow, _same_amount):
            for one in paid:
                if one.at in matched:
                    continue
                found = find(one, free)
                if found is not None:
                    free.remove(found)
                    matched[one.at] = found
        following = max((each.occurrence for each in known), default=0) + 1
        for one in paid:
            if one.at in matched:
                self._compare(one, day[1], matched[one.at])
            elif self._add(one, day, following):
                following += 1

    def _add(self, one: _Paid, day: _Day, occurrence: int) -> bool:
        context = self.context
        key = f"payment.amount@{day[1]}"
        if not context.differs(ChangeKind.NEW, one.at, one.who, key, None, one.amount):
            return False
        values = (occurrence, one.amount, one.channel, one.flow, context.batch_id)
        context.plan.insert("payment", *day, *values)
        return True

    def _compare(self, one: _Paid, day: str, known: KnownPayment) -> None:
        fields = (
            ("payment.amount", "amount_fen", known.amount, one.amount),
            ("payment.channel", "channel", known.channel, one.channel),
            ("payment.flow_number", "flow_number", known.flow, one.flow),
        )
        for key, column, old, new in fields:
            if new in (None, old):
                continue
            change = (one.at, one.who, f"{key}@{day}", old, new)
            if self.context.differs(ChangeKind.CHANGED, *change):
                self.context.plan.update("payment", column, new, known.id)


def _same_flow(one: _Paid, free: Iterable[KnownPayment]) -> KnownPayment | None:
    return next((each for each in free if one.flow and each.flow == one.flow), None)


def _same_amount(one: _Paid, free: Iterable[KnownPayment]) -> KnownPayment | None:
    """One without a flow number before one with; two different flow numbers are two payments."""
    equal = [each for each in free if each.amount == one.amount and not (each.flow and one.flow)]
    return min(equal, key=lambda each: (each.flow is not None, each.occurrence), default=None)
