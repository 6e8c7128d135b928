import threading
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.ui.data.conftest import say_renewed
from vipdesk.store.book import Store
from vipdesk.ui.data.missing_dialog import MissingDialog
from vipdesk.ui.data.page import COLUMNS, PREVIEW, RESULT, START, DataPage
from vipdesk.ui.data.problem_list import ROW_ROLE
from vipdesk.ui.jobs import Jobs


def count(store: Store, table: str = "customer") -> int:
    with store.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.fixture
def opened(qtbot: QtBot, page: DataPage, jobs: Jobs, filled: None, second: Path) -> DataPage:
    page.open_file(second)
    qtbot.waitUntil(jobs.is_idle)
    return page


@pytest.fixture
def compared(qtbot: QtBot, opened: DataPage, jobs: Jobs) -> DataPage:
    qtbot.mouseClick(opened.columns.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    return opened


def test_a_dropped_file_shows_its_columns(
    qtbot: QtBot, page: DataPage, jobs: Jobs, second: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(second))])
    page.start.drop.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == COLUMNS
    assert page.columns.columns.lines["姓名"].field.value() == "customer.name"
    assert page.columns.columns.lines["积分"].field.value() == ""
    assert page.columns.reading.encoding.value() == "GB18030"
    assert page.columns.columns.lines["手机号"].samples.whole_text().startswith("138****8000")


def test_the_preview_shows_what_would_change(compared: DataPage, store: Store) -> None:
    page = compared
    assert page.step() == PREVIEW
    assert page.preview.model.rowCount() == 7
    assert page.window().focusWidget() is page.preview.table
    assert page.preview.go.text() == "Write 6 customers"
    assert page.preview.missing.accessibleName().startswith("1 customer of the book is not")
    model = page.preview.problems.model()
    rows = [model.index(at, 0).data(ROW_ROLE) for at in range(model.rowCount())]
    assert [(row.row, row.value) for row in rows] == [
        (8, "1.39E+10"), (9, "31/02/2027"), (10, "白金"), (11, ""),
    ]  # fmt: skip
    assert count(store) == 5


@pytest.fixture
def monthly(qtbot: QtBot, page: DataPage, jobs: Jobs, filled: None, tmp_path: Path) -> DataPage:
    """A workbook with one column for each month of no year, and another sheet."""
    path = tmp_path / "账单.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("全球通", "宽带"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ("手机号", "姓名", "1月", "2月", "3月"))
            sheet.write_row(1, 0, ("13800138000", "王志强", 1, 2, 3))
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    return page


def test_months_alone_are_told_once_with_their_year(
    qtbot: QtBot, monthly: DataPage, jobs: Jobs
) -> None:
    step = monthly.columns
    assert step.reading.unread.text().endswith("the file also has: 宽带.")
    assert step.reading.kind.value() == "bills"
    assert not step.go.isEnabled()
    step.columns.lines["2月"].field.chosen.emit("bill.fee")
    qtbot.waitUntil(jobs.is_idle)
    held = {header: line.field.value() for header, line in step.columns.lines.items()}
    assert held == {
        "手机号": "line.number", "姓名": "", "1月": "bill.fee@--01", "2月": "bill.fee@--02",
        "3月": "bill.fee@--03",
    }  # fmt: skip
    assert not step.go.isEnabled()
    step.year.setText("2o26")
    step.year.editingFinished.emit()
    assert not step.go.isEnabled()
    step.year.setText("2026")
    step.year.editingFinished.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert step.columns.lines["3月"].field.value() == "bill.fee@2026-03"
    assert step.go.isEnabled()


class Freed:
    """Tells which thread let go of it."""

    def __init__(self, threads: list[str]) -> None:
        self._threads = threads

    def __del__(self) -> None:
        self._threads.append(threading.current_thread().name)


@pytest.mark.parametrize("leave", ["another comparison", "closed"])
def test_a_worker_frees_what_was_compared(
    qtbot: QtBot, compared: DataPage, jobs: Jobs, leave: str
) -> None:
    page, freed = compared, list[str]()
    object.__setattr__(page._preview, "found", Freed(freed))
    if leave == "closed":
        page.on_closing()
    else:
        qtbot.mouseClick(page.preview.back, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(freed))
    assert freed != [threading.main_thread().name]


def test_filters_keep_what_was_unticked(qtbot: QtBot, compared: DataPage) -> None:
    step = compared.preview
    step.filter.chosen.emit("new")
    assert step.model.rowCount() == 2
    step.model.setData(
        step.model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    )
    assert step.go.text() == "Write 5 customers"
    step.filter.chosen.emit("all")
    assert step.go.text() == "Write 5 customers"
    assert len(step.skipped()) == 1
    assert len(step.model.checked_ids()) == 6


def test_commit_result_and_undo(qtbot: QtBot, compared: DataPage, jobs: Jobs, store: Store) -> None:
    page = compared
    say_renewed(page.preview)
    qtbot.mouseClick(page.preview.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == RESULT
    assert count(store) == 7
    left_out = page.preview.problems.model().rowCount()
    assert left_out > 0
    assert page.result.problems.isVisible()
    assert page.result.problems.model().rowCount() == left_out
    qtbot.mouseClick(page.result.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert count(store) == 5
    assert page.result.notice.accessibleName() == "The import was undone; the book is as before."
    assert not page.result.undo.isEnabled()


def test_the_same_file_again_offers_nothing_to_write(
    qtbot: QtBot, page: DataPage, jobs: Jobs, filled: None, first: Path
) -> None:
    page.open_file(first)
    qtbot.waitUntil(jobs.is_idle)
    page.columns.go.click()
    qtbot.waitUntil(jobs.is_idle)
    assert not page.preview.go.isEnabled()
    assert page.preview.none.isVisible()


def test_other_choices_read_the_file_again(qtbot: QtBot, opened: DataPage, jobs: Jobs) -> None:
    step = opened.columns
    step.reading.header_row.setValue(0)
    qtbot.waitUntil(jobs.is_idle)
    assert "#1" in step.columns.lines
    step.reading.header_row.setValue(1)
    qtbot.waitUntil(jobs.is_idle)
    step.reading.kind.chosen.emit("lines")
    qtbot.waitUntil(jobs.is_idle)
    assert step.columns.lines["手机号"].field.value() == "line.number"
    step.reading.encoding.chosen.emit("UTF-8")
    qtbot.waitUntil(jobs.is_idle)
    assert "is not written in UTF-8" in opened.notice.accessibleName()
    assert opened.step() == COLUMNS


def test_unknown_words_are_settled(qtbot: QtBot, opened: DataPage, jobs: Jobs) -> None:
    step = opened.columns
    assert list(step.words.choices) == [("customer.tier", "白金")]
    choice = step.words.choices["customer.tier", "白金"]
    choice.chosen.emit("diamond")
    qtbot.waitUntil(jobs.is_idle)
    assert step.words.choices["customer.tier", "白金"].value() == "diamond"
    step.go.click()
    qtbot.waitUntil(jobs.is_idle)
    assert len(opened.preview.problems.model().index(0, 0).data(ROW_ROLE).value) > 0
    assert opened.preview.problems.model().rowCount() == 3


def test_going_on_at_once_takes_the_last_choice(qtbot: QtBot, opened: DataPage, jobs: Jobs) -> None:
    opened.columns.words.choices["customer.tier", "白金"].chosen.emit("diamond")
    opened.columns.go.click()
    qtbot.waitUntil(jobs.is_idle)
    assert opened.preview.problems.model().rowCount() == 3


def test_a_choice_leaves_the_keyboard_where_it_is(
    qtbot: QtBot, opened: DataPage, jobs: Jobs
) -> None:
    field = opened.columns.columns.lines["积分"].field
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.waitUntil(jobs.is_idle)
    assert field.hasFocus()
    assert field.value() == "customer.number"
    assert opened.columns.columns.lines["客户编号"].field.value() == ""


def test_a_file_in_an_unknown_encoding_is_read_in_a_chosen_one(
    qtbot: QtBot, page: DataPage, jobs: Jobs, tmp_path: Path
) -> None:
    path = tmp_path / "café.csv"
    path.write_bytes("Name,Ville\nRené,Orléans".encode("cp1252") + b"\xe9")
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    assert "was not recognised" in page.notice.accessibleName()
    page.notice._action.click()
    qtbot.waitUntil(page.encodings.isVisible)
    chosen = next(a for a in page.encodings.actions() if a.text() == "Windows-1252")
    page.encodings.close()
    chosen.trigger()
    qtbot.waitUntil(jobs.is_idle)
    assert page.columns.isVisible()
    assert "René" in page.columns.columns.lines["Name"].samples.text()


def test_what_is_missing_must_be_settled_first(
    qtbot: QtBot, page: DataPage, jobs: Jobs, tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "无编号.csv"
    path.write_text("城市,客户星级标识,当月ARPU\n太原,三星,12.5\n大同,银卡,3\n", encoding="gb18030")
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    step = page.columns
    assert not step.go.isEnabled()
    assert step.generate.isVisible()
    step.generate.click()
    qtbot.waitUntil(jobs.is_idle)
    assert not step.go.isEnabled()
    for typed, asks in (("2026-13", "not a month"), ("202608", "No column gives")):
        step.month.clear()
        qtbot.keyClicks(step.month, typed)
        qtbot.keyClick(step.month, Qt.Key.Key_Return)
        qtbot.waitUntil(jobs.is_idle)
        assert asks in step._month_says.text()
        assert step.month.text().startswith("2026-")
    qtbot.waitUntil(jobs.is_idle)
    assert step.month.text() == "2026-08"
    step.go.click()
    qtbot.waitUntil(jobs.is_idle)
    page.preview.go.click()
    qtbot.waitUntil(jobs.is_idle)
    assert (count(store), count(store, "bill")) == (2, 2)


def test_a_file_that_cannot_be_read_is_a_sentence(
    qtbot: QtBot, page: DataPage, jobs: Jobs, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == START
    assert page.notice.accessibleName().startswith("The file a.pdf is not a table")


def test_a_later_date_is_asked_about(
    qtbot: QtBot, compared: DataPage, jobs: Jobs, store: Store
) -> None:
    step = compared.preview
    assert not step.go.isEnabled()
    corrected = step.later.choice.findChildren(QPushButton)[1]
    qtbot.mouseClick(corrected, Qt.MouseButton.LeftButton)
    step.go.click()
    qtbot.waitUntil(jobs.is_idle)
    query = "contract_date WHERE moved_as = 'correction'"
    assert (compared.step(), count(store, query)) == (RESULT, 1)


def test_cancel_leaves_nothing(qtbot: QtBot, compared: DataPage, jobs: Jobs, store: Store) -> None:
    say_renewed(compared.preview)
    release = threading.Event()
    jobs.write(lambda _progress: release.wait())  # else so small a file may be written by then
    compared.preview.go.click()
    compared.progress._on_cancel_clicked()
    release.set()
    qtbot.waitUntil(jobs.is_idle)
    assert compared.step() == PREVIEW
    assert compared.notice.accessibleName() == "Stopped. Nothing was written."
    assert count(store) == 5


def test_templates_and_problems_are_saved(
    qtbot: QtBot, compared: DataPage, jobs: Jobs, tmp_path: Path
) -> None:
    for ask, name in (
        (lambda: compared.saving.save_template("lines"), "template.xlsx"),
        (lambda: compared._on_problems_requested(), "problems.xlsx"),
    ):
        ask()
        dialog = compared.findChildren(QFileDialog)[-1]
        with qtbot.waitSignal(compared.saving.saved):
            dialog.fileSelected.emit(str(tmp_path / name))
        dialog.reject()
        assert (tmp_path / name).stat().st_size > 1000


def test_past_imports_are_listed_and_undone(
    qtbot: QtBot, page: DataPage, jobs: Jobs, filled: None, store: Store
) -> None:
    page.reload()
    qtbot.waitUntil(jobs.is_idle)
    assert page.start.model.rowCount() == 1
    page.start.table.selectRow(0)
    page.start.undo_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert count(store) == 0


def test_the_missing_are_shown(qtbot: QtBot, compared: DataPage) -> None:
    compared.preview.missing.acted.emit()
    dialog = compared.findChild(MissingDialog)
    assert dialog is not None
    assert dialog.table.model().rowCount() == 1
    dialog.reject()


def test_by_keyboard_alone(qtbot: QtBot, opened: DataPage, jobs: Jobs, store: Store) -> None:
    qtbot.keyClick(opened.columns.go, Qt.Key.Key_Space)
    qtbot.waitUntil(jobs.is_idle)
    table = opened.preview.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert len(opened.preview.skipped()) == 1
    renewed = opened.preview.later.choice.findChildren(QPushButton)[0]
    assert not opened.preview.go.isEnabled()
    qtbot.keyClick(renewed, Qt.Key.Key_Space)
    qtbot.keyClick(opened.preview.go, Qt.Key.Key_Space)
    qtbot.waitUntil(jobs.is_idle)
    assert opened.step() == RESULT


def test_the_models_hold(compared: DataPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(compared.preview.model)
    qtmodeltester.check(compared.preview.problems.model())


def test_a_step_is_made_when_it_is_first_gone_to(page: DataPage) -> None:
    assert page._steps.count() == 1
    page._go(COLUMNS)
    page._go(START)
    page._go(COLUMNS)
    assert page._steps.count() == 2
    assert page._steps.currentWidget() is page.columns
