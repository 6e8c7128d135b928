"""Walks through the rows of a file, one after the other, by the kind of file."""

import calendar
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from vipdesk.domain.masking import mask_number
from vipdesk.importing.check import Checked, RepeatedRowError
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping
from vipdesk.importing.memory import collector_paused
from vipdesk.progress import Progress
from vipdesk.services.imports.accounts import Accounts
from vipdesk.services.imports.cohort_found import CohortFound
from vipdesk.services.imports.cohort_rows import CohortRows
from vipdesk.services.imports.complainants import Complainants
from vipdesk.services.imports.complaints import Complaints
from vipdesk.services.imports.context import (
    Context,
    FutureDayError,
    InRecycleBinError,
    NoCustomerError,
    UnknownLineError,
    compare_extra,
)
from vipdesk.services.imports.lines import Lines
from vipdesk.services.imports.months import Months
from vipdesk.services.imports.operator_points import OperatorBalances
from vipdesk.services.imports.payers import Payers
from vipdesk.services.imports.payments import Payments
from vipdesk.services.imports.people import Customers
from vipdesk.services.imports.points_found import PointsFound
from vipdesk.services.imports.points_rows import PointsRows
from vipdesk.services.imports.rows import ChangeKind, Place
from vipdesk.services.imports.snapshot import KnownLine, Snapshot

_STEP = 2_000
POINTS = tuple(kind.name for kind in KINDS.values() if "points" in kind.own)
"""Kinds of file about points."""
_NAMED_BY = {
    "customers": ("customer.number",),
    "lines": ("line.number", "customer.number"),
    "bills": ("line.number",),
    "payments": ("account.number", "line.number", "customer.number"),
    **dict.fromkeys(POINTS, ("customer.number", "line.number")),
    "cohort": ("line.number", "customer.number"),
    "complaints": ("customer.number", "line.number", "account.number", "complaint.number"),
}
"""Kind → fields that name a row, the best first."""
_PAST = ("payment.paid_on", "account.as_of", "complaint.opened_on", "complaint.closed_on",
         "points.as_of", "cohort.day")  # fmt: skip
"""Days that may not be to come."""


class Comparison:
    """One pass over the rows of a file."""

    def __init__(self, context: Context, month: str | None) -> None:
        self.context = context
        self.customers = Customers(context)
        self.accounts = Accounts(context)
        self.lines = Lines(context)
        self.months = Months(context, month)
        self.payers = Payers(context, self.accounts)
        self.payments = Payments(context)
        self.complaints = Complaints(context, Complainants(context))
        self.points = PointsRows(context, month)
        self.operator_points = OperatorBalances(context, self.points.owners)
        self.cohort = CohortRows(context, self.points.owners)
        self.customer_numbers = context.column("customer.number")
        self.line_numbers = context.column("line.number")
        self.dates = context.column("bill.month")
        self.paid_on = context.column("payment.paid_on")
        self.stated_on = context.column("account.as_of")
        self.days = {key: context.column(key) for key in _PAST}
        columns = context.checked.columns
        self.has_accounts = any(key.startswith("account.") for key in columns)
        self.as_of = context.day if month is None else _last_day(month, context.today)
        self._newest: dict[int, tuple[str, int]] = {}

    def run(self, connection: Connection, progress: Progress) -> None:
        """Compare every row."""
        steps: dict[str, Callable[[int], None]] = {
            "customers": self._customer_row,
            "lines": self._line_row,
            "bills": self._bill_row,
            "payments": self._payment_row,
            "complaints": self._complaint_row,
            **dict.fromkeys(POINTS, self.points.note),
            "points-balances": self._operator_row,
            "cohort": self._cohort_row,
        }
        step = steps[self.context.kind]
        total = len(self.context.checked.rows)
        for at in range(total):
            if not at % _STEP:
                progress.step(at, total)
            step(at)
        self._compare_extra()
        self.months.compare(connection)
        self.payments.compare(connection)
        self.complaints.compare(connection)
        self.points.compare(connection)
        self.operator_points.compare(connection)
        self.accounts.dated.compare(connection)
        self.cohort.compare(connection)
        progress.step(total, total)

    def _customer_row(self, at: int) -> None:
        number, line_number = self.customer_numbers[at], self.line_numbers[at]
        customer_id = self.customers.customer_of(at, number)
        if customer_id is None or (line_number is None and not self.has_accounts):
            return
        if customer_id >= self.context.book.next_ids["customer"]:
            self.context.row_kinds[at] = ChangeKind.NEW
        who = (number, self.customers.name_of(at, number))
        line = self.context.book.lines.get(line_number) if line_number else None
        account_id = self.accounts.account_of(at, customer_id, line)
        if account_id is None:
            return
        if self.has_accounts:
            self.accounts.compare(at, account_id, who, self.as_of)
        if line_number is not None:
            self._line(at, line_number, account_id, who)

    def _line_row(self, at: int) -> None:
        book, number = self.context.book, self.customer_numbers[at]
        line_number = self.line_numbers[at]
        line = book.lines.get(line_number)
        customer = book.customers.get(number) if number else None
        if customer is None and number and self.context.refuse_deleted(at, number):
            return
        if customer is None and (number or line is None):
            self.context.refuse(at, number or line_number, NoCustomerError())
            return
        if customer is not None and book.deleted(customer):
            self.context.refuse(at, customer.number, InRecycleBinError())
            return
        owner_id = customer.id if customer else line.customer_id if line else 0
        owner = book.by_id.get(book.standing(owner_id))
        account_id = self.accounts.account_of(at, customer.id if customer else None, line)
        if account_id is None or owner is None:
            return
        if self.has_accounts:
            self.accounts.compare(at, account_id, (owner.number, owner.name), self.as_of)
        self._line(at, line_number, account_id, (mask_number(line_number), owner.name))

    def _bill_row(self, at: int) -> None:
        number = self.line_numbers[at]
        line = self.context.book.lines.get(number)
        if line is None:
            self.context.refuse(at, number, UnknownLineError())
            return
        self.months.note(at, line.id, self._who(number, line))
        month = self.dates[at] or ""
        if month >= self._newest.get(line.id, ("", 0))[0]:
            self._newest[line.id] = month, at

    def _compare_extra(self) -> None:
        """Of a line's months the newest one's other columns are kept, and no others looked at."""
        for _month, at in self._newest.values():
            number = self.line_numbers[at]
            line = self.context.book.lines[number]
            who = self._who(number, line)
            compare_extra(self.context, at, who, "line", line.id, line.extra)

    def _who(self, number: str, line: KnownLine) -> tuple[str, str]:
        """The line's number, masked, and the name of its customer."""
        owner = self.context.book.by_id.get(line.customer_id)
        return mask_number(number), owner.name if owner else ""

    def _payment_row(self, at: int) -> None:
        if self._refuse_future(at, "payment.paid_on", "account.as_of"):
            return
        found = self.payers.account_of(at)
        if found is not None and self._balance(at, *found):
            self.payments.note(at, *found)

    def _complaint_row(self, at: int) -> None:
        if not self._refuse_future(at, "complaint.opened_on", "complaint.closed_on"):
            self.complaints.note(at)

    def _operator_row(self, at: int) -> None:
        if not self._refuse_future(at, "points.as_of"):
            self.operator_points.note(at, self.as_of)

    def _cohort_row(self, at: int) -> None:
        if not self._refuse_future(at, "cohort.day"):
            self.cohort.note(at)

    def _refuse_future(self, at: int, *keys: str) -> bool:
        for key in keys:
            day = self.days[key][at]
            if day and day > self.context.today:
                self.context.refuse(at, day.isoformat(), FutureDayError(day=day), key)
                return True
        return False

    def _balance(self, at: int, account_id: int, who: tuple[str, str]) -> bool:
        """Note what stands on the account on the day stated, else on the day of the payment.

        Two rows must agree on a stated day. Between two payments of one day the balance changes:
        the last row stands.
        """
        values = (self.accounts.balances[at], self.accounts.arrears[at])
        if values == (None, None):
            return True
        stated, dated = self.stated_on[at], self.accounts.dated
        day = stated or self.paid_on[at]
        as_of = day.isoformat() if day else self.as_of
        earlier = dated.contradicted(account_id, as_of, values) if stated else None
        if earlier is not None:
            row = self.context.checked.rows[earlier]
            self.context.refuse(at, who[0], RepeatedRowError(row=row, key=who[0]))
            return False
        dated.note(at, account_id, who, as_of, values)
        return True

    def _line(self, at: int, number: str, account_id: int, who: tuple[str, str]) -> None:
        line_id = self.lines.line_of(at, number, account_id, who)
        if line_id is not None:
            self.months.note(at, line_id, who)


def _last_day(month: str, today: date) -> str:
    """The day a month's balance stands for: its last, or today where that is to come."""
    year, number = int(month[:4]), int(month[5:])
    last = date(year, number, calendar.monthrange(year, number)[1])
    return min(last, today).isoformat()


def compare(
    connection: Connection,
    book: Snapshot,
    checked: Checked,
    mapping: Mapping,
    on: tuple[date, str],
    skip: frozenset[Place],
    progress: Progress,
    points: PointsFound,
    cohort: CohortFound,
) -> Context:
    """Compare the checked rows with the book.

    Args:
        connection: To load bills and usage of the months in the file.
        book: The book as it stands; the comparison notes new accounts and tags in it.
        checked: The good rows.
        mapping: Where they came from.
        on: The day of the book, and the instant in UTC as the store writes it.
        skip: Places that are not to be written.
        progress: Steps of rows.
        points: The rules of points, and what was said of a file of them.
        cohort: What was said of the list of a snapshot.
    """
    context = Context(
        checked, book, mapping.kind, on[0], on[1], book.next_ids["import_batch"], skip,
        _NAMED_BY[mapping.kind], mapping.columns, points=points, cohort=cohort,
    )  # fmt: skip
    if "line.number" not in mapping.columns and "customer.phone" not in mapping.columns:
        context.line_kind = "mobile"
    with collector_paused():
        Comparison(context, mapping.month).run(connection, progress)
    return context
