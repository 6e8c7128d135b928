"""A file of payments and balances through the window, from the file to its undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.ui.data.conftest import make_page
from tests.ui.data.test_data_shots import SIZES
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.ui.data.page import PREVIEW, RESULT, DataPage
from vipdesk.ui.jobs import Jobs

LINES = "业务号码,客户编号,账户编号,账户余额,欠费\n13800138000,C00012847,A1,10,0\n"
PAID = """账户编号,缴费时间,充值金额,缴费渠道,余额日期,账户余额
A1,2026-11-20,100,微信,2026-10-31,88
A1,2026-11-20,100,微信,,
A7,2026-11-20,30,营业厅,,
"""
OLDER = "1 balance is older than the newest one in the book"


@pytest.fixture
def paid(imports: ImportService, filled: None, tmp_path: Path) -> Path:
    lines, paid = tmp_path / "用户.csv", tmp_path / "缴费_202611.csv"
    lines.write_text(LINES, encoding="utf-8")
    paid.write_text(PAID, encoding="utf-8")
    imports.commit(imports.preview(imports.recognise(imports.examine(lines), "lines")))
    return paid


def _compare(qtbot: QtBot, page: DataPage, jobs: Jobs, path: Path) -> None:
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)


def _payments(store: Store) -> int:
    with store.read() as session:
        return int(session.execute(text("SELECT count(*) FROM payment")).scalar_one())


def test_payments_are_compared_written_and_taken_back(
    qtbot: QtBot, page: DataPage, jobs: Jobs, store: Store, paid: Path
) -> None:
    _compare(qtbot, page, jobs, paid)
    assert page.step() == PREVIEW
    assert page.preview.go.text() == "Write 2 rows"
    assert page.preview.older.accessibleName().startswith(OLDER)
    qtbot.mouseClick(page.preview.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == RESULT
    assert page.result.older.accessibleName().startswith(OLDER)
    assert _payments(store) == 2
    qtbot.mouseClick(page.result.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert _payments(store) == 0


def test_the_template_of_payments_is_offered(qtbot: QtBot, page: DataPage) -> None:
    page.start.template_requested.emit("payments")
    asked = page.findChild(QFileDialog)
    assert asked is not None
    assert asked.selectedFiles()[0].endswith("Template payments.xlsx")
    asked.reject()


@pytest.mark.shots
def test_looks(qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs, paid: Path) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_page(store, imports, jobs)
            qtbot.addWidget(page)
            page.show()
            page.open_file(paid)
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/payments-columns", size)
            page.columns.go.click()
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/payments-preview", size)
            page.preview.go.click()
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/payments-result", size)
            page.result.undo.click()
            qtbot.waitUntil(jobs.is_idle)
            page.hide()
