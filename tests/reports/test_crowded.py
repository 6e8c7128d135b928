"""What is long stays apart from what stands beside it."""

from datetime import date
from itertools import pairwise

import pytest

from tests.reports import points_samples
from tests.reports.conftest import MakeSheet, MakeSummary
from tests.reports.reading import boxes, pages_of
from vipdesk.domain.customer_paper import CustomerPaper, PaperTable
from vipdesk.domain.points_papers import PaidLot
from vipdesk.domain.settlement import Settlement, SettlementLine, SettlementPaper, summed
from vipdesk.domain.visit_pack import VisitPack
from vipdesk.domain.visit_summary import DoneForYou, MonthBill, NextStep
from vipdesk.reports.customer_paper import customer_paper_pdf
from vipdesk.reports.document import MARGIN, PAGE_WIDTH, Frame, Part, render
from vipdesk.reports.points_receipt import points_receipt_pdf
from vipdesk.reports.settlement import settlement_pdf
from vipdesk.reports.trend_chart import TrendChart
from vipdesk.reports.visit_pack import visit_pack_pdf
from vipdesk.reports.visit_summary import visit_summary_pdf


@pytest.mark.parametrize("fen", [12_345_678, -1_234_567_890])
def test_high_bills_do_not_run_into_each_other(make_summary: MakeSummary, fen: int) -> None:
    bills = tuple(MonthBill(f"2026-{month:02}", fen) for month in range(6, 12))
    pdf = visit_summary_pdf(make_summary(bills=bills))
    figures = boxes(pdf, f"{fen / 100:,.2f}")
    assert len(figures) == 6
    assert all(left[2] < right[0] for left, right in pairwise(figures))
    assert figures[-1][2] < PAGE_WIDTH - MARGIN


def test_long_names_leave_the_mark_and_the_page_number_alone(make_sheet: MakeSheet) -> None:
    sheet = make_sheet(customer="某某能源科技发展有限责任公司" * 8, needs=("说明。" * 900,))
    pdf = visit_pack_pdf(VisitPack(
        language="zh", day=date(2026, 11, 21), manager="李经理" * 30, sheets=(sheet,)
    ))  # fmt: skip
    last = len(pages_of(pdf)) - 1
    dots = boxes(pdf, "…", last)
    (mark,) = boxes(pdf, "内部资料", last)[:1]
    (number,) = boxes(pdf, f"第 {last + 1} 页", last)
    assert last > 0
    assert len(dots) == 2
    assert max(dots, key=lambda box: box[1])[2] < mark[0]
    assert min(dots, key=lambda box: box[1])[2] < number[0]


def test_place_and_manager_stand_apart(make_summary: MakeSummary) -> None:
    pdf = visit_summary_pdf(make_summary(place="达" * 200, manager="欧" * 100))
    assert max(box[2] for box in boxes(pdf, "达达")) + 6 < min(box[0] for box in boxes(pdf, "欧欧"))


def test_figures_about_a_customer_stand_below_each_other() -> None:
    rows = (("2026-10", "9.00"), ("2026-11", "12,345.00"))
    table = PaperTable("账单", ("账期", "费用"), (1.0, 1.0), rows, frozenset({1}))
    paper = CustomerPaper("zh", "王", "W1", "2026-11-21", "李", "本人", "未遮挡", [table])
    pdf = customer_paper_pdf(paper)
    (low,), (high,) = boxes(pdf, "9.00"), boxes(pdf, "12,345.00")
    assert abs(low[2] - high[2]) < 0.5


def test_a_figure_stands_below_where_the_line_goes_on_to_rise() -> None:
    chart = TrendChart("率", [("一", "0.01%", 0.0), ("二", "1.30%", 1.0), ("三", "9.99%", 9.0)])
    pdf = render(Frame(title="", author="", language="zh"), [Part([chart])])
    (first,), (second,), (third,) = (boxes(pdf, each) for each in ("0.01%", "1.30%", "9.99%"))
    assert second[1] - first[1] < 8 < third[1] - second[1]


def test_the_words_under_the_code_are_no_wider_than_it(make_summary: MakeSummary) -> None:
    (words,) = boxes(visit_summary_pdf(make_summary(language="en")), "Scan to reach us")
    assert words[2] <= PAGE_WIDTH - MARGIN


def test_what_was_taken_stands_on_one_line(make_summary: MakeSummary) -> None:
    done = (
        DoneForYou(item="融合299 续约 24 月", content="返 600 元", fee_fen=29_900, monthly=True),
    )
    (item,) = boxes(visit_summary_pdf(make_summary(done=done, offers=())), "融合299 续约 24 月")
    assert item[3] - item[1] < 12


def test_long_offers_hang_behind_their_points(make_summary: MakeSummary) -> None:
    pdf = visit_summary_pdf(make_summary(offers=("甲" * 70, "乙")))
    points, rows = boxes(pdf, "·"), boxes(pdf, "甲甲")
    assert len(points) == 2
    assert min(row[0] for row in rows) > max(point[2] for point in points)
    assert len({round(row[1]) for row in rows}) == 2


def test_nothing_paid_is_no_negative_nothing() -> None:
    lines = pages_of(points_receipt_pdf(points_samples.receipt(paid=0)))[0].splitlines()
    assert "本次扣减 0" in lines


@pytest.mark.parametrize("steps", [0, 7, 9, 25, 45])
def test_a_signature_never_has_a_page_of_its_own(make_summary: MakeSummary, steps: int) -> None:
    """However long the page is: text and rows that end anywhere on it."""
    for lines in range(1, 30, 6):
        pdf = visit_summary_pdf(make_summary(
            talked_about="\n".join(["谈到续约。"] * lines), done=(), bills=(), points_lots=(),
            next_steps=tuple(NextStep(None, f"第{n}步，回访。") for n in range(steps)),
        ))  # fmt: skip
        page = pages_of(pdf)[-1]
        assert "客户签字" in page
        assert any(words in page for words in ("步，回访。", "副卡"))


def test_the_heads_of_a_receipt_stand_once_on_a_page() -> None:
    lots = tuple(PaidLot(date(2024, 1, 1), date(2027, 12, 31), n) for n in range(60))
    for count in range(14, 60, 6):
        receipt = points_samples.receipt(lots=lots[:count], items=())
        pages = pages_of(points_receipt_pdf(receipt))
        assert max(page.count("获得日期") for page in pages) == 1
        assert "2027-12-31" in pages[-1]
        assert "客户签字" in pages[-1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_settlement_keeps_days_and_sums_whole_below_a_long_name(language: str) -> None:
    line = SettlementLine(
        partner_id=1, day="2026-10-28", number="D20261028-001", name="里程", quantity=12_000,
        points=1_234_567, partner_points=123_456, owed_fen=-123_456_700,
    )  # fmt: skip
    found = Settlement(month="2026-10", complete=True, partners=[summed(1, "联盟" * 40, [line])])
    paper = SettlementPaper(
        language=language, manager="李经理", branch="太原", made_at="2026-11-01", settlement=found
    )
    pdf = settlement_pdf(paper)
    for words in ("2026-10-28", "D20261028-001", "1,234,567", "-1,234,567.00"):
        assert all(box[3] - box[1] < 12 for box in boxes(pdf, words))
        assert boxes(pdf, words)
    heading = min(box[1] for box in boxes(pdf, "联盟"))
    (head,) = boxes(pdf, "兑换单号" if language == "zh" else "Receipt")
    assert head[3] < heading - 4
