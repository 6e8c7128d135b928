"""Reads PDFs back as a customer's reader would."""

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """Each page's text by pypdf, lines as drawn."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def pdfium_pages(pdf: bytes) -> list[str]:
    """Each page's text by the engine of Chrome."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()


def flat(pdf: bytes) -> str:
    """All text by pypdf without line ends."""
    return "".join("".join(pages_of(pdf)).split("\n"))


def font_names(pdf: bytes) -> Iterator[str]:
    """Names of the embedded fonts."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descriptor = font.get_object().get("/FontDescriptor")
            if descriptor and "/FontFile2" in descriptor.get_object():
                yield str(font.get_object()["/BaseFont"])


def boxes(pdf: bytes, words: str, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Where ``words`` stand on a page, each time: left, bottom, right, top in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[page].get_textpage()
        found, search = [], text.search(words)
        while at := search.get_next():
            chars = [text.get_charbox(n) for n in range(at[0], at[0] + at[1])]
            lefts, bottoms, rights, tops = zip(*chars, strict=True)
            found.append((min(lefts), min(bottoms), max(rights), max(tops)))
        return found
    finally:
        document.close()
