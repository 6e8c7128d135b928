"""The verbs that write files for others: ``visit-summary`` and ``export``."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from vipdesk.cli.books import PassphrasesDifferError
from vipdesk.cli.desk import reason_of, writing
from vipdesk.cli.parser import EVERYTHING
from vipdesk.cli.results import Result, table
from vipdesk.domain.customer_query import CustomerQuery
from vipdesk.domain.passphrases import check_pdf_passphrase
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.reports.files import is_folder
from vipdesk.services.customer_export import CustomerExport, ExportFormat, ExportOrder
from vipdesk.services.customers import CustomerService
from vipdesk.services.everything import EverythingExport
from vipdesk.services.fact_export import FactExport
from vipdesk.services.reports import ReportsService
from vipdesk.services.summary_batch import SummaryBatch, SummaryOrder
from vipdesk.services.visit_lists import VisitListService
from vipdesk.store.book import Store
from vipdesk.texts import N_, _, ngettext

PDF_VARIABLE = "VIPDESK_PDF_PASSPHRASE"


class UnknownFormatError(VipDeskError):
    """A file name whose ending says no format."""

    message = N_(
        "{path} names no format: end it with .xlsx or .csv, or .vcf for customers. "
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


class PdfPassphraseMissingError(VipDeskError):
    """Nothing says what shall open the PDF."""

    message = N_(
        "The passphrase of the PDF is missing: set VIPDESK_PDF_PASSPHRASE, or run this at a "
        "terminal and type it. Nothing was written."
    )


def visit_summary_verb(options: Namespace) -> Result:
    """Write the PDFs of visits, in the language of customers' papers unless one is named."""
    passphrase = _pdf_passphrase() if options.encrypt else ""
    with writing(options) as store:
        lists = VisitListService(store)
        ids = [lists.numbered(number) for number in options.visits]
        language = options.lang or ReportsService(store).language()
        if len(ids) > 1 or is_folder(options.output):
            return _write_summaries(store, ids, options.output, language, passphrase)
        ReportsService(store).write_visit_summary(ids[0], options.output, language, passphrase)
    data = {"visit": options.visits[0], "file": str(options.output), "language": language}
    return Result(data, [_("{path} was written.").format(path=options.output)])


def _write_summaries(
    store: Store, ids: Sequence[int], output: Path, language: str, passphrase: str
) -> Result:
    batch = SummaryBatch(store)
    order = SummaryOrder(
        target=output,
        together=output.suffix.lower() == ".pdf" and not is_folder(output),
        language=language,
        passphrase=passphrase,
    )
    written = batch.write(batch.of_visits(ids), order, NoProgress()).value
    said = ngettext("{n} summary is in {path}.", "{n} summaries are in {path}.", written.rows)
    left_out = [(each.name, each.why.sentence(_)) for each in written.left_out]
    data = {
        "rows": written.rows,
        "files": [str(path) for path in written.files],
        "language": language,
        "left_out": [{"visit": name, "why": why} for name, why in left_out],
    }
    return Result(data, [said.format(n=written.rows, path=output), *table(left_out)])


def _pdf_passphrase() -> str:
    """What shall open the PDF: from outside, or typed twice.

    Raises:
        PdfPassphraseMissingError, PassphrasesDifferError: Nothing is written.
        WeakPassphraseError, OddPdfPassphraseError, LongPdfPassphraseError: Likewise.
    """
    given = os.environ.get(PDF_VARIABLE)
    if given:
        return check_pdf_passphrase(given)
    if not sys.stdin.isatty():
        raise PdfPassphraseMissingError
    first = getpass.getpass(_("Passphrase of the PDF: "))
    if getpass.getpass(_("Once more: ")) != first:
        raise PassphrasesDifferError
    return check_pdf_passphrase(first)


def export_verb(options: Namespace) -> Result:
    """Write all rows of a kind in the format that the file's ending names.

    Raises:
        UnknownFormatError, ReasonMissingError, ReportNotWrittenError: No file was written.
    """
    if options.kind == EVERYTHING:
        return _everything(options)
    formats = {f".{each}": each for each in ExportFormat}
    found = formats.get(options.output.suffix.lower())
    if found is None or (found is ExportFormat.VCARD and options.kind != "customers"):
        raise UnknownFormatError(path=options.output)
    reason = reason_of(options)
    with writing(options) as store:
        if options.kind != "customers":
            n = FactExport(store).write(options.kind, options.output, _, reason).value
        else:
            n = _export(store, options.output, found, reason)
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
        made = EverythingExport(store).write(options.output, reason).value
    data = {
        "kind": options.kind,
        "file": str(made.path),
        "rows": made.rows,
        "attachments": made.attachments,
    }
    line = ngettext("{n} row is in {path}.", "{n} rows are in {path}.", made.rows)
    return Result(data, [line.format(n=made.rows, path=made.path)])


def _export(store: Store, path: Path, file_format: ExportFormat, reason: str) -> int:
    customers = CustomerService(store)
    ids = customers.find_ids(_BY_NUMBER, store.today())
    order = ExportOrder(format=file_format, ids=ids, query=_BY_NUMBER, reason=reason)
    return CustomerExport(store, customers).write(order, path, _).value


_BY_NUMBER = CustomerQuery(sort="number")
