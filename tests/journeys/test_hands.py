"""The window by keyboard alone, and what survives between two starts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid
from sqlalchemy import select

from tests.journeys.conftest import Driver
from tests.journeys.files import write_customers
from tests.journeys.test_main_job import begin_visit, import_file, rows
from vipdesk.store.records import Touchpoint, Visit
from vipdesk.ui import navigation
from vipdesk.ui.touchpoint_dialog import TouchpointDialog

CTRL = Qt.KeyboardModifier.ControlModifier


def test_find_and_log_a_call_by_keyboard_alone(driver: Driver, tmp_path: Path) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    driver.press(Qt.Key.Key_1, CTRL, into=driver.desk.window)
    driver.press(Qt.Key.Key_K, CTRL, into=driver.desk.window)
    for key in "cxy":  # initials of 陈晓燕
        driver.qtbot.keyClicks(QApplication.focusWidget(), key)
    driver.until(lambda: rows(driver) == 1)
    driver.press(Qt.Key.Key_Return)
    driver.wait()
    driver.press(Qt.Key.Key_L, CTRL, into=driver.desk.window)
    dialog = driver.dialog(TouchpointDialog)
    chosen = dialog.picker.choice()
    assert chosen is not None
    assert chosen.name == "陈晓燕"
    dialog.channel.set_value("phone")
    dialog.outcome.set_value("connected")
    driver.qtbot.keyClicks(dialog.minutes, "3")
    driver.qtbot.keyClicks(dialog.note, "asked about roaming")
    driver.press(Qt.Key.Key_Return, into=dialog.note)
    driver.until(lambda: not isValid(dialog))
    (touchpoint,) = driver.scalars(select(Touchpoint))
    assert (touchpoint.note, touchpoint.duration_seconds) == ("asked about roaming", 180)
    driver.desk.show_page("today")
    driver.press(Qt.Key.Key_Escape, into=driver.desk.window._top.search)  # taken back elsewhere
    driver.until(lambda: rows(driver) == 4)
    assert driver.desk.window.current_page() == "today"


def test_every_screen_takes_the_keyboard_by_its_shortcut(driver: Driver) -> None:
    numbers = [*range(3, len(navigation.SCREENS) + 1), 1, 2]  # from the customers round to them
    for number in numbers:
        key = Qt.Key(Qt.Key.Key_0 + number)
        driver.press(key, CTRL, into=driver.desk.window)
        page = driver.desk.window.page(driver.desk.window.current_page())
        holder = QApplication.focusWidget()
        assert holder is not None
        assert holder is not page
        assert page.isAncestorOf(holder)


def test_a_customer_deleted_from_the_detail_leaves_the_keyboard_on_the_next_row(
    driver: Driver, tmp_path: Path
) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    driver.press(Qt.Key.Key_2, CTRL, into=driver.desk.window)
    table = driver.customers.list.table
    driver.until(lambda: rows(driver) == 4)
    driver.press(Qt.Key.Key_Down, into=table)
    following = driver.customers.list.model.id_at(2)
    driver.press(Qt.Key.Key_Return, into=table)
    head = driver.customers.detail.head
    while QApplication.focusWidget() is not head.more_button:
        driver.press(Qt.Key.Key_Tab)
    deletes = next(each for each in head.menu.actions() if "recycle" in each.text())
    deletes.trigger()
    driver.wait()
    driver.until(lambda: rows(driver) == 3)
    driver.wait()
    assert QApplication.focusWidget() is table
    assert table.current_id() == driver.customers.customer_in_front() == following


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_comes_to_all_that_is_on_a_screen(driver: Driver, tmp_path: Path, key: Qt.Key) -> None:
    import_file(driver, write_customers(tmp_path / "a.csv"))
    for number in range(1, len(navigation.SCREENS) + 1):
        driver.press(Qt.Key(Qt.Key.Key_0 + number), CTRL, into=driver.desk.window)
        passed: list[QWidget] = []
        while (holder := QApplication.focusWidget()) is not None and holder not in passed:
            passed.append(holder)
            driver.qtbot.keyClick(holder, key)
        page = driver.desk.window.page(driver.desk.window.current_page())
        missed = [each.accessibleName() for each in _takers(page) if each not in passed]
        assert not missed, (driver.desk.window.current_page(), missed)


def _takers(page: QWidget) -> list[QWidget]:
    """What on ``page`` takes the keyboard; of buttons of which one is chosen, the chosen one."""
    tabs = Qt.FocusPolicy.TabFocus
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & tabs
        if not each.focusProxy() and not _is_behind_another(each)
    ]


def _is_behind_another(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    return group is not None and group.exclusive() and not widget.isChecked()


def test_a_visit_being_written_is_there_after_a_restart(driver: Driver, tmp_path: Path) -> None:
    page = begin_visit(driver, tmp_path)
    page.record.talked.setPlainText("儿子 12 月回国，要一张副卡。")
    driver.desk.appearance_changed.emit()  # the window is built anew, as after a restart
    driver.wait()
    (visit_id,) = driver.scalars(select(Visit.id))
    driver.desk.show_page("visits")
    driver.visits.open_visit(visit_id)
    again = driver.visits.visit_page
    assert again is not page
    driver.until(lambda: "副卡" in again.record.talked.toPlainText())
