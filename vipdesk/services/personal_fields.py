"""Personal fields in the clear for a list: for a reason, and journalled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Sheet, SheetColumn, csv_file, xlsx
from vipdesk.services.customers import CustomerRow
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Customer, CustomerSummary
from vipdesk.texts import N_, Translate

COLUMNS = ("phone", "id_number", "address")
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PersonalFields:
    """What is masked everywhere else; empty where it is not known."""

    phone: str
    id_number: str
    address: str


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
            found = _read(session, customer_ids)
            mark_seen(session, found)
        return Saved(found, frozenset({Area.JOURNAL}))

    def write(
        self, customers: Sequence[CustomerRow], path: Path, reason: str, t: Translate
    ) -> Saved[int]:
        """Write customers with their personal fields as XLSX, or as CSV by the file's ending.

        The reason is printed at the head of each page.

        Raises:
            ReportNotWrittenError: What stood at ``path`` is unchanged; nothing is journalled.
        """
        suffix = path.suffix.lower().removeprefix(".")
        with self._noting(f"customers.{suffix}", len(customers), reason) as session:
            found = _read(session, [row.id for row in customers])
            mark_seen(session, found)
            rows = [_cells(row, found[row.id], t) for row in customers if row.id in found]
            heads = [SheetColumn(t(title)) for title in _TITLES]
            note = t("Not masked: {reason}").format(reason=reason)
            sheet = Sheet(t("Customers"), heads, rows, note)
            write_whole(path, csv_file(sheet) if suffix == "csv" else xlsx(sheet))
        return Saved(len(rows), frozenset({Area.JOURNAL}))

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


_TITLES = (
    N_("Customer number"),
    N_("Name"),
    N_("Tier"),
    N_("Number"),
    N_("ID number"),
    N_("Address"),
)


def _cells(row: CustomerRow, personal: PersonalFields, t: Translate) -> list[str]:
    named = [row.number, row.name, t(row.tier.label)]
    return [*named, personal.phone, personal.id_number, personal.address]


def _read(session: Session, customer_ids: Sequence[int]) -> dict[int, PersonalFields]:
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
).join(CustomerSummary, CustomerSummary.customer_id == Customer.id)


def _fields(row: Any) -> PersonalFields:
    return PersonalFields(row.phone or "", row.id_number or "", row.address or "")
