"""Paints the cells of a table: text, chips, dots, notes; no widget per row."""

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
from vipdesk.ui.kit.chip import chip_width, paint_chip, paint_dot
from vipdesk.ui.kit.columns import CellLook, CellStyle
from vipdesk.ui.kit.table_model import LOOK_ROLE
from vipdesk.ui.theme import Token, Tone

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag
PADDING = 10
GAP = 4
DOT_ROOM = 16
CHECK_ROOM = 24


class CellDelegate(QStyledItemDelegate):
    """Paints a cell by the `CellLook` that its column declares."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & State.State_Selected)
        box = QRectF(option.rect)
        painter.save()
        self._paint_ground(painter, option, index, box, selected)
        box.adjust(PADDING, 0, -PADDING, 0)
        if _is_checkable(index):
            self._paint_check(painter, option, index)
            box.setLeft(box.left() + CHECK_ROOM)
        look: CellLook = index.data(LOOK_ROLE) or CellLook()
        text = str(index.data() or "")
        if look.style is CellStyle.CHIP and text:
            tone = look.tone or Tone.NEUTRAL
            room = box.width() + PADDING - 2
            paint_chip(painter, box.left(), box.center().y(), text, tone, room)
        else:
            self._paint_text(painter, box, text, look, selected, bool(self._right(index)))
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look: CellLook = index.data(LOOK_ROLE) or CellLook()
        text = str(index.data() or "")
        if look.style is CellStyle.CHIP:
            width = chip_width(text) + 2 * PADDING
            return QSize(width + (CHECK_ROOM if _is_checkable(index) else 0), 36)
        width = QFontMetrics(_font(look)).horizontalAdvance(text) + 2 * PADDING
        if look.style is CellStyle.DOT:
            width += DOT_ROOM
        if look.note:
            width += GAP + QFontMetrics(theme.font(theme.NOTE_SIZE)).horizontalAdvance(
                look.note.text
            )
        if _is_checkable(index):
            width += CHECK_ROOM
        return QSize(width + 1, 36)

    def _right(self, index: Index) -> bool:
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        return bool(alignment and alignment & Qt.AlignmentFlag.AlignRight)

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
        if isinstance(view, QTableView) and view.hasFocus() and self._is_first(view, index):
            bar = QRectF(box.left(), box.top(), 3, box.height() - 1)
            painter.fillRect(bar, theme.color(Token.ACCENT))

    def _is_first(self, view: QTableView, index: Index) -> bool:
        first = view.horizontalHeader().logicalIndexAt(0)
        return index.row() == view.currentIndex().row() and index.column() == first

    def _paint_check(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        made = QStyleOptionViewItem(option)
        self.initStyleOption(made, index)
        widget = made.widget
        style = widget.style() if widget else QApplication.style()
        made.rect = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, made, widget
        )
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        made.state &= ~State.State_HasFocus
        on = ticked == Qt.CheckState.Checked
        made.state |= State.State_On if on else State.State_Off
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
        font = _font(look)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(theme.color(_text_token(look, selected)))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if look.note and not right:
            box.setLeft(box.left() + metrics.horizontalAdvance(shown) + GAP)
            self._paint_note(painter, box, look, selected)

    def _paint_note(self, painter: QPainter, box: QRectF, look: CellLook, selected: bool) -> None:
        if look.note is None or box.width() < PADDING:
            return
        tone = look.note.tone
        plain = Token.MUTED_SELECTED if selected else Token.MUTED
        font = theme.font(theme.NOTE_SIZE)
        room = int(box.width())
        shown = QFontMetrics(font).elidedText(look.note.text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.color(plain if tone is Tone.NEUTRAL else tone.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _is_checkable(index: Index) -> bool:
    return index.data(Qt.ItemDataRole.CheckStateRole) is not None


def _font(look: CellLook) -> QFont:
    font = theme.font(bold=look.style is CellStyle.STRONG)
    font.setStrikeOut(look.style is CellStyle.STRUCK)
    return font


def _text_token(look: CellLook, selected: bool) -> Token:
    if look.tone and look.tone is not Tone.NEUTRAL:
        return look.tone.text
    quiet = look.style in (CellStyle.MUTED, CellStyle.STRUCK) or look.tone is Tone.NEUTRAL
    if quiet:
        return Token.MUTED_SELECTED if selected else Token.MUTED
    return Token.TEXT
