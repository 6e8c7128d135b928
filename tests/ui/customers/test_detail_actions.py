"""What is done from the detail of a customer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.conftest import TODAY
from tests.patience import wait_settled
from tests.ui.customers.detail_desk import CHEN, WANG, act, all_said, button_of
from vipdesk.domain.words import NeedStatus
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.customers.risk_dialog import RiskDialog
from vipdesk.ui.jobs import Jobs

pytestmark = pytest.mark.usefixtures("unhurried")


def test_sets_a_risk_by_hand_and_lets_it_be_computed_again(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.open_tab("risk")
    button_of(detail, "Set by hand…").click()
    dialog = detail.findChild(RiskDialog)
    assert dialog is not None
    assert dialog.score.value() == 50
    dialog.score.setValue(85)
    dialog.primary_button.click()
    assert dialog.form.message("reason") == "Write a few words first."
    dialog.reason.setPlainText("met the rival's people")
    dialog.until.setText("2030-01-01")
    dialog.primary_button.click()
    assert dialog.form.message("until") == "A day from today on, within a year."
    dialog.until.set_value(TODAY)
    with qtbot.waitSignal(detail.action_done):
        dialog.primary_button.click()
    wait_settled(qtbot, jobs.is_idle)
    told = "Churn risk high · 85 points · met the rival's people"
    assert detail.head.risk.accessibleName() == told
    assert any("Set by hand on 2026-11-21" in text for text in all_said(detail.page("risk")))
    act(qtbot, detail, jobs, "Compute again")
    assert detail.head.risk.accessibleName().startswith("Churn risk medium · 50 points")


def test_the_buttons_of_the_head_ask_for_what_they_say(
    qtbot: QtBot, detail: CustomerDetail
) -> None:
    with qtbot.waitSignal(detail.visit_requested, check_params_cb=lambda n: n == WANG):
        detail.head.visit_button.click()
    with qtbot.waitSignal(detail.touchpoint_requested, check_params_cb=lambda n: n == WANG):
        detail.head.log_button.click()
    with qtbot.waitSignal(detail.pdf_requested, check_params_cb=lambda n: n == WANG):
        detail.head.menu.actions()[0].trigger()


def test_what_is_done_shows_at_once_and_can_be_undone(
    qtbot: QtBot,
    detail: CustomerDetail,
    customer_desk: CustomerDesk,
    lively_store: Store,
    jobs: Jobs,
) -> None:
    journal = JournalService(lively_store)
    before = customer_desk.detail.load(WANG)
    act(qtbot, detail, jobs, "Finish: 再联系")
    assert "再联系" not in all_said(detail.page("overview"))
    detail.open_tab("contacts")
    act(qtbot, detail, jobs, "Delete 08-23 SMS")
    act(qtbot, detail, jobs, "Delete 网络质量")
    assert "Settled" not in all_said(detail.page("contacts"))
    detail.open_tab("needs")
    act(qtbot, detail, jobs, "家里想换 1000M 宽带: Proposed")
    assert customer_desk.detail.load(WANG).needs[0].status is NeedStatus.PROPOSED
    detail.open_tab("data")
    act(qtbot, detail, jobs, 'Remove tag "车友会"')
    act(qtbot, detail, jobs, "Leave circle 王家")
    for _step in range(6):
        journal.undo()
    after = customer_desk.detail.load(WANG)
    for part in ("tasks", "timeline", "needs", "complaints", "tags", "circles"):
        assert getattr(after, part) == getattr(before, part)


def test_first_steps_are_begun_and_ticked(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    menu = {each.text(): each for each in detail.head.menu.actions()}
    with qtbot.waitSignal(detail.action_done):
        menu["Begin the first steps"].trigger()
    wait_settled(qtbot, jobs.is_idle)
    assert "0 of 6" in all_said(detail.page("overview"))
    assert not menu["Begin the first steps"].isVisible()
    boxes = detail.page("overview").findChildren(QCheckBox)
    with qtbot.waitSignal(detail.action_done):
        qtbot.mouseClick(boxes[1], Qt.MouseButton.LeftButton)
    wait_settled(qtbot, jobs.is_idle)
    assert "1 of 6" in all_said(detail.page("overview"))
    kept = customer_desk.detail.load(WANG).first_steps
    assert kept is not None
    assert [step.done_on for step in kept.steps] == [None, TODAY, *[None] * 4]


def test_a_tag_is_typed(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    detail.open_tab("data")
    field = next(
        each for each in detail.findChildren(QLineEdit) if each.accessibleName() == "New tag"
    )
    field.setText("钓鱼")
    with qtbot.waitSignal(detail.action_done):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_settled(qtbot, jobs.is_idle)
    assert "钓鱼" in {tag.name for tag in customer_desk.detail.load(WANG).tags}


def test_the_menu_marks_and_deletes(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    actions = {action.text(): action for action in detail.head.menu.actions()}
    with qtbot.waitSignal(detail.action_done):
        actions["Do not disturb"].trigger()
    wait_settled(qtbot, jobs.is_idle)
    assert customer_desk.detail.load(WANG).profile.do_not_disturb
    assert actions["Do not disturb"].text() == "Lift do-not-disturb"
    with qtbot.waitSignal(detail.action_done):
        actions["Move to the recycle bin"].trigger()
    wait_settled(qtbot, jobs.is_idle)
    assert not detail.head.isVisible()
    assert [row.id for row in customer_desk.groups.recycled()] == [WANG]


def test_a_merge_is_taken_apart_from_the_profile(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    before = customer_desk.detail.load(CHEN)
    customer_desk.merging.merge(WANG, CHEN)
    detail.show_customer(WANG)
    wait_settled(qtbot, jobs.is_idle)
    detail.open_tab("data")
    act(qtbot, detail, jobs, "Unmerge")
    after = customer_desk.detail.load(CHEN)
    assert (after.lines, after.tags, after.circles) == (before.lines, before.tags, before.circles)
