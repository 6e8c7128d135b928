import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.markdown import escaped, to_html, to_plain

SHEET = """# 融合299
先说**重点**，再说*细节*。
第二行

- 一
- 二 **三**

1. a
2. b

| 项目 | 说明 |
| --- | --- |
| 流量 | 40 GB |
"""


def test_what_is_known_becomes_html() -> None:
    assert to_html(SHEET) == (
        '<p class="h1">融合299</p>'
        "<p>先说<b>重点</b>，再说*细节*。<br>第二行</p>"
        "<ul><li>一</li><li>二 <b>三</b></li></ul><ol><li>a</li><li>b</li></ol>"
        '<table cellpadding="6"><tr><th align="left">项目</th><th align="left">说明</th></tr>'
        '<tr><td align="left">流量</td><td align="left">40 GB</td></tr></table>'
    )


def test_paper_reads_it_without_signs() -> None:
    assert to_plain(SHEET).splitlines()[-6:] == [
        "· 一", "· 二 三", "1. a", "2. b", "项目  说明", "流量  40 GB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* c", "<p>a <i>b</i> c</p>"),
        ("3 * 4 * 5", "<p>3 * 4 * 5</p>"),
        ("R&D[*] and [*]", "<p>R&amp;D[*] and [*]</p>"),
        ("<img src='file:///x'>", "<p>&lt;img src=&#x27;file:///x&#x27;&gt;</p>"),
        ("![x](file:///x) [a](http://b)", "<p>![x](file:///x) [a](http://b)</p>"),
        ("#no heading", "<p>#no heading</p>"),
        ("**open", "<p>**open</p>"),
    ],
)
def test_what_is_not_known_is_text(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text())
def test_an_escaped_fact_reads_as_it_stands(fact: str) -> None:
    assert to_plain(f"x {escaped(fact)}").strip() == f"x {' '.join(fact.split())}".strip()


@given(st.text(alphabet="*\\\\|#-1. \n<>&ab", max_size=60))
def test_nothing_but_its_own_tags_comes_out(text: str) -> None:
    html = to_html(text)
    for tag in ("p", "ul", "ol", "li", "b", "i", "table", "tr", "th", "td"):
        assert html.count(f"<{tag}") >= html.count(f"</{tag}>")
        for form in (
            *(f'<p class="h{n}">' for n in (1, 2, 3)),
            f"<{tag}>",
            f"</{tag}>",
            f'<{tag} align="left">',
            f'<{tag} cellpadding="6">',
        ):
            html = html.replace(form, "")
    assert "<" not in html.replace("<br>", "")
