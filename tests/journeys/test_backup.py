"""A day with backups in the real window: made, copied to a stick, brought back, at the end."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import PASSPHRASE, fixed_clock, open_book
from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, finish, program
from tests.store.builders import add_customer
from vipdesk.app import App
from vipdesk.services.places import FOLDER
from vipdesk.store import files, manifest
from vipdesk.store.backup import folder_of
from vipdesk.store.records import Customer
from vipdesk.ui.restore_dialog import FindBackupDialog, RestoreDialog
from vipdesk.ui.settings.backups import BackupsPanel
from vipdesk.ui.settings.page import SettingsPage


def panel_of(driver: Driver) -> BackupsPanel:
    """Press the last backup in the status bar: the settings open at the backups."""
    foot = driver.desk.window._foot
    driver.until(foot.backup.isVisible)
    driver.click(foot.backup)
    page = driver.desk.window.page("settings")
    assert isinstance(page, SettingsPage)
    panel = page.part("backups")
    assert isinstance(panel, BackupsPanel)
    assert panel.isVisible()
    return panel


def add(driver: Driver, number: str) -> None:
    def write() -> None:
        with driver.store.action("customer.create") as session:
            add_customer(session, number=number)

    off_gui_thread(write)


def names(driver: Driver) -> list[str]:
    folder = folder_of(driver.store.profile)
    return off_gui_thread(lambda: [each.name for each in manifest.backups_in(folder)])


def test_the_day_begins_with_a_backup_and_the_status_bar_tells(driver: Driver) -> None:
    driver.until(lambda: len(names(driver)) == 1)
    driver.wait()
    foot = driver.desk.window._foot
    driver.until(lambda: foot.backup.text().startswith("Last backup today"))
    assert foot.backup.property("tone") == ""


def test_made_by_hand_and_copied_to_a_stick(driver: Driver, tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    driver.until(lambda: len(names(driver)) == 1)
    panel = panel_of(driver)
    add(driver, "C1")
    driver.click(panel.make_button)
    driver.until(lambda: panel.notice.accessibleName() == "The backup is made and verified.")
    panel.use_second(stick)
    driver.wait()
    assert "up to date" in panel.second_words.text()
    copied = off_gui_thread(lambda: manifest.backups_in(stick / FOLDER))
    assert [each.name for each in copied] == names(driver)
    assert len(copied) == 2
    driver.click(panel.forget_button)
    assert panel.second_words.text().startswith("None is chosen")


def test_a_backup_is_compared_and_put_in_place(driver: Driver) -> None:
    driver.until(lambda: len(names(driver)) == 1)
    add(driver, "C1")
    panel = panel_of(driver)
    driver.click(panel.restore_button)
    dialog = driver.dialog(RestoreDialog)
    text = " ".join(each.text() for each in dialog.findChildren(type(panel.second_words)))
    assert "1 action was done since and would be lost:" in text
    dialog.passphrase.setText("wrong")
    driver.click(dialog.primary_button)
    assert "not the passphrase" in dialog.notice.accessibleName()
    dialog.passphrase.setText(PASSPHRASE)
    former = driver.desk
    with driver.qtbot.waitSignal(driver.app.opened):
        driver.qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    assert driver.desk is not former
    driver.wait()
    assert driver.scalars(select(Customer.number)) == []
    assert driver.desk.window.isVisible()


def test_the_end_of_work_makes_one_more(driver: Driver) -> None:
    driver.until(lambda: len(names(driver)) == 1)
    driver.wait()
    add(driver, "C1")
    driver.desk.window.close()
    farewell = driver.app.farewell
    assert farewell is not None
    with driver.qtbot.waitSignal(farewell.ended):
        pass
    assert not farewell.isVisible()
    assert sorted(name.split("-")[4] for name in names(driver)) == ["exit", "start"]


def test_a_last_backup_that_fails_is_told(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.until(lambda: len(names(driver)) == 1)
    driver.wait()
    add(driver, "C1")
    monkeypatch.setattr(files, "ROOM", 2**62)
    driver.desk.window.close()
    farewell = driver.app.farewell
    assert farewell is not None
    driver.until(farewell.isVisible)
    assert "nearly full" in farewell.words.text()
    with driver.qtbot.waitSignal(farewell.ended):
        driver.qtbot.mouseClick(farewell.end, Qt.MouseButton.LeftButton)
    assert len(names(driver)) == 1


def test_a_morning_without_room_is_told_and_stops_nobody(
    qtbot: QtBot, qapp: QApplication, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ROOM", 2**62)
    with program(qtbot, qapp, profile) as driver:
        window = driver.desk.window
        driver.until(lambda: "nearly full" in window._toast.text())
        foot = window._foot
        assert foot.backup.text() == "No backup yet"
        assert foot.backup.property("tone") == "amber"


def _broken(profile: Path, tmp_path: Path) -> Path:
    """A stick with a backup of a book that is damaged now."""
    from vipdesk.domain.backups import Why
    from vipdesk.progress import NoProgress
    from vipdesk.store import backup

    store = open_book(profile, clock=fixed_clock)
    with store.action("customer.create") as session:
        add_customer(session, number="C1")
    backup.make(profile, store.key, tmp_path / "stick", Why.HAND, store.now(), NoProgress())
    store.close()
    return tmp_path / "stick"


@pytest.mark.parametrize("bare", [False, True])
def test_a_book_is_brought_back_where_none_opens(
    qtbot: QtBot, qapp: QApplication, profile: Path, tmp_path: Path, bare: bool
) -> None:
    stick = _broken(profile, tmp_path)
    if bare:
        shutil.rmtree(profile)
    else:
        (profile / "book.db").write_bytes(b"noise" * 5_000)
    app = App(qapp, profile, clock=fixed_clock)
    app.start()
    first, unlock = app.entrance.first_start, app.entrance.unlock
    if bare:
        assert first is not None
        qtbot.mouseClick(first._sheet.restore, Qt.MouseButton.LeftButton)
    else:
        assert unlock is not None
        qtbot.mouseClick(unlock.restore, Qt.MouseButton.LeftButton)
    dialog = app.entrance._dialog
    assert isinstance(dialog, FindBackupDialog)
    qtbot.waitUntil(app._jobs.is_idle)
    dialog.look_in(stick)
    qtbot.waitUntil(lambda: dialog.path() is not None and app._jobs.is_idle())
    assert "Customers 1" in dialog.holds.text()
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(app.opened):
        qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    driver = Driver(qtbot, app)
    driver.wait()
    assert driver.scalars(select(Customer.number)) == ["C1"]
    finish(qtbot, app)
