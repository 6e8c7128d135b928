"""A layout that wraps like words do, and one that keeps a column in the middle."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget
from typing_extensions import override


def in_the_middle(column: QWidget) -> QHBoxLayout:
    """Put a column of fixed width between two stretches.

    An alignment would do so too, but keeps a sentence of several lines as low as one of one line.
    """
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(column)
    middle.addStretch(1)
    return middle


class FlowLayout(QLayout):
    """Puts its widgets beside each other and begins a new line where there is no room.

    Those of one line stand on one middle.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._shown: list[tuple[QLayoutItem, QSize]] | None = None  # until a size changes
        self._heights: dict[int, int] = {}  # by width
        self._gap = gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    @override
    def invalidate(self) -> None:
        self._shown = None
        self._heights.clear()
        super().invalidate()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        spare = rect.height() - self.heightForWidth(rect.width())
        self._arrange(rect.adjusted(0, max(0, spare // 2), 0, 0), move=True)

    @override
    def sizeHint(self) -> QSize:
        shown = [size for _item, size in self._sizes()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item, _hint in self._sizes():
            size = size.expandedTo(item.minimumSize())
        return size

    def clear(self) -> None:
        """Remove and delete all widgets."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def _sizes(self) -> list[tuple[QLayoutItem, QSize]]:
        if self._shown is None:
            self._shown = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._shown

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y() - self._gap
        for line in self._lines(rect.width()):
            x, y = rect.x(), y + self._gap
            high = max(size.height() for _item, size in line)
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (high - size.height()) // 2), size))
                x += size.width() + self._gap
            y += high
        return max(0, y - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """What stands beside each other within ``width``."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item, size in self._sizes():
            if not lines or used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self._gap
        return lines
