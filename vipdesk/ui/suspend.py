"""Tells that the laptop goes to sleep, or was asleep.

Linux says so before (logind on the system bus), Windows too (WM_POWERBROADCAST). Where nobody says
anything, a timer that comes late tells it at the wake.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from typing_extensions import override

TICK = 10_000  # milliseconds
LATE = 30.0  # seconds beyond the tick that no busy program explains
WM_POWERBROADCAST, PBT_APMSUSPEND = 0x218, 0x4
_LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


def seconds_awake_or_not() -> float:
    """A clock that also runs while the laptop sleeps and that nobody sets, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.time()


class SuspendWatch(QObject):
    """Watches for sleep.

    Signals:
        slept: The laptop goes to sleep now, or has just woken up.
    """

    slept = Signal()

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = seconds_awake_or_not
    ) -> None:
        """``clock``: seconds that go on during sleep; only differences count."""
        super().__init__(parent)
        self._clock = clock
        self._last = clock()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.look)
        self._filter: _PowerFilter | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._last = self._clock()
        self._timer.start()
        if sys.platform == "linux":
            self._follow_logind()
        elif sys.platform == "win32" and self._filter is None:
            self._filter = _PowerFilter(self.slept.emit)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)

    def stop(self) -> None:
        """Watch the clock no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compare the clock with the last tick."""
        now, last = self._clock(), self._last
        self._last = now
        if now - last > TICK / 1000 + LATE:
            self.slept.emit()

    @Slot(bool)
    def _on_prepare_for_sleep(self, begins: bool) -> None:
        if begins:
            self.slept.emit()

    def _follow_logind(self) -> None:
        """Ask the system bus to tell; without one the clock has to do."""
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return
        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            slot: Any = SLOT("_on_prepare_for_sleep(bool)")  # the stubs say bytes; only str works
            service, path, interface = _LOGIND
            bus.connect(service, path, interface, "PrepareForSleep", self, slot)


class _PowerFilter(QAbstractNativeEventFilter):
    """Reads Windows' message of a suspend."""

    def __init__(self, tell: Callable[[], object]) -> None:
        super().__init__()
        self._tell = tell

    @override
    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if QByteArray(event_type).data() == b"windows_generic_MSG" and _is_suspend(int(message)):
            self._tell()
        return False, 0


def _is_suspend(message: int) -> bool:
    from ctypes import wintypes

    read = wintypes.MSG.from_address(message)
    return bool(read.message == WM_POWERBROADCAST and read.wParam == PBT_APMSUSPEND)
