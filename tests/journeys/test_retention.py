"""A manager works the list of tasks through the window."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from tests.conftest import TODAY, fixed_clock, open_book
from tests.journeys.conftest import Driver, program
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft
from vipdesk.domain.words import DateKind, DerivedStatus, LeavingReason, LineStatus, Outcome
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.store.records import (
    ContractDate,
    DerivedTask,
    LineSummary,
    RetentionCase,
    StatusHistory,
    TaskMark,
    Touchpoint,
)
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.retention.hand_dialog import HandDialog
from vipdesk.ui.retention.outcome_dialog import OutcomeDialog
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.retention.snooze_dialog import SnoozeDialog
from vipdesk.ui.retention.words import ASKED

ENDS_IN = (("王志强", 5), ("陈晓燕", 20), ("赵国栋", 40))


@pytest.fixture(scope="module")
def ending_profile(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of three lines that end soon."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("ending") / "profile")
    store = open_book(profile, clock=fixed_clock)
    desk = CustomerDesk.of(store)
    for place, (name, days) in enumerate(ENDS_IN):
        customer = desk.care.create(CustomerDraft(name=name, number=f"C{place}")).value
        line = LineDraft(
            number=f"1390000881{place}",
            plan="融合299",
            ends_on={DateKind.CONTRACT: TODAY + timedelta(days)},
            effective_on=TODAY - timedelta(days=100),
        )
        desk.lines.create(customer, line)
    store.close()
    return profile


@pytest.fixture
def working(
    qtbot: QtBot, qapp: QApplication, ending_profile: Path, tmp_path: Path
) -> Iterator[Driver]:
    """The program on it, its page of retention in front."""
    profile = shutil.copytree(ending_profile, tmp_path / "profile")
    with program(qtbot, qapp, profile) as driver:
        driver.desk.show_page("retention")
        driver.until(lambda: page_of(driver).detail.detail is not None)
        yield driver


def page_of(driver: Driver) -> RetentionPage:
    page = driver.desk.window.page("retention")
    assert isinstance(page, RetentionPage)
    return page


def task_of(driver: Driver, name: str) -> int:
    page = page_of(driver)
    rows = page._book.tasks.rows(page.lists.model.ids())
    return next(row.id for row in rows if row.name == name)


def go_to(driver: Driver, name: str) -> None:
    page = page_of(driver)
    page.lists.go_to(task_of(driver, name))
    page._on_lists_chosen()
    driver.until(lambda: page.detail.detail is not None and page.detail.detail.row.name == name)


def option(dialog: Dialog, text: str) -> QPushButton:
    found = [each for each in dialog.findChildren(QPushButton) if each.text() == text]
    assert found, text
    return found[0]


def undo(driver: Driver) -> None:
    """By the button of the line that said what was done."""
    buttons = driver.desk.window.findChildren(QPushButton)
    toasted = [each for each in buttons if each.text() == "Undo" and each.property("small")]
    driver.click(toasted[0])


def open_tasks(driver: Driver) -> int:
    query = select(func.count(DerivedTask.id)).where(
        DerivedTask.status == DerivedStatus.OPEN, DerivedTask.kind == "end"
    )
    return int(driver.scalars(query)[0])


def test_a_renewal_writes_the_date_closes_the_task_and_is_undone(working: Driver) -> None:
    driver, page = working, page_of(working)
    go_to(driver, "王志强")
    driver.click(page.detail.outcomes[Outcome.RENEWED])
    dialog = driver.dialog(OutcomeDialog)
    driver.click(option(dialog, "24 months"))
    assert dialog.until.text() == "New end: 2028-11-26"
    dialog.talk.minutes.setText("3")
    driver.click(dialog.primary_button)
    assert open_tasks(driver) == 2
    assert [lane.accessibleName() for lane in page.lists.board.lanes.values()][-1] == "Closed cases"
    assert len(page.lists.board.lanes["closed"].ids()) == 1
    newest = driver.scalars(select(ContractDate.ends_on).order_by(ContractDate.id.desc()))[0]
    assert newest.isoformat() == "2028-11-26"
    assert driver.scalars(select(Touchpoint.duration_seconds)) == [180]
    undo(driver)
    assert open_tasks(driver) == 3
    assert not driver.scalars(select(RetentionCase.id))
    assert not driver.scalars(select(Touchpoint.id))


def test_a_loss_closes_the_line_and_stands_in_the_list_to_win_back(working: Driver) -> None:
    driver, page = working, page_of(working)
    go_to(driver, "陈晓燕")
    driver.click(page.detail.outcomes[Outcome.PORTED_OUT])
    dialog = driver.dialog(OutcomeDialog)
    driver.click(dialog.primary_button)
    assert dialog.form.message("reason") == "Choose why."  # nothing is written without it
    driver.click(option(dialog, "Rival's offer"))
    driver.click(dialog.primary_button)
    reasons = driver.scalars(select(StatusHistory.reason).order_by(StatusHistory.id.desc()))
    assert reasons[0] is LeavingReason.RIVAL
    left = select(LineSummary.status).where(LineSummary.number == "13900008811")
    assert driver.scalars(left) == [LineStatus.PORTED_OUT]
    page.show_tab("win_back")
    driver.until(lambda: page.lost.row is not None)
    assert page.lost.row is not None
    assert page.lost.row.name == "陈晓燕"
    driver.click(page.lost.buttons["won_back"])
    assert driver.scalars(left) == [LineStatus.NORMAL]


def test_who_thinks_it_over_is_asked_when_to_ask_again(working: Driver) -> None:
    driver, page = working, page_of(working)
    go_to(driver, "赵国栋")
    driver.click(page.detail.outcomes[Outcome.THINKING])
    dialog = driver.dialog(OutcomeDialog)
    driver.click(dialog.primary_button)
    assert dialog.form.message("next_on") == "Choose a later day."
    driver.click(option(dialog, "in 7 d"))
    driver.click(dialog.primary_button)
    assert driver.scalars(select(RetentionCase.next_on)) == [TODAY + timedelta(days=7)]
    assert open_tasks(driver) == 3  # it stays open
    go_to(driver, "赵国栋")
    assert page.detail.detail is not None
    assert page.detail.detail.row.due_on == TODAY + timedelta(days=7)


def test_many_are_put_off_at_once(working: Driver) -> None:
    driver, page = working, page_of(working)
    driver.click(option_of(page, "List"))
    page.lists.table.selectAll()
    driver.wait()
    bar = {each.objectName(): each for each in page.lists.bar.findChildren(QPushButton)}
    assert bar["done"].isHidden()  # a case has an outcome
    driver.click(bar["snooze"])
    dialog = driver.dialog(SnoozeDialog)
    assert dialog.heading.text() == "Put 3 tasks off"
    dialog.reason.setText("on holiday")
    driver.click(dialog.primary_button)
    marks = driver.scalars(select(TaskMark.snoozed_until))
    assert marks == [TODAY + timedelta(days=3)] * 3
    assert page.lists.model.rowCount() == 0
    driver.until(lambda: "Put off 3" in page.chips.options())
    undo(driver)
    assert page.lists.model.rowCount() == 3


def test_a_customer_who_asks_to_leave_is_a_case_of_its_own(working: Driver) -> None:
    driver, page = working, page_of(working)
    go_to(driver, "王志强")
    driver.click(page.by_hand)
    dialog = driver.dialog(HandDialog)
    assert dialog.picker.choice() is not None
    driver.click(dialog.primary_button)
    assert dialog.form.message("note") == "Write down what the customer said."
    dialog.talk.note.setPlainText("携号转网")
    driver.click(dialog.primary_button)
    assert driver.scalars(select(RetentionCase.note)) == ["携号转网"]
    assert driver.scalars(select(Touchpoint.note)) == ["携号转网"]
    page.show_tab(ASKED)
    driver.until(lambda: page.lists.model.rowCount() == 1)
    driver.until(lambda: page.detail.detail is not None and page.detail.detail.said != "")
    driver.click(page.detail.outcomes[Outcome.REFUSED])
    refused = driver.dialog(OutcomeDialog)
    driver.click(option(refused, "Price"))
    driver.click(refused.primary_button)
    assert page.lists.model.rowCount() == 0
    assert driver.scalars(select(RetentionCase.reason)) == [LeavingReason.PRICE]


def option_of(page: RetentionPage, text: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == text)
