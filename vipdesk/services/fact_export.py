"""Lines, monthly facts, payments, complaints as sheets: numbers masked unless a reason is given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, and_, select, union

from vipdesk.domain.cells import masked_digits
from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_number
from vipdesk.domain.words import Verdict
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn, csv_file, xlsx
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    Complaint,
    Customer,
    Line,
    LineSummary,
    Payment,
    Usage,
)
from vipdesk.texts import N_, Translate

MOST_SHEET_ROWS = 1_048_574  # below the mark and the head, in one worksheet


class TooManyRowsError(VipDeskError):
    """A worksheet has an end; CSV has none."""

    message = N_("{rows} rows do not fit into one worksheet. Name a file that ends with .csv.")


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading, how its cells are kept, and the cell of a row."""

    title: str
    kind: Kind
    cell: Callable[[Any, Translate], Cell]
    mask: Callable[[str], str] | None = None


def _of(name: str) -> Callable[[Any, Translate], Cell]:
    return lambda row, _t: getattr(row, name)


def _word(name: str) -> Callable[[Any, Translate], Cell]:
    return lambda row, t: t(getattr(row, name).label)


_LINES = (
    _Column(N_("Customer number"), Kind.TEXT, _of("customer_number")),
    _Column(N_("Name"), Kind.TEXT, _of("name")),
    _Column(N_("Line number"), Kind.TEXT, _of("number"), mask=mask_number),
    _Column(N_("Line kind"), Kind.TEXT, _word("kind")),
    _Column(N_("Status"), Kind.TEXT, _word("status")),
    _Column(N_("Plan"), Kind.TEXT, _of("plan")),
    _Column(N_("Monthly fee"), Kind.FEN, _of("plan_fee_fen")),
    _Column(N_("Opened on"), Kind.DAY, _of("opened_on")),
    _Column(N_("Contract end"), Kind.DAY, _of("contract_ends_on")),
    _Column(N_("Stop at expiry"), Kind.DAY, _of("stop_ends_on")),
    _Column(N_("Rebate end"), Kind.DAY, _of("rebate_ends_on")),
    _Column(N_("Trial end"), Kind.DAY, _of("trial_ends_on")),
)
_BILLS = (
    _Column(N_("Line number"), Kind.TEXT, _of("number"), mask=mask_number),
    _Column(N_("Billing month"), Kind.TEXT, _of("month")),
    _Column(N_("Fee"), Kind.FEN, _of("fee_fen")),
    _Column(N_("Talk time (seconds)"), Kind.INTEGER, _of("voice_seconds")),
    _Column(N_("Data (bytes)"), Kind.INTEGER, _of("data_bytes")),
    _Column(N_("Messages"), Kind.INTEGER, _of("messages")),
)


_PAYMENTS = (
    _Column(N_("Customer number"), Kind.TEXT, _of("customer_number")),
    _Column(N_("Name"), Kind.TEXT, _of("name")),
    _Column(N_("Account number"), Kind.TEXT, _of("account_number"), mask=masked_digits),
    _Column(N_("Payment day"), Kind.DAY, _of("paid_on")),
    _Column(N_("Amount paid"), Kind.FEN, _of("amount_fen")),
    _Column(N_("Payment channel"), Kind.TEXT, _of("channel")),
    _Column(N_("Flow number"), Kind.TEXT, _of("flow_number")),
)


def _found(row: Any, t: Translate) -> Cell:
    verdict = Verdict.of(row.upheld)
    return t(verdict.label) if verdict else None


_COMPLAINTS = (
    _Column(N_("Complaint number"), Kind.TEXT, _of("number")),
    _Column(N_("Customer number"), Kind.TEXT, _of("customer_number")),
    _Column(N_("Name"), Kind.TEXT, _of("name")),
    _Column(N_("Line number"), Kind.TEXT, _of("line_number"), mask=mask_number),
    _Column(N_("Complaint day"), Kind.DAY, _of("opened_on")),
    _Column(N_("Complaint closed on"), Kind.DAY, _of("closed_on")),
    _Column(N_("Complaint kind"), Kind.TEXT, _of("kind")),
    _Column(N_("Complaint level"), Kind.TEXT, _word("level")),
    _Column(N_("Complaint upheld"), Kind.TEXT, _found),
    _Column(N_("Complaint text"), Kind.TEXT, _of("text"), mask=masked_digits),
)


_KEPT = (Customer.deleted_at.is_(None), Customer.merged_into_id.is_(None))


def _lines() -> Executable:
    return (
        select(
            Customer.number.label("customer_number"),
            Customer.name,
            LineSummary.number,
            LineSummary.kind,
            LineSummary.status,
            LineSummary.plan,
            LineSummary.plan_fee_fen,
            LineSummary.opened_on,
            LineSummary.contract_ends_on,
            LineSummary.stop_ends_on,
            LineSummary.rebate_ends_on,
            LineSummary.trial_ends_on,
        )
        .join(Customer, Customer.id == LineSummary.customer_id)
        .where(*_KEPT)
        .order_by(Customer.number, LineSummary.number)
    )


def _bills() -> Executable:
    """Every month that has a bill or usage, be it only one of the two."""
    months = union(select(Bill.line_id, Bill.month), select(Usage.line_id, Usage.month)).subquery()
    billed = and_(Bill.line_id == months.c.line_id, Bill.month == months.c.month)
    used = and_(Usage.line_id == months.c.line_id, Usage.month == months.c.month)
    return (
        select(
            LineSummary.number,
            months.c.month,
            Bill.fee_fen,
            Usage.voice_seconds,
            Usage.data_bytes,
            Usage.messages,
        )
        .select_from(months)
        .join(LineSummary, LineSummary.line_id == months.c.line_id)
        .join(Customer, Customer.id == LineSummary.customer_id)
        .outerjoin(Bill, billed)
        .outerjoin(Usage, used)
        .where(*_KEPT)
        .order_by(LineSummary.number, months.c.month)
    )


def _payments() -> Executable:
    return (
        select(
            Customer.number.label("customer_number"),
            Customer.name,
            Account.number.label("account_number"),
            Payment.paid_on,
            Payment.amount_fen,
            Payment.channel,
            Payment.flow_number,
        )
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(*_KEPT)
        .order_by(Customer.number, Payment.paid_on, Payment.account_id, Payment.occurrence)
    )


def _complaints() -> Executable:
    return (
        select(
            Complaint.number,
            Customer.number.label("customer_number"),
            Customer.name,
            Line.number.label("line_number"),
            Complaint.opened_on,
            Complaint.closed_on,
            Complaint.kind,
            Complaint.level,
            Complaint.upheld,
            Complaint.text,
        )
        .join(Customer, Customer.id == Complaint.customer_id)
        .outerjoin(Line, Line.id == Complaint.line_id)
        .where(*_KEPT)
        .order_by(Complaint.opened_on, Complaint.id)
    )


_KINDS: Mapping[str, tuple[str, Sequence[_Column], Callable[[], Executable]]] = {
    "lines": (N_("Lines and contracts"), _LINES, _lines),
    "bills": (N_("Monthly bills and usage"), _BILLS, _bills),
    "payments": (N_("Payments"), _PAYMENTS, _payments),
    "complaints": (N_("Complaints"), _COMPLAINTS, _complaints),
}


class FactExport:
    """Writes all rows of one kind; customers in the recycle bin are left out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(
        self,
        kind: str,
        path: Path,
        t: Translate,
        reason: str = "",
        progress: Progress | None = None,
    ) -> Saved[int]:
        """Write the rows and journal how many left the desk, with the reason if unmasked.

        Args:
            kind: One of `_KINDS`.
            path: Ends with ``.xlsx`` or ``.csv``.
            t: The language of headings and words.
            reason: Why numbers stand unmasked; empty: they are masked.
            progress: Reported while a sheet is written.

        Raises:
            TooManyRowsError, ReportNotWrittenError: What stood at ``path`` is unchanged.
            CancelledError: The same.
        """
        title, columns, query = _KINDS[kind]
        with self._store.read() as session:
            found = session.execute(query()).all()
        as_csv = path.suffix.lower() == ".csv"
        if not as_csv and len(found) > MOST_SHEET_ROWS:
            raise TooManyRowsError(rows=f"{len(found):,}")
        heads = [SheetColumn(t(column.title), column.kind) for column in columns]
        mark = Unmasking(self._store).mark(reason, t)
        sheet = Sheet(t(title), heads, _cells(found, columns, t, bool(reason)), mark=mark)
        code = "export.unmasked" if reason else "export"
        params: dict[str, Any] = {"kind": f"{kind}{path.suffix.lower()}", "rows": len(found)}
        if reason:
            params["reason"] = reason
        params["columns"] = [column.title for column in columns]
        with self._store.action(code, keep_empty=True, **params):
            content = csv_file(sheet) if as_csv else xlsx(sheet, progress or NoProgress())
            write_whole(path, content)
        return Saved(len(found), frozenset({Area.JOURNAL}))


def _cells(
    found: Iterable[Any], columns: Sequence[_Column], t: Translate, unmasked: bool
) -> list[list[Cell]]:
    return [
        [
            column.mask(str(cell)) if cell and column.mask and not unmasked else cell
            for column, cell in ((column, column.cell(row, t)) for column in columns)
        ]
        for row in found
    ]
