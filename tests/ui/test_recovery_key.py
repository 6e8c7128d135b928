"""The recovery key is handed over on the screen and as a PDF; a PIN is asked for after."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shots import shoot_looks
from vipdesk import texts
from vipdesk.services.greeting import Greeting
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.pin_dialog import PinDialog
from vipdesk.ui.recovery_key import RecoveryKeyDialog

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345"
WHOSE = Greeting("示例经理", "示例分局")


@pytest.fixture
def dialog(qtbot: QtBot, jobs: Jobs) -> RecoveryKeyDialog:
    dialog = RecoveryKeyDialog(KEY, jobs, WHOSE)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_stays_until_the_key_was_kept(qtbot: QtBot, dialog: RecoveryKeyDialog) -> None:
    with qtbot.assertNotEmitted(dialog.accepted):
        dialog.primary_button.click()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.kept.click()
    with qtbot.waitSignal(dialog.accepted):
        dialog.primary_button.click()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_page_holds_the_key_and_whose_it_is(
    qtbot: QtBot, dialog: RecoveryKeyDialog, jobs: Jobs, tmp_path: Path, language: str
) -> None:
    texts.set_language(language)
    QApplication.clipboard().clear()  # of what other tests left
    path = tmp_path / "key.pdf"
    dialog.save(path)
    qtbot.waitUntil(lambda: jobs.is_idle() and path.exists())
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for part in (*KEY.split("-"), WHOSE.manager, WHOSE.branch):
        assert part in text
    assert "ABCD" not in str(reader.metadata)
    assert QApplication.clipboard().text() == ""


def test_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, dialog: RecoveryKeyDialog, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    dialog.save(tmp_path / "file" / "key.pdf")
    qtbot.waitUntil(lambda: not dialog.notice.isHidden())
    assert dialog.isVisible()


def test_a_plain_pin_is_refused(qtbot: QtBot) -> None:
    dialog = PinDialog(None)
    qtbot.addWidget(dialog)
    for first, second, key in (("1234", "1234", "first"), ("2947", "2948", "second")):
        dialog.first.setText(first)
        dialog.second.setText(second)
        with qtbot.assertNotEmitted(dialog.chosen):
            dialog.primary_button.click()
        assert dialog.message(key)
    dialog.second.setText("2947")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.primary_button.click()
    assert chosen.args == ["2947"]


@pytest.mark.shots
def test_shots(qtbot: QtBot, jobs: Jobs) -> None:
    size = (QSize(520, 420),)
    shoot_looks(qtbot, lambda: RecoveryKeyDialog(KEY, jobs, WHOSE), "first_start/recovery", size)
    shoot_looks(qtbot, lambda: PinDialog(None, cancel="–"), "first_start/pin", (QSize(460, 320),))


def printer_into(path: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


def test_the_page_is_printed(
    qtbot: QtBot, dialog: RecoveryKeyDialog, jobs: Jobs, tmp_path: Path
) -> None:
    dialog.print_on(printer_into(tmp_path / "printed.pdf"))
    qtbot.waitUntil(jobs.is_idle)
    assert dialog.notice.accessibleName() == "Sent to the printer."
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_printer_that_takes_nothing_is_told(
    qtbot: QtBot, dialog: RecoveryKeyDialog, jobs: Jobs, tmp_path: Path
) -> None:
    """Else nobody would know that the key is on no paper."""
    dialog.print_on(printer_into(tmp_path / "nowhere" / "printed.pdf"))
    qtbot.waitUntil(jobs.is_idle)
    assert "takes nothing to print" in dialog.notice.accessibleName()
