"""Pieces of the turned screen; all grow with it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.face import FaceOffer
from vipdesk.domain.visit_summary import MonthBill
from vipdesk.domain.wording import amount, month_name, price
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Token, Tone

BASE_HEIGHT = 768  # the sizes below are for a screen of this height
TITLE, FIGURE, PRICE, HEAD, TEXT = 34, 28, 24, 18, 16


class Scale:
    """Gives every widget the size that its role has on this screen."""

    def __init__(self) -> None:
        self._dressed: list[tuple[QWidget, int, bool]] = []
        self.factor = 1.0

    def dress(self, widget: QWidget, size: int, *, bold: bool = False) -> None:
        """Let the font of ``widget`` follow the screen from now on."""
        self._dressed.append((widget, size, bold))
        widget.setFont(self.font(size, bold=bold))

    def use(self, height: int) -> None:
        """Fit everything to a screen of ``height``."""
        self.factor = max(0.8, height / BASE_HEIGHT)
        for widget, size, bold in self._dressed:
            widget.ensurePolished()  # the style sheet sets its own font once, before this one
            widget.setFont(self.font(size, bold=bold))

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The bundled font for a role."""
        return theme.font(round(size * self.factor), bold=bold)


class FaceCard(QFrame):
    """A box with a small head, a large figure and lines under it."""

    def __init__(
        self, scale: Scale, head: str, figure: str = "", lines: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._scale = scale
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(24, 18, 24, 18)
        self.whole.setSpacing(4)
        self._add(head, "muted", TEXT)
        if figure:
            self._add(figure, "", FIGURE, bold=True)
        for line in lines:
            self._add(line, "muted" if figure else "", TEXT)
        self.end = QVBoxLayout()  # what follows the lines fills the rest
        self.whole.addLayout(self.end, 1)
        self.setAccessibleName(f"{head}: {figure} {' '.join(lines)}".strip())

    def _add(self, text: str, kind: str, size: int, *, bold: bool = False) -> None:
        made = label(text, kind, wrap=True)
        self._scale.dress(made, size, bold=bold)
        self.whole.addWidget(made)


class FaceChip(QWidget):
    """The customer's tier in big type."""

    def __init__(self, scale: Scale, text: str, tone: Tone) -> None:
        super().__init__()
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        scale.dress(self, TEXT)

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(self._text) + metrics.height()
        return QSize(round(width), round(metrics.height() + 6))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._tone.soft))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setPen(theme.color(self._tone.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class FaceBars(QWidget):
    """The last bills, each with its amount over it and its month under it."""

    def __init__(self, scale: Scale, bills: Sequence[MonthBill]) -> None:
        super().__init__()
        self._bills = tuple(bills)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        said = [f"{bill.month} {amount(bill.fee_fen)}" for bill in bills]
        self.setAccessibleName(", ".join(said))
        scale.dress(self, TEXT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        line = metrics.height() + 6
        box = QRectF(self.rect()).adjusted(0, line, 0, -line)
        top = max((bill.fee_fen for bill in self._bills), default=0)
        slot = box.width() / max(1, len(self._bills))
        cut = ".00" if all(bill.fee_fen % 100 == 0 for bill in self._bills) else ""
        painter.setPen(QPen(theme.color(Token.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        for number, bill in enumerate(self._bills):
            height = box.height() * max(0, bill.fee_fen) / top if top > 0 else 0.0
            middle = box.left() + (number + 0.5) * slot
            bar = QRectF(0, box.bottom() - height, min(slot * 0.45, 64.0), height)
            bar.moveLeft(middle - bar.width() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Token.ACCENT))
            painter.drawRoundedRect(bar, 6, 6)
            figure = amount(bill.fee_fen).removesuffix(cut)
            self._write(painter, figure, QPointF(middle, bar.top() - 6), Token.TEXT)
            foot = QPointF(middle, box.bottom() + metrics.ascent() + 6)
            self._write(painter, month_name(_, bill.month), foot, Token.MUTED)

    def _write(self, painter: QPainter, text: str, foot: QPointF, token: Token) -> None:
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        painter.setPen(theme.color(token))
        painter.drawText(QPointF(foot.x() - width / 2, foot.y()), text)


class FaceOfferCard(CardButton):
    """An offer that the customer may point at."""

    def __init__(self, scale: Scale, offer: FaceOffer) -> None:
        super().__init__("offer", QBoxLayout.Direction.TopToBottom)
        self.setCheckable(True)
        lines = [_("{months} months").format(months=offer.months)] if offer.months else []
        lines += [part.strip() for part in offer.detail.replace("，", "·").split("·")]
        self.whole.setContentsMargins(16, 14, 16, 14)
        self.whole.setSpacing(6)
        self._add(scale, offer.name, "", HEAD, bold=True)
        if offer.fee_fen is not None:
            self._add(scale, price(_, offer.fee_fen, monthly=True), "", PRICE, bold=True)
        for line in lines:
            if line:
                self._add(scale, line, "muted", TEXT)
        self.whole.addStretch(1)
        self.pass_clicks_on()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(", ".join([offer.name, *lines]))

    def _add(self, scale: Scale, text: str, kind: str, size: int, *, bold: bool = False) -> None:
        made = label(text, kind, wrap=True)
        scale.dress(made, size, bold=bold)
        self.whole.addWidget(made)


class FaceButton(QPushButton):
    """The one large button."""

    def __init__(self, scale: Scale, text: str) -> None:
        super().__init__(text)
        self.setProperty("kind", "primary")
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self._scale = scale
        scale.dress(self, HEAD, bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width + 64 * self._scale.factor), round(64 * self._scale.factor))
