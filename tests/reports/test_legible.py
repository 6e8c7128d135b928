"""Papers that must come out whatever was typed; those of a name that can be mended are refused."""

from dataclasses import replace
from datetime import date

import pytest

from tests.reports import period_samples, points_samples
from tests.reports.conftest import MakeSheet
from tests.reports.reading import flat
from vipdesk.domain.customer_paper import CustomerPaper, PaperTable
from vipdesk.domain.visit_pack import VisitPack
from vipdesk.reports.customer_paper import customer_paper_pdf
from vipdesk.reports.errors import MissingGlyphsError
from vipdesk.reports.legible import legible
from vipdesk.reports.period_report import period_report_pdf
from vipdesk.reports.points_receipt import points_receipt_pdf
from vipdesk.reports.points_statement import points_statement_pdf
from vipdesk.reports.visit_pack import visit_pack_pdf


def test_only_what_the_font_lacks_is_spelt() -> None:
    assert legible("好😀𬱖\n𠮷") == "好[U+1F600]𬱖\n[U+20BB7]"
    assert legible("👨\u200d👩") == "[U+1F468][U+1F469]"
    kept = points_samples.receipt()
    assert legible(kept) == kept


def test_the_right_to_know_is_not_kept_by_an_emoji_or_a_name() -> None:
    rows = (("2026-11-21", "想换手机😀"),)
    table = PaperTable("接触", ("日期", "备注"), (1.0, 3.0), rows)
    paper = CustomerPaper("zh", "𠮷田", "W1", "2026-11-21", "李经理", "本人", "未遮挡", [table])
    text = flat(customer_paper_pdf(paper))
    assert "[U+20BB7]田" in text
    assert "想换手机[U+1F600]" in text


def test_a_note_of_one_customer_does_not_keep_the_pack_of_the_day(make_sheet: MakeSheet) -> None:
    sheets = (make_sheet(needs=("想要😀",)), make_sheet(customer="مەمەت"))
    text = flat(visit_pack_pdf(VisitPack(
        language="zh", day=date(2026, 11, 21), manager="李经理", sheets=sheets
    )))  # fmt: skip
    assert "想要[U+1F600]" in text
    assert "[U+0645][U+06D5]" in text


def test_what_a_movement_or_reward_was_called_is_printed_for_good() -> None:
    said = points_samples.statement()
    moved = replace(said, movements=(replace(said.movements[0], about="生日🎂"),))
    assert "生日[U+1F382]" in flat(points_statement_pdf(moved))
    got = points_samples.receipt()
    named = replace(got, items=(replace(got.items[0], name="蛋糕🎂"),))
    assert "蛋糕[U+1F382]" in flat(points_receipt_pdf(named))


def test_a_name_on_a_paper_of_the_customer_is_refused() -> None:
    head = replace(points_samples.head(), customer="𠮷田")
    with pytest.raises(MissingGlyphsError, match=r"U\+20BB7"):
        points_statement_pdf(points_samples.statement(head=head))


def test_a_report_of_the_period_comes_out() -> None:
    report = period_samples.period_report("zh")
    named = replace(report, at_risk=(replace(report.at_risk[0], name="𠮷**"),))
    assert "[U+20BB7]**" in flat(period_report_pdf(named))
