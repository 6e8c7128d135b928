"""A word on a soft colour: a tier, a status, a kind of change."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.domain.words import Tier
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.labels import set_shown
from vipdesk.ui.theme import Tone

HEIGHT = 20
PADDING = 7
RADIUS = 4
WIDEST_LETTER = 20  # pixels, far more than any of our font


def tier_tone(tier: str) -> Tone:
    """The colour of a tier; ordinary has none of its own."""
    return theme.TIER_TONES.get(tier, Tone.NEUTRAL)


def chip_width(text: str) -> int:
    """How wide the chip of ``text`` is."""
    return theme.metrics(theme.NOTE_SIZE).horizontalAdvance(text) + 2 * PADDING


def elided(text: str, metrics: QFontMetrics, room: int) -> str:
    """``text``, with an ellipsis where it has not enough room; most have, and are not measured."""
    if len(text) * WIDEST_LETTER <= room:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def paint_chip(
    painter: QPainter, left: float, middle: float, text: str, tone: Tone, room: float = 10_000
) -> None:
    """Paint a chip from ``left``, centred on the height ``middle``, at most ``room`` wide."""
    text = elided(text, theme.metrics(theme.NOTE_SIZE), int(room) - 2 * PADDING)
    box = QRectF(left, middle - HEIGHT / 2, chip_width(text), HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone.soft))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(theme.color(tone.text))
    painter.setFont(theme.font(theme.NOTE_SIZE))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_dot(painter: QPainter, centre: QPointF, tone: Tone) -> None:
    """Paint the sign that stands before a word such as high, medium, low."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone.text))
    painter.drawEllipse(centre, 5, 5)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget; in tables the delegate paints chips itself."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        super().__init__()
        self._text, self._tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text, tone)

    @classmethod
    def of_tier(cls, tier: Tier) -> "Chip":
        """The chip of a customer's tier, in the language of the desk."""
        return cls(_(tier.label), tier_tone(tier))

    def set_text(self, text: str, tone: Tone) -> None:
        """Show another word in another colour; nothing is shown for an empty one."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        set_shown(self, bool(text))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word."""
        return self._text

    @override
    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text), HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self._text, self._tone)
