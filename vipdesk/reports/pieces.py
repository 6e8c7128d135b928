"""Pieces that several reports share: head, strip of facts, chart of bills, signature, QR code."""

from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.domain.visit_summary import Signature
from vipdesk.reports.blocks import (
    ACCENT,
    BODY_BOLD,
    HAIRLINE,
    LABEL,
    LINE,
    MUTED,
    SIGN_LINE,
    SMALL,
    TEXT,
    TITLE,
    Block,
    Canvas,
    Look,
    Space,
    Stack,
    Text,
    Whole,
    draw_line,
    draw_rule,
    fitted,
    text_width,
)
from vipdesk.reports.table import columns

CAPTION = Look(size=9.75, leading=15.0, color=MUTED)


def head(title: str, number: str, left: str, right: str) -> Block:
    """The report's title and number, and a line of circumstances at each side."""
    aside = CAPTION.aligned("right")
    return Stack(
        [
            columns([Text(title, TITLE), Space(0), Text(f"\n{number}", _NUMBER)], [30, 1, 20]),
            columns([Text(left, CAPTION), Space(0), Text(right, aside)], [20, 1, 20]),
        ]
    )


@dataclass(frozen=True, slots=True)
class Signed:
    """A paper's last section over its signatures, which never have a page of their own.

    Where both are short they go to the next page together; else the end of the section goes along.
    """

    last: Block
    closing: Block

    APART = 18.0
    TOGETHER = 260.0
    TAIL = 50.0  # what goes along at least

    def height(self, width: float) -> float:
        return self.last.height(width) + self.APART + self.closing.height(width)

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        if self.height(width) <= self.TOGETHER:
            return None
        parts = self.last.split(width, min(room, self.last.height(width) - self.TAIL))
        return (parts[0], Signed(parts[1], self.closing)) if parts else None

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        self.last.draw(canvas, x, top, width)
        below = top - self.last.height(width) - self.APART
        self.closing.draw(canvas, x, below, width)


TINY = 1e-6
_NUMBER = Look(size=9.75, leading=12.5, color=MUTED, align="right")


@dataclass(frozen=True, slots=True)
class FactStrip(Whole):
    """A row of facts in a rounded frame, each a label over a value; empty values are left out."""

    facts: Sequence[tuple[str, str]]

    PAD = 10.5
    RADIUS = 6.0
    LEAST = 42.0  # points of text that a cell keeps however long the others are

    def _cells(self) -> list[tuple[Text, Text]]:
        return [
            (Text(label, LABEL), Text(value, BODY_BOLD)) for label, value in self.facts if value
        ]

    def _widths(self, width: float) -> list[float]:
        """Equal cells; a value too long for one takes the spare room of the others."""
        cells = self._cells()
        inner = width - 2 * self.PAD * len(cells)
        wanted = [
            max(self.LEAST, *(text_width(cell.text, cell.look.size) + 1 for cell in pair))
            for pair in cells
        ]
        even = inner / len(cells)
        if max(wanted) > even:
            share = [min(want, even) for want in wanted]
            spare, need = inner - sum(share), sum(wanted) - sum(share)
            given = [
                least + (want - least) * min(1.0, spare / need)
                for least, want in zip(share, wanted, strict=True)
            ]
            rest = (inner - sum(given)) / len(cells)
            return [part + rest + 2 * self.PAD for part in given]
        return [even + 2 * self.PAD] * len(cells)

    def height(self, width: float) -> float:
        if not self._cells():
            return 0.0
        pairs = zip(self._cells(), self._widths(width), strict=True)
        highest = max(
            sum(text.height(part - 2 * self.PAD) for text in pair) for pair, part in pairs
        )
        return highest + 2 * 8.6

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        cells = self._cells()
        if not cells:
            return
        height = self.height(width)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(HAIRLINE)
        canvas.roundRect(x, top - height, width, height, self.RADIUS, stroke=1, fill=0)
        left = x
        for (label, value), part in zip(cells, self._widths(width), strict=True):
            if left > x:
                canvas.setStrokeColor(LINE)
                canvas.setLineWidth(HAIRLINE)
                canvas.line(left, top, left, top - height)
            inner = part - 2 * self.PAD
            label.draw(canvas, left + self.PAD, top - 8.6, inner)
            value.draw(canvas, left + self.PAD, top - 8.6 - label.height(inner), inner)
            left += part


@dataclass(frozen=True, slots=True)
class BarChart(Whole):
    """Bars with a figure above and a word below each; negative ones hang under the line.

    Args:
        bars: Word, figure as printed, and its value in any unit.
        caption: Under the chart.
    """

    bars: Sequence[tuple[str, str, float]]
    caption: str = ""

    ROOM = 66.0  # height of the highest bar, or of the span from the lowest to the highest
    FIGURES = 16.0
    WORDS = 16.0
    BAR_WIDTH = 21.0
    APART = 4.0  # between figures side by side
    FIGURE = Look(size=7.5, leading=12.0, color=MUTED, align="center")

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at any width
        caption = CAPTION.leading if self.caption else 0.0
        return self.FIGURES + self.ROOM + self.WORDS + caption

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        values = [value for _word, _figure, value in self.bars]
        scale = self.ROOM / ((max(*values, 0.0) - min(*values, 0.0)) or 1.0)
        zero = top - self.FIGURES - max(*values, 0.0) * scale
        foot = top - self.FIGURES - self.ROOM
        slot = width / len(self.bars)
        room = slot - self.APART
        figures = fitted(self.FIGURE, [figure for _word, figure, _value in self.bars], room)
        words = fitted(SMALL.aligned("center"), [word for word, _figure, _value in self.bars], room)
        for number, (word, figure, value) in enumerate(self.bars):
            middle = x + slot * (number + 0.5)
            self._draw_bar(canvas, middle, zero, value * scale)
            above = zero + max(value * scale, 0.0) + 4.0
            draw_line(canvas, figure, middle, above, figures)
            draw_line(canvas, word, middle, foot - 12.0, words)
        draw_rule(canvas, x, zero, width)
        Text(self.caption, CAPTION).draw(canvas, x, foot - self.WORDS, width)

    def _draw_bar(self, canvas: Canvas, middle: float, zero: float, height: float) -> None:
        canvas.setFillColor(ACCENT)
        radius = min(2.0, abs(height) / 2)
        canvas.roundRect(
            middle - self.BAR_WIDTH / 2,
            min(zero, zero + height),
            self.BAR_WIDTH,
            abs(height),
            radius,
            stroke=0,
            fill=1,
        )


@dataclass(frozen=True, slots=True)
class Ink(Whole):
    """A signature from its strokes, smoothed, over a line with a caption."""

    signature: Signature | None
    caption: str

    ROOM = 54.0
    PEN = 1.3
    LARGEST = 1.6  # how much larger than its field a small mark may get

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at any width
        return self.ROOM + 4.0 + CAPTION.leading

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        if self.signature and self.signature.strokes:
            self._draw_strokes(canvas, self.signature, (x + 7.5, top), width - 15.0)
        draw_rule(canvas, x, top - self.ROOM, width, SIGN_LINE)
        Text(self.caption, CAPTION).draw(canvas, x, top - self.ROOM - 4.0, width)

    def _draw_strokes(
        self, canvas: Canvas, signature: Signature, corner: tuple[float, float], width: float
    ) -> None:
        points = [point for stroke in signature.strokes for point in stroke]
        left = min(x for x, _y in points)
        upper = min(y for _x, y in points)
        wide = max(x for x, _y in points) - left
        high = max(y for _x, y in points) - upper
        room = self.ROOM - 6.0
        scale = min(width / max(wide, TINY), room / max(high, TINY), self.LARGEST * width)
        drop = room - high * scale
        canvas.setStrokeColor(TEXT)
        canvas.setLineWidth(self.PEN)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for stroke in signature.strokes:
            draw_stroke(
                canvas,
                [
                    (corner[0] + (x - left) * scale, corner[1] - drop - (y - upper) * scale)
                    for x, y in stroke
                ],
            )
        canvas.setLineCap(0)
        canvas.setLineJoin(0)


def draw_stroke(canvas: Canvas, points: Sequence[tuple[float, float]]) -> None:
    """Draw a smooth curve through the points (Catmull-Rom as Bézier); one point is a dot."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    if len(points) == 1:
        path.lineTo(points[0][0] + 0.01, points[0][1])
    for at in range(len(points) - 1):
        before, start, end = points[max(at - 1, 0)], points[at], points[at + 1]
        after = points[min(at + 2, len(points) - 1)]
        path.curveTo(
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            *end,
        )
    canvas.drawPath(path, stroke=1, fill=0)


@dataclass(frozen=True, slots=True)
class QrCode(Whole):
    """A QR code of squares, drawn as vectors, with a caption."""

    content: str
    caption: str
    side: float = 57.0

    CAPTION_ROOM = 14.0

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at any width
        return self.side + self.CAPTION_ROOM

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        import segno

        matrix = segno.make(self.content, micro=False, error="m").matrix
        cell = self.side / len(matrix)
        left = x + width - self.side
        canvas.setFillColor(TEXT)
        path = canvas.beginPath()
        for row, bits in enumerate(matrix):
            for column, dark in enumerate(bits):
                if dark:
                    path.rect(left + column * cell, top - (row + 1) * cell, cell, cell)
        canvas.drawPath(path, stroke=0, fill=1)
        look = fitted(SMALL.aligned("center"), [self.caption], self.side)
        draw_line(canvas, self.caption, left + self.side / 2, top - self.side - 11.0, look)
