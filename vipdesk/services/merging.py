"""Merges two customers who are one, and takes a merge apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.services import customer_fields
from vipdesk.services.customer_fields import living, tier_of
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, CustomerMerge, Line, Record, TierHistory
from vipdesk.texts import N_

EVERYTHING = frozenset(Area)
# Rows that go over to the kept customer. Tier and owner histories stay with whom they tell of, and
# so do the operator's balances: its lists go on naming both.
MOVING = (
    *("account", "need", "touchpoint", "visit", "attachment", "task", "complaint"),
    *("retention_case", "task_mark", "score_override", "onboarding", "points_lot", "redemption"),
    "lottery_try",
)
# Rows of which a customer can have but one for each of these.
ONCE = {
    "circle_member": "circle_id",
    "customer_tag": "tag_id",
    "day_plan_item": "day",
    "care_waiver": "period",
}
OF_LINE = ("touchpoint", "task", "complaint", "retention_case")
# A birthday is one field to people and four columns to the book.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "birthday": ("birth_year", "birth_month", "birth_day", "birth_lunar")
}
FIELDS = (
    "name", "kind", "gender", "contact_name", "phone", "email", "wechat", "id_number", "address",
    "employer", "birthday", "joined_on", "stage", "preferred_channel", "preferred_hours",
    "interests", "do_not_disturb", "note",
)  # fmt: skip


class SameCustomerError(VipDeskError):
    """A customer can't be merged with themselves."""

    message = N_("Choose two different customers. Nothing was changed.")


class UnmergeRefusedError(VipDeskError):
    """Base of what keeps a merge from being taken apart."""


class UnmergedAlreadyError(UnmergeRefusedError):
    """It was."""

    message = N_("These customers were unmerged already.")


class MergedOnError(UnmergeRefusedError):
    """The kept customer was merged into another one since."""

    message = N_("{name} was merged into {into} since. Unmerge those first. Nothing was changed.")


class InBinError(UnmergeRefusedError):
    """One of the two is in the recycle bin."""

    message = N_("{name} is in the recycle bin. Restore them first. Nothing was changed.")


class MovedOnError(UnmergeRefusedError):
    """Something that came with the merge belongs to a third customer now."""

    message = N_(
        "{n} of the rows that came with {name} belong to another customer since. "
        "Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of two customers side by side; personal fields are masked."""

    id: int
    draft: CustomerDraft
    counts: Mapping[str, int]  # rows by table


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two customers, and the fields in which they differ, compared unmasked."""

    left: MergeSide
    right: MergeSide
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What came of taking a merge apart."""

    kept_id: int
    edited: tuple[str, ...]  # fields that were edited since and stay as they are


class MergingService:
    """Merging moves rows and never sums them; unmerging brings the same rows back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def compare(self, left_id: int, right_id: int) -> Comparison:
        """Two customers side by side.

        Raises:
            SameCustomerError: They are one.
            NotFoundError: One of them is gone.
        """
        if left_id == right_id:
            raise SameCustomerError
        today = self._store.today()
        with self._store.read() as session:
            drafts = [
                customer_fields.to_draft(living(session, each), tier_of(session, each, today))
                for each in (left_id, right_id)
            ]
            sides = [
                MergeSide(each, customer_fields.masked(draft), _counts(session, each))
                for each, draft in zip((left_id, right_id), drafts, strict=True)
            ]
        differing = [
            name
            for name in (*FIELDS, "tier")
            if getattr(drafts[0], name) != getattr(drafts[1], name)
        ]
        return Comparison(sides[0], sides[1], tuple(differing))

    def merge(self, kept_id: int, merged_id: int, take: Sequence[str] = ()) -> Saved[int]:
        """Merge one customer into another, whose number stays.

        All accounts, needs, touchpoints, visits, attachments and tasks go over as they are; tags
        and circles where the kept customer has them not.

        Args:
            kept_id: Who stays.
            merged_id: Who goes into the kept one.
            take: Names of fields whose value comes from the merged customer; ``tier`` among them
                gives the kept one that tier from today.

        Returns:
            The merge's id, for `unmerge`.

        Raises:
            SameCustomerError: They are one; nothing is changed.
            NotFoundError: One of them is gone.
        """
        if kept_id == merged_id:
            raise SameCustomerError
        action = self._store.action("customer.merge", customer_id=kept_id, merged_id=merged_id)
        with action as session:
            kept, merged = living(session, kept_id), living(session, merged_id)
            moved = {
                "rows": _move(session, kept_id, merged_id),
                "fields": _take_fields(kept, merged, take),
                "tier_id": self._take_tier(session, kept_id, merged_id) if "tier" in take else None,
            }
            merged.merged_into_id = kept_id
            merge = CustomerMerge(
                kept_id=kept_id, merged_id=merged_id, merged_at=self._store.now(), moved=moved
            )
            session.add(merge)
            session.flush()
            return Saved(merge.id, EVERYTHING)

    def unmerge(self, merge_id: int) -> Saved[Unmerged]:
        """Take a merge apart: the rows that moved go back, fields get their former values.

        What was added to the kept customer since stays there, but for touchpoints and tasks of a
        line that goes back. A field that was edited since keeps the edit.

        Raises:
            UnmergeRefusedError: It can't be; the sentence says why and nothing is changed.
        """
        with self._store.read() as session:
            found = session.get(CustomerMerge, merge_id)
            kept_id = found.kept_id if found else None
        with self._store.action("customer.unmerge", customer_id=kept_id) as session:
            merge = session.get(CustomerMerge, merge_id)
            if merge is None:
                raise NotFoundError
            kept, merged = _apart(session, merge)
            _move_back(session, merge, merged.name)
            edited = _give_back_fields(kept, merge.moved["fields"])
            session.execute(
                delete(TierHistory).where(TierHistory.id == (merge.moved["tier_id"] or 0))
            )
            merged.merged_into_id = None
            merge.unmerged_at = self._store.now()
            result = Unmerged(kept.id, edited)
        return Saved(result, EVERYTHING)

    def _take_tier(self, session: Session, kept_id: int, merged_id: int) -> int | None:
        today = self._store.today()
        tier: Tier = tier_of(session, merged_id, today)
        if tier_of(session, kept_id, today) is tier:
            return None
        row = TierHistory(customer_id=kept_id, tier=tier, effective_on=today, recorded_on=today)
        session.add(row)
        session.flush()
        return row.id


def _table(name: str) -> Table:
    return Record.metadata.tables[name]


def _counts(session: Session, customer_id: int) -> dict[str, int]:
    return {name: len(_ids(session, name, customer_id)) for name in (*MOVING, *ONCE)}


def _ids(session: Session, name: str, customer_id: int) -> list[int]:
    table = _table(name)
    query = select(table.c.id).where(table.c.customer_id == customer_id).order_by(table.c.id)
    return list(session.scalars(query))


def _move(session: Session, kept_id: int, merged_id: int) -> dict[str, list[int]]:
    """Give the merged customer's rows to the kept one; return their ids by table."""
    moved = {name: _ids(session, name, merged_id) for name in MOVING}
    for name, key in ONCE.items():
        table = _table(name)
        held = select(table.c[key]).where(table.c.customer_id == kept_id)
        query = select(table.c.id).where(
            table.c.customer_id == merged_id, table.c[key].not_in(held)
        )
        moved[name] = list(session.scalars(query.order_by(table.c.id)))
    for name, ids in moved.items():
        _give(session, name, ids, kept_id)
    return {name: ids for name, ids in moved.items() if ids}


def _give(session: Session, name: str, ids: Sequence[int], to_id: int) -> None:
    table = _table(name)
    for first in range(0, len(ids), 5_000):
        part = ids[first : first + 5_000]
        session.execute(update(table).where(table.c.id.in_(part)).values(customer_id=to_id))


def _plain(customer: Customer, column: str) -> Any:
    """A column as JSON can keep it."""
    value = getattr(customer, column)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _take_fields(kept: Customer, merged: Customer, take: Sequence[str]) -> dict[str, list[Any]]:
    """Give the kept customer the merged one's values; return former and taken ones by column."""
    columns = [column for name in FIELDS if name in take for column in COLUMNS.get(name, (name,))]
    changed = {}
    for column in columns:
        former, taken = _plain(kept, column), _plain(merged, column)
        if former != taken:
            changed[column] = [former, taken]
            setattr(kept, column, getattr(merged, column))
    return changed


def _give_back_fields(kept: Customer, changed: Mapping[str, list[Any]]) -> tuple[str, ...]:
    """Put former values back; return the names of those that were edited since."""
    edited = []
    for name in FIELDS:
        columns = [column for column in COLUMNS.get(name, (name,)) if column in changed]
        if any(_plain(kept, column) != changed[column][1] for column in columns):
            edited.append(name)
            continue
        for column in columns:
            former = changed[column][0]
            is_day = column == "joined_on" and former is not None
            setattr(kept, column, date.fromisoformat(former) if is_day else former)
    return tuple(edited)


def _apart(session: Session, merge: CustomerMerge) -> tuple[Customer, Customer]:
    """The two customers of a merge that can be taken apart; else say why not."""
    kept, merged = session.get(Customer, merge.kept_id), session.get(Customer, merge.merged_id)
    if kept is None or merged is None:
        raise NotFoundError
    if merge.unmerged_at is not None:
        raise UnmergedAlreadyError
    if kept.merged_into_id is not None:
        into = session.get_one(Customer, kept.merged_into_id)
        raise MergedOnError(name=kept.name, into=into.name)
    for customer in (kept, merged):
        if customer.deleted_at is not None:
            raise InBinError(name=customer.name)
    return kept, merged


def _move_back(session: Session, merge: CustomerMerge, name: str) -> None:
    """Give rows back as they came; what was deleted since is gone, what moved on refuses."""
    rows: Mapping[str, list[int]] = merge.moved["rows"]
    for table_name, ids in rows.items():
        table = _table(table_name)
        query = select(table.c.id, table.c.customer_id).where(table.c.id.in_(ids))
        owners = {row.id: row.customer_id for row in session.execute(query)}
        elsewhere = [each for each in owners.values() if each != merge.kept_id]
        if elsewhere:
            raise MovedOnError(n=len(elsewhere), name=name)
        _give(session, table_name, list(owners), merge.merged_id)
    accounts = rows.get("account", [])
    lines = select(Line.id).where(Line.account_id.in_(accounts))
    for table_name in OF_LINE:
        table = _table(table_name)
        later = table.c.customer_id == merge.kept_id, table.c.line_id.in_(lines)
        session.execute(update(table).where(*later).values(customer_id=merge.merged_id))
