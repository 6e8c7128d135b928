from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.services.points_catalogue import add_customer, add_lottery
from tests.ui.points.conftest import MakePage, PointsBook
from tests.ui.shots import SIZES, in_looks, shoot, shoot_looks
from vipdesk.services.points_desk import PointsDesk
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.points.dialogs import AwardDialog, HoldDialog, ReverseDialog, SignDialog, TryDialog
from vipdesk.ui.points.page import PointsPage

LEAST = QSize(1190, 692)  # of the page in a window of 1366 x 768


def basket_is_quoted(page: PointsPage) -> Callable[[], bool]:
    return lambda: page.customer.basket.quote() is not None


def basket_holds(page: PointsPage, lines: int) -> Callable[[], bool]:
    return lambda: len(page.customer.basket.lines()) == lines


@pytest.mark.shots
def test_page(
    qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook, make_page: MakePage
) -> None:
    add_lottery(store)
    for page in in_looks(make_page):
        for name, customer_id in (("all", None), ("one", filled.wang)):
            page.show_customer(customer_id)
            qtbot.waitUntil(jobs.is_idle)
            if customer_id is not None:
                page.customer.set_wanted(filled.rewards["A1"], 1)
                page.customer.set_wanted(filled.rewards["T1"], 2)
                qtbot.waitUntil(basket_is_quoted(page))
                page.customer.table.selectRow(1)
            for size in SIZES:
                shoot(qtbot, page, f"points/{name}", size)
        for reward_id in filled.rewards.values():
            page.customer.set_wanted(reward_id, 1)
        qtbot.waitUntil(basket_holds(page, len(filled.rewards)))
        shoot(qtbot, page, "points/much", LEAST)
        for reward_id in filled.rewards.values():
            page.customer.set_wanted(reward_id, 0)
        qtbot.waitUntil(basket_holds(page, 0))


@pytest.mark.shots
def test_empty(qtbot: QtBot, jobs: Jobs, store: Store, make_page: MakePage) -> None:
    customer_id = add_customer(store, "王志强", "C1")
    for page in in_looks(make_page):
        for name, each in (("empty-all", None), ("empty-one", customer_id)):
            page.show_customer(each)
            qtbot.waitUntil(jobs.is_idle)
            shoot(qtbot, page, f"points/{name}", SIZES[0])


@pytest.mark.shots
def test_dialogs(qtbot: QtBot, store: Store, jobs: Jobs, filled: PointsBook) -> None:
    desk = PointsDesk.of(store)
    view = desk.view.view(filled.wang)
    basket = BasketDraft(customer_id=filled.wang, wanted=[(filled.rewards["T1"], 1)], hold=True)
    row = next(row for row in view.movements if "reverse" in row.acts)
    partners = desk.rewards.partners()
    lottery = desk.lotteries.lottery(add_lottery(store))
    made: dict[str, Callable[[], object]] = {
        "award": lambda: AwardDialog(desk.points, jobs, None, filled.wang, view.today, partners),
        "hold": lambda: HoldDialog(desk.redemptions, jobs, None, basket, view.today),
        "reverse": lambda: ReverseDialog(desk.points, desk.redemptions, jobs, None, row),
        "try": lambda: TryDialog(desk.lotteries, jobs, None, lottery, filled.wang),
        "sign": lambda: SignDialog(desk.papers, jobs, None, 1, "D20261121-001"),
    }
    for name, make in made.items():
        size = make().sizeHint()  # type: ignore[attr-defined]
        shoot_looks(qtbot, make, f"points/{name}", (size,))  # type: ignore[arg-type]
