"""The table of Today's tasks: each row can be worked where it stands."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView
from typing_extensions import override

from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _
from vipdesk.ui import icons, theme
from vipdesk.ui.kit.cell_delegate import CellDelegate, paint_ground
from vipdesk.ui.kit.table_model import Cell, Fetch, PagedTableModel
from vipdesk.ui.kit.table_view import NO_ROW, TableView
from vipdesk.ui.theme import Token
from vipdesk.ui.today.columns import (
    LOG,
    NAME,
    NAME_ALONE,
    NAME_WIDTH,
    PUT_OFF,
    STRETCHED,
    TIER,
    columns,
)

ICONS = {LOG: "phone", PUT_OFF: "clock"}
ICON = 14
HEIGHT = 28
EDGE, GAP = 9, 6  # within a button
WHOLE_REASON, LEAST_REASON, CRAMPED_REASON = 305, 230, 160  # pixels


class ActionDelegate(CellDelegate):
    """Paints a cell as a small button with an icon; the table tells of clicks on it."""

    def __init__(self, icon: str, parent: TableView) -> None:
        super().__init__(parent)
        self._icon = icon

    @override
    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, *, selected: bool, first: bool
    ) -> None:
        paint_ground(painter, box, selected=selected, first=first)
        ring = QRectF(box.left() + 3.5, box.center().y() - HEIGHT / 2 - 0.5, 0, HEIGHT)
        ring.setRight(box.right() - 3.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Token.LINE)))
        painter.setBrush(theme.color(Token.SURFACE))
        painter.drawRoundedRect(ring, 6, 6)
        drawn = icons.pixmap(self._icon, Token.TEXT, ICON)
        painter.setFont(theme.font(theme.NOTE_SIZE))
        painter.setPen(theme.color(Token.TEXT))
        words = ring.adjusted(EDGE + ICON + GAP, 0, 0, 0)
        fits = theme.metrics(theme.NOTE_SIZE).horizontalAdvance(cell.text) <= words.width()
        left = ring.left() + EDGE if fits else ring.center().x() - ICON / 2
        painter.drawPixmap(int(left), int(ring.center().y() - ICON / 2 + 0.5), drawn)
        if fits:
            way = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(words, way, cell.text)
        painter.restore()


def _room(words: str) -> int:
    """How wide the column of a button is; without words the icon alone."""
    text = QFontMetrics(theme.font(theme.NOTE_SIZE)).horizontalAdvance(words)
    return text + ICON + 2 * EDGE + (GAP if words else 0) + 7


class TaskTable(TableView):
    """Rows without headings, as in a diary.

    Signals:
        log_requested: The id of a task: its button, or Alt+L.
        put_off_requested: The id of a task: its button, or Alt+S.
        done_requested: The id of a task: Alt+D.
    """

    log_requested = Signal(int)
    put_off_requested = Signal(int)
    done_requested = Signal(int)

    def __init__(self, fetch: Fetch[TaskRow], today: Callable[[], date]) -> None:
        self.rows = PagedTableModel(columns(today), fetch)
        super().__init__(_("Tasks"), self.rows, many=False, near=True)
        self.rows.setParent(self)
        self._keys = [column.key for column in self.rows.columns()]
        header = self.horizontalHeader()
        header.hide()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(self._keys.index(STRETCHED), QHeaderView.ResizeMode.Stretch)
        for key, icon in ICONS.items():
            number = self._keys.index(key)
            self.setItemDelegateForColumn(number, ActionDelegate(icon, self))
        self.setMouseTracking(True)
        self.clicked.connect(self._on_clicked)

    def task_at(self, task_id: int) -> TaskRow | None:
        """What is shown of a task."""
        row = self.rows.row_of(task_id)
        return self.rows.row_at(row) if row >= 0 else None

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_columns()
        super().resizeEvent(event)

    def _fit_columns(self) -> None:
        """Buttons lose their words, then names the number, where the reason would lose its own.

        Where even that leaves it next to nothing, the tier gives way too.
        """
        header, columns = self.horizontalHeader(), self.rows.columns()
        rooms = {key: _room(columns[self._keys.index(key)].title) for key in ICONS}
        given = (*ICONS, NAME, STRETCHED)
        others = sum(column.width for column in columns if column.key not in given)
        left = self.viewport().width() - others
        if left - sum(rooms.values()) - NAME_WIDTH < WHOLE_REASON:
            rooms = {key: _room("") for key in ICONS}
        roomy = left - sum(rooms.values()) - NAME_WIDTH >= LEAST_REASON
        rooms[NAME] = NAME_WIDTH if roomy else NAME_ALONE
        for key, room in rooms.items():
            header.resizeSection(self._keys.index(key), room)
        cramped = left - sum(rooms.values()) < CRAMPED_REASON
        header.setSectionHidden(self._keys.index(TIER), cramped)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        signals = {
            Qt.Key.Key_L: self.log_requested,
            Qt.Key.Key_S: self.put_off_requested,
            Qt.Key.Key_D: self.done_requested,
        }
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        found = signals.get(Qt.Key(event.key())) if alt else None
        if found is not None and self.current_id() != NO_ROW:
            found.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        over = index.isValid() and self._keys[index.column()] in ICONS
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        key, task_id = self._keys[index.column()], self.rows.id_at(index.row())
        if key == LOG:
            self.log_requested.emit(task_id)
        elif key == PUT_OFF:
            self.put_off_requested.emit(task_id)
