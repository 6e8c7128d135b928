"""The field in which a customer signs with pen, finger or mouse."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.theme import Token

Stroke = tuple[tuple[float, float], ...]
LINE = 1 / 240  # of the pad's width
STEP = 1 / 600  # a move shorter than this share of the width adds no point
PHASE_BEGIN, PHASE_MOVE, PHASE_END = "begin", "move", "end"


class SignaturePad(QWidget):
    """Keeps strokes as lists of points; both coordinates are shares of the pad's *width*.

    One unit for both, so that a signature keeps its shape at every size: x runs from 0 to 1, y from
    0 to height / width of the pad it was written on.

    Signals:
        changed: A stroke was finished, or all were cleared.
    """

    changed = Signal()

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self._hint = hint or _("Please sign here")
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self._hint)

    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes so far."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def set_strokes(self, strokes: Sequence[Sequence[Sequence[float]]]) -> None:
        """Show strokes that were kept, without a signal."""
        self._strokes = [[(float(x), float(y)) for x, y in stroke] for stroke in strokes]
        self.update()

    def clear(self) -> None:
        """Take all strokes away."""
        self._strokes = []
        self._drawing = False
        self.update()
        self.changed.emit()

    def is_empty(self) -> bool:
        """Whether nobody has signed."""
        return not self._strokes

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 96)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 72)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._draw(PHASE_BEGIN, event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw(PHASE_MOVE, event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._draw(PHASE_END, event.position())

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        phases = {
            QEvent.Type.TabletPress: PHASE_BEGIN,
            QEvent.Type.TabletMove: PHASE_MOVE,
            QEvent.Type.TabletRelease: PHASE_END,
        }
        self._draw(phases[event.type()], event.position())
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._on_touch(event)
            event.accept()
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        pen = QPen(theme.color(Token.TEXT), max(1.5, self.width() * LINE))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            painter.drawPath(self._path(stroke))

    def _on_touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._drawing = False
            return
        phases = {QEvent.Type.TouchBegin: PHASE_BEGIN, QEvent.Type.TouchEnd: PHASE_END}
        if event.points():  # the first finger signs, a resting hand does not
            self._draw(phases.get(event.type(), PHASE_MOVE), event.points()[0].position())

    def _draw(self, phase: str, at: QPointF) -> None:
        if phase == PHASE_BEGIN:
            self._strokes.append([])
            self._drawing = True
        if not self._drawing:
            return
        self._add(at)
        if phase == PHASE_END:
            self._drawing = False
            self.changed.emit()
        self.update()

    def _add(self, at: QPointF) -> None:
        width = max(1, self.width())
        x = min(max(at.x() / width, 0.0), 1.0)
        y = min(max(at.y() / width, 0.0), self.height() / width)
        stroke = self._strokes[-1]
        if not stroke or abs(stroke[-1][0] - x) + abs(stroke[-1][1] - y) >= STEP:
            stroke.append((round(x, 5), round(y, 5)))

    def _path(self, stroke: Sequence[tuple[float, float]]) -> QPainterPath:
        spots = [QPointF(x * self.width(), y * self.width()) for x, y in stroke]
        path = QPainterPath(spots[0])
        for before, after in pairwise(spots):
            path.quadTo(before, (before + after) / 2)
        path.lineTo(spots[-1] + QPointF(0.01, 0))
        return path

    def _paint_frame(self, painter: QPainter) -> None:
        focus = self.hasFocus()
        pen = QPen(theme.color(Token.ACCENT if focus else Token.LINE_STRONG), 2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color(Token.SURFACE))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, 10, 10)
        if not self._strokes:
            painter.setFont(theme.font(theme.TITLE_SIZE))
            painter.setPen(theme.color(Token.MUTED))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
