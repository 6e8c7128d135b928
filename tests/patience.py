"""Waiting for what is true: a machine that is busy may take its time, and nothing is slept away."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt import exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from typing_extensions import override

from vipdesk.ui.turns import in_next_turn

MOST_TURNS = 3
PATIENCE = 60_000  # milliseconds; pytest-qt's 5 seconds pass on a laptop that does other work too
ASK_EVERY = 2  # milliseconds; after pytest-qt's 10 most reads have long been done
AT_ONCE = -1  # milliseconds: asks once


class PatientBot(QtBot):
    """Gives up late; where the condition holds, it goes on at once as ever."""

    @override
    def addWidget(self, widget: QWidget, **how: Any) -> None:
        """Close ``widget`` at the end, unless it deleted itself: a dialog does once it is left."""
        super().addWidget(widget, **how)
        tracked = self._request.node.qt_widgets
        found, before_close = tracked.pop()
        tracked.append((partial(_still_there, found), before_close))

    @override
    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE) -> None:
        end = time.monotonic() + timeout / 1000
        turns, clock = QEventLoop(), QTimer(interval=ASK_EVERY)
        clock.timeout.connect(turns.quit)
        clock.start()
        while time.monotonic() < end:
            with suppress(exceptions.TimeoutError):
                return super().waitUntil(callback, timeout=AT_ONCE)
            turns.exec()
        return super().waitUntil(callback, timeout=AT_ONCE)

    @override
    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    @override
    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


def _still_there(found: Callable[[], QWidget | None]) -> QWidget | None:
    widget = found()
    return widget if widget is not None and isValid(widget) else None


def wait_settled(qtbot: QtBot, is_idle: Callable[[], bool]) -> None:
    """Wait until no job is under way and what came of the last one is shown."""
    qtbot.waitUntil(is_idle)
    wait_turn(qtbot)
    qtbot.waitUntil(is_idle)


def wait_turn(qtbot: QtBot) -> None:
    """Wait until all is done that was put off: of two timers the later is last.

    What was put off may put off once more: a part is made, put into its page and shown.
    """
    done: list[bool] = []
    context = QObject()

    def turn() -> None:
        done.append(True)
        if len(done) < MOST_TURNS:
            in_next_turn(context, turn)

    in_next_turn(context, turn)
    qtbot.waitUntil(lambda: len(done) == MOST_TURNS)
