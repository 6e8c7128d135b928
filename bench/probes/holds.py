"""A clock that shows how long the window answered nothing."""

import os
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

TICK = 1  # ms
LONG = 0.02  # seconds of a gap from which it is asked what the host took
ASK_EVERY = 0.05  # seconds between two questions to the kernel, in which nothing long happened
STAT = Path("/proc/stat")


class Hold(NamedTuple):
    """A gap between two ticks, in seconds.

    Attributes:
        long: How long it was.
        worked: What the GUI thread worked in it, time that was stolen among it.
        stolen: What a host took from the cores of this machine in it or up to 50 ms before, all
            cores together; 0 where the kernel doesn't tell.
    """

    long: float
    worked: float
    stolen: float


class Clock(QObject):
    """Notes the longest gap between two ticks for each thing that was going on."""

    def __init__(self) -> None:
        super().__init__()
        self.holds: dict[str, Hold] = {}
        self.now = ""
        self._last = (0.0, 0.0)
        self._asked = 0.0
        self._stolen = _stolen()
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
        now, worked = time.perf_counter(), time.thread_time()
        long, stolen = now - self._last[0], 0.0
        if long > LONG or now - self._asked > ASK_EVERY:
            before, self._stolen = self._stolen, _stolen()
            stolen = self._stolen - before
            self._asked = now
        gap = Hold(long, worked - self._last[1], stolen)
        self.holds[self.now] = max(self.holds.get(self.now, gap), gap)
        self._last = (time.perf_counter(), time.thread_time())


def _stolen() -> float:
    """Seconds that a host took from the cores of this machine since it started."""
    if not STAT.exists():
        return 0.0
    with STAT.open(encoding="ascii") as file:
        return int(file.readline().split()[8]) / os.sysconf("SC_CLK_TCK")
