"""Sleep is told by the system, or by a clock that ran on."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes import wintypes

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.ui.suspend import (
    PBT_APMSUSPEND,
    TICK,
    WM_POWERBROADCAST,
    SuspendWatch,
    _PowerFilter,
)


@pytest.mark.parametrize(("gap", "told"), [(10, False), (40, False), (41, True), (36_000, True)])
def test_a_tick_that_comes_late_tells_of_sleep(qtbot: QtBot, gap: float, told: bool) -> None:
    now = [1000.0]
    watch = SuspendWatch(clock=lambda: now[0])
    seen: list[bool] = []
    watch.slept.connect(lambda: seen.append(True))
    now[0] += gap
    watch.look()
    watch.look()  # it is told once
    assert bool(seen) is told
    assert len(seen) <= 1
    assert TICK == 10_000


def test_logind_tells_before_the_sleep_and_is_not_heard_after(qtbot: QtBot) -> None:
    watch = SuspendWatch(clock=lambda: 0.0)
    with qtbot.waitSignal(watch.slept):
        watch._on_prepare_for_sleep(True)
    with qtbot.assertNotEmitted(watch.slept):
        watch._on_prepare_for_sleep(False)


def test_windows_tells_by_a_message() -> None:
    told: list[bool] = []
    reader = _PowerFilter(lambda: told.append(True))
    message = wintypes.MSG()
    for kind, parameter in ((WM_POWERBROADCAST, 0x7), (0x10, PBT_APMSUSPEND)):
        message.message, message.wParam = kind, parameter
        reader.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message))
    assert not told
    message.message, message.wParam = WM_POWERBROADCAST, PBT_APMSUSPEND
    reader.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message))
    assert told == [True]


def test_without_a_bus_the_clock_has_to_do(qtbot: QtBot) -> None:
    watch = SuspendWatch(clock=lambda: 0.0)
    watch.start()
    assert watch._timer.isActive()
    watch.stop()
    assert not watch._timer.isActive()


LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from vipdesk.ui.suspend import _LOGIND, SuspendWatch

app = QCoreApplication([])
watch = SuspendWatch(clock=lambda: 0.0)
watch.slept.connect(lambda: (print("slept", flush=True), app.exit(0)))
watch.start()
logind = QDBusConnection.connectToBus(sys.argv[1], "logind")
assert logind.registerService(_LOGIND[0])

def tell():
    message = QDBusMessage.createSignal(_LOGIND[1], _LOGIND[2], "PrepareForSleep")
    message.setArguments([True])
    assert logind.send(message)

QTimer.singleShot(100, tell)
QTimer.singleShot(10_000, lambda: app.exit(1))
sys.exit(app.exec())
"""


@pytest.fixture
def bus() -> Iterator[str]:
    """A message bus of the test's own."""
    program = shutil.which("dbus-daemon")
    if program is None or sys.platform != "linux":
        pytest.skip("no message bus here")
    arguments = [program, "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


def test_logind_is_heard_on_the_system_bus(bus: str) -> None:
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus}
    done = subprocess.run(
        [sys.executable, "-c", LISTENER, bus],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == "slept\n", done.stderr
