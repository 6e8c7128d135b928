"""Renders papers for a person to look at, beside the looks that were agreed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.reports import period_samples, points_samples
from tests.reports.conftest import MakeSheet, MakeSummary
from vipdesk.domain.visit_pack import VisitPack
from vipdesk.domain.visit_summary import DoneForYou, VisitSummary
from vipdesk.reports.period_report import period_report_pdf
from vipdesk.reports.points_receipt import points_receipt_pdf
from vipdesk.reports.points_statement import points_statement_pdf
from vipdesk.reports.preview import page_png, page_sizes
from vipdesk.reports.visit_pack import visit_pack_pdf
from vipdesk.reports.visit_summary import visit_summary_pdf

SHOTS = Path(__file__).parents[2] / "build" / "shots" / "pdf"
Shoot = Callable[[str, bytes], None]


@pytest.fixture
def shoot() -> Shoot:
    def shoot(name: str, pdf: bytes) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        for old in SHOTS.glob(f"{name}-[0-9]*.png"):
            old.unlink()
        for number in range(len(page_sizes(pdf))):
            picture = page_png(pdf, number, 96)
            assert len(picture) > 1_000
            (SHOTS / f"{name}-{number + 1}.png").write_bytes(picture)

    return shoot


@pytest.mark.shots
@pytest.mark.parametrize("language", ["zh", "en"])
def test_summaries(
    language: str, make_summary: MakeSummary, bare_summary: VisitSummary, shoot: Shoot
) -> None:
    long = "融合299 续约 24 个月，返 600 元，双倍积分；含千兆路由器（免押金）一台。"
    done = tuple(DoneForYou(item=f"事项 {n}", content=long * (1 + n % 3)) for n in range(40))
    note = "\n".join(["您对《千兆宽带》“提速包”（含路由器）很感兴趣，希望先试用，再决定。" * 6] * 5)
    shoot(f"summary-{language}", visit_summary_pdf(make_summary(language=language)))
    shoot(f"bare-{language}", visit_summary_pdf(replace(bare_summary, language=language)))
    many = make_summary(language=language, done=done, talked_about=note)
    shoot(f"long-{language}", visit_summary_pdf(many))


@pytest.mark.shots
@pytest.mark.parametrize("language", ["zh", "en"])
def test_packs(language: str, make_sheet: MakeSheet, shoot: Shoot) -> None:
    sheets = (make_sheet(), make_sheet(customer="赵𬱖", salutation="ms", endings=(), tasks=()))
    day = date(2026, 11, 21)
    pack = VisitPack(language=language, day=day, manager="李经理", sheets=sheets)
    shoot(f"pack-{language}", visit_pack_pdf(pack))


@pytest.mark.shots
@pytest.mark.parametrize("language", ["zh", "en"])
def test_points_papers(language: str, shoot: Shoot) -> None:
    shoot(f"receipt-{language}", points_receipt_pdf(points_samples.receipt(language)))
    shoot(f"statement-{language}", points_statement_pdf(points_samples.statement(language, 40)))


@pytest.mark.shots
@pytest.mark.parametrize("language", ["zh", "en"])
def test_period_reports(language: str, shoot: Shoot) -> None:
    report = period_samples.period_report(language)
    shoot(f"period-{language}", period_report_pdf(report))
    part = replace(report, part="钻石卡", cohort=None, expiring=(), redeemed=(), renewals=())
    bare = replace(part, renewal_lines=(), warnings=(), outcomes=(), at_risk=(), ends=())
    shoot(f"period-bare-{language}", period_report_pdf(bare))
