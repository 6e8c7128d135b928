"""Unlocked by the computer's keychain; and where it has forgotten, by the passphrase."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import PASSPHRASE, fixed_clock
from tests.journeys.conftest import finish, unlock
from tests.keychains import MemoryKeychain, keychain_in_use
from vipdesk.app import App
from vipdesk.services.access import Access


def test_by_the_keychain_and_without_it(qtbot: QtBot, qapp: QApplication, profile: Path) -> None:
    keychain, access = MemoryKeychain(), Access(profile, fixed_clock)
    with keychain_in_use(keychain):
        app = App(qapp, profile, clock=fixed_clock)
        access.use_keychain(access.unlock(PASSPHRASE))
        app.start()
        window = app.unlock
        assert window is not None
        qtbot.waitUntil(window.keychain.isVisible)
        keychain.kept.clear()
        qtbot.mouseClick(window.keychain, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "does not open this book any more" in window.message.text())
        access.use_keychain(access.unlock(PASSPHRASE))
        with qtbot.waitSignal(app.opened):
            qtbot.mouseClick(window.keychain, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(app._jobs.is_idle)
        with qtbot.waitSignal(app.locked):
            app.lock()
        access.stop_keychain()
        again = app.unlock
        assert again is not None
        unlock(qtbot, app)
        finish(qtbot, app)
