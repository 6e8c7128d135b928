"""Text on a page: drawn as it is written, without markup, so that no customer's note can break a document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus.flowables import Flowable

from vipdesk.reports.fonts import FONT_NAME, char_width, check_printable, clean, face
from vipdesk.reports.lines import break_lines

TEXT = HexColor("#1D2433")
MUTED = HexColor("#667085")
LINE = HexColor("#E4E7EC")
SHADE = HexColor("#F9FAFC")
ACCENT = HexColor("#1F5EFF")
SIGN_LINE = HexColor("#98A2B3")
AMBER = HexColor("#B54708")
AMBER_SHADE = HexColor("#FFF6E5")

BOLD_STROKE = 0.03  # em: the outline that makes the one weight of the font a bold one
ASCENT = 0.88  # em above the base line that Chinese characters take
ASCENT_AND_DESCENT = 1.0


@dataclass(frozen=True, slots=True)
class Face:
    """How a text looks: size and leading in points, ``align`` one of left, right, center."""

    size: float = 9.75
    leading: float = 15.75
    color: Color = TEXT
    bold: bool = False
    align: str = "left"

    def aligned(self, align: str) -> "Face":
        """The same, set to ``align``."""
        return replace(self, align=align)


BODY = Face()
BODY_BOLD = Face(bold=True)
BODY_MUTED = Face(color=MUTED)
SMALL = Face(size=8.25, leading=12.75, color=MUTED)
LABEL = Face(size=9, leading=14, color=MUTED)
TITLE = Face(size=18, leading=25, bold=True)
HEADING = Face(size=11.25, leading=16.5, bold=True)


def text_width(text: str, size: float) -> float:
    """Width of ``text`` on one line, in points."""
    return sum(map(char_width, text)) * size


def draw_line(canvas: Any, text: str, x: float, y: float, look: Face) -> None:
    """Draw one line with its base line at ``y``; ``x`` is its left, right or middle by ``look.align``."""
    if not text:
        return
    share = {"left": 0.0, "right": 1.0, "center": 0.5}[look.align]
    ink = text.rstrip(" ") if share else text
    canvas.saveState()
    canvas.setFillColor(look.color)
    line = canvas.beginText(x - share * text_width(ink, look.size), y)
    line.setFont(FONT_NAME, look.size, look.leading)
    if look.bold:
        canvas.setStrokeColor(look.color)
        canvas.setLineWidth(BOLD_STROKE * look.size)
        line.setTextRenderMode(2)
    line.textOut(text)
    if look.bold:
        line.setTextRenderMode(0)
    canvas.drawText(line)
    canvas.restoreState()


class Text(Flowable):  # type: ignore[misc]
    """Paragraphs in one look; breaks by `vipdesk.reports.lines`, flows over pages.

    Args:
        text: What to print; line ends part paragraphs.
        look: Its size, colour, weight and side.

    Raises:
        MissingGlyphsError: the font lacks a character of ``text``.
    """

    def __init__(self, text: str, look: Face = BODY) -> None:
        super().__init__()
        check_printable(text)
        self._text = clean(text)
        self._look = look
        self._lines: list[str] = []
        self._ready = False

    @classmethod
    def _of_lines(cls, lines: Sequence[str], look: Face) -> "Text":
        part = cls("", look)
        part._lines, part._ready = list(lines), True
        return part

    def minWidth(self) -> float:
        return self._look.size

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002 - its base's
        face()
        if not self._ready or width != getattr(self, "width", None):
            self._set_lines(width)
        self.width = width
        self.height = len(self._lines) * self._look.leading
        return width, self.height

    def _set_lines(self, width: float) -> None:
        if self._ready and not self._text:
            return  # a part of a split text keeps its lines
        size = self._look.size
        self._lines = [
            line
            for paragraph in self._text.split("\n")
            for line in break_lines(paragraph, width, lambda char: char_width(char) * size)
        ]
        self._ready = True

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fitting = int((height + 0.01) // self._look.leading)
        if fitting >= len(self._lines):
            return [self]
        if len(self._lines) - fitting == 1:
            fitting -= 1  # no last line alone on the next page
        if fitting < min(2, len(self._lines) - 1):
            return []
        parts = self._lines[:fitting], self._lines[fitting:]
        return [self._of_lines(lines, self._look) for lines in parts]

    def draw(self) -> None:
        look = self._look
        x = {"left": 0.0, "right": self.width, "center": self.width / 2}[look.align]
        gap = (look.leading - look.size * ASCENT_AND_DESCENT) / 2
        y = self.height - gap - look.size * ASCENT
        for line in self._lines:
            draw_line(self.canv, line, x, y, look)
            y -= look.leading
