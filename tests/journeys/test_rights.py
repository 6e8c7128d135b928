"""Who saw what, and a customer who wants to be deleted: through the window."""

from pathlib import Path

from PySide6.QtGui import QAction
from sqlalchemy import func, select

from tests.conftest import PASSPHRASE
from tests.journeys.conftest import Driver
from tests.journeys.files import write_customers
from tests.journeys.test_main_job import import_file, rows
from vipdesk.store.records import Customer, Tombstone
from vipdesk.ui.journal.page import JournalPage
from vipdesk.ui.rights import EraseDialog
from vipdesk.ui.settings.journal import JournalPanel
from vipdesk.ui.settings.page import SettingsPage


def _menu(driver: Driver, words: str) -> QAction:
    acts = driver.customers.detail.head.menu.actions()
    return next(act for act in acts if act.text() == words)


def _journal(driver: Driver) -> JournalPage:
    page = driver.desk.window.page("journal")
    assert isinstance(page, JournalPage)
    return page


def test_history_and_deletion_on_request(driver: Driver, tmp_path: Path) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) > 0)
    before = rows(driver)
    customer_id = driver.scalars(select(func.min(Customer.id)))[0]
    number = driver.scalars(select(Customer.number).where(Customer.id == customer_id))[0]
    driver.customers.list.table.go_to(customer_id)
    driver.wait()
    _menu(driver, "History of this customer").trigger()
    driver.wait()
    assert driver.desk.window.current_page() == "journal"
    assert _journal(driver).model.rowCount() == 1  # the import
    driver.click(_journal(driver)._back)
    assert driver.desk.window.current_page() == "customers"
    _menu(driver, "Delete on request…").trigger()
    ask = driver.dialog(EraseDialog)
    ask.fields.reason.setText("by letter of 2026-11-20")
    ask.fields.passphrase.setText(PASSPHRASE)
    ask.number.setText(number)
    driver.click(ask.primary_button)
    driver.until(lambda: rows(driver) == before - 1)
    assert driver.scalars(select(func.count()).select_from(Tombstone)) == [1]
    page = driver.desk.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_part("journal")
    driver.wait()
    panel = page.findChild(JournalPanel)
    assert panel is not None
    panel.check()
    driver.wait()
    assert panel.notice.accessibleName().startswith("The journal holds")
    panel.journal_requested.emit()
    driver.wait()
    assert driver.desk.window.current_page() == "journal"
    shown = _journal(driver).model.row_at(0)
    assert shown is not None
    assert shown.code == "customer.erase"
    driver.click(_journal(driver)._back)
    assert driver.desk.window.current_page() == "settings"
