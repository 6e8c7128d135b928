"""Finds customers who are in the book twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.names import fold
from vipdesk.domain.words import Word
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.customer_finder import choices
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, LineSummary
from vipdesk.texts import N_


class DuplicateReason(Word):
    """Why two customers may be one."""

    ID_NUMBER = "id_number", N_("Same identity number")
    NAME_BIRTHDAY = "name_birthday", N_("Same name and birthday")
    PHONE = "phone", N_("Same phone number")


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Two customers who may be one; the elder record first."""

    id: int
    left: CustomerChoice
    right: CustomerChoice
    reasons: tuple[DuplicateReason, ...]


Key = tuple[DuplicateReason, str]


class DuplicatesService:
    """Only reads; merging is another service's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, progress: Progress | None = None) -> list[DuplicateRow]:
        """Pairs by number, by ID number and by name with birthday, the surest first.

        Of a group each later record is paired with its first one, so that a number shared by a
        hundred gives ninety-nine pairs and not five thousand. A contact number counts against
        other customers' lines too.
        """
        progress = progress or NoProgress()
        with self._store.read() as session:
            progress.step(0, 3)
            groups: dict[Key, set[int]] = defaultdict(set)
            for key, customer_id in _keys(session):
                groups[key].add(customer_id)
            progress.step(1, 3)
            pairs = _pairs(groups)
            progress.step(2, 3)
            return _rows(session, pairs)


def _keys(session: Session) -> Iterator[tuple[Key, int]]:
    lines = session.execute(
        select(LineSummary.number, LineSummary.customer_id).order_by(LineSummary.customer_id)
    )
    query = (
        select(
            Customer.id,
            Customer.name,
            Customer.phone,
            Customer.id_number,
            Customer.birth_year,
            Customer.birth_month,
            Customer.birth_day,
            Customer.birth_lunar,
        )
        .where(Customer.deleted_at.is_(None), Customer.merged_into_id.is_(None))
        .order_by(Customer.id)
    )
    living = set()
    for row in session.execute(query):
        living.add(row.id)
        if row.phone:
            yield (DuplicateReason.PHONE, row.phone), row.id
        if row.id_number:
            yield (DuplicateReason.ID_NUMBER, row.id_number.upper()), row.id
        if row.birth_month and row.birth_year:
            birthday = (row.birth_year, row.birth_month, row.birth_day, row.birth_lunar)
            yield (DuplicateReason.NAME_BIRTHDAY, f"{fold(row.name)} {birthday}"), row.id
    for number, customer_id in lines:
        if customer_id in living:
            yield (DuplicateReason.PHONE, number), customer_id


def _pairs(groups: Mapping[Key, set[int]]) -> dict[tuple[int, int], set[DuplicateReason]]:
    pairs: dict[tuple[int, int], set[DuplicateReason]] = defaultdict(set)
    for (reason, _value), ids in groups.items():
        first, *others = sorted(ids)
        for other in others:
            pairs[first, other].add(reason)
    return pairs


def _rows(
    session: Session, pairs: dict[tuple[int, int], set[DuplicateReason]]
) -> list[DuplicateRow]:
    known = {each.id: each for each in choices(session, _members(pairs))}
    rows = [
        (left, right, tuple(reason for reason in DuplicateReason if reason in reasons))
        for (left, right), reasons in pairs.items()
        if left in known and right in known
    ]
    order = list(DuplicateReason)
    rows.sort(key=lambda row: (-len(row[2]), order.index(row[2][0]), row[:2]))
    return [
        DuplicateRow(number, known[left], known[right], reasons)
        for number, (left, right, reasons) in enumerate(rows)
    ]


def _members(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return sorted({each for pair in pairs for each in pair})
