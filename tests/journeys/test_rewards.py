"""A discount is set, a reward is held and its day passes, a lottery is drawn from and checked."""

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import NOW, open_book
from tests.journeys.conftest import Driver, program
from tests.services import points_catalogue as made
from tests.services.rewarding import award
from vipdesk.store.records import Redemption, RedemptionItem
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.points.page import PointsPage
from vipdesk.ui.rewards.dialog import DISCOUNTS, LOTTERIES, RewardsDialog
from vipdesk.ui.rewards.discounts import DiscountDialog, DiscountsPart
from vipdesk.ui.rewards.draw_dialog import DrawDialog
from vipdesk.ui.rewards.lotteries import LotteriesPart

FLASK = "保温杯"


def _page(driver: Driver, customer_id: int) -> PointsPage:
    page = driver.desk.show_page("points")
    assert isinstance(page, PointsPage)
    page.show_customer(customer_id)
    driver.wait()
    return page


def _rewards(driver: Driver, page: PointsPage, part: str) -> RewardsDialog:
    driver.click(page.catalogue_button)
    window = driver.dialog(RewardsDialog)
    window.show_part(part)
    driver.wait()
    return window


def _add_discount(driver: Driver, page: PointsPage) -> None:
    window = _rewards(driver, page, DISCOUNTS)
    part = window.parts[DISCOUNTS]
    assert isinstance(part, DiscountsPart)
    driver.click(part.add_button)
    dialog = driver.dialog(DiscountDialog)
    dialog.name.setText("年末九折")
    dialog.percent.setText("10")
    driver.click(dialog.primary_button)
    driver.until(lambda: len(part.rows()) == 2)
    driver.click(window.primary_button)


def _hold(driver: Driver, page: PointsPage) -> None:
    view = page.customer

    def card() -> QWidget:
        return next(each for each in view.rewards.cards if FLASK in each.accessibleName())

    driver.until(lambda: "1,800" in card().accessibleName())
    driver.wait()  # cards are made anew with each read
    driver.click(card())
    driver.until(lambda: len(view.basket.lines()) == 1)
    driver.click(view.basket.redeem_button)
    driver.dialog(PdfPreview).reject()
    driver.wait()
    assert "3,200" in view.figures.available.accessibleName()


def _draw_and_check(driver: Driver, page: PointsPage) -> None:
    window = _rewards(driver, page, LOTTERIES)
    part = window.parts[LOTTERIES]
    assert isinstance(part, LotteriesPart)
    driver.click(part.draw_button)
    dialog = driver.dialog(DrawDialog)
    dialog.picker.search("wang")
    driver.wait()
    choice = dialog.picker.results()[0]
    dialog.picker.set_choice(choice)
    dialog.picker.picked.emit(choice)
    driver.wait()
    driver.click(dialog.primary_button)
    driver.until(lambda: part.rows()[0].row.tries == 1)
    driver.click(part.check_button)
    driver.until(lambda: "Draws redone: 1." in part.notice.accessibleName())
    driver.click(window.primary_button)


def test_a_hold_that_nobody_fetches(qtbot: QtBot, qapp: QApplication, profile: Path) -> None:
    book = open_book(profile, clock=lambda: NOW)
    wang = made.add_customer(book, "王志强", "C1")
    award(book, wang, 5_000)
    made.fill_catalogue(book)
    made.add_lottery(book)
    book.close()

    def morning(days: int) -> datetime:
        return NOW + timedelta(days=days)

    with program(qtbot, qapp, profile, "points", lambda: morning(0)) as driver:
        page = _page(driver, wang)
        _add_discount(driver, page)
        _hold(driver, page)
        offs = driver.scalars(select(RedemptionItem.discounts))
        assert offs == [[{"name": "年末九折", "points": 200}]]

    with program(qtbot, qapp, profile, "points", lambda: morning(31)) as driver:
        page = _page(driver, wang)
        assert "5,000" in page.customer.figures.available.accessibleName()
        _draw_and_check(driver, page)
        driver.until(lambda: "4,800" in page.customer.figures.available.accessibleName())
        assert driver.scalars(select(Redemption.number)) == ["D20261121-001"]
