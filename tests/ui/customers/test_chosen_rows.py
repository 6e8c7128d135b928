"""What is done with many customers of the list at once."""

import csv
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.guard import off_gui_thread
from tests.ui.customers.desk import dialog, settle
from tests.ui.customers.hands import press, rows
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.services.journal import JournalService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.customers.export_dialog import ExportDialog
from vipdesk.ui.customers.hand_over_dialog import NEW, HandOverDialog
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.customers.tag_dialog import TagDialog, UntagDialog
from vipdesk.ui.kit.pdf_preview import PdfPreview

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def test_tags_many_and_takes_the_tag_off(qtbot: QtBot, page: CustomersPage, demo: Store) -> None:
    qtbot.keyClick(page.list.table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.list.bar.isVisible()
    press(qtbot, page, "tag")
    ask = dialog(qtbot, TagDialog)
    ask.name.setText("年终回访")
    with qtbot.waitSignal(page.toast_requested) as said:
        qtbot.keyClick(ask.name, Key.Key_Return)
    assert said.args[:2] == ['320 customers tagged "年终回访"', "Undo"]
    settle(qtbot, page)
    assert all("年终回访" in row.tags for row in rows(page))
    assert page.list.chosen_count() == 320
    press(qtbot, page, "untag")
    pick = dialog(qtbot, UntagDialog)
    assert pick.list.item(0).text() == "年终回访  320"
    with qtbot.waitSignal(page.toast_requested):
        pick.primary_button.click()
    settle(qtbot, page)
    assert not any("年终回访" in row.tags for row in rows(page))
    assert [each.code for each in JournalService(demo).entries(2)] == [
        "customer.untag",
        "customer.tag",
    ]


def test_hands_over_to_a_new_colleague(qtbot: QtBot, page: CustomersPage) -> None:
    ids = list(page.list.model.ids()[:3])
    page.list.table.selectRow(0)
    for _n in range(2):
        qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.list.table.selected_ids() == ids
    press(qtbot, page, "hand_over")
    ask = dialog(qtbot, HandOverDialog)
    ask.manager.setCurrentIndex(ask.manager.findData(NEW))
    ask.primary_button.click()
    assert ask.form.message("name") == "Give the colleague's name."
    ask.name.setText("陈经理")
    with qtbot.waitSignal(page.toast_requested) as said:
        ask.primary_button.click()
    assert said.args[0] == "3 customers handed over"
    settle(qtbot, page)
    assert {row.owner for row in page._book.customers.rows(ids)} == {"陈经理"}


def test_moves_many_to_the_recycle_bin_and_back(
    qtbot: QtBot, page: CustomersPage, demo: Store
) -> None:
    page.list.table.selectRow(0)
    qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, page, "delete")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 318)
    settle(qtbot, page)
    assert page.list.table.hasFocus()
    assert page._count.text() == "318 customers"
    page._jobs.write(lambda _progress: JournalService(demo).undo())
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 320)
    settle(qtbot, page)


def test_exports_the_filtered_list_as_shown(
    qtbot: QtBot, page: CustomersPage, demo: Store, tmp_path: Path
) -> None:
    page._set_filter(CustomerFilter(ends_within_days=60))
    settle(qtbot, page)
    shown = rows(page)
    qtbot.mouseClick(page.buttons.export, LEFT)
    ask = dialog(qtbot, ExportDialog)
    ask.format._on_clicked("csv", True)
    path = tmp_path / "列表.csv"
    with qtbot.waitSignal(page.toast_requested):
        ask.take_file(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *lines = list(csv.reader(file))
    usual = ["Tier", "Name", "Number", "Plan", "Contract end", "ARPU", "Churn risk", "Last contact"]
    assert head == usual
    assert [line[1:3] for line in lines] == [[row.name, row.phone] for row in shown]
    assert all("****" in line[2] for line in lines if line[2])
    entry = JournalService(demo).entries(1)[0]
    assert (entry.code, entry.params["rows"]) == ("export", len(shown))
    assert entry.params["filter"]["ends_within_days"] == 60
    assert page._book.preferences.get("customers.export_folder") == str(tmp_path)


def test_makes_sheets_of_the_chosen_customers(qtbot: QtBot, page: CustomersPage) -> None:
    page.list.table.selectRow(0)
    qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, page, "pdf")
    preview = dialog(qtbot, PdfPreview)
    qtbot.waitUntil(lambda: preview._report is not None)
    assert preview._report is not None
    assert preview._report.rows == 2
    assert preview._report.pdf.startswith(b"%PDF")
    settle(qtbot, page)
    preview.reject()


def test_internal_sheets_are_in_the_language_of_the_desk(
    qtbot: QtBot, page: CustomersPage, demo: Store
) -> None:
    settings = SettingsService(demo)
    off_gui_thread(lambda: settings.save(replace(settings.load(), report_language="zh")))
    page.list.table.selectRow(0)
    press(qtbot, page, "pdf")
    preview = dialog(qtbot, PdfPreview)
    qtbot.waitUntil(lambda: preview._report is not None)
    assert preview._report is not None
    assert preview._report.title == "Customer sheets"
    settle(qtbot, page)
    preview.reject()


def test_exports_chosen_rows_as_cards(qtbot: QtBot, page: CustomersPage, tmp_path: Path) -> None:
    page.list.table.selectRow(0)
    qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, page, "export")
    ask = dialog(qtbot, ExportDialog)
    ask.format._on_clicked("vcf", True)
    path = tmp_path / "two.vcf"
    with qtbot.waitSignal(page.toast_requested):
        ask.take_file(path)
    assert path.read_text("utf-8").count("BEGIN:VCARD") == 2
