"""The verbs that write files for others: ``visit-summary`` and ``export``."""

from argparse import Namespace

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result
from vipdesk.services.reports import ReportsService
from vipdesk.services.visit_lists import VisitListService
from vipdesk.texts import _


def visit_summary_verb(options: Namespace) -> Result:
    """Write the PDF of a visit, in the language of customers' papers unless one is named."""
    with writing(options) as store:
        reports = ReportsService(store)
        language = options.lang or reports.language()
        visit_id = VisitListService(store).numbered(options.visit)
        reports.write_visit_summary(visit_id, options.output, language)
    data = {"visit": options.visit, "file": str(options.output), "language": language}
    return Result(data, [_("{path} was written.").format(path=options.output)])
