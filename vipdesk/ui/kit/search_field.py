"""The field that searches as typed."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit
from typing_extensions import override

from vipdesk.ui import icons, theme
from vipdesk.ui.theme import Token

PAUSE = 80  # milliseconds without a key before the search runs


class SearchField(QLineEdit):
    """Searches shortly after the last key; Return at once; Esc empties it.

    Signals:
        search_changed: What is typed, without blanks at its ends.
        entered: Return or Down: the user goes on to what was found.
    """

    search_changed = Signal(str)
    entered = Signal()

    def __init__(self, placeholder: str, *, hint: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTextMargins(20, 0, 0, 0)
        self._sign = QLabel(self)
        icons.set_icon(self._sign, "search", Token.MUTED)
        self._hint = QLabel(hint, self)
        self._hint.setProperty("kind", "note")
        self._told: str | None = ""  # None: typed since, even if it reads the same
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text_changed)
        self.textEdited.connect(self._on_text_edited)
        self.returnPressed.connect(self._on_return_pressed)

    def set_search(self, text: str) -> None:
        """Show ``text`` without a signal."""
        self._told = text.strip()
        self.setText(text)
        self._pause.stop()

    def _on_return_pressed(self) -> None:
        self._tell()
        self.entered.emit()

    def _on_text_changed(self) -> None:
        self._place()
        self._pause.start()

    def _on_text_edited(self) -> None:
        """Search anew: who types the same once more has gone elsewhere in between."""
        self._told = None

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.search_changed.emit(text)

    @override
    def event(self, event: QEvent) -> bool:
        """Let Ctrl+Z through to the window where nothing typed can be taken back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
            return
        if event.key() == Qt.Key.Key_Down:
            self._on_return_pressed()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place()

    def _place(self) -> None:
        middle = self.height() // 2
        self._sign.resize(16, 16)
        self._sign.move(11, middle - 8)
        self._hint.setFont(theme.font(theme.NOTE_SIZE))
        self._hint.adjustSize()
        size = self._hint.size()
        self._hint.move(self.width() - size.width() - 12, middle - size.height() // 2)
        needed = self.fontMetrics().horizontalAdvance(self.placeholderText()) + size.width() + 60
        self._hint.setVisible(not self.text() and needed <= self.width())
