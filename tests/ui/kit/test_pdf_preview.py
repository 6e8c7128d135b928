"""The preview on a real book, with real PDFs."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.shots import LOOKS, look, shoot
from vipdesk import texts
from vipdesk.errors import NotFoundError
from vipdesk.progress import Progress
from vipdesk.services.journal import JournalService
from vipdesk.services.reports import Report, ReportsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Visit
from vipdesk.store.undo_errors import NothingToUndoError
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.passphrase_dialog import PassphraseDialog
from vipdesk.ui.kit.pdf_preview import PdfPreview

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def reports(store: Store) -> ReportsService:
    with store.action("customer.create") as session:
        session.add(Customer(id=1, number="1", name="王𬱖", created_at=NOW))
        session.flush()
        words = "\n".join(["感谢您的信任，本月账单核对无误。" * 9] * 20)
        session.add(
            Visit(
                id=1,
                number="V-20261121-0001",
                customer_id=1,
                manager_id=1,
                planned_at=NOW,
                talked=words,
            )
        )
    return ReportsService(store)


class Previews:
    """Opens previews of the one visit."""

    def __init__(self, qtbot: QtBot, reports: ReportsService, jobs: Jobs) -> None:
        self.qtbot, self.reports, self.jobs = qtbot, reports, jobs

    def make(self, _progress: Progress) -> Report:
        return self.reports.visit_summary_report(1, texts.language())

    def open(self) -> PdfPreview:
        preview = PdfPreview(self.reports, self.jobs, None, self.make)
        self.qtbot.addWidget(preview)
        preview.open()
        self.qtbot.waitUntil(lambda: preview.pages.count() > 0 and preview.pages.is_drawn())
        return preview


@pytest.fixture
def previews(qtbot: QtBot, reports: ReportsService, jobs: Jobs) -> Previews:
    return Previews(qtbot, reports, jobs)


@pytest.fixture
def preview(previews: Previews) -> PdfPreview:
    return previews.open()


def actions(store: Store) -> list[str]:
    entries = JournalService(store).entries()
    return [str(entry.params["how"]) for entry in entries if entry.code == "report.visit_summary"]


def save(qtbot: QtBot, preview: PdfPreview, path: Path) -> None:
    qtbot.waitUntil(lambda: bool(preview.findChildren(QFileDialog)))
    (dialog,) = preview.findChildren(QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    with qtbot.waitSignal(preview.saved):
        dialog.accept()


def test_pages_are_turned_by_keyboard(qtbot: QtBot, preview: PdfPreview) -> None:
    pages = preview.pages
    total = pages.count()
    assert total > 1
    assert pages.hasFocus()
    for key, page in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_End, total - 1),
        (Qt.Key.Key_PageDown, total - 1),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(pages, key)
        assert pages.page() == page
    qtbot.mouseClick(preview.next_button, Qt.MouseButton.LeftButton)
    assert pages.page() == 1
    assert pages.accessibleDescription() == f"Page 2 of {total}"


def test_zoom_redraws_the_page_larger(qtbot: QtBot, preview: PdfPreview) -> None:
    pages = preview.pages
    pages.set_zoom(1.0)
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert pages.zoom() == 1.25
    qtbot.keyClick(preview, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert pages.zoom() == 1.0
    qtbot.mouseClick(preview.fit_button, Qt.MouseButton.LeftButton)
    assert pages.horizontalScrollBar().maximum() == 0
    qtbot.waitUntil(pages.is_drawn)


def test_saves_and_copies_the_path(
    qtbot: QtBot, preview: PdfPreview, store: Store, tmp_path: Path
) -> None:
    assert not preview.copy_button.isEnabled()
    path = tmp_path / "小结.pdf"
    qtbot.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    save(qtbot, preview, path)
    assert "王𬱖" in PdfReader(path).pages[0].extract_text()
    qtbot.mouseClick(preview.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(path)
    assert actions(store) == ["file"]
    assert preview.isVisible()


def test_saves_with_a_passphrase(qtbot: QtBot, preview: PdfPreview, tmp_path: Path) -> None:
    qtbot.mouseClick(preview.lock_button, Qt.MouseButton.LeftButton)
    (dialog,) = preview.findChildren(PassphraseDialog)
    dialog.first.setText("short")
    dialog.primary_button.click()
    assert dialog.message("first")
    assert dialog.message("second")
    dialog.first.setText("春风十里不如你！")
    dialog.primary_button.click()
    assert "！" in dialog.message("first")
    for field in (dialog.first, dialog.second):
        field.setText("春风十里不如你呀")
    dialog.primary_button.click()
    path = tmp_path / "closed.pdf"
    save(qtbot, preview, path)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(path)
    pypdfium2.PdfDocument(path, password="春风十里不如你呀").close()


def test_prints_every_page_and_notes_it(
    qtbot: QtBot, preview: PdfPreview, store: Store, tmp_path: Path
) -> None:
    job = preview.print_on(printer_into(tmp_path / "printed.pdf"))
    assert job is not None
    with qtbot.waitSignal(job.succeeded):
        pass
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == preview.pages.count()
    darkest = [page.render(scale=0.5).to_pil().convert("L").getextrema()[0] for page in printed]
    printed.close()
    assert max(darkest) < 160
    assert actions(store) == ["print"]
    assert "printer" in preview.notice.accessibleName()


def printer_into(path: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


def test_stopped_before_it_is_sent_nothing_is_printed(
    qtbot: QtBot, preview: PdfPreview, store: Store, tmp_path: Path
) -> None:
    job = preview.print_on(printer_into(tmp_path / "printed.pdf"))
    assert job is not None
    with qtbot.waitSignal(job.settled):
        job.cancel()
    assert not (tmp_path / "printed.pdf").exists()
    assert actions(store) == []
    assert preview.notice.accessibleName() == "Printing was stopped."


def test_what_cannot_be_journalled_is_not_printed(
    qtbot: QtBot, preview: PdfPreview, store: Store, tmp_path: Path
) -> None:
    def refuse() -> None:
        raise NothingToUndoError

    store.before_write = refuse
    job = preview.print_on(printer_into(tmp_path / "printed.pdf"))
    assert job is not None
    with qtbot.waitSignal(job.failed):
        pass
    store.before_write = lambda: None
    assert not (tmp_path / "printed.pdf").exists()


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_printer_that_takes_nothing_is_told(
    qtbot: QtBot, preview: PdfPreview, tmp_path: Path
) -> None:
    job = preview.print_on(printer_into(tmp_path / "nowhere" / "printed.pdf"))
    assert job is not None
    with qtbot.waitSignal(job.failed):
        pass
    assert "takes nothing to print" in preview.notice.accessibleName()


def test_says_why_there_is_no_paper(qtbot: QtBot, reports: ReportsService, jobs: Jobs) -> None:
    preview = PdfPreview(
        reports, jobs, None, lambda _progress: reports.visit_summary_report(99, "zh")
    )
    qtbot.addWidget(preview)
    preview.open()
    qtbot.waitUntil(lambda: bool(preview.notice.accessibleName()))
    assert preview.notice.accessibleName() == NotFoundError().sentence(str)
    assert not preview.primary_button.isEnabled()
    preview.save()  # Ctrl+S before there is anything
    preview.print_pages()
    assert preview.findChildren(QFileDialog) == []


def test_a_failed_save_leaves_the_preview_open(
    qtbot: QtBot, preview: PdfPreview, tmp_path: Path
) -> None:
    (tmp_path / "taken.pdf" / "inside").mkdir(parents=True)
    preview._write(tmp_path / "taken.pdf")
    qtbot.waitUntil(lambda: "taken.pdf" in preview.notice.accessibleName())
    assert not preview.copy_button.isEnabled()
    assert preview.primary_button.isEnabled()


@pytest.mark.shots
def test_looks(qtbot: QtBot, previews: Previews) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            preview = previews.open()
            preview.notice.say(texts._("The file path is on the clipboard."))
            shoot(qtbot, preview, "pdf/preview", QSize(880, 680))
            qtbot.waitUntil(preview.pages.is_drawn)
            shoot(qtbot, preview, "pdf/preview", QSize(880, 680))
            preview.close()
