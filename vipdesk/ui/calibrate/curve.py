"""Foretold against observed, painted; on the thin line a card foretells exactly what happens."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.domain.scorecard import CurvePoint
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.theme import Token

LEFT, FOOT, EDGE = 40, 34, 10
DOT = 3.5


class CalibrationCurve(QWidget):
    """A dot for each tenth of the rows; to the right what was foretold, upwards what happened."""

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[CurvePoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Foretold and observed"))

    def set_points(self, points: Sequence[CurvePoint]) -> None:
        """Show other tenths."""
        self._points = tuple(points)
        said = _("foretold {foretold}, observed {observed}")
        self.setAccessibleDescription(
            "; ".join(
                said.format(foretold=f"{each.foretold:.1%}", observed=f"{each.observed:.1%}")
                for each in points
            )
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 190)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(220, 160)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        self._paint_axes(painter)
        if self._points:
            self._paint_points(painter)

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, EDGE, -EDGE, -FOOT)

    def _most(self) -> float:
        """The end of both scales: a whole number of tenths that holds every point."""
        most = max((max(p.foretold, p.observed) for p in self._points), default=1.0)
        return next(end for end in (0.1, 0.2, 0.3, 0.5, 0.8, 1.0) if most <= end)

    def _place(self, foretold: float, observed: float) -> QPointF:
        box, most = self._box(), self._most()
        return QPointF(
            box.left() + box.width() * foretold / most,
            box.bottom() - box.height() * observed / most,
        )

    def _paint_axes(self, painter: QPainter) -> None:
        box, most = self._box(), self._most()
        painter.setPen(QPen(theme.color(Token.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.topLeft())
        painter.setPen(QPen(theme.color(Token.LINE_STRONG), 1, Qt.PenStyle.DashLine))
        painter.drawLine(self._place(0, 0), self._place(most, most))
        painter.setPen(theme.color(Token.MUTED))
        for share in (0.0, most / 2, most):
            self._paint_share(painter, share)
        foot = QRectF(box.left(), box.bottom() + 16, box.width(), 16)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, _("foretold"))

    def _paint_share(self, painter: QPainter, share: float) -> None:
        text, box = f"{share:.0%}", self._box()
        at = self._place(share, share)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, at.y() - 8, LEFT - 6, 16), middle | right, text)
        place = QRectF(at.x() - 24, box.bottom() + 2, 48, 16)
        place.moveRight(min(place.right(), float(self.width())))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_points(self, painter: QPainter) -> None:
        spots = [self._place(each.foretold, each.observed) for each in self._points]
        path = QPainterPath(spots[0])
        for spot in spots[1:]:
            path.lineTo(spot)
        painter.setPen(QPen(theme.color(Token.ACCENT), 2))
        painter.drawPath(path)
        painter.setBrush(theme.color(Token.ACCENT))
        for spot in spots:
            painter.drawEllipse(spot, DOT, DOT)
