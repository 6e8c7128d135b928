"""Import with problems, mended in a spreadsheet and imported again, then both undone."""

from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.data.conftest import say_renewed
from tests.ui.data.test_data_page import count
from vipdesk import texts
from vipdesk.store.book import Store
from vipdesk.ui.data.page import RESULT, DataPage
from vipdesk.ui.jobs import Jobs

MENDED = {"1.39E+10": "13800138011", "31/02/2027": "2027-02-28", "白金": "金卡", "丁": "丁一"}


def mend(path: Path) -> None:
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python()
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(rows):
            cells = [MENDED.get(str(cell), str(cell)) for cell in row]
            cells[0] = cells[0] or "C00020004"
            sheet.write_row(at, 0, cells)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_problems_are_mended_and_everything_undone(
    qtbot: QtBot,
    page: DataPage,
    jobs: Jobs,
    store: Store,
    filled: None,
    second: Path,
    tmp_path: Path,
    language: str,
) -> None:
    texts.set_language(language)

    def run(path: Path) -> None:
        page.open_file(path)
        qtbot.waitUntil(jobs.is_idle)
        page.columns.go.click()
        qtbot.waitUntil(jobs.is_idle)
        say_renewed(page.preview)
        page.preview.go.click()
        qtbot.waitUntil(jobs.is_idle)
        assert page.step() == RESULT

    run(second)
    page.result.save_problems.click()
    dialog = page.findChildren(QFileDialog)[-1]
    target = tmp_path / "problems.xlsx"
    with qtbot.waitSignal(page.saving.saved):
        dialog.fileSelected.emit(str(target))
    dialog.reject()
    mend(target)
    run(target)
    assert page._preview is not None
    assert page._preview.counts.problems == 0
    assert count(store) == 11
    page.result.undo.click()
    qtbot.waitUntil(jobs.is_idle)
    assert count(store) == 7
    page._go(0)
    page.start.table.selectRow(0)
    page.start.undo_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert count(store) == 5
