"""What was before: tiers, owners, lines, merges, and the actions on a customer."""

from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.services.customer_rows import HistoryRow, JournalRow, MergeRow
from vipdesk.store.records import (
    ContractDate,
    Customer,
    CustomerMerge,
    JournalEntry,
    Manager,
    OwnerHistory,
    PlanHistory,
    StatusHistory,
    TierHistory,
)

ENTRIES = 100
_OF_CUSTOMER = (
    "owner_history", "tier_history", "circle_member", "customer_tag", "need", "account",
    "touchpoint", "visit", "task", "attachment",
)  # fmt: skip
_OF_LINE = ("status_history", "plan_history", "contract_date")


def customer_history(session: Session, customer_id: int) -> tuple[HistoryRow, ...]:
    """Tiers and owners, latest first; what lies ahead is among them."""
    tiers = select(TierHistory).where(TierHistory.customer_id == customer_id)
    owners = (
        select(OwnerHistory, Manager.name)
        .join(Manager, Manager.id == OwnerHistory.manager_id)
        .where(OwnerHistory.customer_id == customer_id)
    )
    rows = [
        (row.id, HistoryRow(row.effective_on, row.recorded_on, "tier", label=row.tier.label))
        for row in session.scalars(tiers)
    ]
    rows += [
        (row.id, HistoryRow(row.effective_on, row.recorded_on, "owner", text=name))
        for row, name in session.execute(owners)
    ]
    return _latest_first(rows)


def _latest_first(rows: list[tuple[int, HistoryRow]]) -> tuple[HistoryRow, ...]:
    rows.sort(key=lambda row: (row[1].effective_on, row[0]), reverse=True)
    return tuple(row for _id, row in rows)


def line_histories(session: Session, ids: list[int]) -> dict[int, tuple[HistoryRow, ...]]:
    """Statuses, plans and ending dates of lines, latest first."""
    rows: dict[int, list[tuple[int, HistoryRow]]] = defaultdict(list)
    for line_id, row_id, row in _line_rows(session, ids):
        rows[line_id].append((row_id, row))
    return {each: _latest_first(rows[each]) for each in ids}


def _line_rows(session: Session, ids: list[int]) -> Iterator[tuple[int, int, HistoryRow]]:
    for status in session.scalars(select(StatusHistory).where(StatusHistory.line_id.in_(ids))):
        days = (status.effective_on, status.recorded_on)
        yield status.line_id, status.id, HistoryRow(*days, "status", label=status.status.label)
    for plan in session.scalars(select(PlanHistory).where(PlanHistory.line_id.in_(ids))):
        days = (plan.effective_on, plan.recorded_on)
        yield plan.line_id, plan.id, HistoryRow(*days, "plan", text=plan.plan)
    for end in session.scalars(select(ContractDate).where(ContractDate.line_id.in_(ids))):
        days = (end.effective_on, end.recorded_on)
        row = HistoryRow(*days, "date", label=end.kind.label, day=end.ends_on)
        yield end.line_id, end.id, row


def merges_of(session: Session, customer_id: int, zone: ZoneInfo) -> tuple[MergeRow, ...]:
    """Who was merged into the customer and can be taken out again, last merged first."""
    query = (
        select(
            CustomerMerge.id,
            Customer.id,
            Customer.name,
            Customer.number,
            CustomerMerge.merged_at,
        )
        .join(Customer, Customer.id == CustomerMerge.merged_id)
        .where(CustomerMerge.kept_id == customer_id, CustomerMerge.unmerged_at.is_(None))
        .order_by(CustomerMerge.id.desc())
    )
    return tuple(
        MergeRow(merge_id, merged_id, name, number, at.astimezone(zone))
        for merge_id, merged_id, name, number, at in session.execute(query)
    )


def _touching() -> str:
    """Ids of the entries that wrote a customer's rows, or name the customer whom they saw."""
    lines = (
        "SELECT l.id FROM line l JOIN account a ON a.id = l.account_id WHERE a.customer_id = :id"
    )
    parts = ["SELECT entry_id FROM journal_change WHERE table_name = 'customer' AND row_id = :id"]
    changed = (
        "SELECT c.entry_id FROM journal_change c WHERE c.table_name = '{table}' AND c.op <> 'B' "
        "AND c.row_id IN ({ids})"
    )
    for table in _OF_CUSTOMER:
        ids = f"SELECT id FROM {table} WHERE customer_id = :id"
        parts.append(changed.format(table=table, ids=ids))
    parts.append(changed.format(table="line", ids=lines))
    for table in _OF_LINE:
        ids = f"SELECT id FROM {table} WHERE line_id IN ({lines})"
        parts.append(changed.format(table=table, ids=ids))
    parts.append("SELECT id FROM journal_entry WHERE customer_id = :id")
    return f"SELECT entry_id FROM ({' UNION '.join(parts)}) ORDER BY 1 DESC LIMIT :limit"


_ENTRIES = text(_touching())


# Entries about rows that are gone: found by what their deletion says, through all of an index.
_GONE = text(
    "WITH gone AS (SELECT c.table_name AS t, c.row_id AS r FROM (SELECT id FROM journal_change "
    "INDEXED BY ix_journal_change_entry_id_table_name_op WHERE op = 'D' AND table_name IN "
    f"({', '.join(repr(table) for table in _OF_CUSTOMER)})) d CROSS JOIN journal_change c "
    "ON c.id = d.id WHERE json_extract(c.old, '$.customer_id') = :id) "
    "SELECT DISTINCT x.entry_id FROM gone CROSS JOIN journal_change x "
    "ON x.row_id = gone.r AND x.table_name = gone.t AND x.op <> 'B'"
)


def entries_of(session: Session, customer_id: int, limit: int) -> list[int]:
    """Ids of the last entries that concern what a customer has, newest first; quick."""
    return list(session.scalars(_ENTRIES, {"id": customer_id, "limit": limit}))


def all_entries_of(session: Session, customer_id: int) -> list[int]:
    """Ids of all entries that concern a customer, newest first; also about what was deleted."""
    found = set(session.scalars(_ENTRIES, {"id": customer_id, "limit": -1}))
    found |= set(session.scalars(_GONE, {"id": customer_id}))
    return sorted(found, reverse=True)


def journal_of(session: Session, customer_id: int, zone: ZoneInfo) -> tuple[JournalRow, ...]:
    """The last actions on a customer, newest first; also who looked at which field."""
    ids = entries_of(session, customer_id, ENTRIES)
    query = (
        select(JournalEntry, Manager.name)
        .outerjoin(Manager, Manager.id == JournalEntry.manager_id)
        .where(JournalEntry.id.in_(ids))
        .order_by(JournalEntry.id.desc())
    )
    return tuple(
        JournalRow(entry.id, entry.at.astimezone(zone), manager, entry.code, entry.params)
        for entry, manager in session.execute(query)
    )
