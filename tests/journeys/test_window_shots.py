"""Grabs the whole window with each screen of a lively book, for a person to look at."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import at_work
from tests.journeys.conftest import Driver, program
from tests.journeys.files import ROWS, write_customers
from tests.ui.shots import DRESSED, SIZES, shoot
from vipdesk.services.demo import DemoService
from vipdesk.services.settings import SettingsService
from vipdesk.store.records import Visit
from vipdesk.ui import theme
from vipdesk.ui.indicators.page import IndicatorsPage
from vipdesk.ui.journal.page import JournalPage
from vipdesk.ui.points.page import PointsPage
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.today.page import TodayPage

CUSTOMERS = 200  # more than a page of the list


@pytest.fixture
def lively(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[Driver]:
    at_work(lambda store: DemoService(store).fill(CUSTOMERS, seed=1))(profile)
    with program(qtbot, qapp, profile) as driver:
        yield driver


def dress(driver: Driver, language: str, mode: str) -> None:
    """Choose a look in the settings; the window is built anew in it."""
    service = SettingsService(driver.store)
    driver.desk.jobs.write(
        lambda _progress: service.save(replace(service.load(), language=language, theme=mode))
    )
    driver.wait()
    driver.qtbot.waitUntil(lambda: driver.customers.list.table.model().rowCount() > 0)
    driver.until(driver.desk.window._foot.backup.isVisible)  # the last that the frame shows
    driver.wait()


def today(driver: Driver, _folder: Path) -> None:
    page = driver.desk.show_page("today")
    assert isinstance(page, TodayPage)
    driver.until(lambda: all(card.value is not None for card in page.figures))


def customers(driver: Driver, _folder: Path) -> None:
    driver.desk.show_page("customers")


def week(driver: Driver, _folder: Path) -> None:
    driver.desk.show_page("visits")
    driver.visits.open_calendar()


def visit(driver: Driver, _folder: Path) -> None:
    driver.desk.show_page("visits")
    planned = select(Visit.id).where(Visit.status == "planned").order_by(Visit.planned_at)
    driver.visits.open_visit(driver.scalars(planned)[0])


def retention(driver: Driver, _folder: Path) -> None:
    page = driver.desk.show_page("retention")
    assert isinstance(page, RetentionPage)
    driver.until(lambda: page.detail.detail is not None)


def points(driver: Driver, _folder: Path) -> None:
    page = driver.desk.show_page("points")
    assert isinstance(page, PointsPage)
    page.show_customer(4)


def indicators(driver: Driver, _folder: Path) -> None:
    page = driver.desk.show_page("indicators")
    assert isinstance(page, IndicatorsPage)
    driver.until(lambda: page.side.chart is not None)


def settings(driver: Driver, _folder: Path) -> None:
    driver.desk.show_page("settings")


def journal(driver: Driver, _folder: Path) -> None:
    driver.desk.show_page("journal")
    driver.wait()
    page = driver.desk.window.page("journal")
    assert isinstance(page, JournalPage)
    page.table.setCurrentIndex(page.model.index(0, 0))


def importing(driver: Driver, folder: Path) -> None:
    bad = ROWS.replace("13912348812", "1.39E+10").replace("20261231", "2027-02-31")
    driver.desk.show_page("data")
    driver.data.open_file(write_customers(folder / "客户清单_202611.csv", bad))
    driver.wait()
    driver.click(driver.data.columns.go)


SCREENS: dict[str, Callable[[Driver, Path], None]] = {
    "today": today,
    "customers": customers,
    "visits": week,
    "visit": visit,
    "retention": retention,
    "import": importing,
    "points": points,
    "indicators": indicators,
    "settings": settings,
    "journal": journal,
}


def face(driver: Driver, folder: Path) -> None:
    """The screen turned to a customer within their visit."""
    visit(driver, folder)
    driver.wait()
    driver.desk.window.face_requested.emit()
    driver.wait()
    turned = driver.visits.face()
    assert turned is not None
    for size in SIZES:
        shoot(driver.qtbot, turned, "window/face", size)
    turned._leave()  # asks nobody
    driver.wait()


@pytest.mark.shots
def test_every_screen_in_the_window(lively: Driver, qapp: QApplication, tmp_path: Path) -> None:
    for language, modes in DRESSED.items():
        dress(lively, language, modes[0].value)
        for mode in modes:
            theme.start(qapp, mode)  # as when the system turns dark
            for name, show in SCREENS.items():
                show(lively, tmp_path)
                lively.wait()
                for size in SIZES:
                    lively.desk.window.resize(size)
                    lively.wait()
                    shoot(lively.qtbot, lively.desk.window, f"window/{name}", size)
            face(lively, tmp_path)
