from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.ui.data.conftest import make_page
from tests.ui.shots import in_looks, shoot
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.ui.data.page import START
from vipdesk.ui.jobs import Jobs

SIZES = (QSize(1190, 742), QSize(1744, 1004))
"""What the bars leave of 1366×768 and 1920×1080."""


@pytest.mark.shots
def test_every_step(
    qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs, filled: None, second: Path
) -> None:
    for page in in_looks(lambda: make_page(store, imports, jobs)):
        qtbot.addWidget(page)
        page._go(START)
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, "data/1-start", size)
        page.open_file(second)
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, "data/2-columns", size)
        page.columns.go.click()
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, "data/3-preview", size)
        page.result.show_result(page._preview, imports.commit(page._preview).value)  # type: ignore[arg-type]
        page._go(3)
        for size in SIZES:
            shoot(qtbot, page, "data/4-result", size)
        page._journal.undo()


@pytest.mark.shots
def test_columns_of_months(
    qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs, filled: None, tmp_path: Path
) -> None:
    path = tmp_path / "账单.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("全球通", "宽带"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ("手机号", "姓名", *(f"{month}月" for month in range(1, 13))))
            sheet.write_row(1, 0, ("13800138000", "王志强", *range(12)))
    for page in in_looks(lambda: make_page(store, imports, jobs)):
        qtbot.addWidget(page)
        page.open_file(path)
        qtbot.waitUntil(jobs.is_idle)
        page.columns.columns.lines["2月"].field.chosen.emit("bill.fee")
        qtbot.waitUntil(jobs.is_idle)
        shoot(qtbot, page, "data/2-months", SIZES[0])
