"""Charts of a year, painted; each figure can be read by mouse, by keyboard and aloud."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.ui import theme
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token

FOOT = 20
HEAD = 20


class Point(NamedTuple):
    """One month; ``value`` is None where there are no data, which is not 0."""

    label: str
    value: float | None


class _Chart(QWidget):
    """What line and bars have in common: points, the one looked at, foot and scale."""

    def __init__(self, name: str, figure: Callable[[float], str]) -> None:
        super().__init__()
        self._name = name
        self._figure = figure
        self._points: tuple[Point, ...] = ()
        self._at = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_points(())

    def set_points(self, points: Sequence[Point]) -> None:
        """Show other points, oldest first."""
        self._points, self._at = tuple(points), -1
        said = [f"{point.label} {self._said(point)}" for point in self._points]
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(", ".join(said))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 72)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        box = self._box()
        if self._points and box.width() > 0:
            share = (event.position().x() - box.left()) / box.width()
            self._look_at(int(share * len(self._points)))

    @override
    def leaveEvent(self, event: object) -> None:
        self._at = -1
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._at = -1
        super().focusOutEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._points:
            super().keyPressEvent(event)
            return
        self._look_at(len(self._points) - 1 if self._at < 0 else self._at + step)

    def _look_at(self, number: int) -> None:
        self._at = max(0, min(len(self._points) - 1, number))
        point = self._points[self._at]
        set_tip(self, f"{point.label}  {self._said(point)}")
        self.update()

    def _said(self, point: Point) -> str:
        return "–" if point.value is None else self._figure(point.value)

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4, HEAD, -4, -FOOT)

    def _top(self) -> float:
        return max((point.value for point in self._points if point.value is not None), default=0)

    def _slot(self) -> float:
        return self._box().width() / max(1, len(self._points))

    def _middle(self, number: int) -> float:
        return self._box().left() + (number + 0.5) * self._slot()

    def _height(self, value: float) -> float:
        top = self._top()
        return self._box().bottom() - (self._box().height() * value / top if top > 0 else 0)

    def _begin(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        box = self._box()
        painter.setPen(QPen(theme.color(Token.LINE), 1))
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
        self._paint_labels(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color(Token.ACCENT), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        return painter

    def _paint_labels(self, painter: QPainter) -> None:
        metrics = QFontMetrics(painter.font())
        widest = max((metrics.horizontalAdvance(p.label) for p in self._points), default=1)
        every = max(1, int((widest + 8) / max(1.0, self._slot())) + 1)
        painter.setPen(theme.color(Token.MUTED))
        last = len(self._points) - 1
        for number in range(last, -1, -every):
            text = self._points[number].label
            half = metrics.horizontalAdvance(text) / 2
            x = min(max(self._middle(number) - half, 0.0), self.width() - 2 * half)
            painter.drawText(QPointF(x, self.height() - 5.0), text)

    def _paint_figure(self, painter: QPainter, number: int) -> None:
        point = self._points[number]
        text = self._said(point)
        painter.setFont(theme.font(theme.NOTE_SIZE, bold=True))
        width = QFontMetrics(painter.font()).horizontalAdvance(text)
        x = min(max(self._middle(number) - width / 2, 0.0), float(self.width() - width))
        painter.setPen(theme.color(Token.TEXT))
        painter.drawText(QPointF(x, self._figure_line(number)), text)

    def _figure_line(self, number: int) -> float:
        """The height on which the figure stands."""
        return self._height(self._points[number].value or 0) - 6

    def _last_known(self) -> int:
        known = [n for n, point in enumerate(self._points) if point.value is not None]
        return known[-1] if known else -1

    def _shown_number(self) -> int:
        return self._at if self._at >= 0 else self._last_known()


class LineChart(_Chart):
    """A line that breaks where a month has no data."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self._begin()
        path, drawn = QPainterPath(), False
        for number, point in enumerate(self._points):
            if point.value is None:
                drawn = False
                continue
            spot = QPointF(self._middle(number), self._height(point.value))
            if drawn:
                path.lineTo(spot)
            else:
                path.moveTo(spot)
            drawn = True
        painter.setPen(QPen(theme.color(Token.ACCENT), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        number = self._shown_number()
        if number >= 0:
            self._paint_spot(painter, number)
            self._paint_figure(painter, number)

    def _paint_spot(self, painter: QPainter, number: int) -> None:
        value = self._points[number].value
        if value is not None:
            painter.setBrush(theme.color(Token.ACCENT))
            painter.drawEllipse(QPointF(self._middle(number), self._height(value)), 3, 3)


class BarChart(_Chart):
    """A bar a month; the last one, or the one looked at, with its figure."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self._begin()
        painter.setPen(Qt.PenStyle.NoPen)
        width = min(44.0, self._slot() * 0.6)
        for number, point in enumerate(self._points):
            if point.value is None:
                continue
            top = self._height(point.value)
            bar = QRectF(self._middle(number) - width / 2, top, width, self._box().bottom() - top)
            looked_at = number == self._at
            painter.setBrush(theme.color(Token.ACCENT_HOVER if looked_at else Token.ACCENT))
            painter.drawRoundedRect(bar, min(4.0, width / 4), min(4.0, width / 4))
        number = self._shown_number()
        if number >= 0:
            self._paint_figure(painter, number)
