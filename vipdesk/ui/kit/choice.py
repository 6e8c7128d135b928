"""Combo boxes with keys behind words, without a slip by the wheel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter
from typing_extensions import override

MARGIN = 1  # pixels that the style leaves beside the word


class Choice(QComboBox):
    """One of a few words, each with a key.

    Signals:
        chosen: The key that the user chose.
    """

    chosen = Signal(str)

    def __init__(self, name: str, width: int = 140) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumWidth(width)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(20)
        self._options: tuple[tuple[str, str], ...] = ()
        self._filled = False
        self.activated.connect(self._on_activated)

    def set_options(self, options: Sequence[tuple[str, str]], key: str = "") -> None:
        """Offer (key, text) and show ``key``, without a signal."""
        self._options = tuple(options)
        self._filled = False
        self.set_value(key)

    def set_value(self, key: str) -> None:
        """Show ``key``, without a signal."""
        if self._filled:
            self.setCurrentIndex(max(0, self.findData(key)))
            return
        texts = dict(self._options)
        known = key if key in texts else next(iter(texts), "")
        self.clear()
        self.addItem(texts.get(known, ""), known)

    def fill(self) -> None:
        """Offer every option; done when the list is first wanted, for there may be fifty boxes."""
        if self._filled:
            return
        key = self.value()
        self._filled = True
        self.clear()
        for each, text in self._options:
            self.addItem(text, each)
        self.set_value(key)

    @override
    def showPopup(self) -> None:
        self.fill()
        super().showPopup()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.fill()
        super().keyPressEvent(event)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        """End a word that has no room in …; Qt would cut a letter in two."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part, control = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, part, self).width() - 2 * MARGIN
        option.currentText = self.shown_text(room)
        painter = QStylePainter(self)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def shown_text(self, room: int) -> str:
        """What is seen of the chosen word in ``room`` pixels."""
        elide = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), elide, room)

    def value(self) -> str:
        """The key that is shown."""
        return str(self.currentData() or "")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self.fill()
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.value())
