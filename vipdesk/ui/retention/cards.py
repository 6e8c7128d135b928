"""Paints tasks as cards: a name with its tier and risk, what it is about, how long there is."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from vipdesk.domain.wording import days_left
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.chip import chip_width, paint_chip, paint_dot, tier_tone
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.retention import words
from vipdesk.ui.theme import Token, Tone

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag
HEIGHT, GAP = 82, 8
EDGE = 12
LINE = 20
RADIUS = 8
LEAST_BESIDE = 40  # pixels that a name has beside the word for the risk: three signs
LEAST_NAME = 60  # pixels that a name has before its tier has any: three or four signs


class CardDelegate(QStyledItemDelegate):
    """Paints the rows of a `PagedTableModel` of tasks; no widget per card."""

    def __init__(
        self, model: PagedTableModel[TaskRow], today: Callable[[], date], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._today = model, today

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row_at(index.row())
        if row is None:  # gone meanwhile
            return
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -GAP - 0.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ground(painter, box, option)
        inner = box.adjusted(EDGE, 10, -EDGE, -8)
        risk = _head(painter, inner, row)
        lines = card_lines(row, self._today())
        for place, ((text, tone), shorter) in enumerate(
            zip(lines, shorter_lines(row, self._today(), risk), strict=True), 1
        ):
            _line(painter, inner, place, (*(() if risk and place > 1 else (text,)), *shorter), tone)
        painter.restore()


def card_lines(row: TaskRow, today: date) -> tuple[tuple[str, Tone | None], ...]:
    """The two lines under the name, and their colours."""
    if not row.open:
        closed = row.closed_on.strftime("%m-%d") if row.closed_on else ""
        return (words.closed_words(row), None), (closed, None)
    if row.ends_on is None:
        parts = (words.due_words(row, today), words.severity_words(row))
        tone = words.severity_tone(row) or words.due_tone(row, today)
        return (words.reason_words(row, today), None), (" · ".join(filter(None, parts)), tone)
    first = " · ".join(filter(None, (row.ends_on.isoformat(), row.plan)))
    late = (today - row.due_on).days
    second = [days_left(_, row.ends_on, today)]
    if late > 0 and row.due_on != row.ends_on + timedelta(days=1):  # else it was just said
        second.append(words.due_words(row, today))
    near = (row.ends_on - today).days <= words.NEAR_DAYS and late > 0
    return (first, None), (" · ".join(second), Tone.RED if near else None)


def shorter_lines(row: TaskRow, today: date, risk: str = "") -> tuple[tuple[str, ...], ...]:
    """What stands on the two lines in a narrow column: whole parts rather than cut ones.

    Args:
        row: The task.
        today: From when days are counted.
        risk: Its word, if there was no room for it beside the name; it ends the second line.
    """
    if not row.open or row.ends_on is None:
        _first, (second, _tone) = card_lines(row, today)
        return (), (" · ".join(filter(None, (second, risk))), *((risk,) if risk else ()))
    first = " · ".join(filter(None, (f"{row.ends_on:%m-%d}", row.plan)))
    left = days_left(_, row.ends_on, today)
    return (first,), (f"{left} · {risk}" if risk else left, risk or left)


def _ground(painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
    chosen = bool(option.state & State.State_Selected)
    focused = chosen and bool(option.state & State.State_HasFocus)
    painter.setBrush(theme.color(Token.ACCENT_SOFT if chosen else Token.SURFACE))
    pen = QPen(theme.color(Token.ACCENT if chosen else Token.LINE))
    pen.setWidthF(2.0 if focused else 1.0)
    painter.setPen(pen)
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def _head(painter: QPainter, box: QRectF, row: TaskRow) -> str:
    """Name and tier at the left, the risk at the right; its word if that has no room there."""
    risk, middle = words.risk_word(row), box.top() + LINE / 2
    note = QFontMetrics(theme.font(theme.NOTE_SIZE))
    right = note.horizontalAdvance(risk) + 16 if risk else 0
    left_out = risk if risk and box.width() - right - 12 < LEAST_BESIDE else ""
    if left_out:
        risk, right = "", 0
    if risk:
        tone = words.risk_tone(row) or Tone.NEUTRAL
        paint_dot(painter, QPointF(box.right() - right + 5, middle), tone)
        place = QRectF(box.right() - right + 14, box.top(), right, LINE)
        _text(painter, place, risk, theme.font(theme.NOTE_SIZE), tone.text)
    tier = _(row.tier.label)
    bold = theme.font(bold=True)
    metrics = QFontMetrics(bold)
    free = int(box.width() - right - 12)
    room = name_room(free, metrics.horizontalAdvance(row.name), chip_width(tier))
    name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room)
    _text(painter, QRectF(box.left(), box.top(), room, LINE), name, bold, Token.TEXT)
    if room + chip_width(tier) <= free:
        after = box.left() + metrics.horizontalAdvance(name) + 6
        paint_chip(painter, after, middle, tier, tier_tone(row.tier))
    return left_out


def name_room(free: int, name: int, chip: int) -> int:
    """The width of a name in ``free`` pixels: in a narrow lane the name stays, not the tier."""
    return max(0, min(name, max(free - chip, LEAST_NAME), free))


def _line(
    painter: QPainter, box: QRectF, place: int, texts: Sequence[str], tone: Tone | None
) -> None:
    """Paint the first of ``texts`` that has room, else what there is of the last."""
    font, room = theme.font(theme.NOTE_SIZE), int(box.width())
    metrics = QFontMetrics(font)
    fits = (text for text in texts if metrics.horizontalAdvance(text) <= room)
    shown = next(fits, metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room))
    where = QRectF(box.left(), box.top() + place * LINE, box.width(), LINE)
    _text(painter, where, shown, font, tone.text if tone else Token.MUTED)


def _text(painter: QPainter, box: QRectF, text: str, font: QFont, token: Token) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
