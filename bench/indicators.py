"""All indicators of a month beside bare SQL of the same tables, and the list behind one."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import text

from bench.baselines.indicator_sql import QUERIES
from bench.books import open_book
from bench.figures import Figure
from vipdesk.domain.indicators import Side, Value
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.members import MemberRow, MemberService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.period_report import PeriodReportService
from vipdesk.store.book import Store

TIMES = 3
ALL_OF_A_MONTH = 3.0
DRILL_DOWN = 0.1
REPORT = 2.0
RATIO = 2.0
PAGE = 60  # rows that a large screen shows at once


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
        desk = IndicatorDesk.of(store)
        reports = PeriodReportService(desk)
        begun = time.perf_counter()
        reports.report(asked, "zh")
        cold = time.perf_counter() - begun
        board = desk.board(asked)
        slowest, behind = _slowest(desk, board.values, asked)
        paper = _fastest(lambda: reports.report(asked, "zh", board))
    finally:
        store.close()
    return [
        Figure("all indicators of a month", taken, RATIO, bare),
        Figure("all indicators of a month, in all", taken, ALL_OF_A_MONTH),
        Figure(f"those behind one indicator, the slowest ({slowest})", behind, DRILL_DOWN),
        Figure("the month's report as PDF, nothing counted before", cold),
        Figure("the month's report as PDF, its indicators counted", paper, REPORT),
    ]


def _slowest(desk: IndicatorDesk, values: Sequence[Value], asked: Asked) -> tuple[str, float]:
    """The slowest list behind a value of the board, any side, with its first rows."""
    taken: dict[str, float] = {}
    keys = [each.spec.key for each in values if each.rate is not None and not each.spec.entered]
    for key in keys:
        for side in (Side.NUMERATOR, Side.DENOMINATOR, Side.DIFFERENCE):
            opened = partial(_opened, desk.members, key, asked, side)
            taken[f"{key}, {side}"] = _fastest(opened)
    return max(taken.items(), key=lambda each: each[1])


def _opened(service: MemberService, key: str, asked: Asked, side: Side) -> list[MemberRow]:
    return service.rows(service.members(key, asked, side)[:PAGE])


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
