"""One visit in the calendar, and how visits are said."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from vipdesk.domain.words import VisitStatus
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.chip import elided
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token
from vipdesk.ui.visit_entry import TONES, spoken, status_words

PADDING = 7
STRUCK = (VisitStatus.CANCELLED, VisitStatus.NO_SHOW)
MIDDLE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def time_words(visit: OpenVisit, now: datetime) -> str:
    """When it is planned, since when it runs, or from when to when it was held."""
    row = visit.row
    if visit.started_at is None:
        words = [f"{row.starts:%Y-%m-%d %H:%M}", row.place, row.purpose]
    elif visit.ended_at is None:
        began = _("started at {time}").format(time=f"{visit.started_at:%H:%M}")
        passed = max(0, int((now - visit.started_at).total_seconds() // 60))
        words = [began, _("{n} min").format(n=passed), _("saved as typed")]
    else:
        words = [f"{visit.started_at:%Y-%m-%d %H:%M}–{visit.ended_at:%H:%M}", row.number]
    return " · ".join(word for word in words if word)


@cache
def _font(*, bold: bool = False, struck: bool = False) -> QFont:
    """One of the few fonts of all blocks; not to be changed."""
    font = theme.font(theme.NOTE_SIZE, bold=bold)
    font.setStrikeOut(struck)
    return font


def _metrics(font: QFont) -> QFontMetrics:
    return theme.metrics(theme.NOTE_SIZE, bold=font.bold())


class _Line(NamedTuple):
    """A line of a block as it is painted."""

    box: QRectF
    text: str
    font: QFont


class VisitBlock(QAbstractButton):
    """Time and name, then place or status, as far as there is room; a click or Return opens it.

    In a narrow column the name comes first: where the block stands says the time.
    """

    def __init__(self, row: VisitRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        self._lines: tuple[QSize, list[_Line]] | None = None  # what fits, and into which size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = spoken(row)
        self.setAccessibleName(words)
        set_tip(self, words)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # arrows and letters are the calendar's

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone, box = TONES[self.row.status], self._box()
        painter.setPen(QPen(theme.color(Token.SURFACE), 1))
        painter.setBrush(theme.color(tone.soft))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone.text))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), 4, box.height()), 2, 2)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(tone.text), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(box, 6, 6)
        for line in self._shown_lines():
            painter.setFont(line.font)
            painter.setPen(theme.color(Token.TEXT if line.font.bold() else Token.MUTED_SELECTED))
            painter.drawText(line.box, MIDDLE_LEFT, line.text)

    def place(self, where: QRect) -> None:
        """Put it where its visit lies, and measure what fits there: to paint it is quick then."""
        self.setGeometry(where)
        self._shown_lines()

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(1, 1, -1, -1)

    def _shown_lines(self) -> list[_Line]:
        """What fits, measured once for a size: a week of a large book has over a hundred blocks."""
        if self._lines is None or self._lines[0] != self.size():
            self._lines = self.size(), list(self._measured())
        return self._lines[1]

    def _measured(self) -> Iterator[_Line]:
        box = self._box().adjusted(PADDING + 3, 3, -PADDING, -3)
        top = box.top()
        for text, font in self._texts(int(box.width())):
            height = _metrics(font).height()
            if top == box.top() and height > box.height():  # a short visit in a low window
                yield _Line(QRectF(box.left(), 0, box.width(), self.height()), text, font)
                return
            if top + height > box.bottom() + 2:
                return
            yield _Line(QRectF(box.left(), top, box.width(), height), text, font)
            top += height

    def _texts(self, room: int) -> Iterator[tuple[str, QFont]]:
        bold, note = _font(bold=True, struck=self.row.status in STRUCK), _font()
        time, customer = f"{self.row.starts:%H:%M}", self.row.customer
        first = f"{time} {customer}"
        fits = _metrics(bold).horizontalAdvance(first) <= room
        texts = [(first, bold)] if fits else [(customer, bold), (time, note)]
        if self.row.status is not VisitStatus.PLANNED:
            texts.append((status_words(self.row), note))
        texts += [(text, note) for text in (self.row.place, self.row.purpose) if text]
        for text, font in texts:
            yield elided(text, _metrics(font), room), font
