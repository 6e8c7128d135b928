"""Notices that nobody touches the desk."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
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


LOOK_AGAIN = 5_000  # milliseconds


class IdleWatch(QObject):
    """Watches every key and pointer of the program.

    After a touch it looks away for some seconds: a filter in Python sees each of the thousands of
    events that a click may lead to, and would take a third of the time in which a page is built.

    Signals:
        became_idle: Nothing was touched for as long as was said.
    """

    became_idle = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.became_idle)
        self._away = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._away.timeout.connect(self._look)

    def start(self, minutes: int) -> None:
        """Begin, or go on with another time; 0 never tells. Up to `LOOK_AGAIN` is added."""
        self.stop()
        if minutes > 0:
            self._timer.setInterval(minutes * 60_000)
            self._look_away()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._away.stop()
        self._app.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        maybe = event.isInputEvent() or isinstance(event, QInputMethodEvent)  # told in no time
        if maybe and event.type() in _TOUCHES:
            self._look_away()
        return False

    def _look_away(self) -> None:
        self._app.removeEventFilter(self)
        self._timer.start()
        self._away.start()

    def _look(self) -> None:
        """Whoever was here a moment ago still is."""
        self._timer.start()
        self._app.installEventFilter(self)
