"""The trend of one indicator with its target."""

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from typing_extensions import override

from vipdesk.domain.indicators import Value
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.indicators import words
from vipdesk.ui.kit.charts import LineChart, Point
from vipdesk.ui.theme import Token

HEIGHT = 190
ROOM = 0.3  # of the span of values, above and below them
TICKS = 4  # steps up the side at most
GAP = 6


class TrendChart(LineChart):
    """Values of periods, oldest first; a period without one leaves a gap."""

    def __init__(self) -> None:
        self.values: tuple[Value, ...] = ()
        self._told: dict[Point, str] = {}
        self._low, self._high = 0.0, 1.0
        super().__init__(_("Trend"), str)
        self.setFixedHeight(HEIGHT)
        self.setAutoFillBackground(True)  # for its picture
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def show_values(self, values: Sequence[Value]) -> None:
        """Draw these."""
        self.values = tuple(values)
        points = [Point(words.period_word(v.period), _number(v)) for v in self.values]
        told = (words.value_word(value) for value in self.values)
        self._told = dict(zip(points, told, strict=True))
        self._low, self._high = _scale([p.value for p in points], self._goal())
        self.set_points(points)

    @override
    def _said(self, point: Point) -> str:
        return self._told.get(point, "")

    @override
    def _box(self) -> QRectF:
        metrics = theme.metrics(theme.NOTE_SIZE)
        widest = max((metrics.horizontalAdvance(text) for _at, text in self._ticks()), default=0)
        return super()._box().adjusted(widest + GAP, 0, 0, 0)

    @override
    def _height(self, value: float) -> float:
        box = super()._box()
        return box.bottom() - box.height() * (value - self._low) / (self._high - self._low)

    @override
    def _figure_line(self, number: int) -> float:
        """Where the line comes from above, its word stands below it."""
        before = self._points[number - 1].value if number else None
        value = self._points[number].value or 0
        if before is None or value >= before:
            return super()._figure_line(number)
        return self._height(value) + GAP + theme.metrics(theme.NOTE_SIZE).ascent()

    @override
    def _begin(self) -> QPainter:
        painter = super()._begin()
        self._paint_ticks(painter)
        self._paint_target(painter)
        return painter

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.NOTE_SIZE))
        metrics, box = QFontMetrics(painter.font()), self._box()
        for at, text in self._ticks():
            y = self._height(at)
            painter.setPen(QPen(theme.color(Token.LINE), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(theme.color(Token.MUTED))
            left = box.left() - GAP - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), text)

    def _paint_target(self, painter: QPainter) -> None:
        goal = self._goal()
        if goal is None:
            return
        painter.setFont(theme.font(theme.NOTE_SIZE))
        box, y = self._box(), self._height(goal)
        painter.setPen(QPen(theme.color(Token.RED), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        text = _("Target {n}").format(n=words.target_word(self.values[-1]))
        painter.setPen(theme.color(Token.RED))
        painter.drawText(QPointF(box.left() + GAP, y - GAP / 2), text)

    def _ticks(self) -> Iterator[tuple[float, str]]:
        """Round numbers up the side."""
        step = _round_step((self._high - self._low) / TICKS)
        at = math.ceil(self._low / step) * step
        while at <= self._high:
            yield at, f"{round(at, 6):g}"
            at += step

    def _goal(self) -> float | None:
        last = self.values[-1] if self.values else None
        if last is None or last.goal is None or last.is_of_another_span:
            return None
        return float(last.goal * (100 if last.spec.percent else 1))


def _number(value: Value) -> float | None:
    if value.rate is None:
        return None
    return float(value.rate * (100 if value.spec.percent else 1))


def _scale(values: Sequence[float | None], goal: float | None) -> tuple[float, float]:
    """Lowest and highest number up the side, with room around what is shown."""
    seen = [value for value in (*values, goal) if value is not None]
    if not seen:
        return 0.0, 1.0
    low, high = min(seen), max(seen)
    room = (high - low) * ROOM or max(abs(high) * ROOM, 1.0)
    return low - room, high + room


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10 … from ``least`` on."""
    power: float = 10 ** math.floor(math.log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - 1e-9))
