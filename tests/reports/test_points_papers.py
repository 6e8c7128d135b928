import io
from datetime import date

import pytest
from pypdf import PdfReader

from tests.reports import points_samples
from tests.reports.reading import flat, font_names, pages_of
from vipdesk.domain.points_words import RedemptionStatus
from vipdesk.domain.visit_summary import PointsLot
from vipdesk.reports.points_receipt import points_receipt_pdf
from vipdesk.reports.points_statement import points_statement_pdf


def test_a_receipt_says_everything_in_chinese() -> None:
    text = flat(points_receipt_pdf(points_samples.receipt()))
    for words in (
        "积分兑换凭证",
        "编号 D20261121-001",
        "客户经理 李经理",
        "王志强 先生",
        "139****8812",
        "话费 50 元",
        "钻石九折：减 1,000 分",
        "生日立减：减 300 分",
        "10,000",
        "8,700",
        "南航联盟另赠 500 分",
        "18,400",
        "-13,700",
        "4,700",
        "2024-05-20",
        "2027-12-31",
        "次月到账，不可转让。",
        "客户签字",
        "第 1 页 / 共 1 页",
    ):
        assert words in text, words
    assert text.index("钻石九折") < text.index("生日立减")  # in the order they were taken


def test_a_receipt_of_a_hold_says_until_when() -> None:
    held = points_samples.receipt(
        "en", status=RedemptionStatus.HELD.label, until_on=date(2027, 1, 15), signature=None
    )
    text = flat(points_receipt_pdf(held))
    for words in ("Held until 2027-01-15", "Held for it", "Customer's signature", "Page 1 of 1"):
        assert words in text


def test_a_statement_says_everything_in_chinese() -> None:
    text = flat(points_statement_pdf(points_samples.statement()))
    for words in (
        "积分对账单",
        "截至 2026-11-21",
        "20,400",
        "18,400",
        "184.00 元",
        "2026-12-31",
        "联合奖励",
        "14,200",
        "+468",
        "-5,000",
        "冻结 +2,000",
        "流水 5",
    ):
        assert words in text, words


def test_a_long_statement_flows_and_keeps_every_row() -> None:
    lots = tuple(PointsLot(date(2027, 1 + n % 12, 1), 100 + n) for n in range(9))
    pdf = points_statement_pdf(points_samples.statement("en", 120, expiring=lots))
    pages = pages_of(pdf)
    assert len(pages) > 3
    assert all(f"流水 {n} " in "".join(pages) for n in range(120))
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_statement_without_movements_says_so() -> None:
    bare = points_samples.statement(
        "en", 0, total=0, held=0, available=0, worth_fen=None, expiring=(), lots=()
    )
    text = flat(points_statement_pdf(bare))
    assert "No points were earned yet." in text
    assert "Worth about" not in text


@pytest.mark.parametrize(
    ("pdf", "title"),
    [
        (points_receipt_pdf, "积分兑换凭证\u3000D20261121-001"),
        (points_statement_pdf, "积分对账单"),
    ],
)
def test_is_described_and_names_no_customer(pdf: object, title: str) -> None:
    paper = points_samples.receipt() if pdf is points_receipt_pdf else points_samples.statement()
    content = pdf(paper)  # type: ignore[operator]
    reader = PdfReader(io.BytesIO(content))
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert reader.metadata.author == "李经理"
    assert "王志强" not in str(dict(reader.metadata))
    assert all("+NotoSansSC" in name for name in font_names(content))
