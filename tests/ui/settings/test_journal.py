"""The chain is proved from the settings, printed, and compared with what was printed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.guard import off_gui_thread
from tests.services.visit_book import new_customer
from tests.ui.settings.conftest import go_to
from tests.ui.shots import shoot_looks
from vipdesk.services.journal_book import JournalBook
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.journal import JournalPanel
from vipdesk.ui.settings.page import SettingsPage


@pytest.fixture
def panel(qtbot: QtBot, store: Store, jobs: Jobs) -> Iterator[JournalPanel]:
    off_gui_thread(lambda: new_customer(store))
    panel = JournalPanel(JournalBook.of(store), jobs)
    panel.show_settings(SettingsService(store).load())
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    qtbot.waitUntil(jobs.is_idle)


def _tamper(store: Store) -> None:
    with store.plain_write() as connection:
        connection.execute(text("DROP TRIGGER journal_journal_entry_keep"))
        connection.execute(text("UPDATE journal_entry SET manager_id = 9 WHERE seq = 2"))


def test_a_whole_chain_holds(qtbot: QtBot, panel: JournalPanel, jobs: Jobs) -> None:
    panel.check_button.click()
    assert not panel.check_button.isEnabled()
    qtbot.waitUntil(jobs.is_idle)
    told = panel.notice.accessibleName()
    assert told.startswith("The journal holds: 2 entries")
    assert "Head: entry 2" in told
    assert panel.check_button.isEnabled()


def test_the_broken_entry_is_named(
    qtbot: QtBot, panel: JournalPanel, jobs: Jobs, store: Store
) -> None:
    off_gui_thread(lambda: _tamper(store))
    panel.check_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert 'Entry 2, "New customer" of 2026-11-21 10:00' in panel.notice.accessibleName()


def test_a_printed_head_is_compared(
    qtbot: QtBot, panel: JournalPanel, jobs: Jobs, store: Store, tmp_path: Path
) -> None:
    head = JournalBook.of(store).proof.head()
    assert head is not None
    with qtbot.waitSignal(panel.told):
        panel.report_to(tmp_path / "month.pdf")
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(jobs.is_idle)
    panel.number.setText(str(head.seq))
    panel.digits.setText(head.short.upper())
    panel.compare_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert "holds" in panel.notice.accessibleName()
    panel.digits.setText("0" * 16)
    panel.compare_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert "rewritten" in panel.notice.accessibleName()
    panel.digits.setText("abc")
    panel.compare_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert "16 digits" in panel.notice.accessibleName()


def test_archiving_says_what_it_did(
    qtbot: QtBot, panel: JournalPanel, jobs: Jobs, store: Store
) -> None:
    panel.archive_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert panel.notice.accessibleName().startswith("There is nothing from before 2025-11-01")
    store._clock = lambda: datetime(2028, 1, 1, tzinfo=UTC)
    panel.archive_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert panel.notice.accessibleName().startswith("13 old values are in journal-20270101-2.db")


def test_the_journal_opens_from_here(qtbot: QtBot, panel: JournalPanel) -> None:
    with qtbot.waitSignal(panel.journal_requested):
        panel.read_button.click()


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    off_gui_thread(lambda: new_customer(store))

    def make() -> SettingsPage:
        panel = JournalPanel(JournalBook.of(store), jobs)
        page = SettingsPage(SettingsService(store), jobs, journal=lambda: panel)
        page.show()
        qtbot.waitUntil(jobs.is_idle)
        go_to(qtbot, page, "journal")
        panel.check()
        qtbot.waitUntil(jobs.is_idle)
        return page

    shoot_looks(qtbot, make, "settings/journal", (QSize(1190, 692),))
