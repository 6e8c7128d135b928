"""The backups in the settings: listed, told of, chosen; grabbed in every look."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, fixed_clock, open_book
from tests.store.builders import add_customer, add_line
from tests.ui.shots import shoot_looks
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService, BackupStatus
from vipdesk.services.everything import EverythingExport
from vipdesk.services.moving import MovingService
from vipdesk.services.places import FOLDER
from vipdesk.services.restores import RestoreService
from vipdesk.services.settings import SettingsService
from vipdesk.services.unmasking import Unmasking
from vipdesk.store.book import Store
from vipdesk.ui.backup_words import status_words
from vipdesk.ui.farewell import Farewell
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.restore_dialog import FindBackupDialog, RestoreDialog
from vipdesk.ui.settings.backups import SECOND, BackupsPanel
from vipdesk.ui.settings.leaving_card import Leaving
from vipdesk.ui.settings.page import SettingsPage

BARS = 70  # pixels of a screen: the title bar and the task bar


@pytest.fixture
def worked(profile: Path, tmp_path: Path) -> Iterator[Store]:
    """A book with some days of backups, here and on a stick."""
    now = [NOW - timedelta(days=5)]
    store = open_book(profile, clock=lambda: now[0])
    backups = BackupService(store)
    (tmp_path / "U 盘").mkdir()
    backups.choose_second(tmp_path / "U 盘", NoProgress())
    for day in range(6):
        with store.action("customer.create") as session:
            add_line(session, add_customer(session, number=f"C{day}"), f"1391234881{day}")
        now[0] = NOW - timedelta(days=5 - day)
        backups.make_if_changed(Why.EXIT if day % 2 else Why.START)
    yield store
    store.close()


def panel_for(store: Store, jobs: Jobs) -> BackupsPanel:
    access = Access(store.profile, fixed_clock)
    restores = RestoreService(store.profile, access, fixed_clock, store)
    leaving = Leaving(MovingService(store), EverythingExport(store), Unmasking(store))
    return BackupsPanel(BackupService(store), restores, jobs, leaving)


def test_it_shows_the_list_and_the_second_folder(
    qtbot: QtBot, worked: Store, jobs: Jobs, tmp_path: Path
) -> None:
    panel = panel_for(worked, jobs)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: jobs.is_idle() and panel.list.chosen() is not None)
    row = panel.list.chosen()
    assert row is not None
    assert row.made_at == NOW
    assert len(panel.list.model.ids()) == 6
    assert "is up to date" in panel.second_words.text()
    qtbot.mouseClick(panel.which._buttons[SECOND], Qt.MouseButton.LeftButton)
    elsewhere = panel.list.chosen()
    assert elsewhere is not None
    assert (elsewhere.name, elsewhere.path.parent.name) == (row.name, FOLDER)
    (tmp_path / "U 盘").rename(tmp_path / "out")
    panel.reload()
    qtbot.waitUntil(jobs.is_idle)
    assert "is not there now" in panel.second_words.text()
    assert not panel.which.isVisible()
    assert panel.list.chosen() == row


def test_who_does_not_wait_ends_without_the_last_backup(qtbot: QtBot, jobs: Jobs) -> None:
    began = threading.Event()

    def work(progress: Progress) -> None:
        began.set()
        while True:
            progress.step(1, 2)

    farewell = Farewell(jobs.backup(work))
    qtbot.addWidget(farewell)
    qtbot.waitUntil(lambda: farewell.isVisible() and began.is_set())
    with qtbot.waitSignal(farewell.ended):
        qtbot.mouseClick(farewell.end, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)


@pytest.mark.parametrize(
    ("ago", "stale", "words"),
    [
        (None, True, "No backup yet"),
        (timedelta(hours=2), False, "Last backup today 08:00"),
        (timedelta(days=2), False, "Last backup 2026-11-19 10:00"),
        (timedelta(days=4), True, "Last backup 4 days ago"),
    ],
)
def test_the_words_of_the_status_bar(ago: timedelta | None, stale: bool, words: str) -> None:
    from zoneinfo import ZoneInfo

    now: datetime = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    at = now - ago if ago is not None else None
    assert status_words(BackupStatus(at, now.date(), stale)) == words


@pytest.mark.shots
def test_shots(qtbot: QtBot, worked: Store, jobs: Jobs) -> None:
    def make() -> SettingsPage:
        panel = panel_for(worked, jobs)
        page = SettingsPage(SettingsService(worked), jobs, None, lambda: panel)
        page.show_part("backups")
        page.show()
        qtbot.waitUntil(lambda: jobs.is_idle() and panel.list.chosen() is not None)
        return page

    shoot_looks(qtbot, make, "settings/backups", (QSize(1190, 692), QSize(1744, 1004)))


def test_all_that_a_restore_asks_is_seen_on_a_small_laptop(
    qtbot: QtBot, worked: Store, jobs: Jobs
) -> None:
    access = Access(worked.profile, fixed_clock)
    restores = RestoreService(worked.profile, access, fixed_clock, worked)
    found = restores.compare(BackupService(worked).view().rows[3].path)
    counts = tuple(replace(each, now=20_000, then=19_000) for each in found.counts)
    lost = found.lost * 20
    busy = replace(found, counts=counts, lost=lost, lost_count=len(lost), older_key=True)
    dialog = RestoreDialog(busy, restores, jobs, worked.zone(), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert len(lost) > 8
    assert dialog.height() <= 768 - BARS


@pytest.mark.shots
def test_shots_of_the_dialogs(qtbot: QtBot, worked: Store, jobs: Jobs) -> None:
    access = Access(worked.profile, fixed_clock)
    restores = RestoreService(worked.profile, access, fixed_clock, worked)
    rows = BackupService(worked).view().rows

    def compared() -> QWidget:
        found = restores.compare(rows[3].path)
        return RestoreDialog(found, restores, jobs, worked.zone(), None)

    def find() -> QWidget:
        dialog = FindBackupDialog(restores, jobs, worked.profile / "backups", None)
        qtbot.waitUntil(lambda: jobs.is_idle() and dialog.path() is not None)
        return dialog

    def farewell() -> QWidget:
        window = Farewell(Job(lambda _progress: None))
        window.show()
        return window

    shoot_looks(qtbot, compared, "settings/restore", (QSize(640, 560),))
    shoot_looks(qtbot, find, "settings/find_backup", (QSize(680, 620),))
    shoot_looks(qtbot, farewell, "settings/farewell", (QSize(420, 140),))
