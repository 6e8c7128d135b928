"""Keeps the derived rows right: lines and customers as they stand today, and the search index.

Every action refreshes the customers that it touched, as its captured changes tell, so no service
has to think of it; an undo does the same. What depends on the day is recomputed on a new day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from vipdesk.domain.touchpoints import IN_PERSON
from vipdesk.domain.words import Tier
from vipdesk.store import search
from vipdesk.store.triggers import journalled_tables

_OWNERS = {
    "customer_id": "{row}.customer_id",
    "account_id": "(SELECT customer_id FROM account WHERE id = {row}.account_id)",
    "line_id": (
        "(SELECT a.customer_id FROM line l JOIN account a ON a.id = l.account_id "
        "WHERE l.id = {row}.line_id)"
    ),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What derived rows depend on beside the records."""

    today: date  # of the book's zone
    min_call_seconds: int  # from which a connected call counts as effective


def refresh_entry(
    connection: Connection, entry_id: int, tables: frozenset[str], basis: Basis
) -> None:
    """Recompute the customers that the journal entry touched."""
    _empty_touched(connection)
    for statement in _touching(tables):
        connection.execute(text(statement), {"entry": entry_id})
    _refresh_touched(connection, basis)
    if tables & search.SOURCES:
        search.refresh(connection)


def refresh_all(connection: Connection, basis: Basis) -> None:
    """Recompute every customer, for a new day or after a migration."""
    _empty_touched(connection)
    for table in ("customer", "customer_summary"):
        column = "id" if table == "customer" else "customer_id"
        connection.execute(text(f"INSERT OR IGNORE INTO touched SELECT {column} FROM {table}"))
    _refresh_touched(connection, basis)
    search.refresh(connection)


def _empty_touched(connection: Connection) -> None:
    connection.execute(
        text("CREATE TEMP TABLE IF NOT EXISTS touched (customer_id INTEGER PRIMARY KEY)")
    )
    connection.execute(text("DELETE FROM touched"))


def _touching(tables: frozenset[str]) -> Iterator[str]:
    """Statements that gather the customers of the changed rows, as they are and as they were."""
    head = "INSERT OR IGNORE INTO touched SELECT "
    where = "FROM journal_change c WHERE c.entry_id = :entry AND c.table_name = '{table}'"
    if "customer" in tables:
        yield head + "c.row_id " + where.format(table="customer")
    if "tag" in tables:
        yield (
            f"{head} t.customer_id FROM journal_change c JOIN customer_tag t ON t.tag_id = c.row_id"
            " WHERE c.entry_id = :entry AND c.table_name = 'tag'"
        )
    for table in journalled_tables():
        owner = next((name for name in _OWNERS if name in table.columns), None)
        if table.name not in tables or owner is None:
            continue
        key = next(iter(table.primary_key.columns)).name
        found = f"FROM journal_change c JOIN {table.name} r ON r.{key} = c.row_id"
        yield (
            f"{head} o FROM (SELECT DISTINCT {_OWNERS[owner].format(row='r')} AS o {found} WHERE "
            f"c.entry_id = :entry AND c.table_name = '{table.name}' AND c.op <> 'B') "
            "WHERE o IS NOT NULL"
        )
        was = _OWNERS[owner].replace(f"{{row}}.{owner}", f"json_extract(c.old, '$.{owner}')")
        yield (
            f"{head} o FROM (SELECT {was} AS o {where.format(table=table.name)} "
            "AND c.op IN ('U', 'D')) WHERE o IS NOT NULL"
        )
        if table.info["journal"] == "bulk":
            yield _bulk_touching(table.name)


def _bulk_touching(table: str) -> str:
    return (
        "INSERT OR IGNORE INTO touched SELECT DISTINCT a.customer_id FROM journal_change c "
        f"JOIN {table} r ON r.batch_id = c.row_id JOIN line l ON l.id = r.line_id "
        "JOIN account a ON a.id = l.account_id "
        f"WHERE c.entry_id = :entry AND c.table_name = '{table}' AND c.op = 'B'"
    )


def _refresh_touched(connection: Connection, basis: Basis) -> None:
    values = {"today": basis.today.isoformat(), "min_call": basis.min_call_seconds}
    for statement in (*_LINES, *_CUSTOMERS):
        connection.execute(text(statement), values)


def _current(table: str, column: str, row: str, extra: str = "") -> str:
    """The value that holds on ``:today``: the latest effective, of these the latest recorded."""
    owner = "customer_id" if table in ("tier_history", "owner_history") else "line_id"
    return (
        f"(SELECT h.{column} FROM {table} h WHERE h.{owner} = {row} {extra}"
        "AND h.effective_on <= :today ORDER BY h.effective_on DESC, h.id DESC LIMIT 1)"
    )


def _end(kind: str) -> str:
    return _current("contract_date", "ends_on", "l.id", f"AND h.kind = '{kind}' ")


_LINES = (
    "DELETE FROM line_summary WHERE customer_id IN touched",
    "DELETE FROM line_summary WHERE line_id IN (SELECT l.id FROM touched t JOIN account a "
    "ON a.customer_id = t.customer_id JOIN line l ON l.account_id = a.id)",
    f"""
    INSERT INTO line_summary (line_id, customer_id, number, kind, opened_on, status, plan,
        plan_fee_fen, contract_ends_on, stop_ends_on, rebate_ends_on, trial_ends_on, arpu_fen,
        last_month)
    SELECT l.id, a.customer_id, l.number, l.kind, l.opened_on,
        coalesce({_current("status_history", "status", "l.id")}, 'normal'),
        {_current("plan_history", "plan", "l.id")}, {_current("plan_history", "fee_fen", "l.id")},
        {_end("contract")}, {_end("stop")}, {_end("rebate")}, {_end("trial")},
        (SELECT CAST(round(avg(fee_fen)) AS INTEGER) FROM (SELECT b.fee_fen FROM bill b
         WHERE b.line_id = l.id ORDER BY b.month DESC LIMIT 3)),
        (SELECT max(b.month) FROM bill b WHERE b.line_id = l.id)
    FROM touched t JOIN account a ON a.customer_id = t.customer_id
    JOIN line l ON l.account_id = a.id
    """,
    """
    UPDATE line_summary SET (next_end_on, next_end_kind) = (
        SELECT ends_on, kind FROM (
            SELECT contract_ends_on AS ends_on, 'contract' AS kind
            UNION ALL SELECT stop_ends_on, 'stop'
            UNION ALL SELECT rebate_ends_on, 'rebate'
            UNION ALL SELECT trial_ends_on, 'trial')
        WHERE ends_on IS NOT NULL
        ORDER BY ends_on < :today, abs(julianday(ends_on) - julianday(:today)) LIMIT 1)
    WHERE customer_id IN touched
    """,
)

_LEFT = "('closed', 'ported_out')"
_MAIN = (
    "(SELECT {column} FROM line_summary s WHERE s.customer_id = c.id "
    f"ORDER BY s.status IN {_LEFT}, s.kind <> 'mobile', s.line_id LIMIT 1)"
)
_NEXT = (
    "(SELECT {column} FROM line_summary s WHERE s.customer_id = c.id "
    f"AND s.status NOT IN {_LEFT} "
    "AND s.next_end_on IS NOT NULL ORDER BY s.next_end_on < :today, "
    "abs(julianday(s.next_end_on) - julianday(:today)), s.line_id LIMIT 1)"
)
_MONEY = (
    "(SELECT sum((SELECT b.{column} FROM account_balance b WHERE b.account_id = a.id "
    "ORDER BY b.as_of DESC LIMIT 1)) FROM account a WHERE a.customer_id = c.id)"
)
_IN_PERSON = ", ".join(f"'{channel}'" for channel in sorted(IN_PERSON))
# The same rule as domain.touchpoints.is_effective; a test holds them together.
EFFECTIVE = (
    "(p.direction = 'in' OR p.replied OR (NOT p.bulk AND p.result = 'connected' AND "
    f"(p.channel IN ({_IN_PERSON}) OR "
    "(p.channel = 'phone' AND coalesce(p.duration_seconds, 0) >= :min_call))))"
)
_RANK = " ".join(f"WHEN '{tier}' THEN {tier.rank}" for tier in Tier)

_CUSTOMERS = (
    "DELETE FROM customer_summary WHERE customer_id IN touched",
    f"""
    INSERT INTO customer_summary (customer_id, number, name, name_sort, kind, tier, tier_rank,
        owner_id, phone, lines, plan, next_end_on, next_end_kind, arpu_fen, balance_fen,
        arrears_fen, contacted_on, joined_on, stage, do_not_disturb, tags)
    SELECT id, number, name, vd_sort(name), kind, tier, CASE tier {_RANK} END, owner_id, phone,
        lines, plan, next_end_on, next_end_kind, arpu_fen, balance_fen, arrears_fen, contacted_on,
        joined_on, stage, do_not_disturb, tags
    FROM (SELECT c.id, c.number, c.name, c.kind, c.joined_on, c.stage, c.do_not_disturb,
        coalesce({_current("tier_history", "tier", "c.id")}, 'ordinary') AS tier,
        {_current("owner_history", "manager_id", "c.id")} AS owner_id,
        coalesce({_MAIN.format(column="s.number")}, c.phone) AS phone,
        (SELECT count(*) FROM line_summary s WHERE s.customer_id = c.id
         AND s.status NOT IN {_LEFT}) AS lines,
        {_MAIN.format(column="s.plan")} AS plan,
        {_NEXT.format(column="s.next_end_on")} AS next_end_on,
        {_NEXT.format(column="s.next_end_kind")} AS next_end_kind,
        (SELECT sum(s.arpu_fen) FROM line_summary s WHERE s.customer_id = c.id
         AND s.status NOT IN {_LEFT}) AS arpu_fen,
        {_MONEY.format(column="balance_fen")} AS balance_fen,
        {_MONEY.format(column="arrears_fen")} AS arrears_fen,
        (SELECT max(p.on_day) FROM touchpoint p WHERE p.customer_id = c.id AND {EFFECTIVE})
        AS contacted_on,
        (SELECT group_concat(t.name, ', ' ORDER BY t.key) FROM customer_tag ct
         JOIN tag t ON t.id = ct.tag_id WHERE ct.customer_id = c.id) AS tags
        FROM touched t JOIN customer c ON c.id = t.customer_id
        WHERE c.deleted_at IS NULL AND c.merged_into_id IS NULL)
    """,
)
