"""Pages are made one by one while nothing else is to be done: their first showing is quick."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import at_work
from tests.journeys.conftest import Driver, program
from vipdesk.services.demo import DemoService
from vipdesk.ui import desk
from vipdesk.ui.customers.detail import BOLD_SLACK
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.desk import MOST_PUT_OFF
from vipdesk.ui.main_window import MainWindow
from vipdesk.ui.navigation import CUSTOMERS, DATA, SCREENS, SETTINGS, TODAY, VISITS
from vipdesk.ui.settings.page import SettingsPage
from vipdesk.ui.visits.page import VisitsPage


@pytest.fixture(autouse=True)
def as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ahead too, as in the program, but without a rest between two of them."""
    monkeypatch.setattr(desk, "MAKE_EVERY", 1)


def is_all_made(window: MainWindow) -> bool:
    visits = all(window.has_page(screen.key) for screen in SCREENS) and window.page(VISITS)
    return isinstance(visits, VisitsPage) and visits._visit_page is not None


def parts(window: QWidget) -> set[int]:
    return {id(part) for part in window.findChildren(QWidget)}


def test_what_was_made_ahead_is_not_made_again(driver: Driver) -> None:
    window = driver.desk.window
    assert window.current_page() == CUSTOMERS
    driver.until(lambda: is_all_made(window))
    driver.until(lambda: not driver.desk._make.isActive())
    driver.wait()
    pages = [window.page(screen.key) for screen in SCREENS]
    before = {key: parts(window.page(key)) for key in (VISITS, DATA, SETTINGS)}
    for key in before:
        window.show_page(key)
    assert [window.page(screen.key) for screen in SCREENS] == pages
    settings = window.page(SETTINGS)
    assert isinstance(settings, SettingsPage)
    settings.show_part("rules")  # by far the largest
    driver.wait()
    assert {key: parts(window.page(key)) for key in before} == before


def test_one_page_at_a_time_and_the_front_stays(driver: Driver) -> None:
    window = driver.desk.window
    driver.desk._begin.stop()
    driver.desk._make.stop()
    made = [screen.key for screen in SCREENS if window.has_page(screen.key)]
    while window.make_ahead():
        before, made = made, [screen.key for screen in SCREENS if window.has_page(screen.key)]
        assert len(made) <= len(before) + 1
        assert window.current_page() == CUSTOMERS
        driver.wait()
    assert is_all_made(window)
    assert not window.make_ahead()


def test_whoever_is_at_it_is_not_held_up_but_for_a_time(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by, steps = driver.desk, list[bool]()
    made_by._begin.stop()
    made_by._make.stop()
    driver.wait()
    made_by._put_off = 0  # of a slow start
    make = made_by.window.make_ahead

    def step() -> bool:
        steps.append(make())
        return steps[-1]

    monkeypatch.setattr(made_by.window, "make_ahead", step)
    monkeypatch.setattr(made_by, "is_calm", lambda: False)
    for _time in range(MOST_PUT_OFF):
        made_by._on_make_timeout()
    assert not steps
    made_by._on_make_timeout()
    assert steps == [True]
    monkeypatch.setattr(made_by, "is_calm", lambda: True)
    driver.wait()
    made_by._on_make_timeout()
    assert steps == [True, True]


def test_the_keyboard_stays_where_it_is(driver: Driver) -> None:
    window = driver.desk.window
    page = window.page(CUSTOMERS)
    assert isinstance(page, CustomersPage)
    window.activateWindow()
    page.list.setFocus()
    before = QApplication.focusWidget()
    assert before is not None
    driver.until(lambda: is_all_made(window))
    assert QApplication.focusWidget() is before


def test_a_customer_who_is_read_ahead_takes_no_room_from_the_list(
    qtbot: QtBot, qapp: QApplication, profile: Path
) -> None:
    at_work(lambda store: DemoService(store).fill(20, seed=1))(profile)
    with program(qtbot, qapp, profile, first=TODAY) as driver:
        window = driver.desk.window
        window.resize(1366, 768)
        driver.until(lambda: is_all_made(window))
        driver.wait()
        driver.desk.show_page(CUSTOMERS)
        driver.wait()
        detail = driver.customers.detail
        assert detail.minimumWidth() <= detail.tabs.sizeHint().width() + BOLD_SLACK
        assert driver.customers.list.table.horizontalScrollBar().maximum() == 0
