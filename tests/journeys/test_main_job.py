"""From the operator's files to a signed visit summary in the customer's hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver
from tests.journeys.files import ROWS, write_bills, write_customers
from vipdesk.services.reports import ReportsService
from vipdesk.services.settings import SettingsService
from vipdesk.store.records import Bill, Customer, Touchpoint, Visit
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.visits.dialogs import PlanDialog
from vipdesk.ui.visits.visit_page import VisitPage


def import_file(driver: Driver, path: Path) -> None:
    """The four steps with the mouse."""
    driver.desk.show_page("data")
    driver.data.open_file(path)
    driver.wait()
    driver.click(driver.data.columns.go)
    driver.click(driver.data.preview.go)
    driver.until(driver.data.result.isVisible)


def speak(driver: Driver, language: str) -> None:
    """Change the language in the settings; the window is built anew in it."""
    service = SettingsService(driver.store)
    driver.desk.jobs.write(
        lambda _progress: service.save(
            replace(service.load(), language=language, report_language=language)
        )
    )
    driver.wait()


def rows(driver: Driver) -> int:
    return driver.customers.list.table.model().rowCount()


def begin_visit(driver: Driver, tmp_path: Path) -> VisitPage:
    """Import customers and begin a visit of the first."""
    import_file(driver, write_customers(tmp_path / "a.csv"))
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) == 4)
    driver.wait()
    driver.click(driver.customers.detail.head.visit_button)
    driver.click(driver.dialog(PlanDialog).primary_button)
    page = driver.visits.visit_page
    driver.until(lambda: page.visit() is not None)
    driver.click(page.head.primary_button)
    return page


def sign(driver: Driver, pad: QWidget) -> None:
    begin = QPoint(pad.width() // 3, pad.height() // 2)
    driver.qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 8):
        driver.qtbot.mouseMove(pad, begin + QPoint(15 * step, (-1) ** step * 20))
    driver.qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=begin + QPoint(110, 0))
    driver.wait()


def option(group: QWidget, text: str) -> QPushButton:
    return next(b for b in group.findChildren(QPushButton) if b.text() == text)


@pytest.mark.parametrize(
    ("language", "renewed", "title", "mister"),
    [("en", "Renewed", "Visit summary", "王志强"), ("zh", "续约", "客户拜访小结", "王志强")],
)
def test_import_find_visit_sign_and_hand_over(
    driver: Driver, tmp_path: Path, language: str, renewed: str, title: str, mister: str
) -> None:
    speak(driver, language)
    import_file(driver, write_customers(tmp_path / "客户清单_202611.csv"))
    import_file(driver, write_bills(tmp_path / "账单.csv"))
    assert len(driver.scalars(select(Customer.id))) == 4
    fees = driver.scalars(select(Bill.fee_fen).order_by(Bill.month))
    assert fees == [31_260, 26_800, 21_530]

    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.desk.window._top.search.setText("8812")
    driver.until(lambda: driver.desk.window.current_page() == "customers" and rows(driver) == 1)
    driver.wait()
    driver.click(driver.customers.detail.head.visit_button)
    driver.click(driver.dialog(PlanDialog).primary_button)  # none is planned today: as suggested
    page = driver.visits.visit_page
    driver.until(lambda: page.visit() is not None)
    driver.click(page.head.primary_button)  # start
    page.record.talked.setPlainText("核对了账单，您希望升级家庭宽带至 1000M。")
    page.record.needs.setPlainText("家里想换 1000M 宽带")
    driver.click(option(page.record.outcome, renewed))
    driver.click(page.record.agreed.term.ready.findChildren(QPushButton)[0])  # for 12 months
    driver.click(option(page.record.satisfaction, "9"))
    driver.click(page.head.primary_button)  # to the signature
    sign(driver, page.sign.pad)
    driver.click(page.head.primary_button)  # finish
    preview = driver.dialog(PdfPreview)
    assert preview.pages.count() == 1
    preview.reject()

    (visit,) = driver.scalars(select(Visit))
    assert (visit.status, visit.satisfaction, len(visit.signature)) == ("done", 9, 1)
    assert driver.scalars(select(Touchpoint.channel)) == ["visit"]
    target = tmp_path / "summary.pdf"
    service = ReportsService(driver.store)
    off_gui_thread(lambda: service.write_visit_summary(visit.id, target, language))
    text = off_gui_thread(lambda: PdfReader(target).pages[0].extract_text())
    for said in (title, mister, "139****8812", "核对了账单", "1000M", visit.number):
        assert said in text, said
    assert "13912348812" not in text


def test_problems_are_mended_imported_again_and_undone(driver: Driver, tmp_path: Path) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    bad = ROWS.replace("13912348812", "1.39E+10").replace("20261231", "2027-02-31")
    path = write_customers(tmp_path / "b.csv", bad.replace("陈晓燕", "陈小燕"))
    driver.desk.show_page("data")
    driver.data.open_file(path)
    driver.wait()
    driver.click(driver.data.columns.go)
    assert driver.data.preview.problems.model().rowCount() == 2
    driver.click(driver.data.preview.go)
    names = driver.scalars(select(Customer.name).order_by(Customer.number))
    assert names == ["王志强", "陈小燕", "赵国栋", "𬱖㛃"]

    import_file(
        driver,
        write_customers(
            tmp_path / "mended.csv", ROWS.replace("陈晓燕", "陈小燕").replace("畅享129", "畅享159")
        ),
    )
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) == 4)
    for _action in range(3):
        driver.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, into=driver.customers)
    assert driver.scalars(select(Customer.id)) == []
    driver.until(lambda: rows(driver) == 0)
    for _action in range(3):
        driver.press(
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            into=driver.customers,
        )
    driver.until(lambda: rows(driver) == 4)
