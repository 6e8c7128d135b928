"""Notices that nobody touches the desk."""

from PySide6.QtCore import QObject, QTimer, Signal

from vipdesk.ui.touches import Touches


class IdleWatch(QObject):
    """Waits for a time without a touch.

    Signals:
        became_idle: Nothing was touched for as long as was said.
    """

    became_idle = Signal()

    def __init__(self, touches: Touches, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.became_idle)
        touches.touched.connect(self._on_touched)

    def start(self, minutes: int) -> None:
        """Begin, or go on with another time; 0 never tells."""
        self.stop()
        if minutes > 0:
            self._timer.start(minutes * 60_000)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _on_touched(self) -> None:
        if self._timer.isActive():
            self._timer.start()
