"""A customer comes for their points: awarded, redeemed with a receipt, put right by a reversal."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import func, select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver
from tests.journeys.test_main_job import speak
from tests.reports.reading import flat
from tests.services import points_catalogue as made
from vipdesk.domain.words import Tier
from vipdesk.store.records import PointsRest, Redemption
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.points.dialogs import AwardDialog, ReverseDialog
from vipdesk.ui.points.page import PointsPage


def statuses(driver: Driver) -> list[str]:
    return [str(each) for each in driver.scalars(select(Redemption.status))]


@pytest.fixture
def wang(driver: Driver) -> int:
    """A customer with 8,000 points that end this year, and a catalogue."""

    def fill() -> int:
        customer_id = made.add_customer(driver.store, "王志强", "C1", Tier.DIAMOND)
        made.award(driver.store, customer_id, 8_000, date(2024, 5, 20), date(2026, 12, 31))
        made.fill_catalogue(driver.store)
        return customer_id

    return off_gui_thread(fill)


def page_of(driver: Driver) -> PointsPage:
    page = driver.desk.window.page("points")
    assert isinstance(page, PointsPage)
    return page


def rest(driver: Driver) -> int:
    return int(driver.scalars(select(func.sum(PointsRest.rest)))[0])


def award(driver: Driver, points: int) -> None:
    driver.click(page_of(driver).award_button)
    award = driver.dialog(AwardDialog)
    award.points.setValue(points)
    award.reason.setText("十年在网")
    driver.click(award.primary_button)


def fill_basket(driver: Driver) -> None:
    """Two rewards, one of them taken out again, three pieces of the other."""
    view = page_of(driver).customer
    for place in (0, 1):  # what is cheapest comes first; what the morning changes makes cards anew
        driver.until(lambda place=place: view.rewards.cards[place].isVisible())  # type: ignore[misc]
        driver.click(view.rewards.cards[place])
    driver.until(lambda: len(view.basket.lines()) == 2)
    quote = view.basket.quote()
    assert quote is not None
    assert (quote.points, quote.available_after) == (2_800, 5_700)
    driver.until(lambda: view.rewards.cards[1].isVisible())
    driver.click(view.rewards.cards[1])
    driver.until(lambda: len(view.basket.lines()) == 1)
    view.basket.lines()[0].pieces.setValue(3)
    driver.until(lambda: getattr(view.basket.quote(), "points", 0) == 2_400)


def reverse_newest(driver: Driver) -> None:
    view = page_of(driver).customer
    view.table.selectRow(0)
    driver.click(view.buttons["reverse"])
    reverse = driver.dialog(ReverseDialog)
    driver.click(reverse.primary_button)
    assert reverse.form.message("reason")
    reverse.reason.setText("选错了")
    driver.click(reverse.primary_button)


def test_award_redeem_and_reverse(driver: Driver, wang: int, tmp_path: Path) -> None:
    speak(driver, "zh")
    driver.desk.show_page("customers")
    driver.customers.open_customer(wang)
    driver.wait()
    overview = driver.customers.detail.page("overview")
    (link,) = [b for b in overview.findChildren(QPushButton) if b.text() == "积分"]
    driver.click(link)
    view = page_of(driver).customer
    award(driver, 500)
    assert view.model.rowCount() == 2
    assert "8,500" in view.figures.available.accessibleName()

    fill_basket(driver)
    driver.click(view.basket.redeem_button)
    assert view.window().focusWidget() is view.table  # its button took the keyboard along
    preview = driver.dialog(PdfPreview)
    preview._write(tmp_path / "receipt.pdf")
    driver.wait()
    preview.reject()
    text = off_gui_thread(lambda: flat((tmp_path / "receipt.pdf").read_bytes()))
    for words in ("D20261121-001", "国内流量包 10GB · 30 天", "2,400", "6,100", "2026-12-31"):
        assert words in text
    assert rest(driver) == 6_100

    reverse_newest(driver)
    assert (rest(driver), statuses(driver)) == (8_500, ["reversed"])
    driver.desk.undo()
    driver.wait()
    assert (rest(driver), statuses(driver)) == (6_100, ["done"])
