"""The customer list as XLSX, CSV or vCard: masked, and journalled with filter, rows and columns."""

import enum
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_query import CustomerQuery, describe
from vipdesk.domain.masking import mask_address, mask_number
from vipdesk.domain.score import RISK_WORDS
from vipdesk.domain.words import CustomerKind
from vipdesk.progress import NoProgress, PartProgress, Progress
from vipdesk.reports import sheets, vcard
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn
from vipdesk.services.customer_list_sql import EXTRA
from vipdesk.services.customers import CustomerRow, CustomerService
from vipdesk.services.personal_fields import PersonalFields, read_personal
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.store.journal import mark_seen
from vipdesk.store.records import Account, Customer, CustomerSummary, CustomerTag, Line, Tag
from vipdesk.texts import N_, Translate

ROWS_AT_ONCE = 500
FULL = {"id_number": N_("ID number"), "address": N_("Address")}  # in unmasked lists alone
PERSONAL = ("phone", *FULL)


class ExportFormat(enum.StrEnum):
    """What kind of file, by its ending."""

    XLSX = "xlsx"
    CSV = "csv"
    VCARD = "vcf"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the list on paper: its heading, an English message id, and its cell."""

    title: str
    kind: Kind
    cell: Callable[[CustomerRow, Translate], Cell]


def _word(value: Any, t: Translate) -> str:
    return t(value.label) if value is not None else ""


COLUMNS: Mapping[str, ListColumn] = {
    "tier": ListColumn(N_("Tier"), Kind.TEXT, lambda row, t: t(row.tier.label)),
    "name": ListColumn(N_("Name"), Kind.TEXT, lambda row, _t: row.name),
    "phone": ListColumn(N_("Number"), Kind.TEXT, lambda row, _t: row.phone),
    "plan": ListColumn(N_("Plan"), Kind.TEXT, lambda row, _t: row.plan),
    "next_end": ListColumn(N_("Contract end"), Kind.DAY, lambda row, _t: row.next_end_on),
    "arpu": ListColumn(N_("ARPU"), Kind.FEN, lambda row, _t: row.arpu_fen),
    "risk": ListColumn(
        N_("Churn risk"), Kind.TEXT, lambda row, t: t(RISK_WORDS[row.risk]) if row.risk else ""
    ),
    "contacted": ListColumn(N_("Last contact"), Kind.DAY, lambda row, _t: row.contacted_on),
    "balance": ListColumn(N_("Balance"), Kind.FEN, lambda row, _t: row.balance_fen),
    "arrears": ListColumn(N_("Arrears"), Kind.FEN, lambda row, _t: row.arrears_fen),
    "points": ListColumn(N_("Points"), Kind.INTEGER, lambda row, _t: row.points),
    "points_expiring": ListColumn(
        N_("Expiring points"), Kind.INTEGER, lambda row, _t: row.points_expiring
    ),
    "tags": ListColumn(N_("Tags"), Kind.TEXT, lambda row, _t: row.tags),
    "number": ListColumn(N_("Customer number"), Kind.TEXT, lambda row, _t: row.number),
    "kind": ListColumn(N_("Kind"), Kind.TEXT, lambda row, t: t(row.kind.label)),
    "lines": ListColumn(N_("Lines"), Kind.INTEGER, lambda row, _t: row.lines),
    "stage": ListColumn(N_("Stage"), Kind.TEXT, lambda row, t: _word(row.stage, t)),
    "joined": ListColumn(N_("On network since"), Kind.DAY, lambda row, _t: row.joined_on),
    "owner": ListColumn(N_("Manager"), Kind.TEXT, lambda row, _t: row.owner),
    "do_not_disturb": ListColumn(
        N_("Do not disturb"), Kind.TEXT, lambda row, t: t("Yes") if row.do_not_disturb else ""
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What goes into a file.

    Attributes:
        ids: The customers in the order of the list.
        columns: Keys of `COLUMNS`, or ``extra:`` and a heading; vCards have none.
        query: What chose the customers; for the journal and the note at the head.
        chosen_by_hand: Whether ``ids`` are rows that the user picked from that list.
        reason: Why numbers and addresses go out in full; "" masks them. A list then has two more
            columns, and the file a mark of who took it, when and why.
    """

    format: ExportFormat
    ids: Sequence[int]
    columns: Sequence[str] = tuple(COLUMNS)
    query: CustomerQuery = field(default_factory=CustomerQuery)
    chosen_by_hand: bool = False
    reason: str = ""

    def fields(self) -> list[str]:
        """The columns of the file, for its head and for the journal."""
        if self.format is ExportFormat.VCARD:
            return list(PERSONAL) if self.reason else []
        return [*self.columns, *(FULL if self.reason else ())]


class CustomerExport:
    """Hands out the list; every file that leaves the desk stands in the journal."""

    def __init__(self, store: Store, customers: CustomerService) -> None:
        self._store = store
        self._customers = customers

    def write(
        self, order: ExportOrder, path: Path, t: Translate, progress: Progress | None = None
    ) -> Saved[int]:
        """Write the file and note who exported what; masked unless the order gives a reason.

        Args:
            order: What goes into it.
            path: Replaced if it is there.
            t: The language of headings and words.
            progress: Told of customers done; can cancel.

        Returns:
            How many customers are in the file.

        Raises:
            ReportNotWrittenError, CancelledError: No file was written, nothing is journalled.
        """
        watch = progress or NoProgress()
        content, rows = self._content(order, t, watch)
        params: dict[str, Any] = {"reason": order.reason} if order.reason else {}
        with self._store.action(
            "export.unmasked" if order.reason else "export",
            keep_empty=True,
            kind=f"customers.{order.format}",
            rows=rows,
            columns=order.fields(),
            filter=_told(order),
            **params,
        ) as session:
            mark_seen(session, order.ids)
            write_whole(path, content)
        return Saved(rows, frozenset({Area.JOURNAL}))

    def _content(self, order: ExportOrder, t: Translate, watch: Progress) -> tuple[bytes, int]:
        mark = Unmasking(self._store).mark(order.reason, t)
        if order.format is ExportFormat.VCARD:
            contacts = list(self._contacts(order, mark, watch))
            return vcard.vcards(contacts), len(contacts)
        rows = list(self._rows(order, t, PartProgress(watch, 0, 0.5)))
        heads = [_head(key, t) for key in order.fields()]
        sheet = Sheet(t("Customers"), heads, rows, " · ".join(_note(order, t)), mark)
        if order.format is ExportFormat.CSV:
            return sheets.csv_file(sheet), len(rows)
        return sheets.xlsx(sheet, PartProgress(watch, 0.5, 1)), len(rows)

    def _rows(self, order: ExportOrder, t: Translate, watch: Progress) -> Iterator[list[Cell]]:
        extra = any(key.startswith(EXTRA) for key in order.columns)
        for part in _parts(order.ids, watch):
            found = {row.id: row for row in self._customers.rows(part, with_extra=extra)}
            personal = self._personal(part) if order.reason else {}
            for row in (found[each] for each in part if each in found):
                yield [_cell(key, row, t, personal.get(row.id)) for key in order.fields()]

    def _personal(self, ids: Sequence[int]) -> dict[int, PersonalFields]:
        with self._store.read() as session:
            return read_personal(session, ids)

    def _contacts(self, order: ExportOrder, mark: str, watch: Progress) -> Iterator[vcard.Contact]:
        for part in _parts(order.ids, watch):
            with self._store.read() as session:
                yield from _read_contacts(session, part, mark)


def _parts(ids: Sequence[int], watch: Progress) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), ROWS_AT_ONCE):
        watch.step(first, len(ids))
        yield ids[first : first + ROWS_AT_ONCE]
    watch.step(len(ids), len(ids))


def _head(key: str, t: Translate) -> SheetColumn:
    if key.startswith(EXTRA):
        return SheetColumn(key.removeprefix(EXTRA))
    if key in FULL:
        return SheetColumn(t(FULL[key]))
    return SheetColumn(t(COLUMNS[key].title), COLUMNS[key].kind)


def _cell(key: str, row: CustomerRow, t: Translate, personal: PersonalFields | None) -> Cell:
    if key.startswith(EXTRA):
        extra = personal.extra if personal else row.extra
        return extra.get(key.removeprefix(EXTRA), "")
    if personal and key in PERSONAL:
        return str(getattr(personal, key))
    return COLUMNS[key].cell(row, t) if key in COLUMNS else ""


def _told(order: ExportOrder) -> dict[str, Any]:
    """The filter for the journal, which holds no personal data: a search may be a name."""
    told = order.query.filter.to_json()
    if circles := told.pop("circles", None):  # a circle is often called after a person
        told["circles"] = len(circles)
    told["searched"] = bool(order.query.search)
    told["chosen_by_hand"] = order.chosen_by_hand
    return told


def _note(order: ExportOrder, t: Translate) -> list[str]:
    masked = t("numbers masked")
    return [*describe(order.query.filter, t), masked]


def _read_contacts(session: Session, ids: Sequence[int], mark: str) -> Iterator[vcard.Contact]:
    wanted = list(ids)
    numbers = _many(
        session,
        select(Account.customer_id, Line.number)
        .join(Line, Line.account_id == Account.id)
        .where(Account.customer_id.in_(wanted))
        .order_by(Line.id),
    )
    tags = _many(
        session,
        select(CustomerTag.customer_id, Tag.name)
        .join(Tag, Tag.id == CustomerTag.tag_id)
        .where(CustomerTag.customer_id.in_(wanted))
        .order_by(Tag.key),
    )
    living = select(CustomerSummary.customer_id).where(CustomerSummary.customer_id.in_(wanted))
    people = session.scalars(select(Customer).where(Customer.id.in_(living)))
    found = {each.id: _contact(each, numbers, tags, mark) for each in people}
    yield from (found[each] for each in wanted if each in found)


def _many(session: Session, query: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for customer_id, value in session.execute(query):
        found.setdefault(customer_id, []).append(value)
    return found


def _contact(
    customer: Customer,
    numbers: Mapping[int, list[str]],
    tags: Mapping[int, list[str]],
    mark: str,
) -> vcard.Contact:
    """A card; with a mark it is not masked."""
    company = customer.kind is CustomerKind.ORGANISATION
    phones = [*([customer.phone] if customer.phone else []), *numbers.get(customer.id, [])]
    return vcard.Contact(
        uid=str(uuid.UUID(bytes=customer.uid)),
        name=(customer.contact_name if company else None) or customer.name,
        organisation=customer.name if company else customer.employer or "",
        phones=tuple(dict.fromkeys(phone if mark else mask_number(phone) for phone in phones)),
        email=customer.email or "",
        address=(customer.address or "") if mark else mask_address(customer.address),
        note=mark,
        birthday=_birthday(customer),
        tags=tuple(tags.get(customer.id, ())),
    )


def _birthday(customer: Customer) -> date | None:
    """A vCard knows solar birthdays alone; a lunar one, or half of one, is left out."""
    year, month, day = customer.birth_year, customer.birth_month, customer.birth_day
    if customer.birth_lunar or not (year and month and day):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
