"""Room for what is higher than its place."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override


class WrappedArea(QScrollArea):
    """As high as what wraps in it, where there is room; ``least`` pixels are always left to it."""

    def __init__(self, content: QWidget, least: int) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(least)
        self._content = content
        scrolled(content, self)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._content.heightForWidth(self.width()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def scrolled(content: QWidget, area: QScrollArea | None = None) -> QScrollArea:
    """Let ``content`` be scrolled up and down, in ``area``, where it is higher than its room."""
    content.setProperty("kind", "scrolled")
    area = area or QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    return area
