"""Paints the cells of a table: text, chips, dots, notes; no widget per row."""

from functools import cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from vipdesk.ui import theme
from vipdesk.ui.kit.chip import chip_width, elided, paint_chip, paint_dot
from vipdesk.ui.kit.columns import CellLook, CellStyle, Note
from vipdesk.ui.kit.table_model import Cell, PagedTableModel
from vipdesk.ui.theme import Token, Tone

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag
PADDING = 10
GAP = 4
DOT_ROOM = 16
CHECK_ROOM = 24
CHECK_IN = 7  # pixels by which a tick stands further in than Qt's: under the heading, off the bar
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints a cell by the `CellLook` that its column declares."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, *, selected: bool, first: bool
    ) -> None:
        """Paint ``cell`` into ``box``; the table calls this for each in sight.

        Args:
            painter: Its font, pen and brush are left as they come.
            box: Where, in the table's viewport; it is changed.
            cell: What the model says.
            selected: The row is chosen.
            first: It begins the row that the keyboard is on.
        """
        paint_ground(painter, box, selected=selected, first=first)
        box.adjust(PADDING, 0, -PADDING, 0)
        if cell.ticked is not None:
            self._paint_check(painter, box, cell.ticked)
            box.setLeft(box.left() + CHECK_ROOM)
        if cell.look.style is CellStyle.CHIP and cell.text:
            tone = cell.look.tone or Tone.NEUTRAL
            room = box.width() + PADDING - 2
            paint_chip(painter, box.left(), box.center().y(), cell.text, tone, room)
        else:
            _paint_text(painter, box, cell, selected=selected)

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

    @override
    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Take a click on the tick where it is painted."""
        there = QStyleOptionViewItem(option)
        there.rect = option.rect.translated(CHECK_IN, 0)
        return super().editorEvent(event, model, there, index)

    def _paint_check(self, painter: QPainter, box: QRectF, ticked: bool) -> None:
        view, option = self.parent(), QStyleOptionViewItem()
        assert isinstance(view, QTableView), "the delegate of a table"
        view.initViewItemOption(option)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        option.rect = box.adjusted(CHECK_IN - PADDING, 0, 0, 0).toRect()
        style, part = view.style(), QStyle.SubElement.SE_ItemViewItemCheckIndicator
        option.rect = style.subElementRect(part, option, view)
        option.state |= State.State_On if ticked else State.State_Off
        kind = QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck
        style.drawPrimitive(kind, option, painter, view)


def paint_ground(painter: QPainter, box: QRectF, *, selected: bool, first: bool) -> None:
    """Paint what lies under a cell: its ground, the line below, the bar of the row in front."""
    if selected:
        painter.fillRect(box, theme.color(Token.ACCENT_SOFT))
    line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
    painter.fillRect(line, theme.color(Token.LINE))
    if first:
        bar = QRectF(box.left(), box.top(), 3, box.height() - 1)
        painter.fillRect(bar, theme.color(Token.ACCENT))


def _paint_text(painter: QPainter, box: QRectF, cell: Cell, *, selected: bool) -> None:
    look = cell.look
    if look.style is CellStyle.DOT and cell.text:
        tone = look.tone or Tone.NEUTRAL
        paint_dot(painter, QPointF(box.left() + 6, box.center().y()), tone)
        box.setLeft(box.left() + DOT_ROOM)
    metrics = _metrics(look.style)
    shown = elided(cell.text, metrics, int(box.width()))
    painter.setFont(_font(look.style))
    painter.setPen(theme.color(_text_token(look, selected)))
    painter.drawText(box, _RIGHT if cell.right else _LEFT, shown)
    if look.note and not cell.right:
        box.setLeft(box.left() + metrics.horizontalAdvance(shown) + GAP)
        _paint_note(painter, box, look.note, selected=selected)


def _paint_note(painter: QPainter, box: QRectF, note: Note, *, selected: bool) -> None:
    if box.width() < PADDING:
        return
    plain = Token.MUTED_SELECTED if selected else Token.MUTED
    shown = elided(note.text, theme.metrics(theme.NOTE_SIZE), int(box.width()))
    if note.whole and shown != note.text:
        return
    painter.setFont(theme.font(theme.NOTE_SIZE))
    painter.setPen(theme.color(plain if note.tone is Tone.NEUTRAL else note.tone.text))
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
