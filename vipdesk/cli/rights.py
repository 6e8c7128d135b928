"""The verbs by which a customer's rights are served: ``customer-data`` and ``delete-customer``."""

from argparse import Namespace
from collections.abc import Mapping

from vipdesk import texts
from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result
from vipdesk.domain.table_names import TABLES
from vipdesk.services.customer_data.service import CustomerDataService
from vipdesk.services.erasing import ErasingService
from vipdesk.texts import _


def customer_data_verb(options: Namespace) -> Result:
    """Write everything about one customer as JSON or PDF, and journal it."""
    language = options.lang or texts.language()
    with writing(options) as store:
        CustomerDataService(store).write(options.customer, options.output, options.reason, language)
    data = {"customer": options.customer, "file": str(options.output), "language": language}
    return Result(data, [_("{path} was written.").format(path=options.output)])


def delete_customer_verb(options: Namespace) -> Result:
    """Take everything personal of a customer out of the book."""
    if options.dry_run:
        with reading(options) as store:
            service = ErasingService(store)
            found = service.preview(service.numbered(options.customer))
        data = {"customer": found.number, "counts": dict(found.counts), "drafts": found.drafts}
        told = _("{name} ({number}) would be deleted. The rows that stay without names:")
        line = told.format(name=found.name, number=found.number)
        return Result(data, [line, *_counted(found.counts)])
    with writing(options) as store:
        service = ErasingService(store)
        done = service.erase(service.numbered(options.customer), options.reason).value
    lines = [_("The customer was deleted. What was personal is gone; these rows are counted on:")]
    if not done.scrubbed:
        lines.append(_("The file could not be written anew; run this once more with room on disk."))
    if done.missing:
        told = _("Archives that are elsewhere still hold old values: {names}")
        lines.append(told.format(names=", ".join(done.missing)))
    data = {"counts": dict(done.counts), "journal_values": done.changes, "scrubbed": done.scrubbed}
    return Result(data, [*lines, *_counted(done.counts)])


def _counted(counts: Mapping[str, int]) -> list[str]:
    return [f"  {_(TABLES.get(name, name))}: {n:,}" for name, n in counts.items()]
