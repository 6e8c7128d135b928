"""The operator's lists of two snapshots, brought in, compared, and followed to a customer."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver
from tests.journeys.test_main_job import speak
from tests.store.builders import add_customer, add_line
from vipdesk.domain.words import LeavingReason
from vipdesk.store.records import Cohort, StatusHistory
from vipdesk.ui.indicators.page import IndicatorsPage

NUMBERS = [f"1391234880{n}" for n in range(4)]


@pytest.fixture
def left(driver: Driver) -> int:
    """Four customers; the last one was ported out in October: their id."""

    def fill() -> int:
        with driver.store.action("customer.create") as session:
            for place, number in enumerate(NUMBERS):
                customer = add_customer(session, f"C{place}", f"客户{place}")
                line = add_line(session, customer, number)
            session.add(
                StatusHistory(
                    line_id=line.id,
                    status="ported_out",
                    reason=LeavingReason.PRICE,
                    effective_on=date(2026, 10, 9),
                    recorded_on=driver.store.today(),
                )
            )
            return customer.id

    return off_gui_thread(fill)


def bring_in(driver: Driver, path: Path, day: date | None = None) -> None:
    """Import a list of a snapshot; say its day where no column does."""
    driver.desk.show_page("data")
    driver.data.open_file(path)
    driver.wait()
    driver.click(driver.data.columns.go)
    step = driver.data.preview
    if day is not None:
        assert not step.go.isEnabled()
        step.cohort.day.set_value(day)
        driver.click(step.cohort.take)
    driver.click(step.go)


def press_option(driver: Driver, options: QWidget, text: str) -> None:
    (found,) = [each for each in options.findChildren(QPushButton) if each.text() == text]
    driver.click(found)


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """Of August without a day, of September with one."""
    august, september = tmp_path / "八月.csv", tmp_path / "九月.csv"
    rows = "".join(f"{number},200\n" for number in NUMBERS)
    august.write_text("手机号码,拍照收入\n" + rows, encoding="gb18030")
    dated = "".join(f"{number},2026-09-30,200\n" for number in NUMBERS)
    september.write_text("手机号码,拍照日期,拍照收入\n" + dated, encoding="utf-8")
    return august, september


def test_lists_are_imported_and_compared(
    lists: tuple[Path, Path], driver: Driver, left: int
) -> None:
    speak(driver, "zh")
    bring_in(driver, lists[0], date(2026, 8, 31))
    bring_in(driver, lists[1])
    assert driver.scalars(select(Cohort.on_day).order_by(Cohort.id)) == [
        date(2026, 8, 31),
        date(2026, 9, 30),
    ]
    assert not driver.data.result.undo.isEnabled()
    driver.click(driver.data.result.indicators)
    page = driver.desk.window.page("indicators")
    assert isinstance(page, IndicatorsPage)
    driver.until(lambda: page.board is not None)
    driver.click(page.side.snapshots_button)
    view = page.snapshots
    press_option(driver, view.view, "随时间")
    shown = [[view.times.cell(row, place).text for place in range(5)] for row in range(2)]
    assert shown == [
        ["2026-09-30", "4", "75.00%", "75.00%", "–"],
        ["2026-08-31", "4", "75.00%", "100.00%", "75.00%"],
    ]
    press_option(driver, view.view, "名单")
    assert view.names.rowCount() == 1
    view.names_table.opened.emit(0)
    driver.wait()
    assert driver.customers.detail.isVisible()
    assert driver.customers.detail.customer_id() == left
    driver.desk.show_page("indicators")
    assert view.isVisible()
