"""How long work reports progress and learns that it was cancelled."""

from typing import Protocol


class CancelledError(Exception):
    """Raised by `Progress.step` once the user has asked to stop."""


class Progress(Protocol):
    """Given to long work; one call both reports and checks for cancel."""

    def step(self, done: int, total: int) -> None:
        """Report ``done`` of ``total``; raises `CancelledError` to stop."""


class NoProgress:
    """For tests and the command line: nobody watches, nobody cancels."""

    def step(self, done: int, total: int) -> None:
        """Do nothing."""


class PartProgress:
    """One part of a longer work: maps its own 0 to 100 % onto a slice of the whole."""

    WHOLE = 1000

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        self._whole = whole
        self._start = start
        self._end = end

    def step(self, done: int, total: int) -> None:
        """Report ``done`` of ``total`` of this part; raises `CancelledError` to stop."""
        share = done / total if total else 1.0
        at = self._start + (self._end - self._start) * share
        self._whole.step(int(at * self.WHOLE), self.WHOLE)
