"""Locked for a moment: the PIN opens the desk again, for a quarter of an hour and five tries."""

import pytest
from PySide6.QtCore import Qt

from tests.conftest import TEST_COST
from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, unlock
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.ui.unlock import Ask, UnlockWindow

PIN = "294716"
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def locked(driver: Driver) -> UnlockWindow:
    """The desk of a book with a PIN, locked."""
    service = QuickUnlockService(driver.store, TEST_COST)
    off_gui_thread(lambda: service.set_pin(PIN))
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.qtbot.keyClick(driver.desk.window, Qt.Key.Key_L, CTRL_SHIFT)
    assert driver.app.unlock is not None
    return driver.app.unlock


def enter(driver: Driver, window: UnlockWindow, typed: str) -> None:
    window._wait = 0
    window._follow()
    window.field.setText(typed)
    driver.qtbot.keyClick(window.field, Qt.Key.Key_Return)


def test_the_pin_opens_the_desk_again(driver: Driver, locked: UnlockWindow) -> None:
    assert locked._ask is Ask.PIN
    with driver.qtbot.waitSignal(driver.app.opened):
        enter(driver, locked, PIN)
    assert driver.app.entrance.pin.quick_key is None
    assert driver.desk.window.isVisible()


def test_five_wrong_ones_leave_the_passphrase(driver: Driver, locked: UnlockWindow) -> None:
    quick = driver.app.entrance.pin.quick_key
    assert quick is not None
    for left in (4, 3, 2, 1):
        enter(driver, locked, "1357")
        driver.until(lambda left=left: f"left: {left}" in locked.message.text())  # type: ignore[misc]
    enter(driver, locked, "1357")
    driver.until(lambda: locked._ask is Ask.PASSPHRASE)
    assert "passphrase" in locked.message.text()
    assert locked.use_pin.isHidden()
    assert driver.app.entrance.pin.quick_key is None
    assert not quick._wrapped
    access = driver.app.entrance.access
    assert [failed.kind for failed in off_gui_thread(access.failed_tries)] == ["pin"] * 5
    off_gui_thread(access.forget_failed_tries)
    unlock(driver.qtbot, driver.app)


def test_after_a_quarter_of_an_hour_the_passphrase(driver: Driver, locked: UnlockWindow) -> None:
    assert driver.app.entrance.pin.timer.interval() == 15 * 60_000
    driver.app.entrance.pin.timer.start(1)
    driver.until(lambda: locked._ask is Ask.PASSPHRASE)
    assert driver.app.entrance.pin.quick_key is None
    unlock(driver.qtbot, driver.app)


def test_a_sleeping_laptop_is_locked(driver: Driver) -> None:
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.app._suspend._last -= 3600  # an hour without a tick
        driver.app._suspend.look()
    unlock(driver.qtbot, driver.app)
