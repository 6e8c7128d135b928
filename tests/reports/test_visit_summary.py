import io
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.reports.conftest import MakeSummary
from tests.reports.reading import flat, font_names, pages_of, pdfium_pages
from vipdesk.domain.visit_summary import DoneForYou, PointsLot, VisitSummary
from vipdesk.reports.errors import MissingGlyphsError
from vipdesk.reports.lines import NOT_AT_END, NOT_AT_START
from vipdesk.reports.visit_summary import visit_summary_pdf


def test_says_everything_in_chinese(make_summary: MakeSummary) -> None:
    text = flat(visit_summary_pdf(make_summary()))
    for words in (
        "客户拜访小结",
        "编号 V-20261121-0007",
        "09:32–10:05",
        "客户经理 李经理",
        "王志强 先生",
        "139****8812",
        "18,400",
        "感谢您七年来的信任。9 月计费争议已退 24.00 元，本月账单核对无误。",
        "299.00 元/月",
        "500M → 1000M",
        "11-24 周二",
        "12-31 前",
        "2027-01-05 周二",
        "-12.50",
        "扫码联系我们",
        "第 1 页 / 共 1 页",
    ):
        assert words in text


def test_says_the_same_in_english(make_summary: MakeSummary) -> None:
    text = flat(visit_summary_pdf(make_summary(language="en", customer="Li Lei")))
    for words in ("Visit summary", "Mr Li Lei", "299.00 yuan/month", "11-24 Tue", "Page 1 of 1"):
        assert words in text


def test_is_described_for_readers_and_names_no_customer(make_summary: MakeSummary) -> None:
    reader = PdfReader(io.BytesIO(visit_summary_pdf(make_summary())))
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "客户拜访小结\u3000V-20261121-0007"
    assert reader.metadata.author == "李经理"
    assert "王志强" not in str(dict(reader.metadata))


def test_embeds_only_the_characters_it_uses(make_summary: MakeSummary) -> None:
    pdf = visit_summary_pdf(make_summary())
    assert all("+NotoSansSC" in name for name in font_names(pdf))
    assert list(font_names(pdf))
    assert len(pdf) < 80_000


@pytest.mark.parametrize("name", ["王𬱖", "陈𬭎", "㛃䶮", "买买提·吐尔逊"])
def test_rare_names_copy_exactly(make_summary: MakeSummary, name: str) -> None:
    pdf = visit_summary_pdf(make_summary(customer=name, salutation="", talked_about=f"{name}您好"))
    for pages in (pages_of(pdf), pdfium_pages(pdf)):
        lines = [line.strip() for line in pages[0].splitlines()]
        assert name in lines
        assert f"{name}您好" in lines


def test_a_character_without_a_glyph_is_named(make_summary: MakeSummary) -> None:
    with pytest.raises(MissingGlyphsError) as caught:
        visit_summary_pdf(make_summary(customer="𠮷田"))
    assert caught.value.missing == "𠮷"


def test_all_characters_without_a_glyph_are_named_at_once(make_summary: MakeSummary) -> None:
    done = (DoneForYou(item="续约🎂", content="返还"),)
    with pytest.raises(MissingGlyphsError) as caught:
        visit_summary_pdf(make_summary(customer="𠮷田", talked_about="您好😀😀", done=done))
    assert sorted(caught.value.missing) == sorted("𠮷😀🎂")


def test_what_the_code_says_need_not_be_printable(make_summary: MakeSummary) -> None:
    assert visit_summary_pdf(make_summary(qr="https://example.invalid/😀"))


def test_empty_sections_vanish(bare_summary: VisitSummary) -> None:
    text = flat(visit_summary_pdf(bare_summary))
    assert "晋商（虚构）有限公司" in text
    for heading in ("本次沟通", "为您办理", "方案", "需求", "积分", "话费", "接下来", "会员等级"):
        assert heading not in text


def test_markup_in_notes_is_only_text(make_summary: MakeSummary) -> None:
    note = "费用 < 100 元 & 免 <b>押金</b>（&amp;）"
    assert note in flat(visit_summary_pdf(make_summary(talked_about=note)))


def test_long_tables_flow_and_repeat_their_head(make_summary: MakeSummary) -> None:
    done = tuple(DoneForYou(item=f"事项{n}", content="续约" * 40) for n in range(60))
    pages = pages_of(visit_summary_pdf(make_summary(done=done)))
    assert len(pages) > 2
    with_rows = [page for page in pages if "续约续约" in page]
    assert all("事项 内容" in page for page in with_rows)
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页 / 共 {len(pages)} 页" in page
    assert all(f"事项{n} 续约" in "\n".join(pages) for n in range(60))


def test_a_row_higher_than_a_page_is_cut_without_loss(make_summary: MakeSummary) -> None:
    content = "".join(f"说明 N{n}，" for n in range(700))
    pdf = visit_summary_pdf(make_summary(done=(DoneForYou(item="说明", content=content),)))
    text = flat(pdf)
    assert len(pages_of(pdf)) > 2
    assert all(f"N{n}，" in text for n in range(700))


def test_long_notes_flow(make_summary: MakeSummary) -> None:
    note = "\n".join(f"第{n}段：" + "说明。" * 60 for n in range(40))
    pdf = visit_summary_pdf(make_summary(talked_about=note))
    text = flat(pdf)
    assert len(pages_of(pdf)) > 3
    assert all(f"第{n}段：" in text for n in range(40))


def test_many_lots_stand_above_the_chart(make_summary: MakeSummary) -> None:
    lots = tuple(PointsLot(date(2027, 1 + n % 12, 1), 100 + n) for n in range(20))
    text = flat(visit_summary_pdf(make_summary(points_lots=lots)))
    assert "您的话费" in text
    assert "到期日 积分" in text


hanzi = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
marks = st.sampled_from(["，", "。", "！", "？”", "》", "、", "；", "：", "）", "……"])
sentence = st.tuples(hanzi, st.sampled_from(["", "《", "（", "“"]), hanzi, marks).map("".join)


@given(note=st.lists(sentence, min_size=5, max_size=60).map("".join))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_printed_lines_keep_the_rules_and_the_text(make_summary: MakeSummary, note: str) -> None:
    pdf = visit_summary_pdf(make_summary(talked_about=note, done=(), needs=(note,)))
    lines = [line.strip() for page in pages_of(pdf) for line in page.splitlines()]
    assert not [line for line in lines if line and line[0] in NOT_AT_START]
    assert not [line for line in lines if line and line[-1] in NOT_AT_END]
    assert flat(pdf).count(note) == 2


def test_is_quick_once_the_font_is_loaded(make_summary: MakeSummary) -> None:
    summary = make_summary()
    visit_summary_pdf(summary)
    seconds = []
    for _round in range(5):
        start = time.perf_counter()
        visit_summary_pdf(summary)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.15
