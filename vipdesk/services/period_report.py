"""The report of a month, quarter or year: read from the book, as PDF and as a workbook.

As with other papers it is made first, shown, then handed out and journalled; names are masked.
"""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_line
from vipdesk.domain.months import last_day, shifted
from vipdesk.domain.period_report import (
    CohortPart,
    Counted,
    EndLine,
    ExpiringPoints,
    Lost,
    PeriodReport,
    RiskLine,
    masked_name,
)
from vipdesk.domain.periods import Period
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import Channel, DateKind, Outcome, Tier
from vipdesk.errors import VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.services.indicators.desk import Board, IndicatorDesk
from vipdesk.services.indicators.view import Asked, self_id
from vipdesk.services.points_overview import expiring_months, redeemed_by_kind
from vipdesk.services.reports import MONTH, Report, ReportsService
from vipdesk.services.settings import SettingsService, settings_in_force
from vipdesk.store.deriving.scope import OURS
from vipdesk.store.summaries import EFFECTIVE
from vipdesk.texts import N_, translator

TRENDS = ("snapshot_retention", "churn", "reach_executed", "renewal")
TREND_POINTS, AT_RISK, MOST_ENDS, EXPIRING = 6, 10, 200, 6
_OURS = f"JOIN customer_summary c ON c.customer_id = x.customer_id AND {OURS}"
_OUTCOMES = f"""
SELECT x.outcome, count(*) AS count, 0 AS part FROM retention_case x {_OURS}
WHERE x.closed_on BETWEEN :first AND :last AND x.outcome IS NOT NULL GROUP BY x.outcome
"""
_WARNINGS = f"""
SELECT x.rule, count(*) AS count, sum(x.gone_on IS NOT NULL) AS part FROM warning x {_OURS}
WHERE x.month BETWEEN :first_month AND :last_month GROUP BY x.rule
"""
_CONTACTS = f"""
SELECT p.channel, count(*) AS count, sum({EFFECTIVE}) AS part FROM touchpoint p
{_OURS.replace("x.", "p.")}
WHERE p.on_day BETWEEN :first AND :last GROUP BY p.channel
"""
_AT_RISK = f"""
SELECT c.number, c.name, c.tier, c.score, c.contacted_on, c.customer_id FROM customer_summary c
WHERE c.score >= :high AND {OURS} ORDER BY c.score DESC, c.customer_id LIMIT :most
"""
_ENDS = " UNION ALL ".join(
    f"SELECT s.customer_id, s.number, s.kind, '{kind}' AS ends, s.{kind}_ends_on AS ends_on "
    f"FROM line_summary s WHERE s.{kind}_ends_on BETWEEN :next_first AND :next_last "
    "AND s.status NOT IN ('closed', 'ported_out')"
    for kind in DateKind
)
_NEXT_ENDS = f"""
SELECT x.*, c.number AS customer, c.name, count(*) OVER () AS in_all FROM ({_ENDS}) x {_OURS}
ORDER BY x.ends_on, x.customer_id, x.number LIMIT :most_ends
"""


class UnbegunPeriodError(VipDeskError):
    """A report on a time to come."""

    message = N_("{period} has not begun, so there is nothing to report. Nothing was written.")


class PeriodReportService:
    """Reads, and hands the workbook out; the PDF is handed out by `ReportsService`."""

    def __init__(self, desk: IndicatorDesk) -> None:
        self._desk, self._store = desk, desk.store
        self._reports = ReportsService(desk.store)

    def read(
        self, period: Period, language: str, board: Board | None = None
    ) -> tuple[PeriodReport, list[int]]:
        """The report of a period, and the customers that it lists; a job.

        Args:
            period: What it is about.
            language: One of `vipdesk.texts.LANGUAGES`.
            board: The whole book in this period where it was read already.

        Raises:
            UnbegunPeriodError: The period is yet to come.
        """
        today = self._store.today()
        if period.first > today:
            raise UnbegunPeriodError(period=period.key)
        asked, values = Asked(period), self._desk.values
        if board is None or board.asked != asked:
            board = self._desk.board(asked)
        manager = SettingsService(self._store).manager()
        with self._store.read() as session:
            lists, customers = _Lists(session, period, today).read()
        report = PeriodReport(
            language=language,
            period=period,
            manager=manager.name,
            branch=manager.branch or "",
            made_at=f"{self._store.now().astimezone(self._store.zone()):%Y-%m-%d %H:%M}",
            today=today,
            values=board.values,
            before=values.values(Asked(period.earlier(1))),
            trends=tuple(values.trend(key, asked, TREND_POINTS) for key in TRENDS),
            cohort=_cohort(board),
            ends_month=shifted(period.last_month, 1),
            **lists,
        )
        return report, customers

    def report(self, period: Period, language: str, board: Board | None = None) -> Report:
        """The PDF, before it leaves the desk; ``board`` as in `read`.

        Raises:
            UnbegunPeriodError, MissingGlyphsError: There is no report.
        """
        from vipdesk.reports.period_report import period_report_pdf

        found, customers = self.read(period, language, board)
        return Report(
            code=MONTH,
            title=translator(language)(found.title),
            file_name=f"report-{period.key}.pdf",
            pdf=period_report_pdf(found),
            rows=len(customers),
            filter={"month": period.key, "customers": customers},
        )

    def write(self, period: Period, path: Path, language: str) -> Saved[Path]:
        """Write the report as PDF, or as XLSX where ``path`` ends so, and journal it.

        Raises:
            UnbegunPeriodError, MissingGlyphsError, ReportNotWrittenError: What stood at ``path``
                is unchanged.
        """
        if path.suffix.lower() != ".xlsx":
            return self._reports.write(self.report(period, language), path)
        from vipdesk.reports.period_sheets import period_report_xlsx

        found, customers = self.read(period, language)
        content, chosen = period_report_xlsx(found), {"month": period.key, "customers": customers}
        with self._reports.handing_out(MONTH, len(customers), chosen, "file", False):
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))


class _Lists:
    """The lists of a report, of the manager's own customers."""

    def __init__(self, session: Session, period: Period, today: date) -> None:
        self._session, self._today = session, today
        settings = settings_in_force(session)
        next_month = shifted(period.last_month, 1)
        self._values = {
            "self": self_id(session),
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "first_month": period.first_month,
            "last_month": period.last_month,
            "min_call": settings.min_call_seconds,
            "high": settings.rules.high_from,
            "most": AT_RISK,
            "next_first": f"{next_month}-01",
            "next_last": last_day(next_month).isoformat(),
            "most_ends": MOST_ENDS,
        }

    def read(self) -> tuple[dict[str, Any], list[int]]:
        """The lists by name, and the customers on them."""
        risk, ends = self._rows(_AT_RISK), self._rows(_NEXT_ENDS)
        lists = {
            "outcomes": self._counted(_OUTCOMES, Outcome),
            "warnings": self._counted(_WARNINGS, Rule),
            "contacts": self._counted(_CONTACTS, Channel),
            "expiring": tuple(
                ExpiringPoints(each.month, each.points, each.customers)
                for each in expiring_months(self._session, self._today)[:EXPIRING]
            ),
            "redeemed": tuple(
                Counted(each.kind.label, each.points, each.pieces)
                for each in redeemed_by_kind(self._session, self._today)
            ),
            "at_risk": tuple(_risk(row) for row in risk),
            "ends": tuple(_end(row) for row in ends),
            "ends_in_all": ends[0].in_all if ends else 0,
        }
        return lists, sorted({row.customer_id for row in (*risk, *ends)})

    def _rows(self, query: str) -> list[Any]:
        statement = text(query)
        names = statement.compile().params
        used = {name: self._values[name] for name in names}
        return list(self._session.execute(statement, used))

    def _counted(self, query: str, words: Any) -> tuple[Counted, ...]:
        """In the order of the words; what was never counted is left out."""
        found = {row[0]: row for row in self._rows(query)}
        rows = [(each, found[each.value]) for each in words if each.value in found]
        return tuple(Counted(word.label, row[1], row[2]) for word, row in rows)


def _cohort(board: Board) -> CohortPart | None:
    found = board.state
    if found is None:
        return None
    reasons = tuple(Lost(each.reason, each.ported_out, each.count) for each in found.reasons)
    return CohortPart(
        *(found.name, found.size, found.kept, found.returned, found.at_risk),
        *(board.slack, board.forecast, reasons),
    )


def _risk(row: Any) -> RiskLine:
    contacted = _day(row.contacted_on) if row.contacted_on else None
    tier = next(each.label for each in Tier if each == row.tier)
    return RiskLine(row.number, masked_name(row.name), tier, row.score, contacted)


def _end(row: Any) -> EndLine:
    kind = next(each.label for each in DateKind if each == row.ends)
    line = mask_line(row.number, row.kind)
    return EndLine(_day(row.ends_on), kind, row.customer, masked_name(row.name), line)


def _day(written: str) -> date:
    return date.fromisoformat(written)
