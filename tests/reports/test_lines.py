import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.reports.lines import NOT_AT_END, NOT_AT_START, break_lines, is_wide


def measure(char: str) -> float:
    return 2 if is_wide(char) else 1


hanzi = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=9)
closing = st.sampled_from(
    ["，", "。", "！", "？", "》", "”", "、", "；", "：", "）", "……", "——", "！”"]
)
opening = st.sampled_from(["《", "（", "“", "「"])
word = st.sampled_from(["5G", "1000M", " don’t ", "299.00", " ", "(a)", "V-7", "50%"])
prose = st.lists(st.one_of(hanzi, hanzi, closing, opening, word), max_size=60).map("".join)


@pytest.mark.parametrize("width", [24, 41, 80])
@given(text=prose)
def test_lines_are_the_text_and_fit(width: int, text: str) -> None:
    lines = break_lines(text, width, measure)
    assert "".join(lines) == text
    assert all(sum(map(measure, line.rstrip())) <= width for line in lines)


sentence = st.tuples(hanzi, st.sampled_from(["", "《", "（", "“"]), hanzi, closing).map("".join)


@given(text=st.lists(sentence, max_size=30).map("".join))
def test_no_line_breaks_the_rules(text: str) -> None:
    lines = break_lines(text, 24, measure)
    assert not [line for line in lines[1:] if line[0] in NOT_AT_START]
    assert not [line for line in lines[:-1] if line[-1] in NOT_AT_END]


def test_words_and_figures_stay_whole() -> None:
    lines = break_lines("已退 24.00 元，宽带 1000M，don’t worry", 10, measure)
    assert lines == ["已退 24.00 ", "元，宽带 ", "1000M，", "don’t ", "worry"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert break_lines("abcdefghijkl", 5, measure) == ["abcde", "fghij", "kl"]


def test_a_long_word_leaves_no_mark_for_the_start_of_a_line() -> None:
    assert break_lines("abcde，fgh", 5, measure) == ["abcd", "e，", "fgh"]
    assert break_lines("abcd（efgh", 6, measure) == ["abcd", "（efgh"]
    assert break_lines("abcde\u0301fg", 5, measure) == ["abcd", "e\u0301fg"]


def test_a_unit_behind_a_stroke_stays_with_it() -> None:
    assert break_lines("每月 299 元/月起", 10, measure) == ["每月 299 ", "元/月起"]
    assert break_lines("一二三四/五六", 8, measure) == ["一二三", "四/五六"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert break_lines("", 10, measure) == [""]
