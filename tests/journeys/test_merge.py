"""One customer twice in the book: found, merged side by side, and taken apart again."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver
from tests.journeys.files import ROWS, write_customers
from tests.journeys.test_main_job import import_file, rows, speak
from tests.store.test_undo import state
from vipdesk.store.records import Account, Customer, CustomerMerge
from vipdesk.texts import _
from vipdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from vipdesk.ui.customers.merge_dialog import MergeDialog

TWICE = "C00099999,王志强,金卡,13912340000,太原市,畅享99,99,2027-11-30,2022-9-1,1980-05-06"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_merge_and_unmerge(driver: Driver, tmp_path: Path, language: str) -> None:
    speak(driver, language)
    import_file(driver, write_customers(tmp_path / "a.csv", f"{ROWS}\n{TWICE}"))
    before = off_gui_thread(lambda: state(driver.store)["account"])
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) == 5)
    driver.customers.buttons.more.menu().actions()[0].trigger()
    duplicates = driver.dialog(DuplicatesDialog)
    assert duplicates.model.rowCount() == 1
    driver.click(duplicates.merge_button)
    driver.click(driver.dialog(MergeDialog).primary_button)
    duplicates.reject()
    driver.until(lambda: rows(driver) == 4)
    assert len(set(driver.scalars(select(Account.customer_id)))) == 4
    driver.customers.list.table.go_to(driver.scalars(select(CustomerMerge.kept_id))[0])
    driver.wait()
    driver.customers.detail.tabs.chosen.emit("data")
    driver.wait()
    apart = [
        b for b in driver.customers.detail.findChildren(QPushButton) if b.text() == _("Unmerge")
    ]
    driver.click(apart[0])
    driver.until(lambda: rows(driver) == 5)
    assert off_gui_thread(lambda: state(driver.store)["account"]) == before
    assert driver.scalars(select(Customer.merged_into_id)) == [None] * 5
