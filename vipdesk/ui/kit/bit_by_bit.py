"""Long work on the GUI thread, a bit in each turn of the event loop."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

BIT = 0.004  # seconds; two lists may be filled in one turn, and are laid out and painted in it


class BitByBit(QObject):
    """Makes the many widgets of a list so that none of the turns holds the window.

    `start` does the first bit at once: what is in sight is there when it returns.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def start(self, work: Iterator[object]) -> None:
        """Do ``work``, which yields where it may be interrupted; what was under way ends there."""
        self._work = work
        self._go_on()

    def finish(self) -> None:
        """Do the rest now: somebody needs all of it."""
        self._timer.stop()
        for _each in self._work:
            pass

    def _go_on(self) -> None:
        self._timer.stop()
        until = time.perf_counter() + BIT
        for _each in self._work:
            if time.perf_counter() > until:
                self._timer.start()
                return
