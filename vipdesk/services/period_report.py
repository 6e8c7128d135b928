"""The report of a month, quarter or year: read from the book, as PDF and as a workbook.

As with other papers it is made first, shown, then handed out and journalled; names are masked.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import shifted
from vipdesk.domain.period_report import CohortPart, Lost, PeriodReport
from vipdesk.domain.periods import Period
from vipdesk.errors import VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.services.indicator_sheet import part_word
from vipdesk.services.indicators.desk import Board, IndicatorDesk
from vipdesk.services.indicators.view import Asked, context_of
from vipdesk.services.period_lists import PeriodLists
from vipdesk.services.reports import MONTH, Report, ReportsService
from vipdesk.services.settings import SettingsService
from vipdesk.texts import N_, translator

TRENDS = ("snapshot_retention", "churn", "reach_executed", "renewal")
TREND_POINTS, YEAR = 6, 12


class UnbegunPeriodError(VipDeskError):
    """A report on a time to come."""

    message = N_("{period} has not begun, so there is nothing to report. Nothing was written.")


class PeriodReportService:
    """Reads, and hands the workbook out; the PDF is handed out by `ReportsService`."""

    def __init__(self, desk: IndicatorDesk) -> None:
        self._desk, self._store = desk, desk.store
        self._reports = ReportsService(desk.store)

    def read(
        self, asked: Asked, language: str, board: Board | None = None
    ) -> tuple[PeriodReport, list[int]]:
        """The report of a period, and the customers that it lists; a job.

        Args:
            asked: What it is about, the whole book or a part of it.
            language: One of `vipdesk.texts.LANGUAGES`.
            board: What was read of the same already.

        Raises:
            UnbegunPeriodError: The period is yet to come.
        """
        today, period, values = self._store.today(), asked.period, self._desk.values
        if period.first > today:
            raise UnbegunPeriodError(period=period.key)
        if board is None or board.asked != asked:
            board = self._desk.board(asked)
        manager = SettingsService(self._store).manager()
        with self._store.read() as session:
            context = context_of(session, self._store, asked)
            lists, customers = PeriodLists(
                context, context.retention.medium_from, asked.part
            ).read()
        report = PeriodReport(
            language=language,
            period=period,
            part=part_word(asked.part, translator(language)) if asked.part else "",
            manager=manager.name,
            branch=manager.branch or "",
            made_at=f"{self._store.now().astimezone(self._store.zone()):%Y-%m-%d %H:%M}",
            today=today,
            values=board.values,
            before=values.values(replace(asked, period=period.earlier(1))),
            trends=tuple(values.trend(key, _trended(asked, today), TREND_POINTS) for key in TRENDS),
            cohort=_cohort(board),
            ends_month=shifted(period.last_month, 1),
            **lists,
        )
        return report, customers

    def report(self, asked: Asked, language: str, board: Board | None = None) -> Report:
        """The PDF, before it leaves the desk; ``board`` as in `read`.

        Raises:
            UnbegunPeriodError: There is no report.
        """
        from vipdesk.reports.period_report import period_report_pdf

        found, customers = self.read(asked, language, board)
        return Report(
            code=MONTH,
            title=translator(language)(found.title),
            file_name=f"report-{asked.period.key}.pdf",
            pdf=period_report_pdf(found),
            rows=len(customers),
            filter=_chosen(asked, customers),
        )

    def write(self, asked: Asked, path: Path, language: str) -> Saved[Path]:
        """Write the report as PDF, or as XLSX where ``path`` ends so, and journal it.

        Raises:
            UnbegunPeriodError, ReportNotWrittenError: What stood at ``path`` is unchanged.
        """
        if path.suffix.lower() != ".xlsx":
            return self._reports.write(self.report(asked, language), path)
        from vipdesk.reports.period_sheets import period_report_xlsx

        found, customers = self.read(asked, language)
        content, chosen = period_report_xlsx(found), _chosen(asked, customers)
        with self._reports.handing_out(MONTH, len(customers), chosen, "file", False):
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))


def _trended(asked: Asked, today: date) -> Asked:
    """What a trend ends with: of a year its last quarter that has begun, else the period."""
    if len(asked.period.months) < YEAR:
        return asked
    return replace(asked, period=Period.quarter(min(asked.period.last, today)))


def _chosen(asked: Asked, customers: list[int]) -> dict[str, Any]:
    part = {"part": asked.part.value} if asked.part else {}
    return {"month": asked.period.key, "customers": customers, **part}


def _cohort(board: Board) -> CohortPart | None:
    found = board.state
    if found is None:
        return None
    reasons = tuple(Lost(each.reason, each.ported_out, each.count) for each in found.reasons)
    return CohortPart(
        *(found.name, found.size, found.kept, found.returned, found.at_risk),
        *(board.slack, board.forecast, reasons),
    )
