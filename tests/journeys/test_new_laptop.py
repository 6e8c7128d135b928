"""Everything goes out through the settings, and comes in at a first start."""

import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import PASSPHRASE, fixed_clock
from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, finish, program, unlock
from tests.store.builders import add_customer
from vipdesk.app import App
from vipdesk.store.records import Customer, JournalEntry
from vipdesk.ui.moving_dialogs import MoveInDialog
from vipdesk.ui.settings.leaving_card import EverythingDialog, LeavingCard


def card_of(driver: Driver) -> LeavingCard:
    page = driver.desk.show_page("settings")
    page.show_part("backups")  # type: ignore[attr-defined]
    driver.wait()
    return page.findChildren(LeavingCard)[0]


def read(path: Path, names: Iterable[str]) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode("utf-8-sig") for name in names]


def add(driver: Driver, number: str) -> None:
    def work() -> None:
        with driver.store.action("customer.create") as session:
            add_customer(session, number)

    off_gui_thread(work)


def test_everything_goes_out_for_a_reason_and_the_passphrase(
    driver: Driver, tmp_path: Path
) -> None:
    add(driver, "C1")
    card = card_of(driver)
    dialog = card.ask_export()
    assert isinstance(dialog, EverythingDialog)
    dialog.fields.reason.setText("Handing in the laptop")
    dialog.fields.passphrase.setText("wrong")
    driver.click(dialog.primary_button)
    assert "not the passphrase" in dialog.fields.form.message("passphrase")
    assert driver.dialog(EverythingDialog) is dialog
    dialog.take_file(tmp_path / "all.zip", dialog.fields.reason.text())
    driver.wait()
    assert "rows are in" in card._notice.accessibleName()
    names = ("customer.csv", "README.txt")
    customers, readme = off_gui_thread(lambda: read(tmp_path / "all.zip", names))
    assert "C1" in customers
    assert "Handing in the laptop" in readme
    query = select(JournalEntry.params).where(JournalEntry.code == "export.unmasked")
    (params,) = driver.scalars(query)
    assert params["reason"] == "Handing in the laptop"


def test_the_book_goes_to_a_new_laptop(
    qtbot: QtBot, qapp: QApplication, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "book.vipdesk"
    with program(qtbot, qapp, profile) as driver:
        add(driver, "C1")
        card = card_of(driver)
        card.move_out(file)
        driver.wait()
        assert "first start" in card._notice.accessibleName()
    hook = sys.excepthook
    app = App(qapp, tmp_path / "new laptop", clock=fixed_clock)
    app.start()
    first = app.entrance.first_start
    assert first is not None
    qtbot.mouseClick(first._sheet.bring, Qt.MouseButton.LeftButton)
    dialog = app.entrance._dialog
    assert isinstance(dialog, MoveInDialog)
    dialog.take_file(file)
    dialog.passphrase.setText("wrong")
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "passphrase" in dialog.notice.accessibleName())
    qtbot.waitUntil(app._jobs.is_idle)
    assert not (tmp_path / "new laptop").exists()
    dialog.passphrase.setText(PASSPHRASE)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: app.unlock is not None)
    assert app.unlock is not None
    assert "is here now" in app.unlock.message.text()
    unlock(qtbot, app)
    new = Driver(qtbot, app)
    new.wait()
    assert new.scalars(select(Customer.number)) == ["C1"]
    finish(qtbot, app)
    sys.excepthook = hook
