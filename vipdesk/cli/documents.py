"""The verbs that write files for others: ``visit-summary`` and ``export``."""

from argparse import Namespace
from pathlib import Path

from vipdesk.cli.desk import reason_of, writing
from vipdesk.cli.parser import EVERYTHING
from vipdesk.cli.results import Result
from vipdesk.clock import utc_now
from vipdesk.domain.customer_query import CustomerQuery
from vipdesk.errors import VipDeskError
from vipdesk.services.access import Access
from vipdesk.services.customer_export import CustomerExport, ExportFormat, ExportOrder
from vipdesk.services.customers import CustomerService
from vipdesk.services.everything import EverythingExport
from vipdesk.services.fact_export import FactExport
from vipdesk.services.personal_fields import PersonalFieldsService
from vipdesk.services.reports import ReportsService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.store.book import Store
from vipdesk.texts import N_, _, ngettext


class UnknownFormatError(VipDeskError):
    """A file name whose ending says no format."""

    message = N_(
        "{path} names no format: end it with .xlsx or .csv, or .vcf for customers, masked. "
        "Nothing was written."
    )


class NoZipError(VipDeskError):
    """The whole book is many files."""

    message = N_("{path} names no zip: end it with .zip. Nothing was written.")


class EverythingUnmaskedError(VipDeskError):
    """There is no masked form of the whole book."""

    message = N_(
        "The whole book goes out unmasked: add --unmasked and --reason TEXT. Nothing was written."
    )


def visit_summary_verb(options: Namespace) -> Result:
    """Write the PDF of a visit, in the language of customers' papers unless one is named."""
    with writing(options) as store:
        reports = ReportsService(store)
        language = options.lang or reports.language()
        visit_id = VisitListService(store).numbered(options.visit)
        reports.write_visit_summary(visit_id, options.output, language)
    data = {"visit": options.visit, "file": str(options.output), "language": language}
    return Result(data, [_("{path} was written.").format(path=options.output)])


def export_verb(options: Namespace) -> Result:
    """Write all rows of a kind in the format that the file's ending names.

    Raises:
        UnknownFormatError, ReasonMissingError, ReportNotWrittenError: No file was written.
    """
    if options.kind == EVERYTHING:
        return _everything(options)
    formats = {f".{each}": each for each in ExportFormat}
    found = formats.get(options.output.suffix.lower())
    card = found is ExportFormat.VCARD and (options.unmasked or options.kind != "customers")
    if found is None or card:
        raise UnknownFormatError(path=options.output)
    reason = reason_of(options)
    with writing(options) as store:
        if options.kind != "customers":
            n = FactExport(store).write(options.kind, options.output, _, reason or "").value
        elif reason:
            n = _export_unmasked(store, options.output, reason)
        else:
            n = _export(store, options.output, found)
    data = {"kind": options.kind, "file": str(options.output), "rows": n}
    line = ngettext("{n} row is in {path}.", "{n} rows are in {path}.", n)
    return Result(data, [line.format(n=n, path=options.output)])


def _everything(options: Namespace) -> Result:
    """Write the whole book into a zip of CSV files."""
    reason = reason_of(options)
    if not reason:
        raise EverythingUnmaskedError
    if options.output.suffix.lower() != ".zip":
        raise NoZipError(path=options.output)
    with writing(options) as store:
        access = Access(store.profile, utc_now)
        made = EverythingExport(store, access).write(options.output, reason).value
    data = {
        "kind": options.kind,
        "file": str(made.path),
        "rows": made.rows,
        "attachments": made.attachments,
    }
    line = ngettext("{n} row is in {path}.", "{n} rows are in {path}.", made.rows)
    return Result(data, [line.format(n=made.rows, path=made.path)])


def _export(store: Store, path: Path, file_format: ExportFormat) -> int:
    customers = CustomerService(store)
    ids = customers.find_ids(_BY_NUMBER, store.today())
    order = ExportOrder(format=file_format, ids=ids, query=_BY_NUMBER)
    return CustomerExport(store, customers).write(order, path, _).value


def _export_unmasked(store: Store, path: Path, reason: str) -> int:
    customers = CustomerService(store)
    ids = customers.find_ids(_BY_NUMBER, store.today())
    rows = sorted(customers.rows(ids), key=lambda row: row.number)
    return PersonalFieldsService(store).write(rows, path, reason, _).value


_BY_NUMBER = CustomerQuery(sort="number")
