"""A damaged book at the start of the program, and the way back through its windows."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.conftest import PASSPHRASE, fixed_clock, open_book
from tests.journeys.conftest import Driver, finish, unlock
from tests.store.builders import add_customer, add_line
from vipdesk import paths
from vipdesk.app import App
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress
from vipdesk.services.backups import BackupService
from vipdesk.services.moving import MovingService, moved_at
from vipdesk.store import open_mark, shares
from vipdesk.store.book import Store
from vipdesk.ui.moving_dialogs import MovedDialog
from vipdesk.ui.notes_dialog import NotesDialog
from vipdesk.ui.rescue_dialog import RescueDialog

D = TypeVar("D", bound=QWidget)


@pytest.fixture
def damaged(store: Store) -> Path:
    """A closed book with a backup and a customer more; a page in its middle is overwritten."""
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    BackupService(store).make_if_changed(Why.HAND)
    with store.action("customer.create") as session:
        add_customer(session, "C2", "陈晓燕")
    with store.read() as session:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_customer_phone'"
        (page,) = session.execute(text(query)).one()
    store.close()
    with (store.profile / paths.STORE_NAME).open("r+b") as file:
        file.seek((page - 1) * 4096 + 64)
        file.write(os.urandom(2048))
    return store.profile


@contextmanager
def started(qtbot: QtBot, qapp: QApplication, profile: Path) -> Iterator[App]:
    hook = sys.excepthook
    app = App(qapp, profile, clock=fixed_clock)
    app.start()
    yield app
    finish(qtbot, app)
    sys.excepthook = hook


def enter(qtbot: QtBot, app: App) -> None:
    """Type the passphrase; the desk may not open yet."""
    assert app.unlock is not None
    app.unlock.field.setText(PASSPHRASE)
    qtbot.mouseClick(app.unlock.unlock, Qt.MouseButton.LeftButton)


def shown(qtbot: QtBot, kind: type[D]) -> D:
    def found() -> list[D]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def wait_enabled(qtbot: QtBot, button: QWidget) -> None:
    qtbot.waitUntil(button.isEnabled)


def rescued(qtbot: QtBot) -> RescueDialog:
    """Click through until the book is back."""
    dialog = shown(qtbot, RescueDialog)
    wait_enabled(qtbot, dialog.primary_button)
    assert dialog.primary_button.text() == "Put it in place"
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.rescued is not None)
    wait_enabled(qtbot, dialog.primary_button)
    return dialog


def test_after_an_unclean_end_damage_is_found_and_mended(
    qtbot: QtBot, qapp: QApplication, damaged: Path, tmp_path: Path
) -> None:
    open_mark.leave(damaged)  # as a kill leaves it
    with started(qtbot, qapp, damaged) as app:
        enter(qtbot, app)
        dialog = rescued(qtbot)
        assert "Nothing is missing." in dialog.words.text()
        assert "New customer" in dialog.report.toPlainText()
        dialog.save(tmp_path / "list.txt")
        qtbot.waitUntil((tmp_path / "list.txt").exists)
        with qtbot.waitSignal(app.opened):
            qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
        driver = Driver(qtbot, app)
        driver.until(lambda: driver.customers.list.model.rowCount() == 2)
    assert not open_mark.is_left(damaged)
    assert "Carried over" in (tmp_path / "list.txt").read_text("utf-8-sig")


def test_left_as_it_is_the_book_stays_closed(
    qtbot: QtBot, qapp: QApplication, damaged: Path
) -> None:
    open_mark.leave(damaged)
    before = (damaged / paths.STORE_NAME).read_bytes()
    with started(qtbot, qapp, damaged) as app:
        enter(qtbot, app)
        dialog = shown(qtbot, RescueDialog)
        wait_enabled(qtbot, dialog.primary_button)
        qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
        assert app.unlock is not None
        assert "damaged" in app.unlock.message.text()
        assert app.unlock.unlock.isEnabled()
    assert (damaged / paths.STORE_NAME).read_bytes() == before
    assert open_mark.is_left(damaged)


def _empty(profile: Path) -> None:
    (profile / paths.STORE_NAME).write_bytes(b"")


def _gone(profile: Path) -> None:
    (profile / paths.STORE_NAME).unlink()


@pytest.mark.parametrize("harm", [_empty, _gone])
@pytest.mark.parametrize("told", ["Actions not carried over: 1", "can't be told"])
def test_a_lost_file_is_offered_its_backup(
    qtbot: QtBot, qapp: QApplication, damaged: Path, harm: Callable[[Path], None], told: str
) -> None:
    harm(damaged)
    if told == "can't be told":
        (damaged / paths.RECENT_NAME).unlink()
    with started(qtbot, qapp, damaged) as app:
        enter(qtbot, app)
        dialog = rescued(qtbot)
        assert told in dialog.words.text()
        with qtbot.waitSignal(app.opened):
            qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
        driver = Driver(qtbot, app)
        driver.desk.show_page("customers")
        driver.wait()
        assert driver.customers.list.model.rowCount() == 1


def test_without_a_backup_it_can_be_tried_again(
    qtbot: QtBot, qapp: QApplication, damaged: Path, tmp_path: Path
) -> None:
    (damaged / "backups").rename(tmp_path / "stick")
    _empty(damaged)
    with started(qtbot, qapp, damaged) as app:
        enter(qtbot, app)
        dialog = shown(qtbot, RescueDialog)
        wait_enabled(qtbot, dialog.primary_button)
        assert "No good backup" in dialog.notice.accessibleName()
        (tmp_path / "stick").rename(damaged / "backups")
        qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.primary_button.text() == "Put it in place")
        wait_enabled(qtbot, dialog.primary_button)
        dialog.reject()


def test_key_file_drafts_and_log_are_told_once_the_desk_is_there(
    qtbot: QtBot, qapp: QApplication, store: Store
) -> None:
    BackupService(store).make_if_changed(Why.HAND)
    store.close()
    profile = store.profile
    open_mark.leave(profile)
    (profile / paths.KEY_NAME).write_bytes(b"{")
    (profile / paths.DRAFTS_NAME).write_bytes(b"x" * 9_000)
    (profile / paths.RECENT_NAME).unlink(missing_ok=True)
    with started(qtbot, qapp, profile) as app:
        unlock(qtbot, app)
        told = [notice.accessibleName() for notice in shown(qtbot, NotesDialog).notices]
        assert [words.split(" ")[2] for words in told] == ["file", "being", "not"]
        assert "key file" in told[0]
        assert "being typed" in told[1]
        assert "book.db-wal" in told[2]
        shown(qtbot, NotesDialog).accept()
    assert len(list((profile / "aside").rglob("drafts.db"))) == 1
    assert len(list((profile / "aside").rglob("book.key"))) == 1


def test_what_the_log_lost_is_named_once_the_desk_is_there(
    qtbot: QtBot, qapp: QApplication, store: Store, tmp_path: Path
) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    open_mark.leave(store.profile)
    killed = shutil.copytree(store.profile, tmp_path / "killed")
    for rest in ("-wal", "-shm"):
        (killed / f"{paths.STORE_NAME}{rest}").unlink()
    with started(qtbot, qapp, killed) as app:
        unlock(qtbot, app)
        (notice,) = shown(qtbot, NotesDialog).notices
        assert notice.height() >= notice.heightForWidth(notice.width())
        assert notice.accessibleName().endswith("(1):\n11-21 10:00 New customer")
        shown(qtbot, NotesDialog).accept()


def test_a_kill_before_anything_was_done_tells_of_no_loss(
    qtbot: QtBot, qapp: QApplication, profile: Path, tmp_path: Path
) -> None:
    with started(qtbot, qapp, profile) as app:
        unlock(qtbot, app)
        qtbot.waitUntil(app._jobs.is_idle)
        killed = shutil.copytree(profile, tmp_path / "killed")
    (killed / paths.RECENT_NAME).unlink(missing_ok=True)
    (killed / f"{paths.STORE_NAME}-wal").write_bytes(b"")  # all of it is in the book
    with started(qtbot, qapp, killed) as app:
        unlock(qtbot, app)
        qtbot.waitUntil(app._jobs.is_idle)
        assert not [each for each in qapp.topLevelWidgets() if isinstance(each, NotesDialog)]


def test_a_network_share_is_warned_of_and_opens(
    qtbot: QtBot, qapp: QApplication, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = profile.parent / "mounts"
    table.write_text(f"//server/vip {profile.parent} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(shares, "MOUNTS", table)
    with started(qtbot, qapp, profile) as app:
        unlock(qtbot, app)
        (notice,) = shown(qtbot, NotesDialog).notices
        assert "network share (cifs)" in notice.accessibleName()
        shown(qtbot, NotesDialog).accept()


def test_a_clean_end_leaves_no_mark_and_a_kill_does(
    qtbot: QtBot, qapp: QApplication, profile: Path, tmp_path: Path
) -> None:
    with started(qtbot, qapp, profile) as app:
        assert not open_mark.is_left(profile)
        unlock(qtbot, app)
        killed = shutil.copytree(profile, tmp_path / "killed")
        qtbot.waitUntil(app._jobs.is_idle)
        with qtbot.waitSignal(app.locked):
            app.lock()
        assert not open_mark.is_left(profile)
    assert open_mark.is_left(killed)
    assert not open_mark.log_is_gone(killed)
    with started(qtbot, qapp, killed) as app:
        unlock(qtbot, app)  # checked, found whole, nothing is asked
    assert not open_mark.is_left(killed)


@pytest.mark.parametrize("stays", [True, False])
def test_a_book_that_was_moved_asks_before_it_goes_on(
    qtbot: QtBot, qapp: QApplication, profile: Path, tmp_path: Path, stays: bool
) -> None:
    store = open_book(profile, clock=fixed_clock)
    MovingService(store).move_out(tmp_path / "book.vipdesk", NoProgress())
    store.close()
    with started(qtbot, qapp, profile) as app:
        enter(qtbot, app)
        dialog = shown(qtbot, MovedDialog)
        button = dialog.primary_button if stays else dialog.cancel_button
        signal = app.opened if stays else app.entrance.given_up
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (moved_at(profile) is None) is stays
