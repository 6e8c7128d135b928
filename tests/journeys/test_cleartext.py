"""After a day at the desk nothing personal lies in clear in the profile, open or locked."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.guard import off_gui_thread
from tests.journeys.conftest import Driver, unlock
from tests.journeys.files import HEADER, ROWS, write_bills, write_customers
from tests.journeys.test_main_job import import_file, option, rows, sign
from vipdesk.progress import CancelledError
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_export import ExportFormat, ExportOrder
from vipdesk.store.records import AttachmentContent, Customer, JournalEntry, Line
from vipdesk.ui.kit.pdf_preview import PdfPreview
from vipdesk.ui.visits.dialogs import PlanDialog

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
STREET, ID_NUMBER = "双塔西街77号", "11010519491231002X"
TALKED, NEED, NOTE = "儿子 12 月回国要副卡", "家里想换千兆宽带", "总说要转去别家"
DRAFT, ATTACHED = "还没写完的拜访记录", "附件里的合同原文"
HEADER_ID = HEADER + ",证件号码"


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files, caches and the user's settings go while the test runs."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    for name in ("TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(scratch))
    return scratch


@pytest.mark.usefixtures("unhurried")
def test_nothing_personal_lies_in_clear(
    scratch: Path, driver: Driver, profile: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"  # where the manager puts things
    out.mkdir()
    bring_in(driver, tmp_path)
    hold_a_visit(driver, tmp_path)
    hand_out(driver, out)
    look_at_fields(driver)
    export_cancelled_midway(driver, out)
    store = driver.store
    off_gui_thread(lambda: store.drafts.save("visit:x", {"talked": DRAFT}, store.now()))
    access = driver.app.entrance.access
    off_gui_thread(lambda: access.note_failed("passphrase"))
    planted = [*driver.scalars(select(Customer.name)), *driver.scalars(select(Line.number))]
    planted += [ID_NUMBER, STREET, TALKED, NEED, NOTE, DRAFT, ATTACHED]
    assert len(planted) >= 15
    assert ID_NUMBER in driver.scalars(select(Customer.id_number))
    assert driver.scalars(select(AttachmentContent.data)) == [ATTACHED.encode()]
    assert sorted(path.name for path in out.iterdir()) == ["closed.pdf", "printed.pdf"]
    assert _found(planted, profile, scratch, out) == []  # as a kill would leave it
    driver.desk.window.activateWindow()
    driver.until(driver.desk.window.isActiveWindow)
    with driver.qtbot.waitSignal(driver.app.locked):
        driver.qtbot.keyClick(driver.desk.window, Qt.Key.Key_L, CTRL_SHIFT)
    assert _found(planted, profile, scratch) == []
    for encoding in ENCODINGS:
        leak = planted[0].encode(encoding)
        off_gui_thread(lambda leak=leak: (scratch / "leak").write_bytes(b"x" + leak))  # type: ignore[misc]
        assert _found(planted, scratch) == [planted[0]]  # the search can find it
    unlock(driver.qtbot, driver.app)


def bring_in(driver: Driver, folder: Path) -> None:
    """Import customers with ID numbers and streets, and bills; search as one types."""
    first, *others = ROWS.replace("晋商大厦", STREET).splitlines()
    lines = [f"{first},{ID_NUMBER}", *(f"{line}," for line in others)]
    import_file(driver, write_customers(folder / "a.csv", "\n".join(lines), HEADER_ID))
    import_file(driver, write_bills(folder / "b.csv"))
    driver.desk.show_page("customers")
    driver.until(lambda: rows(driver) == 4)
    driver.desk.window._top.search.setText("王志强")
    driver.until(lambda: rows(driver) == 1)
    driver.wait()


def hold_a_visit(driver: Driver, folder: Path) -> None:
    """Write all that can be written, attach a file, sign, finish and look at the paper."""
    picture = folder / "contract.txt"
    off_gui_thread(lambda: picture.write_text(ATTACHED, encoding="utf-8"))
    driver.click(driver.customers.detail.head.visit_button)
    driver.click(driver.dialog(PlanDialog).primary_button)
    page = driver.visits.visit_page
    driver.until(lambda: page.visit() is not None)
    driver.click(page.head.primary_button)
    page.record.talked.setPlainText(TALKED)
    page.record.needs.setPlainText(NEED)
    page.record.internal_note.setPlainText(NOTE)
    driver.click(option(page.record.outcome, "Renewed"))
    driver.click(option(page.record.agreed.term, "12 months"))
    page.record.attachments.files_chosen.emit([picture])
    driver.wait()
    driver.click(page.head.primary_button)
    sign(driver, page.sign.pad)
    driver.click(page.head.primary_button)


def hand_out(driver: Driver, out: Path) -> None:
    """Print the pages and save them with a passphrase; both stand in the journal."""
    preview = driver.dialog(PdfPreview)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out / "printed.pdf"))
    printer.setResolution(72)
    preview.print_on(printer)
    driver.wait()
    preview._passphrase = "nobody will guess it"
    preview._write(out / "closed.pdf")
    driver.wait()
    preview.reject()
    handed = select(JournalEntry.params).where(JournalEntry.code == "report.visit_summary")
    assert [params["how"] for params in driver.scalars(handed)] == ["print", "file"]


def look_at_fields(driver: Driver) -> None:
    """Uncover the telephone and copy it."""
    driver.desk.show_page("customers")
    driver.wait()
    phone = driver.customers.detail.head.phone
    driver.click(phone)
    driver.until(phone.is_revealed)
    phone.copy()
    assert QApplication.clipboard().text() == "13912348812"


class HalfWay:
    """Cancels in the middle."""

    def step(self, done: int, total: int) -> None:
        if total and done * 2 >= total:
            raise CancelledError


def export_cancelled_midway(driver: Driver, out: Path) -> None:
    """Nothing is left of it, of whatever kind and in full."""
    export = CustomerBook.of(driver.store).export
    ids = driver.scalars(select(Customer.id))
    for each in ExportFormat:
        order = ExportOrder(format=each, ids=ids, reason="audit")
        with pytest.raises(CancelledError):
            off_gui_thread(
                lambda order=order: export.write(order, out / f"a.{order.format}", str, HalfWay())  # type: ignore[misc]
            )


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_the_files_belong_to_the_manager_alone(driver: Driver, profile: Path) -> None:
    open_to_others = [
        path.name for path in profile.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


def _found(planted: list[str], *folders: Path) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    contents = off_gui_thread(lambda: [path.read_bytes() for path in files])
    return [
        text
        for text in planted
        if any(text.encode(encoding) in content for content in contents for encoding in ENCODINGS)
    ]
