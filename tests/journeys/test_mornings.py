"""Mornings in the window: the clock moves on, and the laptop is off for some days."""

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, open_book
from tests.journeys.conftest import Driver, program
from tests.store.builders import add_customer, add_line
from vipdesk.ui.navigation import TODAY
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.retention.snooze_dialog import SnoozeDialog
from vipdesk.ui.today.page import TodayPage


def _page(driver: Driver) -> TodayPage:
    page = driver.desk.window.page(TODAY)
    assert isinstance(page, TodayPage)
    driver.until(lambda: page._morning is not None)
    driver.wait()
    return page


def _stages(page: TodayPage) -> list[tuple[str, str]]:
    rows = page.table.rows
    found = [rows.row_at(n) for n in range(rows.rowCount())]
    return [(row.kind, row.stage) for row in found if row is not None and row.kind == "end"]


def _groups(page: TodayPage) -> str:
    return " ".join(button.text() for button in page.groups._buttons.values())


def _put_off(driver: Driver, page: TodayPage) -> None:
    """The first task, by keyboard, with a word why."""
    page.table.setFocus()
    page.table.go_to(page.table.rows.id_at(0))
    driver.press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier, into=page.table)
    dialog = driver.dialog(SnoozeDialog)
    dialog.reason.setText("周一账单出来后再谈")
    driver.click(dialog.primary_button)


def test_a_week_of_mornings(qtbot: QtBot, qapp: QApplication, profile: Path) -> None:
    """A contract ends on Monday in nine days; one morning it is put off, two days nobody comes."""
    book = open_book(profile, clock=lambda: NOW)
    with book.action("customer.create") as session:
        add_line(session, add_customer(session))
    book.close()

    def morning(day: int) -> datetime:
        return NOW + timedelta(days=day - 21)

    with program(qtbot, qapp, profile, TODAY, lambda: morning(21)) as driver:
        page = _page(driver)
        assert driver.desk.window.current_page() == TODAY
        assert _stages(page) == [("end", "T-30")]
        _put_off(driver, page)
        driver.until(lambda: not _stages(page))
        driver.desk.undo()
        driver.until(lambda: _stages(page) == [("end", "T-30")])

    with program(qtbot, qapp, profile, TODAY, lambda: morning(22)) as driver:
        page = _page(driver)
        driver.until(lambda: "off" not in _groups(page))
        assert _stages(page) == [("end", "T-30")]
        assert "off" not in _groups(page)

    with program(qtbot, qapp, profile, TODAY, lambda: morning(25)) as driver:  # off on 23 and 24
        page = _page(driver)
        driver.until(lambda: _stages(page) == [("end", "T-7")])  # the next stage took its place
        driver.wait()
        assert "While the laptop was off: 1" in _groups(page)
        page.groups.set_value("while_off")
        page.groups.chosen.emit("while_off")
        assert _stages(page) == [("end", "T-7")]
        page.table.go_to(page.table.rows.id_at(0))
        task_id = page.table.current_id()
        driver.press(
            Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier, into=page.table
        )  # it closes by its outcome alone
        retention = driver.desk.window.page("retention")
        assert isinstance(retention, RetentionPage)
        driver.until(lambda: retention.bookmark() == task_id)

    with program(qtbot, qapp, profile, TODAY, lambda: morning(26)) as driver:
        page = _page(driver)
        driver.until(lambda: "off" not in _groups(page))
        assert _stages(page) == [("end", "T-7")]
