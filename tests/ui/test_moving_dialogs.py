"""The dialogs around damage and moves, alone."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, PASSPHRASE, fixed_clock
from tests.store.builders import add_customer
from tests.ui.shots import shoot_looks
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress
from vipdesk.services.backups import BackupService
from vipdesk.services.greeting import Greeting
from vipdesk.services.moving import Arrival, MovingService
from vipdesk.services.rescue import Rescuer
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.store.errors import DraftsDamagedError, KeyFileBroughtError, LogGoneError
from vipdesk.store.keyfile import read, unlock
from vipdesk.ui.first_start import FirstStart
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.moving_dialogs import MovedDialog, MoveInDialog
from vipdesk.ui.notes_dialog import NotesDialog
from vipdesk.ui.rescue_dialog import RescueDialog
from vipdesk.ui.settings.leaving_card import EverythingDialog


@pytest.fixture
def carried(store: Store, tmp_path: Path) -> Path:
    path = tmp_path / "book.vipdesk"
    MovingService(store).move_out(path, NoProgress())
    return path


def test_what_is_wrong_with_the_file_is_said(
    qtbot: QtBot, jobs: Jobs, carried: Path, tmp_path: Path
) -> None:
    os.truncate(carried, carried.stat().st_size - 100)
    dialog = MoveInDialog(Arrival(tmp_path / "new", fixed_clock), jobs, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.take_file(carried)
    dialog.passphrase.setText(PASSPHRASE)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert "is cut" in dialog.notice.accessibleName()
    assert not (tmp_path / "new").exists()


def test_without_file_or_passphrase_nothing_begins(
    qtbot: QtBot, jobs: Jobs, carried: Path, tmp_path: Path
) -> None:
    dialog = MoveInDialog(Arrival(tmp_path / "new", fixed_clock), jobs, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    dialog.take_file(carried)
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    assert jobs.is_idle()
    assert dialog.isVisible()


@pytest.mark.shots
def test_shots(qtbot: QtBot, jobs: Jobs, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "李经理的客户簿.vipdesk"

    def move_in() -> QWidget:
        dialog = MoveInDialog(Arrival(tmp_path / "new", fixed_clock), jobs, None)
        dialog.take_file(path)
        return dialog

    def cut() -> QWidget:
        path.write_bytes(b"no book")
        dialog = MoveInDialog(Arrival(tmp_path / "new", fixed_clock), jobs, None)
        dialog.take_file(path)
        dialog.passphrase.setText("x")
        dialog.check()
        qtbot.waitUntil(jobs.is_idle)
        return dialog

    def notes() -> QWidget:
        found = (
            KeyFileBroughtError(day="2026-11-21 10:00"),
            DraftsDamagedError(folder=tmp_path / "aside"),
            LogGoneError(name="book.db-wal", at="2026-11-21 10:00"),
        )
        return NotesDialog(found, None)

    small = (QSize(580, 400),)
    shoot_looks(qtbot, move_in, "moving/move_in", small)
    shoot_looks(qtbot, cut, "moving/refused", small)
    shoot_looks(qtbot, notes, "moving/notes", (QSize(560, 460),))
    moved = Greeting(moved_at=NOW.isoformat())
    shoot_looks(qtbot, lambda: MovedDialog(moved, None), "moving/moved", (QSize(480, 260),))
    unmasking = Unmasking(store)
    shoot_looks(qtbot, lambda: EverythingDialog(unmasking, jobs, None), "moving/everything", small)
    shoot_looks(qtbot, lambda: FirstStart(jobs), "moving/first_start", (QSize(640, 600),))


@pytest.mark.shots
def test_shots_of_a_rescue(qtbot: QtBot, jobs: Jobs, store: Store) -> None:
    BackupService(store).make_if_changed(Why.HAND)
    for number in range(30):
        with store.action("customer.create") as session:
            add_customer(session, f"C{number}")
    store.close()
    rescuer = Rescuer(
        store.profile, unlock(read(store.profile / "book.key"), PASSPHRASE), lambda: NOW
    )

    def offered() -> RescueDialog:
        dialog = RescueDialog(rescuer, jobs, None)
        qtbot.waitUntil(jobs.is_idle)
        return dialog

    def back() -> QWidget:
        dialog = offered()
        dialog.check()
        qtbot.waitUntil(lambda: dialog.rescued is not None and jobs.is_idle())
        return dialog

    shoot_looks(qtbot, offered, "rescue/offered", (QSize(640, 360),))
    shoot_looks(qtbot, back, "rescue/back", (QSize(640, 480),))
