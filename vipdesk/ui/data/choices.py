"""Combo boxes of the data page: keys behind words, no slip by the wheel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override


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
        self.activated.connect(self._on_activated)

    def set_options(self, options: Sequence[tuple[str, str]], key: str = "") -> None:
        """Offer (key, text) and show ``key``, without a signal."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self.clear()
            for each, text in options:
                self.addItem(text, each)
        self.set_value(key)

    def set_value(self, key: str) -> None:
        """Show ``key``, without a signal."""
        self.setCurrentIndex(max(0, self.findData(key)))

    def value(self) -> str:
        """The key that is shown."""
        return str(self.currentData() or "")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.value())
