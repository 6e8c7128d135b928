"""Summaries of a selection, from the dialog to the files."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.guard import off_gui_thread
from tests.services.visit_book import AT, new_customer, new_held_visit, new_visit
from tests.ui.customers.desk import dialog as dialog_of
from tests.ui.customers.desk import open_page
from tests.ui.shots import LOOKS, look, shoot
from tests.ui.visits.conftest import make_visits_page, settled_shot
from vipdesk.services.journal import JournalService
from vipdesk.services.summary_batch import SummaryBatch
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.passphrase_fields import PassphraseFields
from vipdesk.ui.summaries_dialog import TOGETHER, SummariesDialog, ask_for_summaries
from vipdesk.ui.visits.calendar_page import LIST

Open = Callable[[], SummariesDialog]


def _visit(store: Store) -> list[int]:
    names = ("王志强", "陈晓燕", "赵国栋")
    ids = [new_customer(store, f"C{n}", name) for n, name in enumerate(names, 1)]
    for days, customer_id in enumerate(ids[:2]):
        new_held_visit(store, customer_id, AT - timedelta(days=days))
    new_visit(store, ids[2])
    return ids


@pytest.fixture(scope="session")
def customers_furnished(furnishing: Furnishing) -> Furnished[list[int]]:
    return furnishing(at_work(_visit))


@pytest.fixture
def customers(customers_furnished: Furnished[list[int]], store: Store) -> list[int]:
    """Two who were visited and one who was not yet."""
    return customers_furnished.value


@pytest.fixture
def opened(qtbot: QtBot, store: Store, jobs: Jobs, customers: list[int]) -> Iterator[Open]:
    """Open the dialog for all customers, over a window."""
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    batch = SummaryBatch(store)

    def open_it() -> SummariesDialog:
        ask_for_summaries(batch, jobs, window, lambda: batch.of_customers(customers))
        return dialog_of(qtbot, SummariesDialog)

    yield open_it
    for dialog in window.findChildren(SummariesDialog):
        dialog.reject()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def entries(store: Store) -> list[str]:
    return [entry.code for entry in JournalService(store).entries() if "report" in entry.code]


def test_one_file_each_and_who_is_left_out(
    qtbot: QtBot, opened: Open, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    dialog = opened()
    assert dialog.left_out.toPlainText() == "赵国栋  No visit was held yet."
    dialog.primary_button.click()
    where = dialog_of(qtbot, QFileDialog)
    assert where.fileMode() is QFileDialog.FileMode.Directory
    where.reject()
    dialog.write_to(tmp_path)
    assert not dialog.primary_button.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert names(tmp_path)[:2] == ["V-20261120-0001.pdf", "V-20261121-0001.pdf"]
    assert dialog.notice.accessibleName() == f"2 summaries are in {tmp_path}."
    assert dialog.left_out.toPlainText() == "赵国栋  No visit was held yet."
    assert entries(store) == ["report.visit_summary"]
    dialog.primary_button.click()
    assert shown == [str(tmp_path)]
    dialog.reject()
    assert opened()._habits.folder == str(tmp_path)


def test_all_in_one_english_file_that_a_passphrase_opens(
    qtbot: QtBot, opened: Open, tmp_path: Path
) -> None:
    dialog = opened()
    option(dialog.files, "All in one").click()
    option(dialog.language, "English").click()
    dialog.locked.click()
    type_passphrase(dialog.passphrase, "open sesame！", "open sesame！")
    dialog.primary_button.click()
    assert "！" in dialog.passphrase.form.message("first")
    type_passphrase(dialog.passphrase, "open sesame now", "open sesame")
    dialog.primary_button.click()
    assert dialog.passphrase.form.message("second") == "The two are not the same."
    type_passphrase(dialog.passphrase, "open sesame now", "open sesame now")
    dialog.primary_button.click()
    where = dialog_of(qtbot, QFileDialog)
    assert where.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    where.reject()
    dialog.write_to(tmp_path / "all.pdf")
    qtbot.waitUntil(lambda: not dialog.is_busy())
    reader = off_gui_thread(lambda: PdfReader(tmp_path / "all.pdf", password="open sesame now"))
    assert "Visit summary" in reader.pages[0].extract_text()
    assert dialog.passphrase.first.text() == ""


def test_the_dialog_is_as_high_as_its_texts_need(opened: Open) -> None:
    dialog = opened()
    whole = dialog.layout()
    assert whole is not None
    assert dialog.height() == whole.totalHeightForWidth(dialog.width())


def test_return_after_the_passphrase_asks_once_where_to(qtbot: QtBot, opened: Open) -> None:
    dialog = opened()
    dialog.locked.click()
    type_passphrase(dialog.passphrase, "open sesame now", "open sesame now")
    dialog.passphrase.second.setFocus()
    qtbot.keyClick(dialog.passphrase.second, Qt.Key.Key_Return)
    assert len(dialog.findChildren(QFileDialog)) == 1
    dialog_of(qtbot, QFileDialog).reject()


def test_escape_stops_the_work_and_leaves_nothing(
    qtbot: QtBot, opened: Open, store: Store, tmp_path: Path
) -> None:
    dialog, folder = opened(), tmp_path / "out"
    folder.mkdir()
    dialog.write_to(folder)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert dialog.isVisible()
    assert "no file was left" in dialog.notice.accessibleName()
    assert names(folder) == []
    assert entries(store) == []
    dialog.write_to(folder)  # and it can be tried again
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert len(names(folder)) == 2


def test_it_stops_where_the_desk_is_locked_meanwhile(
    qtbot: QtBot, opened: Open, store: Store, jobs: Jobs, tmp_path: Path
) -> None:
    dialog, folder = opened(), tmp_path / "out"
    folder.mkdir()
    dialog.write_to(folder)
    dialog.setParent(None)
    dialog.deleteLater()
    qtbot.waitUntil(lambda: not isValid(dialog))
    qtbot.waitUntil(jobs.is_idle)
    assert names(folder) == []
    assert entries(store) == []


def test_a_folder_that_refuses_is_told(qtbot: QtBot, opened: Open, tmp_path: Path) -> None:
    dialog, target = opened(), tmp_path / "taken"
    target.write_bytes(b"")
    dialog.write_to(target)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert "could not be written" in dialog.notice.accessibleName()
    assert dialog.primary_button.isEnabled()


def test_from_several_rows_of_the_visits(
    qtbot: QtBot, store: Store, jobs: Jobs, customers: list[int]
) -> None:
    page = make_visits_page(store, jobs)
    qtbot.addWidget(page)
    page.show()
    page.calendar.show_view(LIST)
    page.calendar.list.set_kind("all")
    qtbot.waitUntil(jobs.is_idle)
    visits = page.calendar.list
    assert not visits.bar.isVisible()
    visits.table.selectAll()
    button = visits.bar.findChild(QPushButton, "summaries")
    assert isinstance(button, QPushButton)
    assert button.isVisible()
    button.click()
    dialog = dialog_of(qtbot, SummariesDialog)
    assert len(dialog._plan.visits) == 2
    assert "The visit was not held." in dialog.left_out.toPlainText()
    dialog.reject()


def test_from_several_rows_of_the_customers(
    qtbot: QtBot, store: Store, customers: list[int]
) -> None:
    with open_page(qtbot, store) as page:
        page.list.table.selectAll()
        button = page.list.bar.findChild(QPushButton, "summaries")
        assert isinstance(button, QPushButton)
        button.click()
        dialog = dialog_of(qtbot, SummariesDialog)
        assert len(dialog._plan.visits) == 2
        dialog.reject()


def type_passphrase(fields: PassphraseFields, first: str, second: str) -> None:
    fields.first.setText(first)
    fields.second.setText(second)


def option(group: QWidget, text: str) -> QPushButton:
    return next(b for b in group.findChildren(QPushButton) if b.text() == text)


@pytest.mark.shots
def test_list_shots(qtbot: QtBot, store: Store, jobs: Jobs, customers: list[int]) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_visits_page(store, jobs)
            qtbot.addWidget(page)
            page.show()
            page.calendar.show_view(LIST)
            page.calendar.list.set_kind("all")
            qtbot.waitUntil(jobs.is_idle)
            page.calendar.list.table.selectAll()
            settled_shot(qtbot, page, "summaries/visits", QSize(1190, 690))
            page.hide()


@pytest.mark.shots
def test_shots(qtbot: QtBot, opened: Open, tmp_path: Path) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            dialog = opened()
            shoot(qtbot, dialog, "summaries/ask", dialog.sizeHint())
            dialog.files.set_value(TOGETHER)
            dialog.locked.click()
            dialog.passphrase.first.setText("Wang 1980")
            qtbot.waitUntil(dialog._jobs.is_idle)
            dialog.passphrase.check()
            shoot(qtbot, dialog, "summaries/locked", dialog.sizeHint())
            dialog.locked.click()
            dialog.write_to(tmp_path / f"{language}.pdf")
            qtbot.waitUntil(lambda dialog=dialog: not dialog.is_busy())  # type: ignore[misc]
            shoot(qtbot, dialog, "summaries/done", dialog.sizeHint())
            dialog.reject()
