from datetime import timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import TODAY
from tests.ui.shots import LOOKS, look, settle_layout, shoot
from vipdesk import texts
from vipdesk.domain.words import CaseKind, Channel, Direction, Result
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import RetentionCase
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.touchpoint_dialog import TouchpointDialog


@pytest.fixture
def desk(lively_store: Store, desk: None) -> CustomerDesk:
    return CustomerDesk.of(lively_store)


def _open(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs, **known: int) -> TouchpointDialog:
    dialog = TouchpointDialog(desk.touchpoints, desk.finder, jobs, None, cases=desk.cases, **known)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(jobs.is_idle)
    return dialog


def test_logged_by_keyboard_with_a_dozen_keys(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs)
    assert dialog.focusWidget() is dialog.picker.focusProxy()
    qtbot.keyClicks(dialog.focusWidget(), "wzq")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # before the answer is there
    qtbot.waitUntil(lambda: dialog.picker.choice() is not None)
    assert dialog.focusWidget() is dialog.note
    qtbot.keyClicks(dialog.note, "busy")
    with qtbot.waitSignal(dialog.written):
        qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
    row = desk.detail.load(1).timeline[0]
    assert (row.note, row.channel, row.direction) == ("busy", Channel.PHONE, Direction.OUT)
    assert not dialog.isVisible()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_list_to_pick_from_is_whole_and_each_choice_one_line(
    qtbot: QtBot, desk: CustomerDesk, jobs: Jobs, language: str
) -> None:
    with look(language, "light"):
        dialog = _open(qtbot, desk, jobs)
        settle_layout()
        for choice in (dialog.channel, dialog.direction, dialog.outcome):
            assert len({made.y() for made in choice.findChildren(QPushButton)}) == 1
        assert dialog.picker.height() >= dialog.picker.sizeHint().height()
        dialog.reject()


def test_a_next_step_is_a_task(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs, customer_id=1)
    dialog.minutes.setText("5")
    dialog.next_step.setText("报价")
    dialog.due_after.set_value("3")
    dialog.due_after.chosen.emit("3")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    found = desk.detail.load(1)
    task = next(task for task in found.tasks if task.title == "报价")
    assert task.due_on == TODAY + timedelta(3)
    assert found.contacted_on == TODAY


def test_a_wish_to_leave_is_a_case_in_the_same_action(
    qtbot: QtBot, desk: CustomerDesk, jobs: Jobs, lively_store: Store
) -> None:
    dialog = _open(qtbot, desk, jobs, customer_id=1)
    dialog.leaving.setChecked(True)
    assert not dialog.asks_to_leave()  # an outgoing call is none
    dialog.direction.set_value("in")
    dialog.direction.chosen.emit("in")
    assert dialog.asks_to_leave()
    dialog.note.setPlainText("资费太高，想销户")
    dialog.next_step.setText("报价")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    found = desk.detail.load(1)
    assert (found.timeline[0].note, found.timeline[0].direction) == (
        "资费太高，想销户",
        Direction.IN,
    )
    assert "报价" in [task.title for task in found.tasks]
    with lively_store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
    assert (case.kind, case.note, case.opened_on) == (CaseKind.BY_HAND, "资费太高，想销户", TODAY)
    JournalService(lively_store).undo()
    assert desk.detail.load(1).timeline[0].note != "资费太高，想销户"
    with lively_store.read() as session:
        assert session.scalars(select(RetentionCase)).all() == []


def test_says_whether_it_counts(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs, customer_id=1)
    counts = dialog._counts
    assert "Not" in counts.text()
    dialog.minutes.setText("29s")
    assert counts.text() == "Not effective yet: a call counts from 30 seconds"
    dialog.minutes.setText("30s")
    assert counts.text() == "Counts as an effective contact"
    dialog.channel.set_value("sms")
    dialog.channel.chosen.emit("sms")
    assert counts.text() == "Not effective yet: it counts once they answer"
    dialog.replied.setChecked(True)
    assert counts.text() == "Counts as an effective contact"
    dialog.channel.set_value("phone")  # an answer to a call is the call itself
    dialog.channel.chosen.emit("phone")
    dialog.minutes.setText("")
    assert "Not" in counts.text()


def test_what_is_missing_is_said_at_its_field(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs)
    dialog.minutes.setText("soon")
    dialog.primary_button.click()
    assert dialog.form.message("customer") == "Pick a customer first."
    assert "minutes" in dialog.form.message("duration")
    assert dialog.isVisible()


def test_a_refusal_keeps_what_was_typed(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs, customer_id=1)
    dialog.note.setPlainText("明天的事")
    dialog.day.set_value(TODAY + timedelta(1))
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: dialog.refusal() != "")
    assert "future" in dialog.refusal()
    assert dialog.note.toPlainText() == "明天的事"
    assert dialog.primary_button.isEnabled()


def test_edits_what_was_logged(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    call = next(row for row in desk.detail.load(1).timeline if row.duration_seconds == 260)
    assert call.touchpoint_id
    dialog = _open(qtbot, desk, jobs, touchpoint_id=call.touchpoint_id)
    assert dialog.minutes.text() == "4:20"
    assert dialog.direction.value() == Direction.IN
    dialog.outcome.set_value(str(Result.REFUSED))
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    row = next(row for row in desk.detail.load(1).timeline if row.key == call.key)
    assert (row.result, row.at) == (Result.REFUSED, call.at)


def test_escape_writes_nothing(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    before = len(desk.detail.load(1).timeline)
    dialog = _open(qtbot, desk, jobs, customer_id=1)
    dialog.note.setPlainText("算了")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(desk.detail.load(1).timeline) == before


@pytest.mark.shots
def test_looks(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            for name, known in (("find", {}), ("filled", {"customer_id": 1})):
                dialog = _open(qtbot, desk, jobs, **known)
                if known:
                    dialog.next_step.setText("发融合套餐报价")
                    dialog.minutes.setText("5:30")
                    dialog.direction.set_value("in")
                    dialog.direction.chosen.emit("in")
                shoot(
                    qtbot, dialog, f"touchpoint/{name}", dialog.sizeHint().expandedTo(QSize(560, 0))
                )
                dialog.close()


def test_every_field_has_a_name(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs) -> None:
    dialog = _open(qtbot, desk, jobs)
    nameless = [
        type(child).__name__
        for child in dialog.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisible()
        and not child.accessibleName()
        and not child.focusProxy()
    ]
    assert nameless == []
