from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOW
from tests.services.points_catalogue import add_lottery
from tests.ui.points.conftest import MakePage, PointsBook
from vipdesk.domain.changes import Area
from vipdesk.services.points_papers import PointsPapersService
from vipdesk.services.redemptions import RedemptionService
from vipdesk.store.book import Store
from vipdesk.store.records import Visit
from vipdesk.texts import translator
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.points.customer_view import CustomerView
from vipdesk.ui.points.dialogs import HoldDialog, SignDialog, TryDialog
from vipdesk.ui.points.page import PickDialog, PointsPage
from vipdesk.ui.theme import Tone

D = TypeVar("D", bound=QWidget)
ROOM = 1366 - 176  # pixels that the side bar leaves in the smaller of the usual windows


def shown(qtbot: QtBot, page: PointsPage, jobs: Jobs, customer_id: int) -> CustomerView:
    page.show_customer(customer_id)
    qtbot.waitUntil(lambda: jobs.is_idle() and page.customer.isVisible())
    return page.customer


def opened(page: PointsPage, kind: type[D]) -> D:
    (dialog,) = [each for each in page.findChildren(kind) if each.isVisible()]
    return dialog


def test_one_customers_points(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    view = shown(qtbot, make_page(), jobs, filled.wang)
    assert view.figures.available.accessibleName() == "Available 11,000 about 110.00 yuan"
    assert view.figures.expiring.accessibleName().startswith("Expires 2026-12-31 3,000")
    assert view.figures.held.accessibleName() == "On hold 2,000 until 2026-12-21"
    assert view.figures.redeemed.accessibleName() == (
        "Redeemed this year 5,000 redemption rate 27.78%"
    )
    rows = [[view.model.cell(row, at).text for at in (1, 3, 4)] for row in range(3)]
    assert rows == [
        ["Set aside", "held +2,000", "11,000"],
        ["Reversal", "+5,000", "13,000"],
        ["Joint award", "+1,000", "8,000"],
    ]
    assert view.model.cell(1, 1).look.tone is Tone.AMBER
    assert view.model.cell(4, 2).text == "话费 50 元 · D20261121-001 · reversed"


def test_what_is_redeemed_during_a_visit_belongs_to_it(
    qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook, make_page: MakePage
) -> None:
    with store.action("visit.plan") as session:
        visit = Visit(number="V-7", customer_id=filled.wang, manager_id=1, planned_at=NOW)
        session.add(visit)
        session.flush()
        visit_id = visit.id
    page = make_page()
    page.show_customer(filled.wang, visit_id)
    qtbot.waitUntil(lambda: jobs.is_idle() and page.customer.isVisible())
    assert not page.visit.isHidden()
    page.customer.set_wanted(filled.rewards["T1"], 1)
    qtbot.waitUntil(lambda: page.customer.basket.redeem_button.isEnabled())
    page.customer.basket.redeem_button.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(PdfPreview)) and jobs.is_idle())
    (newest, *_older) = RedemptionService(store).of_customer(filled.wang)
    assert newest.visit_id == visit_id
    assert page.customer.model.cell(0, 2).text.endswith("visit V-7")
    page.show_customer(filled.others[0])
    assert page.visit.isHidden()


def test_what_cannot_be_had_says_why_and_cannot_be_chosen(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    view = shown(qtbot, make_page(), jobs, filled.wang)
    robot = view.rewards.cards[-1]
    assert not robot.isEnabled()
    assert robot.accessibleDescription() == "90,000 points are needed and 11,000 are available."
    assert [card.isEnabled() for card in view.rewards.cards] == [True] * 5 + [False]


def test_a_basket_that_cannot_be_had_says_why(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    view = shown(qtbot, make_page(), jobs, filled.wang)
    view.set_wanted(filled.rewards["A2"], 4)
    qtbot.waitUntil(lambda: view.basket.quote() is not None)
    assert not view.basket.redeem_button.isEnabled()
    said = view.basket.why_not.accessibleName()
    assert "影城双人票: 4 wanted, 3 left." in said
    (line,) = view.basket.lines()
    assert line.pieces.isVisible()
    assert line.visibleRegion().boundingRect().height() == line.height() > 0
    assert "12,960 points are needed and 11,000 are available." in said
    qtbot.mouseClick(view.rewards.cards[2], Qt.MouseButton.LeftButton)  # out again
    qtbot.waitUntil(lambda: view.basket.quote() is None)
    assert not view.basket.redeem_button.isEnabled()


def test_a_basket_is_held_and_signed_for(
    qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    view = shown(qtbot, page, jobs, filled.wang)
    view.set_wanted(filled.rewards["T1"], 1)
    qtbot.waitUntil(lambda: view.basket.quote() is not None)
    view.basket.signed.setChecked(True)
    qtbot.mouseClick(view.basket.hold_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.findChildren(HoldDialog)))
    hold = opened(page, HoldDialog)
    assert hold.until.value() == date(2026, 12, 21)  # as many days as the settings say
    qtbot.mouseClick(hold.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.findChildren(SignDialog)))
    sign = opened(page, SignDialog)
    qtbot.mouseClick(sign.primary_button, Qt.MouseButton.LeftButton)
    assert sign.refusal() == "Nobody has signed yet."
    sign.pad.set_strokes([[(0.1, 0.1), (0.3, 0.2)]])
    qtbot.mouseClick(sign.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: jobs.is_idle() and bool(page.findChildren(PdfPreview)))
    receipt = PointsPapersService(store).receipt(4, "en")
    assert (receipt.status, receipt.signature is not None) == ("On hold", True)
    assert "2,800" in view.figures.held.accessibleName()
    assert view.basket.quote() is None


def test_a_hold_is_handed_over_from_its_row(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    view = shown(qtbot, make_page(), jobs, filled.wang)
    assert not any(made.isVisible() for made in view.buttons.values())
    view.table.selectRow(0)
    assert [key for key, made in view.buttons.items() if made.isVisible()] == [
        "receipt",
        "sign",
        "confirm",
        "release",
    ]
    qtbot.mouseClick(view.buttons["confirm"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: jobs.is_idle() and "nothing" in view.figures.held.accessibleName())
    assert view.model.cell(0, 1).text == "Handed over from hold"


def test_the_buttons_of_a_row_have_room_in_a_small_window(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    view = shown(qtbot, page, jobs, filled.wang)
    view.table.selectRow(0)
    assert all(view.buttons[key].isVisible() for key in ("receipt", "sign", "confirm", "release"))
    qtbot.waitUntil(lambda: page.minimumSizeHint().width() <= ROOM)


def test_the_buttons_of_a_row_say_what_they_do_in_chinese_too(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    view = shown(qtbot, make_page(), jobs, filled.wang)
    said = [translator("zh")(made.text()) for made in view.buttons.values()]
    assert said == ["凭证 PDF", "签字…", "交付", "释放", "冲正…"]


def test_across_customers(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    everybody = page.all
    qtbot.waitUntil(lambda: everybody.model.rowCount() == 4)  # the cheapest reward
    everybody.reward.set_value(str(filled.rewards["A1"]))
    everybody.reward.chosen.emit(str(filled.rewards["A1"]))
    qtbot.waitUntil(lambda: jobs.is_idle() and everybody.model.rowCount() == 3)
    assert [everybody.model.cell(row, 0).text for row in range(3)] == ["王志强", "周琳", "林涛"]
    everybody.tier.set_value("gold")
    everybody.tier.chosen.emit("gold")
    qtbot.waitUntil(lambda: jobs.is_idle() and everybody.model.rowCount() == 1)
    everybody.table.selectRow(0)
    qtbot.keyClick(everybody.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: jobs.is_idle() and page.customer.isVisible())
    assert page.customer_in_front() == filled.others[1]
    page.customer.table.setFocus()
    qtbot.keyClick(page.customer.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.customer_in_front() is None


def test_what_waits_is_moved_on(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    qtbot.waitUntil(lambda: page.all.waiting_model.rowCount() == 2)
    page.all.waiting.selectRow(0)
    said = list[str]()
    page.toast_requested.connect(lambda text, _action, _act: said.append(text))
    ordered, *_rest, handed_over = page.all.steps.values()
    qtbot.mouseClick(ordered, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said == ["Ordered"] and jobs.is_idle())
    assert page.all.waiting_model.cell(0, 2).text == "Ordered"
    assert not ordered.isEnabled()
    qtbot.mouseClick(handed_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: jobs.is_idle() and page.all.waiting_model.rowCount() == 1)


def test_a_customer_is_chosen_by_typing(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    qtbot.mouseClick(page.find_button, Qt.MouseButton.LeftButton)
    pick = opened(page, PickDialog)
    pick.picker.search("孙")
    qtbot.waitUntil(lambda: [each.name for each in pick.picker.results()] == ["孙丽"])
    qtbot.keyClick(pick.picker.focusProxy(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.customer.isVisible())
    assert page.customer_in_front() == filled.others[0]


def test_reloads_only_for_its_own_areas(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    view = shown(qtbot, page, jobs, filled.wang)
    with qtbot.assertNotEmitted(view.model.modelReset):
        page.on_data_changed(frozenset({Area.VISITS}))
    with qtbot.waitSignal(view.model.modelReset):
        page.on_data_changed(frozenset({Area.POINTS}))


def test_a_try_in_a_lottery_says_what_was_won(
    qtbot: QtBot, jobs: Jobs, store: Store, filled: PointsBook, make_page: MakePage
) -> None:
    add_lottery(store)
    page = make_page()
    view = shown(qtbot, page, jobs, filled.wang)
    (card,) = view.rewards.lotteries
    assert card.accessibleName() == "年终抽奖 · 200 · Lottery · 31 prizes left"
    said = list[tuple[str, str]]()
    page.toast_requested.connect(lambda text, action, _act: said.append((text, action)))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(opened(page, TryDialog).primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: jobs.is_idle() and len(said) == 1)
    text, action = said[0]  # it can't be undone
    assert (text.startswith("Won: "), action) == (True, "")
    row = next(iter(view.model.ids()))
    about, change = (view.model.cell(view.model.row_of(row), at).text for at in (2, 3))
    assert (about, change) == (f"年终抽奖 · {text.removeprefix('Won: ')}", "-200")


def test_the_keyboard_redeems(
    qtbot: QtBot, jobs: Jobs, filled: PointsBook, make_page: MakePage
) -> None:
    page = make_page()
    view = shown(qtbot, page, jobs, filled.wang)
    view.set_wanted(filled.rewards["T1"], 1)
    qtbot.waitUntil(view.basket.redeem_button.isEnabled)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: jobs.is_idle() and view.basket.quote() is None)
    qtbot.waitUntil(lambda: "10,200" in view.figures.available.accessibleName())
    opened(page, PdfPreview).reject()
