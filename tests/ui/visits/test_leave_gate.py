"""The turned screen gives the desk back for the PIN, or for the passphrase without one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from tests.conftest import PASSPHRASE, TEST_COST, fixed_clock
from tests.guard import off_gui_thread
from vipdesk.services.access import Access
from vipdesk.services.leaving import LeavingService
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.visits.leave_gate import LeaveDialog, LeaveGate

PIN = "294716"
Ask = Callable[[], LeaveDialog]


@pytest.fixture
def pins(store: Store) -> QuickUnlockService:
    return QuickUnlockService(store, TEST_COST)


@pytest.fixture
def access(store: Store) -> Access:
    return Access(store.profile, fixed_clock)


@pytest.fixture
def left() -> list[bool]:
    return []


@pytest.fixture
def ask(
    qtbot: QtBot, jobs: Jobs, pins: QuickUnlockService, access: Access, left: list[bool]
) -> Ask:
    face = QFrame()
    qtbot.addWidget(face)
    face.show()
    gate = LeaveGate(LeavingService(access, pins), jobs)

    def open_gate() -> LeaveDialog:
        gate(face, lambda: left.append(True))
        gate(face, lambda: left.append(True))  # Esc again asks no second time
        qtbot.waitUntil(lambda: bool(face.findChildren(LeaveDialog)))
        (dialog,) = face.findChildren(LeaveDialog)
        return dialog

    return open_gate


def enter(qtbot: QtBot, jobs: Jobs, dialog: LeaveDialog, typed: str) -> None:
    dialog.field.setText(typed)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(jobs.is_idle)


def test_the_pin_leaves_and_another_does_not(
    qtbot: QtBot, jobs: Jobs, pins: QuickUnlockService, access: Access, ask: Ask, left: list[bool]
) -> None:
    off_gui_thread(lambda: pins.set_pin(PIN))
    dialog = ask()
    assert dialog.field.placeholderText() == "PIN"
    enter(qtbot, jobs, dialog, "1357")
    assert not left
    assert "not it" in dialog.message.text()
    assert [failed.kind for failed in off_gui_thread(access.failed_tries)] == ["pin"]
    enter(qtbot, jobs, dialog, PIN)
    assert left == [True]


def test_without_a_pin_the_passphrase_leaves(
    qtbot: QtBot, jobs: Jobs, ask: Ask, left: list[bool]
) -> None:
    dialog = ask()
    assert dialog.field.placeholderText() == "Passphrase"
    assert not dialog.field.text()
    enter(qtbot, jobs, dialog, PASSPHRASE)
    assert left == [True]


def test_after_some_wrong_tries_one_waits(
    qtbot: QtBot, jobs: Jobs, pins: QuickUnlockService, ask: Ask, left: list[bool]
) -> None:
    off_gui_thread(lambda: pins.set_pin(PIN))
    dialog = ask()
    for _time in range(5):
        enter(qtbot, jobs, dialog, "1357")
    assert "Too many" in dialog.message.text()
    enter(qtbot, jobs, dialog, PIN)  # the right one waits too
    assert not left


def test_staying_leaves_the_screen_turned(qtbot: QtBot, ask: Ask, left: list[bool]) -> None:
    dialog = ask()
    face = dialog.parentWidget()
    assert face is not None
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not left
    qtbot.waitUntil(lambda: not face.findChildren(LeaveDialog))
    ask()  # and can be asked again
