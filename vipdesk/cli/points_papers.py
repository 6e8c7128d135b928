"""The verbs below ``points`` that make papers for customers."""

from argparse import Namespace

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result
from vipdesk.services.points import PointsService
from vipdesk.services.points_papers import PointsPapersService
from vipdesk.services.reports import ReportsService
from vipdesk.texts import _


def points_statement_verb(options: Namespace) -> Result:
    """Write a customer's statement, in the language of customers' papers unless one is named."""
    with writing(options) as store:
        reports = ReportsService(store)
        language = options.lang or reports.language()
        customer_id = PointsService(store).find(options.customer)
        report = PointsPapersService(store).statement_report(customer_id, language)
        reports.write(report, options.output)
    data = {"customer": options.customer, "file": str(options.output), "language": language}
    return Result(data, [_("{path} was written.").format(path=options.output)])
