"""The lock's values are saved with the settings; PIN, passphrase and recovery key at once."""

from collections.abc import Iterator

import pytest
from keyring.backends.fail import Keyring as NoKeychain
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock
from tests.guard import off_gui_thread
from tests.keychains import MemoryKeychain, keychain_in_use
from tests.ui.settings.conftest import go_to
from tests.ui.shots import shoot_looks
from vipdesk.services.access import Access
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.services.security import SecurityService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.recovery_key import RecoveryKeyDialog
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.settings.security import OldAndNewDialog, SecurityPanel

NEW = "herons cross a brown river"


@pytest.fixture
def pins(store: Store) -> QuickUnlockService:
    return QuickUnlockService(store, TEST_COST)


@pytest.fixture
def panel(
    qtbot: QtBot, store: Store, pins: QuickUnlockService, jobs: Jobs
) -> Iterator[SecurityPanel]:
    access = Access(store.profile, fixed_clock)
    panel = SecurityPanel(SecurityService(store, access, pins), jobs)
    panel.show()
    yield panel
    qtbot.waitUntil(jobs.is_idle)
    if isValid(panel):  # a page may have taken it along
        panel.close()
        panel.deleteLater()


def test_a_pin_is_set_and_removed(
    qtbot: QtBot, panel: SecurityPanel, pins: QuickUnlockService, jobs: Jobs
) -> None:
    qtbot.waitUntil(jobs.is_idle)
    assert not panel.no_pin_button.isEnabled()
    panel.pin_button.click()
    (dialog,) = panel.findChildren(PinDialog)
    dialog.first.setText("294716")
    dialog.second.setText("294716")
    dialog.primary_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert off_gui_thread(lambda: pins.is_pin("294716"))
    qtbot.waitUntil(panel.no_pin_button.isEnabled)
    panel.no_pin_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert not panel.no_pin_button.isEnabled()
    assert not off_gui_thread(pins.has_pin)


def test_the_passphrase_is_changed_with_the_old_one_only(
    qtbot: QtBot, panel: SecurityPanel, store: Store, jobs: Jobs
) -> None:
    access = Access(store.profile, fixed_clock)
    for old, right in (("another one", False), (PASSPHRASE, True)):
        panel.passphrase_button.click()
        dialog = panel.findChildren(OldAndNewDialog)[-1]
        assert dialog.fields is not None
        dialog.old.setText(old)
        dialog.fields.first.setText(NEW)
        dialog.fields.second.setText(NEW)
        dialog.primary_button.click()
        qtbot.waitUntil(jobs.is_idle)
        assert off_gui_thread(lambda: access.is_passphrase(NEW)) is right


def test_a_new_recovery_key_is_handed_over(qtbot: QtBot, panel: SecurityPanel, jobs: Jobs) -> None:
    panel.recovery_button.click()
    (dialog,) = panel.findChildren(OldAndNewDialog)
    dialog.old.setText(PASSPHRASE)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: bool(panel.findChildren(RecoveryKeyDialog)))


def test_the_lock_is_saved_with_the_settings(
    qtbot: QtBot, panel: SecurityPanel, store: Store, jobs: Jobs
) -> None:
    page = SettingsPage(SettingsService(store), jobs, lambda: panel)
    qtbot.addWidget(page)
    page.show_part("security")
    qtbot.waitUntil(jobs.is_idle)
    panel.lock_minutes.setValue(12)
    panel.quick_unlock.setChecked(False)
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    saved = off_gui_thread(SettingsService(store).load)
    assert (saved.lock_minutes, saved.quick_unlock) == (12, False)


def test_the_keychain_is_used_after_the_passphrase(
    qtbot: QtBot, panel: SecurityPanel, store: Store, jobs: Jobs
) -> None:
    access, keychain = Access(store.profile, fixed_clock), MemoryKeychain()
    with keychain_in_use(keychain):
        for typed, right in (("another one", False), (PASSPHRASE, True)):
            panel.keychain.click()
            dialog = panel.findChildren(OldAndNewDialog)[-1]
            dialog.old.setText(typed)
            dialog.primary_button.click()
            qtbot.waitUntil(jobs.is_idle)
            assert panel.keychain.isChecked() is right
            assert off_gui_thread(access.has_keychain) is right
        panel.keychain.click()
        qtbot.waitUntil(jobs.is_idle)
        assert not panel.keychain.isChecked()
        assert keychain.kept == {}


def test_without_a_keychain_a_sentence(qtbot: QtBot, panel: SecurityPanel, jobs: Jobs) -> None:
    with keychain_in_use(NoKeychain()):
        panel.keychain.click()
        (given_up,) = panel.findChildren(OldAndNewDialog)
        given_up.reject()
        qtbot.waitUntil(jobs.is_idle)
        assert not panel.keychain.isChecked()
        panel.keychain.click()
        dialog = panel.findChildren(OldAndNewDialog)[-1]
        dialog.old.setText(PASSPHRASE)
        dialog.primary_button.click()
        qtbot.waitUntil(jobs.is_idle)
    assert "cannot be used" in panel.notice.accessibleName()
    assert not panel.keychain.isChecked()


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, pins: QuickUnlockService, jobs: Jobs) -> None:
    def make() -> SettingsPage:
        access = Access(store.profile, fixed_clock)
        panel = SecurityPanel(SecurityService(store, access, pins), jobs)
        page = SettingsPage(SettingsService(store), jobs, lambda: panel)
        qtbot.waitUntil(jobs.is_idle)
        go_to(qtbot, page, "security")
        return page

    shoot_looks(qtbot, make, "settings/security", (QSize(1180, 700),))
