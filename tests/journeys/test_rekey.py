"""After a suspected leak: the book gets another key, in the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from tests.conftest import PASSPHRASE
from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver
from vipdesk.paths import KEY_NAME, STORE_NAME
from vipdesk.store import keyfile
from vipdesk.store.engine import connect
from vipdesk.store.errors import ForeignBookError
from vipdesk.store.records import JournalEntry
from vipdesk.ui.recovery_key import RecoveryKeyDialog
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.security import OldAndNewDialog, SecurityPanel


@pytest.fixture
def panel(driver: Driver) -> SecurityPanel:
    page = driver.desk.show_page("settings")
    assert isinstance(page, SettingsPage)
    driver.wait()
    page.show_part("security")
    panel = page.part("security")
    assert isinstance(panel, SecurityPanel)
    return panel


def _ask(driver: Driver, panel: SecurityPanel, passphrase: str) -> None:
    driver.click(panel.rekey_button)
    dialog = driver.dialog(OldAndNewDialog)
    dialog.old.setText(passphrase)
    driver.click(dialog.primary_button)


def _opens(profile: Path, key: keyfile.BookKey) -> bool:
    def look() -> bool:
        try:
            connect(profile / STORE_NAME, key).close()
        except ForeignBookError:
            return False
        return True

    return off_gui_thread(look)


def test_the_book_gets_another_key(driver: Driver, panel: SecurityPanel) -> None:
    profile = driver.store.profile
    file = off_gui_thread(lambda: keyfile.read(profile / KEY_NAME))
    old = off_gui_thread(lambda: keyfile.unlock(file, PASSPHRASE))
    _ask(driver, panel, PASSPHRASE)
    paper = driver.dialog(RecoveryKeyDialog)
    recovery_key = paper.findChildren(type(paper.heading))
    words = "-".join(each.text() for each in recovery_key if len(each.text()) == 4)
    paper.kept.setChecked(True)
    with driver.qtbot.waitSignal(driver.app.opened):
        driver.qtbot.mouseClick(paper.primary_button, Qt.MouseButton.LeftButton)
    driver.wait()
    assert driver.desk.window.isVisible()
    assert not _opens(profile, old)
    now = off_gui_thread(lambda: keyfile.read(profile / KEY_NAME))
    assert _opens(profile, off_gui_thread(lambda: keyfile.unlock(now, PASSPHRASE)))
    assert _opens(profile, off_gui_thread(lambda: keyfile.unlock_with_recovery_key(now, words)))
    codes = driver.scalars(select(JournalEntry.code))
    assert "access.rekey" in codes


def test_a_wrong_passphrase_changes_nothing(driver: Driver, panel: SecurityPanel) -> None:
    before = (driver.store.profile / KEY_NAME).stat().st_mtime_ns
    _ask(driver, panel, "not this one at all")
    driver.until(lambda: "passphrase" in panel.notice.accessibleName().lower())
    assert (driver.store.profile / KEY_NAME).stat().st_mtime_ns == before
    assert driver.desk.window.isVisible()
    off_gui_thread(driver.app.entrance.access.forget_failed_tries)
