"""Work that is done in a turn of the event loop of its own, so that no turn holds the window."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

NEXT = 1  # milliseconds; at 0 Qt posts an event, and all of those come before the next touch


def in_next_turn(context: QObject, act: Callable[[], object]) -> None:
    """Call ``act`` after what was touched meanwhile, unless ``context`` is gone by then."""
    QTimer.singleShot(NEXT, context, act)


class Turns(QObject):
    """Does one thing in a turn: the first at once, the others behind each other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_timeout)

    def take(self, act: Callable[[], object]) -> None:
        """Call ``act`` now, or after what was taken in this turn and what came of it was shown."""
        if self._timer.isActive():
            self._waiting.append(act)
        else:
            self._do(act)

    def _do(self, act: Callable[[], object]) -> None:
        self._timer.start()
        act()

    def _on_timeout(self) -> None:
        if self._waiting:
            self._do(self._waiting.popleft())
