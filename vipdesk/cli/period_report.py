"""The verb ``report``: a month, quarter or year as PDF or XLSX."""

from argparse import Namespace

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result
from vipdesk.domain.periods import BadPeriodError, Period
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.period_report import PeriodReportService
from vipdesk.texts import _, language

MONTHS = {"month": 1, "quarter": 3, "year": 12, "months": None}


def report_verb(options: Namespace) -> Result:
    """Write the report, as the file's ending says."""
    period = Period.parse(options.period)
    months = MONTHS[options.span]
    if months is not None and (len(period.months) != months or ".." in period.key):
        raise BadPeriodError(text=options.period)
    spoken = options.lang or language()
    with writing(options) as store:
        asked = Asked(period, _part(options))
        PeriodReportService(IndicatorDesk.of(store)).write(asked, options.output, spoken)
    data = {"period": period.key, "file": str(options.output), "language": spoken}
    data |= {"part": options.part} if options.by else {}
    return Result(data, [_("{path} was written.").format(path=options.output)])


def _part(options: Namespace) -> Slice | None:
    by = next((each for each in SliceBy if each == options.by), None)
    return Slice(by, options.part) if by else None
