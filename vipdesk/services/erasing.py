"""Deletes a customer on request, again after a restore, and says what goes and what stays."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlcipher3
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.visits import draft_key
from vipdesk.errors import NotFoundError, UnknownNumberError, VipDeskError
from vipdesk.services.journal_archive import archives_of
from vipdesk.store import archive, erasure, tombstones
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Tombstone, Visit
from vipdesk.store.tombstones import Hasher, Stone
from vipdesk.texts import N_

CODE = "customer.erase"
EVERYTHING = frozenset(Area)


class ErasingReasonError(VipDeskError):
    """A deletion on request without saying who asked, and how."""

    message = N_("Say who asked for the deletion and when. Nothing was deleted.")


class ErasedAlreadyError(VipDeskError):
    """The customer was deleted on request before."""

    message = N_("This customer was deleted on request already, on {day}.")


class MergedAwayError(VipDeskError):
    """The customer lives on as part of another one."""

    message = N_("This customer was merged into {name} ({number}). Delete that customer.")


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What a deletion on request would take."""

    customer_id: int
    number: str
    name: str
    merged: int  # customers merged into this one, who go too
    counts: Mapping[str, int]  # rows by table
    drafts: int


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """What a deletion on request took."""

    customer_id: int
    counts: Mapping[str, int]
    changes: int  # values of the journal
    scrubbed: bool  # False: the file could not be written anew; freed pages may hold remains
    missing: tuple[str, ...]  # archives that are not in their place and still hold old values


class ErasingService:
    """Deletion is final: it cannot be undone, and is applied again after a restore."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def numbered(self, number: str) -> int:
        """The customer of that number, also from the recycle bin, or deleted for good since.

        Raises:
            NotFoundError: The book never had such a customer.
        """
        with self._store.read() as session:
            found = session.scalar(select(Customer.id).where(Customer.number == number))
            found = found if found is not None else _purged(session, number)
        if found is None:
            raise UnknownNumberError(number=number)
        return found

    def preview(self, customer_id: int) -> ErasurePreview:
        """Count what would go.

        Raises:
            NotFoundError, ErasedAlreadyError, MergedAwayError: There is nothing to delete.
        """
        with self._store.read() as session:
            known = self._known(session, customer_id)
            ids = _with_merged(session, customer_id)
            counts = erasure.gather(session.connection(), ids)
            uids = session.scalars(text(_VISITS)).all()
        drafts = sum(self._store.drafts.load(draft_key(uid)) is not None for uid in uids)
        return ErasurePreview(
            customer_id, known["number"], known["name"], len(ids) - 1, counts, drafts
        )

    def erase(self, customer_id: int, reason: str) -> Saved[ErasureResult]:
        """Take everything personal out of the book; counts and a tombstone stay.

        Args:
            customer_id: Who asked to be deleted.
            reason: Who asked, when and how; the customer's names are taken out of it.

        Raises:
            ErasingReasonError, NotFoundError, ErasedAlreadyError, MergedAwayError: Nothing is
                changed.
        """
        if not reason.strip():
            raise ErasingReasonError
        with self._store.read() as session:
            self._known(session, customer_id)
            ids = _with_merged(session, customer_id)
        result = self._erase(ids, reason.strip(), self._store.now())
        return Saved(result, EVERYTHING)

    def apply_again(self) -> int:
        """Delete again whom an older book, put back since, still holds; quick if there is nobody.

        Returns:
            How many were deleted again.
        """
        with self._store.read() as session:
            connection = session.connection()
            known = {stone.uid_hash: stone for stone in tombstones.in_book(connection)}
            noted = {stone.uid_hash: stone for stone in tombstones.beside(self._store.profile)}
            due = [stone for uid_hash, stone in noted.items() if uid_hash not in known]
            found = _holders(session, due) if due else {}
        tombstones.put_beside(
            self._store.profile, [known[each] for each in known.keys() - noted.keys()]
        )
        self._discard_drafts()
        for stone in due:
            if stone.uid_hash in found:
                self._erase([found[stone.uid_hash]], "", stone.at, again=True)
            else:
                self._set_stone(stone)
        return len(found)

    def _erase(
        self, ids: Sequence[int], reason: str, at: datetime, *, again: bool = False
    ) -> ErasureResult:
        with self._store.read() as session:
            archives = archives_of(self._store, session.connection())
            former = list(archive.deleted_rows(archives))
            erasure.gather(session.connection(), ids, former)
            values = archive.values_of(archives, erasure.KNOWN_BY)
            named = erasure.names(session.connection(), values)
        told: dict[str, Any] = {"reason": erasure.without(reason, named)}
        if again:
            told = {"again": True}
        with self._store.action(CODE, keep_empty=True, customer_id=ids[0], **told) as session:
            connection, entry_id = session.connection(), session.info["entry_id"]
            counts = erasure.gather(connection, ids, former)
            stones = _stones(session, ids, at)
            is_gone = erasure.is_gone_by(connection, named)
            erased = erasure.erase(connection, entry_id, _stored(self._store.now()), named)
            session.add_all(_records(session, stones, counts))
            session.flush()
            erasure.note(connection, entry_id, erased)
            for each in archives:
                if each.is_there:
                    archive.erase(each, is_gone)
        tombstones.put_beside(self._store.profile, stones.values())
        for uid in erased.visit_uids:
            self._store.drafts.discard(draft_key(uid))
        missing = tuple(archive.listed(archives))
        return ErasureResult(ids[0], counts, erased.changes, self._scrub(), missing)

    def _discard_drafts(self) -> None:
        """Forget what a page that was open during a deletion saved after it."""
        erased = select(Visit.uid).join(Customer, Customer.id == Visit.customer_id)
        kept = set(self._store.drafts.keys("visit:"))
        if not kept:
            return
        with self._store.read() as session:
            uids = session.scalars(erased.where(Customer.erased_at.is_not(None))).all()
        for key in kept.intersection(map(draft_key, uids)):
            self._store.drafts.discard(key)

    def _set_stone(self, stone: Stone) -> None:
        """Know a deleted customer again whom this book never held."""
        with self._store.action(CODE, again=True) as session:
            session.add(_record(stone, None, {}))

    def _scrub(self) -> bool:
        try:
            self._store.alone(erasure.scrub)
            self._store.drafts.scrub()
        except sqlcipher3.OperationalError:  # no room for a second copy, or a reader in the way
            return False
        return True

    def _known(self, session: Session, customer_id: int) -> Mapping[str, Any]:
        customer = session.get(Customer, customer_id)
        if customer is None:
            return _purged_values(session, customer_id)
        if customer.erased_at is not None:
            raise ErasedAlreadyError(day=customer.erased_at.astimezone(self._store.zone()).date())
        if customer.merged_into_id is not None:
            into = session.get_one(Customer, customer.merged_into_id)
            raise MergedAwayError(name=into.name, number=into.number)
        return {"number": customer.number, "name": customer.name}


_VISITS = (
    "SELECT uid FROM visit WHERE id IN "
    "(SELECT row_id FROM temp.erased_row WHERE table_name = 'visit')"
)
_DELETED = (
    "SELECT c.row_id, c.old FROM (SELECT id FROM journal_change INDEXED BY "
    "ix_journal_change_entry_id_table_name_op WHERE table_name = 'customer' AND op = 'D') d "
    "CROSS JOIN journal_change c ON c.id = d.id WHERE c.old IS NOT NULL AND {which} "
    "AND c.row_id NOT IN (SELECT id FROM customer) ORDER BY c.id DESC"
)


def _purged(session: Session, number: str) -> int | None:
    query = text(_DELETED.format(which="json_extract(c.old, '$.number') = :number"))
    row = session.execute(query, {"number": number}).first()
    return row.row_id if row else None


def _purged_values(session: Session, customer_id: int) -> Mapping[str, Any]:
    query = text(_DELETED.format(which="c.row_id = :id"))
    row = session.execute(query, {"id": customer_id}).first()
    if row is None:
        raise NotFoundError
    values: Mapping[str, Any] = json.loads(row.old)
    return values


def _with_merged(session: Session, customer_id: int) -> list[int]:
    """The customer, and whoever was merged into them, also by way of others."""
    found = [customer_id]
    gone = text(_DELETED.format(which="json_extract(c.old, '$.merged_into_id') = :id"))
    for each in found:
        into = select(Customer.id).where(Customer.merged_into_id == each)
        merged = [*session.scalars(into), *session.scalars(gone, {"id": each})]
        found += [other for other in merged if other not in found]
    return found


def _stones(session: Session, ids: Sequence[int], at: datetime) -> dict[int, Stone]:
    hasher = Hasher.of(session.connection())
    stones = {}
    for each in ids:
        customer = session.get(Customer, each)
        if customer is not None:
            uid, number = customer.uid, customer.number
        else:
            values = _purged_values(session, each)
            uid, number = bytes.fromhex(values["uid"]), values["number"]
        stones[each] = Stone(hasher.uid(uid), hasher.number(number), at)
    session.expire_all()
    return stones


def _records(
    session: Session, stones: Mapping[int, Stone], counts: Mapping[str, int]
) -> list[Tombstone]:
    """The counts stand with the first: the others were merged into them."""
    live = set(session.scalars(select(Customer.id).where(Customer.id.in_(stones))))
    return [
        _record(stone, each if each in live else None, {} if place else counts)
        for place, (each, stone) in enumerate(stones.items())
    ]


def _record(stone: Stone, customer_id: int | None, counts: Mapping[str, int]) -> Tombstone:
    return Tombstone(
        uid_hash=stone.uid_hash,
        number_hash=stone.number_hash,
        customer_id=customer_id,
        erased_at=stone.at,
        counts=dict(counts),
    )


def _holders(session: Session, due: Sequence[Stone]) -> dict[bytes, int]:
    """Customers of the book whom the stones tell of: by uid, else by the number of that time."""
    hasher = Hasher.of(session.connection())
    by_uid = {stone.uid_hash: stone for stone in due}
    by_number = {stone.number_hash: stone for stone in due}
    found: dict[bytes, int] = {}
    query = select(Customer.id, Customer.uid, Customer.number, Customer.created_at)
    for row in session.execute(query.where(Customer.erased_at.is_(None))):
        stone = by_uid.get(hasher.uid(row.uid)) or by_number.get(hasher.number(row.number))
        if stone is not None and row.created_at <= stone.at:
            found[stone.uid_hash] = row.id
    return found


def _stored(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
