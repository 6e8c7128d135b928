"""Tables and columns: rows that flow over pages, their head repeated on each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vipdesk.reports.blocks import FIT, LABEL, SHADE, Block, Canvas, Look, Text, draw_rule

Cells = Sequence[Block]
TALL = 96.0  # points, six lines: a row no higher is never cut


@dataclass(frozen=True, slots=True)
class Column:
    """A column's share of the width, its head (none in a table without one) and its cells' look."""

    share: float
    look: Look
    head: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of blocks.

    Args:
        shares: Widths of the columns, as parts of their sum.
        rows: A block for each column.
        head: First row, shaded, repeated on each page; empty for none.
        pad: Blank at both sides of a cell, and above and below, in points.
        ruled: Whether a line stands under each row.
    """

    shares: Sequence[float]
    rows: Sequence[Cells]
    head: Cells = ()
    pad: tuple[float, float] = (7.5, 3.4)
    ruled: bool = True

    def _widths(self, width: float) -> list[float]:
        total = sum(self.shares)
        return [width * share / total for share in self.shares]

    def _row_height(self, cells: Cells, width: float) -> float:
        inner = [part - 2 * self.pad[0] for part in self._widths(width)]
        highest = max(cell.height(room) for cell, room in zip(cells, inner, strict=True))
        return highest + 2 * self.pad[1]

    def _head_height(self, width: float) -> float:
        return self._row_height(self.head, width) if self.head else 0.0

    def height(self, width: float) -> float:
        return self._head_height(width) + sum(self._row_height(row, width) for row in self.rows)

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        room -= self._head_height(width)
        count = 0
        for row in self.rows:
            height = self._row_height(row, width)
            if height > room + FIT:
                break
            room -= height
            count += 1
        first, rest = list(self.rows[:count]), list(self.rows[count:])
        if rest and (parts := self._split_row(rest[0], width, room)):
            first, rest = [*first, parts[0]], [parts[1], *rest[1:]]
        if not first or not rest:
            return None
        return replace(self, rows=first), replace(self, rows=rest)

    def _split_row(self, cells: Cells, width: float, room: float) -> "tuple[Cells, Cells] | None":
        if self._row_height(cells, width) <= TALL:
            return None
        room -= 2 * self.pad[1]
        upper: list[Block] = []
        lower: list[Block] = []
        for cell, part in zip(cells, self._widths(width), strict=True):
            inner = part - 2 * self.pad[0]
            halves = _halves(cell, inner, room)
            if halves is None:
                return None
            upper.append(halves[0])
            lower.append(halves[1])
        return upper, lower

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        if self.head:
            height = self._head_height(width)
            canvas.setFillColor(SHADE)
            canvas.rect(x, top - height, width, height, stroke=0, fill=1)
            top = self._draw_row(canvas, self.head, x, top, width)
        for row in self.rows:
            top = self._draw_row(canvas, row, x, top, width)

    def _draw_row(self, canvas: Canvas, cells: Cells, x: float, top: float, width: float) -> float:
        left = x
        for cell, part in zip(cells, self._widths(width), strict=True):
            inner = part - 2 * self.pad[0]
            cell.draw(canvas, left + self.pad[0], top - self.pad[1], inner)
            left += part
        bottom = top - self._row_height(cells, width)
        if self.ruled:
            draw_rule(canvas, x, bottom, width)
        return bottom


def _halves(cell: Block, width: float, room: float) -> "tuple[Block, Block] | None":
    """A cell's parts above and below a cut; one that fits above leaves nothing below."""
    if cell.height(width) <= room + FIT:
        return cell, Text("")
    return cell.split(width, room)


def text_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
    """A ruled table of texts; it has a head where a column has one."""
    headed = any(column.head for column in columns)
    head = [Text(column.head, LABEL.aligned(column.look.align)) for column in columns]
    return Table(
        shares=[column.share for column in columns],
        rows=[
            [Text(cell, column.look) for cell, column in zip(row, columns, strict=True)]
            for row in rows
        ],
        head=head if headed else (),
    )


def columns(blocks: Cells, shares: Sequence[float]) -> Table:
    """Blocks side by side, without lines and blanks."""
    return Table(shares=shares, rows=[blocks], pad=(0.0, 0.0), ruled=False)
