"""A clock that shows how long the window answered nothing."""

import time

from PySide6.QtCore import QObject, QTimer

TICK = 1  # ms


class Clock(QObject):
    """Notes the longest gap between two ticks for each thing that was going on."""

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, tuple[float, float]] = {}  # seconds, of which worked
        self.now = ""
        self._last = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to watch."""
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start(TICK)

    def stop(self) -> None:
        """Watch no more."""
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        tick = (time.perf_counter(), time.thread_time())
        gap = (tick[0] - self._last[0], tick[1] - self._last[1])
        self.holds[self.now] = max(self.holds.get(self.now, gap), gap)
        self._last = tick
