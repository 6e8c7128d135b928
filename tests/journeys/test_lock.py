"""Locked: windows emptied, the book closed, the key forgotten; unlocked: where one was."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock, open_book
from tests.journeys.conftest import Driver, finish, program, unlock
from tests.journeys.files import write_customers
from tests.journeys.test_main_job import begin_visit, import_file, rows
from tests.patience import PATIENCE, wait_turn
from vipdesk.app import App
from vipdesk.services import greeting
from vipdesk.services.customers import CustomerRow
from vipdesk.store import keyfile
from vipdesk.store.records import Visit
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.kit.secret_clipboard import secret_clipboard
from vipdesk.ui.main_window import MainWindow
from vipdesk.ui.recovery_key import RecoveryKeyDialog
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.unlock import Ask, UnlockWindow

W = TypeVar("W", bound=QWidget)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
RELEASED = Path(__file__).parents[1] / "store" / "released" / "0001"


@pytest.fixture(autouse=True)
def as_asked_for() -> None:
    """Pages are made ahead too, as in the program: a lock comes in the middle of it."""


def lock(driver: Driver) -> None:
    window = driver.desk.window
    window.activateWindow()  # after a dialog no window manager does it offscreen
    driver.until(window.isActiveWindow)
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.qtbot.keyClick(window, Qt.Key.Key_L, CTRL_SHIFT)


def tops() -> list[type]:
    QApplication.sendPostedEvents()
    return [type(w) for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_a_visit_being_written_is_there_again_after_the_lock(
    driver: Driver, tmp_path: Path
) -> None:
    page = begin_visit(driver, tmp_path)
    page.record.talked.setPlainText("儿子 12 月回国，要一张副卡。")  # not saved yet
    opened = driver.app._opened
    assert opened is not None
    secret_clipboard().copy("13912348812")
    lock(driver)
    assert QApplication.clipboard().text() == ""
    assert driver.app._opened is None
    assert driver.app.desk is None
    assert tops() == [UnlockWindow]
    with pytest.raises(ValueError, match="wiped"):
        opened.key.raw()
    unlock(driver.qtbot, driver.app)
    driver.wait()
    assert driver.desk.window.current_page() == "visits"
    again = driver.visits.visit_page
    driver.until(lambda: "副卡" in again.record.talked.toPlainText())
    driver.until(lambda: driver.desk.window.focusWidget() is again.record.needs)
    assert len(driver.scalars(select(Visit.id))) == 1


def test_the_window_is_as_large_after_the_lock(driver: Driver) -> None:
    driver.desk.window.showMaximized()
    driver.until(driver.desk.window.isMaximized)
    lock(driver)
    unlock(driver.qtbot, driver.app)
    assert driver.desk.window.isMaximized()


def test_the_window_is_as_large_at_the_next_start(
    qtbot: QtBot, qapp: QApplication, profile: Path
) -> None:
    with program(qtbot, qapp, profile) as driver:
        driver.desk.window.resize(960, 666)  # no wider than the screen here
        driver.desk.window.close()
    with program(qtbot, qapp, profile) as driver:
        assert driver.desk.window.size() == QSize(960, 666)


def test_the_locked_window_tells_of_a_backup_made_since(driver: Driver) -> None:
    driver.until(lambda: greeting.read(driver.store.profile).backed_up_at != "")
    lock(driver)
    window = driver.app.unlock
    assert window is not None
    driver.qtbot.waitUntil(lambda: "Last backup" in window.backed_up.text())
    unlock(driver.qtbot, driver.app)


def test_what_was_typed_is_written_however_long_it_waits(driver: Driver, tmp_path: Path) -> None:
    """The page that it was typed on is not taken apart before."""
    page = begin_visit(driver, tmp_path)
    before, free = Event(), Event()

    def be_slow(_progress: object) -> None:
        before.set()
        free.wait(PATIENCE / 1000)

    driver.desk.jobs.draft(be_slow)
    driver.until(before.is_set)
    page.record.talked.setPlainText("儿子 12 月回国，要一张副卡。")
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.app.lock()
        for _time in range(20):  # the pages would be gone by then
            wait_turn(driver.qtbot)
        free.set()
    unlock(driver.qtbot, driver.app)
    driver.wait()
    driver.until(lambda: "副卡" in driver.visits.visit_page.record.talked.toPlainText())


def test_nothing_is_shown_or_held_after_a_lock(driver: Driver, tmp_path: Path) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    window = driver.desk.show_page("customers").window()
    driver.until(lambda: rows(driver) == 4)
    window.grab()  # the rows are read as they are painted
    assert held(CustomerRow)
    unseen = driver.desk.window.made("points")
    for owner in (window, driver.customers):
        PinDialog(owner).open()
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.app.lock()
        assert tops() == [UnlockWindow]  # at once, though the pages go one by one
    driver.until(lambda: not isValid(window) and not isValid(unseen))
    assert not held(CustomerRow)
    unlock(driver.qtbot, driver.app)


def test_what_was_not_saved_keeps_no_window_open(driver: Driver) -> None:
    page = driver.desk.show_page("settings")
    assert isinstance(page, SettingsPage)
    driver.wait()
    page.general.qr.setText("另一个地址")
    assert page.has_unsaved_changes()
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.app.lock()
        assert tops() == [UnlockWindow]
    unlock(driver.qtbot, driver.app)


def held(kind: type) -> bool:
    return any(type(each) is kind for each in gc.get_objects())


def until_the_desk_is_begun(qtbot: QtBot, app: App) -> None:
    """Type the passphrase; the book is open then, and the desk has no page yet."""
    app.start()
    assert app.unlock is not None
    with qtbot.waitSignal(app.entrance.opened):
        app.unlock.field.setText(PASSPHRASE)
        app.unlock.unlock.click()


def test_one_who_ends_the_program_while_the_desk_is_built(qtbot: QtBot, app: App) -> None:
    until_the_desk_is_begun(qtbot, app)
    assert app.desk is not None
    app.close()
    QApplication.processEvents()
    assert app.desk is None
    assert not any(
        isinstance(top, MainWindow) and top.isVisible() for top in QApplication.topLevelWidgets()
    )


def test_a_lock_while_the_desk_is_built(qtbot: QtBot, app: App) -> None:
    until_the_desk_is_begun(qtbot, app)
    with qtbot.waitSignal(app.locked):
        app.lock()
    assert tops() == [UnlockWindow]
    unlock(qtbot, app)
    assert app.desk is not None
    assert app.desk.window.current_page() == "today"


def test_untouched_for_long_enough_it_locks_itself(driver: Driver) -> None:
    watch = driver.app._idle
    assert watch._timer.interval() == 5 * 60_000
    watch._timer.setTimerType(Qt.TimerType.PreciseTimer)  # else it tells whole seconds
    watch.start(5)
    driver.qtbot.wait(100)
    before = watch._timer.remainingTime()
    QTest.keyClick(driver.desk.window.windowHandle(), Qt.Key.Key_Down)
    assert watch._timer.remainingTime() > before
    with driver.qtbot.waitSignal(driver.app.locked):
        watch._timer.start(1)
    assert not watch._timer.isActive()
    unlock(driver.qtbot, driver.app)
    assert watch._timer.isActive()


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[App]:
    app = App(qapp, profile, clock=fixed_clock)
    yield app
    finish(qtbot, app)


def test_a_wrong_passphrase_is_told_and_makes_one_wait(qtbot: QtBot, app: App) -> None:
    app.start()
    window = app.unlock
    assert window is not None
    for said in ("not the passphrase", "not the passphrase", "not the passphrase", "Too many"):
        window._wait = 0
        window._follow()
        window.field.setText("wrong one")
        qtbot.keyClick(window.field, Qt.Key.Key_Return)
        assert window._busy
        qtbot.waitUntil(lambda: not window._busy)
        assert said in window.message.text()
    assert not window.unlock.isEnabled()
    assert "2 s" in window.unlock.text()
    assert app._opened is None
    app.entrance.access.forget_failed_tries()
    window._wait = 0
    window._follow()
    unlock(qtbot, app)


def test_the_recovery_key_opens_it_and_asks_for_a_new_passphrase(
    qtbot: QtBot, app: App, profile: Path
) -> None:
    key = keyfile.unlock(keyfile.read(profile / "book.key"), PASSPHRASE)
    made = keyfile.make_key(PASSPHRASE, cost=TEST_COST, key=key)
    keyfile.write(profile / "book.key", made.file)
    app.start()
    window = app.unlock
    assert window is not None
    window.ask(Ask.RECOVERY)
    window.field.setText(made.recovery_key.lower().replace("-", " "))
    qtbot.mouseClick(window.unlock, Qt.MouseButton.LeftButton)
    dialog = top(qtbot, PassphraseDialog)
    dialog.first.setText("a new passphrase")
    dialog.second.setText("a new passphrase")
    with qtbot.waitSignal(app.opened):
        dialog.primary_button.click()
    keyfile.unlock(keyfile.read(profile / "book.key"), "a new passphrase").wipe()


def test_a_book_of_the_first_release_gets_its_passphrase(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    profile = tmp_path / "old"
    profile.mkdir()
    for name in ("book.db", "book.key"):
        (profile / name).write_bytes((RELEASED / name).read_bytes())
    assert json.loads((profile / "book.key").read_text())["format"] == 1
    app = App(qapp, profile, clock=fixed_clock)
    app.start()
    dialog = top(qtbot, PassphraseDialog)
    dialog.first.setText(PASSPHRASE)
    dialog.second.setText(PASSPHRASE)
    dialog.primary_button.click()
    recovery = top(qtbot, RecoveryKeyDialog)
    recovery.primary_button.click()
    assert recovery.isVisible()  # it was not kept yet
    recovery.kept.setChecked(True)
    recovery.primary_button.click()
    pin = top(qtbot, PinDialog)
    with qtbot.waitSignal(app.opened):
        pin.cancel_button.click()
    finish(qtbot, app)
    open_book(profile, clock=fixed_clock).close()


def top(qtbot: QtBot, kind: type[W]) -> W:
    def found() -> list[W]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]
