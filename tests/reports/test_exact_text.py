"""What is printed is what a reader copies: for every kind of character that the font has."""

import unicodedata
from functools import cache

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.conftest import MakeSummary
from tests.reports.reading import pages_of, pdfium_pages
from vipdesk.reports.blocks import Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.fonts import clean, face
from vipdesk.reports.visit_summary import visit_summary_pdf

FRAME = Frame(title="", author="", language="zh")


@cache
def printable() -> list[str]:
    return [
        char
        for char in map(chr, face().charToGlyph)
        if clean(char) == char and not char.isspace() and not unicodedata.combining(char)
    ]


def test_every_ideograph_of_the_font_comes_back() -> None:
    ideographs = [char for char in printable() if "IDEOGRAPH" in unicodedata.name(char, "")]
    rows = ["".join(ideographs[at : at + 40]) for at in range(0, len(ideographs), 40)]
    assert len(ideographs) > 28_000
    pdf = render(FRAME, [Part([Text("\n".join(rows))])])
    text = "\n".join(pdfium_pages(pdf))
    lines = {line.strip() for line in text.splitlines()}
    assert [row for row in rows if row not in lines] == []


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_any_mixture_comes_back(data: st.DataObject) -> None:
    name = data.draw(st.text(st.sampled_from(printable()), min_size=1, max_size=12))
    pdf = render(FRAME, [Part([Text(f"甲{name}乙")])])
    assert f"甲{name}乙" in pages_of(pdf)[0]


@pytest.mark.parametrize("part", ["signature", "qr"])
def test_signature_and_code_are_ink_on_the_paper(make_summary: MakeSummary, part: str) -> None:
    def ink(pdf: bytes) -> int:
        document = pypdfium2.PdfDocument(pdf)
        picture = document[0].render(scale=1).to_pil().convert("L")
        document.close()
        return sum(picture.histogram()[:128])

    with_it = visit_summary_pdf(make_summary())
    without = visit_summary_pdf(make_summary(**{part: "" if part == "qr" else None}))
    assert ink(with_it) > ink(without) + 60
    assert b"/Subtype /Image" not in with_it
