"""Paints the cells of a table: text, chips, dots, notes; no widget per row."""

from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from vipdesk.ui import theme
from vipdesk.ui.kit.chip import chip_width, elided, paint_chip, paint_dot
from vipdesk.ui.kit.columns import CellLook, CellStyle
from vipdesk.ui.kit.table_model import Cell, PagedTableModel
from vipdesk.ui.theme import Token, Tone

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag
PADDING = 10
GAP = 4
DOT_ROOM = 16
CHECK_ROOM = 24
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints a cell by the `CellLook` that its column declares."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & State.State_Selected)
        box = QRectF(option.rect)
        text, look, right, ticked = _cell(index)
        painter.save()
        self._paint_ground(painter, option, index, box, selected)
        box.adjust(PADDING, 0, -PADDING, 0)
        if ticked is not None:
            self._paint_check(painter, option, index, ticked)
            box.setLeft(box.left() + CHECK_ROOM)
        if look.style is CellStyle.CHIP and text:
            tone = look.tone or Tone.NEUTRAL
            room = box.width() + PADDING - 2
            paint_chip(painter, box.left(), box.center().y(), text, tone, room)
        else:
            self._paint_text(painter, box, text, look, selected, right)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text, look, _right, ticked = _cell(index)
        room = 0 if ticked is None else CHECK_ROOM
        if look.style is CellStyle.CHIP:
            return QSize(chip_width(text) + 2 * PADDING + room, 36)
        width = _metrics(look.style).horizontalAdvance(text) + 2 * PADDING + room
        if look.style is CellStyle.DOT:
            width += DOT_ROOM
        if look.note:
            width += GAP + theme.metrics(theme.NOTE_SIZE).horizontalAdvance(look.note.text)
        return QSize(width + 1, 36)

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        box: QRectF,
        selected: bool,
    ) -> None:
        if selected:
            painter.fillRect(box, theme.color(Token.ACCENT_SOFT))
        line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, theme.color(Token.LINE))
        view = option.widget
        if isinstance(view, QTableView) and self._is_first(view, index) and view.hasFocus():
            bar = QRectF(box.left(), box.top(), 3, box.height() - 1)
            painter.fillRect(bar, theme.color(Token.ACCENT))

    def _is_first(self, view: QTableView, index: Index) -> bool:
        if index.row() != view.currentIndex().row():
            return False
        return index.column() == view.horizontalHeader().logicalIndexAt(0)

    def _paint_check(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, ticked: bool
    ) -> None:
        made = QStyleOptionViewItem(option)
        self.initStyleOption(made, index)
        widget = made.widget
        style = widget.style() if widget else QApplication.style()
        made.rect = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, made, widget
        )
        made.state &= ~State.State_HasFocus
        made.state |= State.State_On if ticked else State.State_Off
        part = QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck
        style.drawPrimitive(part, made, painter, widget)

    def _paint_text(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        look: CellLook,
        selected: bool,
        right: bool,
    ) -> None:
        if look.style is CellStyle.DOT and text:
            tone = look.tone or Tone.NEUTRAL
            paint_dot(painter, QPointF(box.left() + 6, box.center().y()), tone)
            box.setLeft(box.left() + DOT_ROOM)
        metrics = _metrics(look.style)
        shown = elided(text, metrics, int(box.width()))
        painter.setFont(_font(look.style))
        painter.setPen(theme.color(_text_token(look, selected)))
        painter.drawText(box, _RIGHT if right else _LEFT, shown)
        if look.note and not right:
            box.setLeft(box.left() + metrics.horizontalAdvance(shown) + GAP)
            self._paint_note(painter, box, look, selected)

    def _paint_note(self, painter: QPainter, box: QRectF, look: CellLook, selected: bool) -> None:
        if look.note is None or box.width() < PADDING:
            return
        tone = look.note.tone
        plain = Token.MUTED_SELECTED if selected else Token.MUTED
        shown = elided(look.note.text, theme.metrics(theme.NOTE_SIZE), int(box.width()))
        painter.setFont(theme.font(theme.NOTE_SIZE))
        painter.setPen(theme.color(plain if tone is Tone.NEUTRAL else tone.text))
        painter.drawText(box, _LEFT, shown)


def _cell(index: Index) -> Cell:
    model = index.model()
    if not isinstance(model, PagedTableModel):
        raise TypeError(f"no table of the kit: {model}")
    return model.cell(index.row(), index.column())


@cache
def _font(style: CellStyle) -> QFont:
    font = theme.font(bold=style is CellStyle.STRONG)
    font.setStrikeOut(style is CellStyle.STRUCK)
    return font


def _metrics(style: CellStyle) -> QFontMetrics:
    return theme.metrics(bold=style is CellStyle.STRONG)


def _text_token(look: CellLook, selected: bool) -> Token:
    if look.tone and look.tone is not Tone.NEUTRAL:
        return look.tone.text
    quiet = look.style in (CellStyle.MUTED, CellStyle.STRUCK) or look.tone is Tone.NEUTRAL
    if quiet:
        return Token.MUTED_SELECTED if selected else Token.MUTED
    return Token.TEXT
