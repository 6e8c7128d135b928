"""From blocks to the bytes of a PDF: pages with the accent bar, running heads and "page x of y"."""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk import __version__
from vipdesk.reports.blocks import (
    ACCENT,
    AMBER,
    AMBER_SHADE,
    FIT,
    LINE,
    SMALL,
    Block,
    Canvas,
    Look,
    Space,
    draw_line,
    draw_rule,
    shortened,
    text_width,
)
from vipdesk.reports.fonts import check_printable, clean, face
from vipdesk.texts import translator

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4
MARGIN = 42.0
BAR = 4.5
TOP = PAGE_HEIGHT - 31.0
TOP_WITH_HEAD = PAGE_HEIGHT - 48.0
FOOT_LINE = 33.0
BOTTOM = 45.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
BESIDE = 12.0  # points between what stands at the left and at the right of a line
SLANT, DIAGONAL, WATERMARK_GAP = 40.0, 640.0, 230.0  # degrees, points
PDF_LANGUAGES = {"zh": "zh-CN", "en": "en"}

_drawing = threading.Lock()  # the font's tables remember where they were read last


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the blocks, on paper and in the file's properties.

    Args:
        title: The document's title; no customer's name, since file managers show it.
        author: Who wrote it.
        language: One of `vipdesk.texts.LANGUAGES`.
        note: Left of the footer on every page.
        internal: A mark that stands out on every page of what no customer may see; empty for none.
        watermark: Aslant behind each page of what is not masked: who took it out, when and why.
    """

    title: str
    author: str
    language: str
    note: str = ""
    internal: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that begin on a page of their own; ``running_head`` stands on the pages after it."""

    blocks: Sequence[Block]
    running_head: str = ""


@dataclass(slots=True)
class _Page:
    placed: list[tuple[Block, float]]
    head: str = ""


def render(frame: Frame, parts: Sequence[Part]) -> bytes:
    """Lay the parts out and draw them: the PDF.

    Raises:
        MissingGlyphsError: a text of the frame holds what the font lacks.
    """
    from reportlab.pdfgen.canvas import Canvas as PdfCanvas

    for text in (frame.title, frame.note, frame.watermark, *(part.running_head for part in parts)):
        check_printable(text)
    pages = [page for part in parts for page in lay_out(part)]
    buffer = io.BytesIO()
    with _drawing:
        face()
        canvas = PdfCanvas(
            buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), lang=PDF_LANGUAGES[frame.language]
        )
        _describe(canvas, frame)
        for number, page in enumerate(pages, start=1):
            _draw_watermark(canvas, frame.watermark)
            _draw_head(canvas, frame, page.head)
            for block, top in page.placed:
                block.draw(canvas, MARGIN, top, WIDTH)
            _draw_foot(canvas, frame, (number, len(pages)))
            canvas.showPage()
        canvas.save()
    return buffer.getvalue()


def _describe(canvas: Canvas, frame: Frame) -> None:
    canvas.setTitle(clean(frame.title))
    canvas.setAuthor(clean(frame.author))
    canvas.setSubject(clean(frame.internal))
    canvas.setCreator(f"VIPDesk {__version__}")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def lay_out(part: Part) -> list[_Page]:
    """Put the blocks on pages, top down, cutting those that may be cut."""
    pages = [_Page([])]
    top = TOP
    waiting = list(reversed(part.blocks))
    while waiting:
        block = waiting.pop()
        page = pages[-1]
        if not page.placed and isinstance(block, Space):
            continue
        room = top - BOTTOM
        if block.height(WIDTH) <= room + FIT:
            page.placed.append((block, top))
            top -= block.height(WIDTH)
            continue
        pieces = block.split(WIDTH, room)
        if pieces is None and not page.placed:
            pieces = (block, Space(0))  # higher than a page and not to be cut: it overhangs
        if pieces is None:
            waiting.append(block)
        else:
            page.placed.append((pieces[0], top))
            waiting.append(pieces[1])
        if any(not isinstance(block, Space) for block in waiting):
            pages.append(_Page([], part.running_head))
            top = TOP_WITH_HEAD
    return pages


def _draw_watermark(canvas: Canvas, watermark: str) -> None:
    """Draw it three times across the page, as large as its length allows."""
    if not watermark:
        return
    mark = clean(watermark)
    size = max(9.0, min(20.0, 20.0 * DIAGONAL / text_width(mark, 20.0)))
    look = Look(size=size, leading=size, color=LINE, align="center")
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(SLANT)
    for off in (-WATERMARK_GAP, 0.0, WATERMARK_GAP):
        draw_line(canvas, mark, 0.0, off, look)
    canvas.restoreState()


def _draw_head(canvas: Canvas, frame: Frame, head: str) -> None:
    canvas.setFillColor(AMBER if frame.internal else ACCENT)
    canvas.rect(0, PAGE_HEIGHT - BAR, PAGE_WIDTH, BAR, stroke=0, fill=1)
    room = WIDTH
    if frame.internal:
        room -= _draw_internal_mark(canvas, frame.internal) + BESIDE
    head = shortened(clean(head), room, SMALL.size)
    draw_line(canvas, head, MARGIN, PAGE_HEIGHT - 30.0, SMALL)


def _draw_foot(canvas: Canvas, frame: Frame, page: tuple[int, int]) -> None:
    t = translator(frame.language)
    draw_rule(canvas, MARGIN, FOOT_LINE, WIDTH)
    base = FOOT_LINE - 15.0
    pages = t("Page {number} of {total}").format(number=page[0], total=page[1])
    room = WIDTH - text_width(pages, SMALL.size) - BESIDE
    draw_line(canvas, shortened(clean(frame.note), room, SMALL.size), MARGIN, base, SMALL)
    draw_line(canvas, pages, MARGIN + WIDTH, base, SMALL.aligned("right"))


def _draw_internal_mark(canvas: Canvas, mark: str) -> float:
    """Draw it at the right; how wide it is."""
    look = Look(size=8.25, leading=12.75, color=AMBER, bold=True, align="right")
    width = text_width(mark, look.size) + 15.0
    canvas.setFillColor(AMBER_SHADE)
    canvas.roundRect(MARGIN + WIDTH - width, PAGE_HEIGHT - 29.0, width, 16.0, 4, stroke=0, fill=1)
    draw_line(canvas, mark, MARGIN + WIDTH - 7.5, PAGE_HEIGHT - 24.0, look)
    return width
