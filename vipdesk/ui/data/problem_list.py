"""Rows that are left out, two lines each: where and what, and why."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from vipdesk.domain.cells import masked_digits
from vipdesk.services.imports.rows import ProblemRow
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.plain import plain_tip
from vipdesk.ui.theme import Token

Index = QModelIndex | QPersistentModelIndex
LINE_HEIGHT = 20
EDGE_SIDE, EDGE_TOP = 14, 9
WRAPPED = (Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop).value
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class ProblemModel(QAbstractListModel):
    """The problems in the order of the file."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[ProblemRow] = ()

    def show_rows(self, rows: Sequence[ProblemRow]) -> None:
        """Show other problems."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{head_text(row)} {value_text(row)} {row.reason.sentence(_)}"
        tipped = role == Qt.ItemDataRole.ToolTipRole
        return plain_tip(row.reason.sentence(_)) if tipped else None


def head_text(row: ProblemRow) -> str:
    """Row and column."""
    place = _("Row {row}").format(row=row.row)
    return f"{place} · {_(row.column)}" if row.column else place


def value_text(row: ProblemRow) -> str:
    """The cell with numbers masked, or the word for an empty one."""
    return masked_digits(row.value.strip()) or _("(empty)")


class ProblemDelegate(QStyledItemDelegate):
    """Paints where in bold, what in red, and why below."""

    @override
    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return ""  # the text of the model is for screen readers; `paint` draws its parts

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else 0
        text = index.data(ROW_ROLE).reason.sentence(_)
        room = QRect(0, 0, max(width - 2 * EDGE_SIDE, 60), 10 * LINE_HEIGHT)
        needs = QFontMetrics(theme.font()).boundingRect(room, WRAPPED, text).height()
        return QSize(100, LINE_HEIGHT + max(needs, LINE_HEIGHT) + 2 * EDGE_TOP + 1)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        box: QRect = option.rect
        painter.save()
        line = box.adjusted(EDGE_SIDE, EDGE_TOP, -EDGE_SIDE, 0)
        line.setHeight(LINE_HEIGHT)
        self._head(painter, line, row)
        painter.setFont(theme.font())
        painter.setPen(theme.color(Token.MUTED))
        below = box.adjusted(EDGE_SIDE, EDGE_TOP + LINE_HEIGHT, -EDGE_SIDE, 0)
        painter.drawText(below, WRAPPED, row.reason.sentence(_))
        painter.setPen(theme.color(Token.LINE))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.restore()

    def _head(self, painter: QPainter, line: QRect, row: ProblemRow) -> None:
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.color(Token.TEXT))
        self._text(painter, line, head_text(row))
        used = QFontMetrics(theme.font(bold=True)).horizontalAdvance(head_text(row)) + 12
        painter.setFont(theme.font())
        painter.setPen(theme.color(Token.RED))
        if used < line.width():
            self._text(painter, line.adjusted(used, 0, 0, 0), value_text(row))

    def _text(self, painter: QPainter, line: QRect, text: str) -> None:
        room = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, room)


class ProblemList(QListView):
    """The list itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Problems"))
        self.setFrameShape(self.Shape.NoFrame)
        self.setResizeMode(self.ResizeMode.Adjust)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self._model = ProblemModel()
        self.setModel(self._model)
        self.setItemDelegate(ProblemDelegate(self))

    def show_rows(self, rows: Sequence[ProblemRow]) -> None:
        """Show other problems."""
        self._model.show_rows(rows)
