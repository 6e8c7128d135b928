"""Out in full: a reason, the passphrase again, and not while the screen is covered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.conftest import PASSPHRASE
from tests.services.visit_book import new_customer, new_visit
from tests.ui.customers.desk import dialog, open_page, settle
from tests.ui.shots import LOOKS, look, shoot
from tests.ui.visits.conftest import make_visits_page
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui.customers.export_dialog import ExportDialog
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.unmask_fields import UnmaskFields
from vipdesk.ui.visits.ics_dialog import IcsDialog


@pytest.fixture
def page(qtbot: QtBot, store: Store) -> Iterator[CustomersPage]:
    new_customer(store)
    with open_page(qtbot, store) as page:
        yield page


def asked(qtbot: QtBot, page: CustomersPage) -> ExportDialog:
    page.buttons.export.click()
    return dialog(qtbot, ExportDialog)


def file_dialogs(within: ExportDialog | IcsDialog) -> list[QFileDialog]:
    return within.findChildren(QFileDialog)


def fields(within: ExportDialog | IcsDialog) -> UnmaskFields:
    assert within.unmask is not None
    return within.unmask


def test_in_full_after_a_reason_and_the_passphrase(
    qtbot: QtBot, page: CustomersPage, store: Store, tmp_path: Path
) -> None:
    ask = asked(qtbot, page)
    unmask = fields(ask)
    assert not unmask.passphrase.isVisible()
    unmask.in_full.click()
    assert unmask.columns.text() == "In full: Number · ID number · Address"
    ask.primary_button.click()
    assert unmask.form.message("reason")
    assert unmask.form.message("passphrase")
    unmask.reason.setText("  audit of the group ")
    unmask.passphrase.setText("not the passphrase")
    ask.primary_button.click()
    qtbot.waitUntil(lambda: "not the passphrase" in unmask.form.message("passphrase"))
    assert file_dialogs(ask) == []
    unmask.passphrase.setText(PASSPHRASE)
    ask.primary_button.click()
    qtbot.waitUntil(lambda: bool(file_dialogs(ask)))
    assert unmask.passphrase.text() == ""
    file_dialogs(ask)[0].reject()
    path = tmp_path / "a.csv"
    ask.format._on_clicked("csv", True)
    with qtbot.waitSignal(page.toast_requested):
        ask.take_file(path)
    text = path.read_text("utf-8-sig")
    assert text.startswith("Not masked · 李经理 · 2026-11-21 10:00 · audit of the group")
    assert "13900000001" in text
    assert "青禾路 12 号" in text
    entry = JournalService(store).entries(1)[0]
    assert (entry.code, entry.params["reason"]) == ("export.unmasked", "audit of the group")


def test_wrong_tries_make_one_wait(qtbot: QtBot, page: CustomersPage) -> None:
    unmask = fields(asked(qtbot, page))
    unmask.in_full.click()
    unmask.reason.setText("x")
    for said in ("not the passphrase",) * 3 + ("Too many wrong tries",):
        unmask.form.clear_messages()
        unmask.passphrase.setText("wrong again")
        unmask.confirm(lambda _reason: pytest.fail("it was let through"))
        qtbot.waitUntil(lambda said=said: said in unmask.form.message("passphrase"))  # type: ignore[misc]


def test_closed_while_it_is_checked_nothing_follows(qtbot: QtBot, page: CustomersPage) -> None:
    ask = asked(qtbot, page)
    fields(ask).in_full.click()
    fields(ask).reason.setText("x")
    fields(ask).passphrase.setText(PASSPHRASE)
    ask.primary_button.click()
    ask.reject()
    qtbot.waitUntil(lambda: not isValid(ask))
    settle(qtbot, page)
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)] == []


def test_unticked_it_stays_masked(qtbot: QtBot, page: CustomersPage, tmp_path: Path) -> None:
    ask = asked(qtbot, page)
    fields(ask).in_full.click()
    fields(ask).passphrase.setText(PASSPHRASE)
    fields(ask).in_full.click()
    assert fields(ask).passphrase.text() == ""
    ask.primary_button.click()
    file_dialogs(ask)[0].reject()
    path = tmp_path / "a.xlsx"
    with qtbot.waitSignal(page.toast_requested):
        ask.take_file(path)
    assert b"13900000001" not in path.read_bytes()


def test_not_offered_while_the_screen_is_covered(qtbot: QtBot, page: CustomersPage) -> None:
    page.set_private(True)
    ask = asked(qtbot, page)
    assert ask.unmask is None
    ask.reject()
    page.set_private(False)
    qtbot.waitUntil(lambda: not ask.isVisible())
    settle(qtbot, page)
    again = asked(qtbot, page)
    assert again.unmask is not None
    again.reject()


def test_the_calendar_file_too(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    new_visit(store, new_customer(store))
    jobs = Jobs()
    page = make_visits_page(store, jobs)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    page.set_private(True)
    page.calendar._export.click()
    masked = dialog(qtbot, IcsDialog)
    assert masked.unmask is None
    masked.reject()
    page.set_private(False)
    page.calendar._export.click()
    ask = dialog(qtbot, IcsDialog)
    fields(ask).in_full.click()
    fields(ask).reason.setText("colleague stands in")
    fields(ask).passphrase.setText(PASSPHRASE)
    ask.primary_button.click()
    qtbot.waitUntil(lambda: bool(file_dialogs(ask)))
    file_dialogs(ask)[0].reject()
    path = tmp_path / "a.ics"
    with qtbot.waitSignal(page.toast_requested):
        ask.take_file(path)
    assert b"13900000001" in path.read_bytes()
    jobs.shut_down()


@pytest.mark.shots
def test_calendar_file_shots(qtbot: QtBot, store: Store) -> None:
    new_visit(store, new_customer(store))
    jobs = Jobs()
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_visits_page(store, jobs)
            qtbot.addWidget(page)
            page.show()
            qtbot.waitUntil(jobs.is_idle)
            page.calendar._export.click()
            ask = dialog(qtbot, IcsDialog)
            fields(ask).in_full.click()
            shoot(qtbot, ask, "export/ics", ask.sizeHint())
            ask.reject()
            page.hide()
    jobs.shut_down()


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store) -> None:
    new_customer(store)
    for language, mode in LOOKS:
        with look(language, mode), open_page(qtbot, store) as page:
            ask = asked(qtbot, page)
            fields(ask).in_full.click()
            shoot(qtbot, ask, "export/full", ask.sizeHint())
            ask.primary_button.click()
            shoot(qtbot, ask, "export/missing", ask.sizeHint())
            ask.reject()
            page.hide()
