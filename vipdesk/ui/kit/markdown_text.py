"""Markdown to read: what the book or a file holds can format it, and nothing more."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit
from typing_extensions import override

from vipdesk.domain.markdown import to_html, to_plain
from vipdesk.ui.theme import TEXT_SIZE

INDENT = 16  # pixels before the points of a list
_LOOK = f"""
p {{ margin: 0 0 6px 0; }}
.h1 {{ font-size: {TEXT_SIZE + 5}px; font-weight: bold; margin: 0 0 8px 0; }}
.h2 {{ font-size: {TEXT_SIZE + 2}px; font-weight: bold; margin: 14px 0 6px 0; }}
.h3 {{ font-weight: bold; margin: 8px 0 2px 0; }}
ul, ol {{ margin: 0 0 6px 0; }}
"""


class MarkdownText(QTextEdit):
    """Shows a text; ``grows`` makes it as high as what it says instead of scrolling.

    The HTML comes from `vipdesk.domain.markdown`, which escapes everything and knows neither links
    nor images, so that nothing is fetched or opened.
    """

    def __init__(self, name: str, *, grows: bool = False) -> None:
        super().__init__()
        self._grows = grows
        self._shown = ""
        self.setProperty("kind", "markdown")
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measured = QTextDocument(self)  # to ask how high it would be, without a new layout
        for document in (self.document(), self._measured):
            document.setDocumentMargin(0)
            document.setIndentWidth(INDENT)
            document.setDefaultStyleSheet(_LOOK)
        self.viewport().setAutoFillBackground(False)
        if grows:
            self._grow()

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text == self._shown:
            return
        self._shown = text
        html = to_html(text)
        self.setHtml(html)
        if self._grows:
            self._measured.setHtml(html)
        self.setAccessibleDescription(to_plain(text))
        self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        return self._grows

    @override
    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    @override
    def sizeHint(self) -> QSize:
        if not self._grows:
            return super().sizeHint()
        return QSize(200, self._height(self.width()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height(self.width())) if self._grows else super().minimumSizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._grows and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _grow(self) -> None:
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _height(self, width: int) -> int:
        self._measured.setDefaultFont(self.font())
        self._measured.setTextWidth(width)
        return math.ceil(self._measured.size().height()) + 2
