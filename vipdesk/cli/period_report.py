"""The verb ``report``: a month, quarter or year as PDF or XLSX."""

from argparse import Namespace

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result
from vipdesk.domain.periods import BadPeriodError, Period
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.period_report import PeriodReportService
from vipdesk.texts import _, language

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def report_verb(options: Namespace) -> Result:
    """Write the report, as the file's ending says."""
    period = Period.parse(options.period)
    if len(period.months) != MONTHS[options.span] or ".." in period.key:
        raise BadPeriodError(text=options.period)
    spoken = options.lang or language()
    with writing(options) as store:
        PeriodReportService(IndicatorDesk.of(store)).write(period, options.output, spoken)
    data = {"period": period.key, "file": str(options.output), "language": spoken}
    return Result(data, [_("{path} was written.").format(path=options.output)])
