"""Notices each touch of key or pointer."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid
from typing_extensions import override

_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    )
)
CALM = 60  # milliseconds after a touch; what it led to has mostly been shown by then


class Touches(QObject):
    """Watches the windows that have or had the keyboard, and the field that has it.

    Not the whole program: a filter in Python would see each of the thousands of events that a
    click may lead to, and take a third of the time in which a page is built. Keys and pointers come
    to a window first; what is composed with an input method comes to the field alone.

    Signals:
        touched: A key or the pointer was used.
    """

    touched = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._clock = QElapsedTimer()
        self._field: QObject | None = None
        app.focusObjectChanged.connect(self._follow)
        app.focusChanged.connect(self._follow)  # a list that unfolds has a window of its own
        self._follow()

    def is_calm(self) -> bool:
        """Whether the last touch is a moment ago."""
        return not self._clock.isValid() or self._clock.hasExpired(CALM)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        maybe = event.isInputEvent() or isinstance(event, QInputMethodEvent)  # told in no time
        if maybe and event.type() in _TOUCHES:
            self._clock.start()
            self.touched.emit()
        return False

    def _follow(self) -> None:
        field, former = self._app.focusObject(), self._field
        if former is not None and former is not field and isValid(former):
            former.removeEventFilter(self)
        self._field = field
        widget = self._app.focusWidget()
        window = widget.window().windowHandle() if widget is not None else None
        for each in (field, window, self._app.focusWindow()):
            if each is not None and isValid(each):
                each.installEventFilter(self)
