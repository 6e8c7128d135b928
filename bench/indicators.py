"""All indicators of a month beside bare SQL of the same tables, and the list behind one."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bench.baselines.indicator_sql import QUERIES
from bench.books import open_book
from bench.figures import Figure
from vipdesk.domain.indicators import Side
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.period_report import PeriodReportService
from vipdesk.store.book import Store

TIMES = 3
ALL_OF_A_MONTH = 3.0
DRILL_DOWN = 0.1
REPORT = 2.0
RATIO = 2.0
BEHIND = "renewal"


def indicators(profile: Path) -> list[Figure]:
    """The month before the present one, by a snapshot of the day before its quarter."""
    store = open_book(profile)
    try:
        period = Period.month(store.today()).earlier(1)
        asked = Asked(period)
        snapshot = Period.quarter(period.first).first - timedelta(days=1)
        cohorts = CohortService(store)
        if not any(each.on_day == snapshot for each in cohorts.list()):
            cohorts.freeze(CohortDraft(name="bench", on_day=snapshot))
        bare = _fastest(lambda: _bare(store, period, snapshot.isoformat()))
        taken = _fastest(lambda: IndicatorService(store).values(asked))
        behind = _fastest(lambda: IndicatorService(store).members(BEHIND, asked, Side.DENOMINATOR))
        desk = IndicatorDesk.of(store)
        board, reports = desk.board(asked), PeriodReportService(desk)
        reports.report(asked, "zh", board)  # counts the periods before
        paper = _fastest(lambda: reports.report(asked, "zh", board))
    finally:
        store.close()
    return [
        Figure("all indicators of a month", taken, RATIO, bare),
        Figure("all indicators of a month, in all", taken, ALL_OF_A_MONTH),
        Figure("those behind one indicator", behind, DRILL_DOWN),
        Figure("the month's report as PDF, its indicators counted", paper, REPORT),
    ]


def _fastest(call: Callable[[], object]) -> float:
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _bare(store: Store, period: Period, snapshot: str) -> None:
    values = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "before": (period.first - timedelta(days=1)).isoformat(),
        "month": period.last_month,
        "snapshot": snapshot,
    }
    with store.read() as session:
        for query in QUERIES.values():
            session.execute(text(query), values).all()
