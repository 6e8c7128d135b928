"""What a page is made of: blocks that know their height, draw themselves and can be cut.

reportlab's canvas puts the ink on the page; the flow is ours, since platypus parses markup in
customers' words, breaks Chinese lines against the rules and lays out twice to know the number of
pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from reportlab.lib.colors import Color, HexColor

from vipdesk.reports.fonts import FONT_NAME, char_width, check_printable, clean
from vipdesk.reports.lines import break_lines

TEXT = HexColor("#1D2433")
MUTED = HexColor("#667085")
LINE = HexColor("#E4E7EC")
SHADE = HexColor("#F9FAFC")
ACCENT = HexColor("#1F5EFF")
SIGN_LINE = HexColor("#98A2B3")
AMBER = HexColor("#B54708")
AMBER_SHADE = HexColor("#FFF6E5")

BOLD_STROKE = 0.03  # em: the outline that turns the font's one weight into a bold one
ASCENT = 0.88  # em that a Chinese character takes above the base line
HAIRLINE = 0.75
FIT = 0.01  # points of rounding that may overlap

Canvas = Any  # reportlab.pdfgen.canvas.Canvas has no types


class Block(Protocol):
    """A piece of a page. Widths and heights are points; ``top`` counts upwards as PDF does."""

    def height(self, width: float) -> float:
        """How much of the page it takes at ``width``."""

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """Cut it so that the first part is at most ``room`` high; None where it must stay whole."""

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Draw it with its upper left corner at ``x``, ``top``."""


class Whole:
    """Base of blocks that are never cut."""

    __slots__ = ()

    def split(self, width: float, room: float) -> None:  # noqa: ARG002 - no place will do
        return None


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks: size and leading in points, ``align`` one of left, right, center."""

    size: float = 9.75
    leading: float = 15.75
    color: Color = TEXT
    bold: bool = False
    align: str = "left"

    def aligned(self, align: str) -> "Look":
        """The same, set to ``align``."""
        return replace(self, align=align)


BODY = Look()
BODY_BOLD = Look(bold=True)
BODY_MUTED = Look(color=MUTED)
SMALL = Look(size=8.25, leading=12.75, color=MUTED)
LABEL = Look(size=9, leading=14, color=MUTED)
TITLE = Look(size=18, leading=25, bold=True)
HEADING = Look(size=11.25, leading=16.5, bold=True)


def text_width(text: str, size: float) -> float:
    """Width of ``text`` on one line, in points."""
    return sum(map(char_width, text)) * size


def fitted(look: Look, texts: Sequence[str], width: float) -> Look:
    """``look`` at the size, never larger, at which each of ``texts`` has room on one line."""
    widest = max((text_width(text, look.size) for text in texts), default=0.0)
    return look if widest <= width else replace(look, size=look.size * width / widest)


def shortened(text: str, width: float, size: float) -> str:
    """``text``, or as much of it as fits on one line of ``width`` with an ellipsis behind."""
    if text_width(text, size) <= width:
        return text
    room = width - text_width("…", size)
    while text and text_width(text, size) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def draw_line(canvas: Canvas, text: str, x: float, y: float, look: Look) -> None:
    """Draw one line on the base line ``y``; ``x`` is its left, right or middle by its look."""
    if not text:
        return
    share = {"left": 0.0, "right": 1.0, "center": 0.5}[look.align]
    line = canvas.beginText(x - share * text_width(text.rstrip(" "), look.size), y)
    line.setFont(FONT_NAME, look.size, look.leading)
    line.setFillColor(look.color)
    if look.bold:
        canvas.setStrokeColor(look.color)
        canvas.setLineWidth(BOLD_STROKE * look.size)
        line.setTextRenderMode(2)
    line.textOut(text)
    line.setTextRenderMode(0)  # the mode outlives the text object
    canvas.drawText(line)


@dataclass(slots=True)
class Text:
    """Paragraphs in one look, drawn as they are written: no markup. Line ends part paragraphs.

    Raises:
        MissingGlyphsError: the font lacks a character of ``text``.
    """

    text: str
    look: Look = BODY
    _lines: dict[float, list[str]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        check_printable(self.text)
        self.text = clean(self.text)

    def lines(self, width: float) -> list[str]:
        """The lines it is broken into at ``width``; together they are the text."""
        if width not in self._lines:
            self._lines[width] = [
                line
                for paragraph in self.text.split("\n")
                for line in self._paragraph(paragraph, width)
            ]
            self._lines[width][-1] = self._lines[width][-1].removesuffix("\n")
        return self._lines[width]

    def _paragraph(self, paragraph: str, width: float) -> list[str]:
        size = self.look.size
        *lines, last = break_lines(paragraph, width, lambda char: char_width(char) * size)
        return [*lines, f"{last}\n"]

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.look.leading

    def split(self, width: float, room: float) -> "tuple[Text, Text] | None":
        lines = self.lines(width)
        first = int((room + FIT) // self.look.leading)
        if first >= len(lines):
            return None
        while first >= 2 and _leaves_a_line_alone(lines, first):
            first -= 1
        if first < 2:
            return None
        return self._part(width, lines[:first]), self._part(width, lines[first:])

    def _part(self, width: float, lines: list[str]) -> "Text":
        part = Text("".join(lines), self.look)
        part._lines[width] = lines
        return part

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        look = self.look
        left = x + {"left": 0.0, "right": width, "center": width / 2}[look.align]
        y = top - (look.leading - look.size) / 2 - look.size * ASCENT
        for line in self.lines(width):
            draw_line(canvas, line.removesuffix("\n"), left, y, look)
            y -= look.leading


def _leaves_a_line_alone(lines: list[str], at: int) -> bool:
    """Whether a cut before ``lines[at]`` parts one line from the rest of its paragraph.

    The very last line is never alone on a page, be it a paragraph or not.
    """
    if at == len(lines) - 1:
        return True
    begins = at == 1 or lines[at - 2].endswith("\n")
    parted = not lines[at - 1].endswith("\n")
    return parted and (begins or lines[at].endswith("\n"))


@dataclass(frozen=True, slots=True)
class Space(Whole):
    """Air between two blocks; it vanishes at the top of a page."""

    points: float

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at any width
        return self.points

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Leave the paper blank."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over a line, never parted from the beginning of its body."""

    heading: str
    body: Block

    ABOVE_LINE, BELOW_LINE = 4.5, 6.0

    def _head(self, width: float) -> float:
        lines = Text(self.heading, HEADING).height(width)
        return lines + self.ABOVE_LINE + self.BELOW_LINE

    def height(self, width: float) -> float:
        return self._head(width) + self.body.height(width)

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        parts = self.body.split(width, room - self._head(width))
        return (Section(self.heading, parts[0]), parts[1]) if parts else None

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        Text(self.heading, HEADING).draw(canvas, x, top, width)
        top -= self._head(width)
        draw_rule(canvas, x, top + self.BELOW_LINE, width)
        self.body.draw(canvas, x, top, width)


@dataclass(frozen=True, slots=True)
class Stack(Whole):
    """Blocks below each other that stay on one page."""

    blocks: Sequence[Block]

    def height(self, width: float) -> float:
        return sum(block.height(width) for block in self.blocks)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        for block in self.blocks:
            block.draw(canvas, x, top, width)
            top -= block.height(width)


def draw_rule(canvas: Canvas, x: float, y: float, width: float, color: Color = LINE) -> None:
    """Draw a thin horizontal line."""
    canvas.setStrokeColor(color)
    canvas.setLineWidth(HAIRLINE)
    canvas.line(x, y, x + width, y)
