"""Collects cyclic garbage on the GUI thread and nowhere else."""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

CHECK_EVERY = 1_000  # milliseconds


class GuiGarbage(QObject):
    """Takes the place of Python's own collector, which runs on whichever thread allocates.

    A closed dialog is a cycle (its buttons hold closures that hold the dialog). Collected by a
    worker in the middle of a query, its widgets would be destroyed on that thread while Qt uses
    them on the GUI thread: a crash. While a worker holds the rows of an import, to look through
    them would hold the window; they go by themselves.
    """

    def __init__(
        self, parent: QObject | None = None, is_idle: Callable[[], bool] = lambda: True
    ) -> None:
        """Collect while ``is_idle``: no worker is at it."""
        super().__init__(parent)
        self._is_idle = is_idle
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=CHECK_EVERY)
        self._timer.timeout.connect(self.check)

    def start(self) -> None:
        """Look for garbage from now on; what there is already stays and is never looked through."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def check(self) -> None:
        """Collect each generation that Python would have collected by now."""
        if not self._is_idle():
            return
        for generation, (count, threshold) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        ):
            if not threshold or count <= threshold:
                return
            gc.collect(generation)
