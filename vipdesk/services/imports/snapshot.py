"""What the book holds of the things a file speaks of, loaded once for a comparison."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from vipdesk.domain.names import fold
from vipdesk.store import tombstones
from vipdesk.store.tombstones import Hasher

CUSTOMER_COLUMNS = {
    "customer.name": "name",
    "customer.kind": "kind",
    "customer.gender": "gender",
    "customer.contact_name": "contact_name",
    "customer.phone": "phone",
    "customer.email": "email",
    "customer.wechat": "wechat",
    "customer.id_number": "id_number",
    "customer.address": "address",
    "customer.employer": "employer",
    "customer.joined_on": "joined_on",
    "customer.do_not_disturb": "do_not_disturb",
    "customer.interests": "interests",
    "customer.note": "note",
}
"""Field key → column of the table customer."""
LINE_COLUMNS = {
    "line.kind": "kind",
    "line.opened_on": "opened_on",
    "line.closed_on": "closed_on",
    "line.former_operator": "former_operator",
}
"""Field key → column of the table line."""
ENDS = {
    "line.ends.contract": "contract",
    "line.ends.stop": "stop",
    "line.ends.rebate": "rebate",
    "line.ends.trial": "trial",
}
"""Field key → kind of the contract date."""

_BIRTH = ("birth_year", "birth_month", "birth_day", "birth_lunar")
_CHUNK = 500


@dataclass(slots=True)
class KnownCustomer:
    """A customer of the book, with the columns that the file maps."""

    id: int
    number: str
    name: str
    values: dict[str, Any]
    tier: str
    birthday: tuple[Any, ...]
    extra: str | None
    hidden: str | None  # "deleted", "merged" or None
    into_id: int | None = None  # of the customer that this one was merged into
    accounts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class KnownAccount:
    """An account of the book with its newest balance."""

    id: int
    customer_id: int
    number: str | None
    kind: str
    as_of: str | None = None
    balance: int | None = None
    arrears: int | None = None


@dataclass(slots=True)
class KnownLine:
    """A line of the book as it stands today."""

    id: int
    account_id: int
    customer_id: int
    values: dict[str, Any]
    status: str
    plan: str | None
    fee: int | None
    ends: dict[str, str | None]
    extra: str | None


@dataclass(frozen=True, slots=True)
class KnownPayment:
    """A payment of the book, on the account and day that it is found by."""

    id: int
    occurrence: int
    amount: int
    channel: str | None
    flow: str | None


@dataclass(frozen=True, slots=True)
class KnownComplaint:
    """A complaint of the book; ``values`` by field key, as the store writes them."""

    id: int
    customer_id: int
    number: str | None
    opened_on: str
    extra: str | None
    values: dict[str, Any]


COMPLAINT_COLUMNS = {
    "complaint.number": "number",
    "complaint.opened_on": "opened_on",
    "complaint.closed_on": "closed_on",
    "complaint.kind": "kind",
    "complaint.level": "level",
    "complaint.upheld": "upheld",
    "complaint.text": "text",
}
"""Field key → column of the table complaint."""


@dataclass
class Snapshot:
    """The book as a comparison sees it."""

    customers: dict[str, KnownCustomer]
    by_id: dict[int, KnownCustomer]
    accounts: dict[int, KnownAccount]
    account_numbers: dict[str, int]
    lines: dict[str, KnownLine]
    tags: dict[str, int]
    tagged: set[tuple[int, int]]
    next_ids: dict[str, int]
    manager_id: int
    entry_id: int
    erased: dict[bytes, date] = field(default_factory=dict)
    hasher: Hasher | None = None

    def erased_on(self, number: str) -> date | None:
        """The day on which a customer of that number was deleted on request."""
        if not self.erased or self.hasher is None:
            return None
        return self.erased.get(self.hasher.number(number))

    def standing(self, customer_id: int) -> int:
        """Who stands for a customer in the book: whoever they were merged into, or themselves."""
        known = self.by_id.get(customer_id)
        while known is not None and known.into_id is not None:
            customer_id = known.into_id
            known = self.by_id.get(customer_id)
        return customer_id

    def deleted(self, known: KnownCustomer) -> bool:
        """Whether a customer, or whoever they were merged into, is in the recycle bin."""
        return self.by_id[self.standing(known.id)].hidden == "deleted"


def load(connection: Connection, keys: Sequence[str], today: date) -> Snapshot:
    """Load the customers, accounts and lines of the book, with the columns of ``keys``."""
    customers = {known.number: known for known in _customers(connection, keys)}
    by_id = {known.id: known for known in customers.values()}
    accounts = _accounts(connection, today)
    for account in accounts.values():
        if account.customer_id in by_id:
            by_id[account.customer_id].accounts.append(account.id)
    for merged_id, came in _accounts_that_came(connection):
        by_id[merged_id].accounts = [each for each in came if each in accounts]
    tags, tagged = _tags(connection) if "customer.tags" in keys else ({}, set())
    return Snapshot(
        customers=customers,
        by_id=by_id,
        accounts=accounts,
        account_numbers={a.number: a.id for a in accounts.values() if a.number},
        lines=dict(_lines(connection, keys)),
        tags=tags,
        tagged=tagged,
        next_ids=_next_ids(connection),
        manager_id=_scalar(connection, "SELECT min(id) FROM manager WHERE is_self") or 1,
        entry_id=last_entry(connection),
        erased={stone.number_hash: stone.at.date() for stone in tombstones.in_book(connection)},
        hasher=tombstones.Hasher.of(connection),
    )


def last_entry(connection: Connection) -> int:
    """The newest finished action; a comparison is stale once there is a newer one."""
    found = _scalar(connection, "SELECT max(id) FROM journal_entry WHERE digest IS NOT NULL")
    return int(found or 0)


def _scalar(connection: Connection, query: str) -> Any:
    return connection.execute(text(query)).scalar()


def rows_read(connection: Connection, query: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Rows of a query, as the driver gives them."""
    yield from connection.exec_driver_sql(query, values).cursor.fetchall()


def _customers(connection: Connection, keys: Sequence[str]) -> Iterator[KnownCustomer]:
    mapped = [key for key in keys if key in CUSTOMER_COLUMNS]
    columns = [f"c.{name}" for name in (*_BIRTH, *(CUSTOMER_COLUMNS[key] for key in mapped))]
    query = (
        "SELECT c.id, c.number, c.name, coalesce(s.tier, 'ordinary'), c.extra, CASE WHEN "
        "c.merged_into_id IS NOT NULL THEN 'merged' WHEN c.deleted_at IS NOT NULL THEN 'deleted' "
        f"END, c.merged_into_id, {', '.join(columns)} FROM customer c "
        "LEFT JOIN customer_summary s ON s.customer_id = c.id"
    )
    for row in rows_read(connection, query):
        birthday, values = row[7:11], row[11:]
        yield KnownCustomer(
            row[0], row[1], row[2], dict(zip(mapped, values, strict=True)), row[3], birthday,
            row[4], row[5], row[6],
        )  # fmt: skip


def _accounts_that_came(connection: Connection) -> Iterator[tuple[int, list[int]]]:
    """Merged customers with the accounts that went over with them: a file still speaks of those."""
    query = "SELECT merged_id, moved FROM customer_merge WHERE unmerged_at IS NULL ORDER BY id"
    for merged_id, moved in rows_read(connection, query):
        yield merged_id, json.loads(moved)["rows"].get("account", [])


def _accounts(connection: Connection, today: date) -> dict[int, KnownAccount]:
    found = {
        row[0]: KnownAccount(*row)
        for row in rows_read(connection, "SELECT id, customer_id, number, kind FROM account")
    }
    query = (
        "SELECT account_id, max(as_of), balance_fen, arrears_fen FROM account_balance "
        "WHERE as_of <= ? GROUP BY account_id"
    )
    for account_id, as_of, balance, arrears in rows_read(connection, query, (today.isoformat(),)):
        account = found[account_id]
        account.as_of, account.balance, account.arrears = as_of, balance, arrears
    return found


def _lines(connection: Connection, keys: Sequence[str]) -> Iterator[tuple[str, KnownLine]]:
    mapped = [key for key in keys if key in LINE_COLUMNS]
    columns = "".join(f", l.{LINE_COLUMNS[key]}" for key in mapped)
    query = (
        "SELECT l.number, l.id, l.account_id, a.customer_id, coalesce(s.status, 'normal'), s.plan, "
        "s.plan_fee_fen, s.contract_ends_on, s.stop_ends_on, s.rebate_ends_on, s.trial_ends_on, "
        f"l.extra{columns} FROM line l JOIN account a ON a.id = l.account_id "
        "LEFT JOIN line_summary s ON s.line_id = l.id"
    )
    for row in rows_read(connection, query):
        ends = dict(zip(ENDS, row[7:11], strict=True))
        values = dict(zip(mapped, row[12:], strict=True))
        yield (
            row[0],
            KnownLine(row[1], row[2], row[3], values, row[4], row[5], row[6], ends, row[11]),
        )


def _tags(connection: Connection) -> tuple[dict[str, int], set[tuple[int, int]]]:
    tags = {
        fold(name): tag_id for tag_id, name in rows_read(connection, "SELECT id, name FROM tag")
    }
    return tags, set(rows_read(connection, "SELECT customer_id, tag_id FROM customer_tag"))


def _next_ids(connection: Connection) -> dict[str, int]:
    """The next free id by table; one that was given once is not given again (`IDS_KEPT`)."""
    tables = ("customer", "account", "line", "tag", "import_batch")
    given = dict(rows_read(connection, "SELECT name, seq FROM sqlite_sequence"))
    greatest = "SELECT coalesce(max(id), 0) FROM {table}"
    return {
        table: max(int(_scalar(connection, greatest.format(table=table))), given.get(table, 0)) + 1
        for table in tables
    }


def months_of(
    connection: Connection, table: str, columns: Sequence[str], line_ids: Sequence[int]
) -> dict[tuple[int, str], tuple[Any, ...]]:
    """Rows of ``bill`` or ``usage`` of the lines, by (line, month)."""
    found: dict[tuple[int, str], tuple[Any, ...]] = defaultdict(tuple)
    names = ", ".join(columns)
    for first in range(0, len(line_ids), _CHUNK):
        part = tuple(line_ids[first : first + _CHUNK])
        marks = ", ".join("?" * len(part))
        query = f"SELECT line_id, month, {names} FROM {table} WHERE line_id IN ({marks})"
        for row in rows_read(connection, query, part):
            found[row[0], row[1]] = tuple(row[2:])
    return dict(found)


def payments_of(
    connection: Connection, account_ids: Sequence[int]
) -> dict[tuple[int, str], list[KnownPayment]]:
    """The payments into the accounts, by account and day."""
    found: dict[tuple[int, str], list[KnownPayment]] = defaultdict(list)
    query = (
        "SELECT account_id, paid_on, id, occurrence, amount_fen, channel, flow_number "
        "FROM payment WHERE account_id IN ({marks}) ORDER BY account_id, paid_on, occurrence"
    )
    for account_id, paid_on, *values in rows_of(connection, query, account_ids):
        found[account_id, paid_on].append(KnownPayment(*values))
    return found


def complaints_of(
    connection: Connection, customer_ids: Sequence[int], numbers: Sequence[str]
) -> list[KnownComplaint]:
    """The complaints of the customers, and those of these numbers, in the order they came."""
    columns = ", ".join(COMPLAINT_COLUMNS.values())
    query = f"SELECT id, customer_id, extra, {columns} FROM complaint WHERE "
    found: dict[int, KnownComplaint] = {}
    for by, wanted in (("customer_id", customer_ids), ("number", numbers)):
        for row in rows_of(connection, f"{query}{by} IN ({{marks}})", wanted):
            values = dict(zip(COMPLAINT_COLUMNS, row[3:], strict=True))
            found[row[0]] = KnownComplaint(row[0], row[1], row[3], row[4], row[2], values)
    return [found[each] for each in sorted(found)]


def balances_of(
    connection: Connection, account_ids: Sequence[int]
) -> dict[int, dict[str, tuple[int | None, int | None]]]:
    """Balance and arrears of the accounts, by account and day."""
    found: dict[int, dict[str, tuple[int | None, int | None]]] = defaultdict(dict)
    query = (
        "SELECT account_id, as_of, balance_fen, arrears_fen FROM account_balance "
        "WHERE account_id IN ({marks})"
    )
    for account_id, as_of, balance, arrears in rows_of(connection, query, account_ids):
        found[account_id][as_of] = (balance, arrears)
    return found


def rows_of(connection: Connection, query: str, ids: Sequence[int | str]) -> Iterator[Any]:
    """Rows of a query whose ``{marks}`` stand for ids, some hundred at a time."""
    for first in range(0, len(ids), _CHUNK):
        part = tuple(ids[first : first + _CHUNK])
        yield from rows_read(connection, query.format(marks=", ".join("?" * len(part))), part)
