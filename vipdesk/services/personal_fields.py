"""Personal fields in the clear for a list: for a reason, and journalled."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Customer, CustomerSummary

COLUMNS = ("phone", "id_number", "address")
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PersonalFields:
    """What is masked everywhere else; empty where it is not known."""

    phone: str
    id_number: str
    address: str
    extra: Mapping[str, str]  # columns that imports left


class PersonalFieldsService:
    """Hands out personal fields of several customers at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(
        self, customer_ids: Sequence[int], kind: str, reason: str
    ) -> Saved[dict[int, PersonalFields]]:
        """Read the fields and journal who took how many rows of which columns, and why.

        Args:
            customer_ids: Those who are gone are left out.
            kind: What list they stand in, such as ``customers``.
            reason: As the manager gave it.
        """
        with self._noting(kind, len(set(customer_ids)), reason) as session:
            found = read_personal(session, customer_ids)
            mark_seen(session, found)
        return Saved(found, frozenset({Area.JOURNAL}))

    @contextmanager
    def _noting(self, kind: str, rows: int, reason: str) -> Iterator[Session]:
        with self._store.action(
            "export.unmasked",
            keep_empty=True,
            kind=kind,
            rows=rows,
            columns=list(COLUMNS),
            reason=reason,
        ) as session:
            yield session


def read_personal(session: Session, customer_ids: Sequence[int]) -> dict[int, PersonalFields]:
    """The fields of those who are still there; whoever calls this journals it."""
    wanted = sorted(set(customer_ids))
    found: dict[int, PersonalFields] = {}
    for start in range(0, len(wanted), IDS_AT_ONCE):
        query = _QUERY.where(Customer.id.in_(wanted[start : start + IDS_AT_ONCE]))
        found |= {row.id: _fields(row) for row in session.execute(query)}
    return found


_QUERY = select(
    Customer.id,
    func.coalesce(CustomerSummary.phone, Customer.phone).label("phone"),
    Customer.id_number,
    Customer.address,
    Customer.extra,
).join(CustomerSummary, CustomerSummary.customer_id == Customer.id)


def _fields(row: Any) -> PersonalFields:
    extra = {key: str(value) for key, value in (row.extra or {}).items()}
    return PersonalFields(row.phone or "", row.id_number or "", row.address or "", extra)
