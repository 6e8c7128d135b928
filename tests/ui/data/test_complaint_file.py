"""A file of complaints through the window, from the file to its undo."""

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

TOLD = """投诉单号,客户编号,受理时间,办结时间,投诉类型,投诉级别,是否属实,投诉内容
T1,C00012847,2026-11-02 09:30,2026-11-05 17:00,网络质量,本级,属实,家里信号差，视频卡顿
T2,C00013310,2026-11-18 10:05,,资费争议,工信部,,账单里有没办过的增值业务
T3,C99999999,2026-11-18 10:05,,资费争议,工信部,,不是簿里的客户
"""


@pytest.fixture
def told(filled: None, tmp_path: Path) -> Path:
    path = tmp_path / "投诉_202611.csv"
    path.write_text(TOLD, encoding="utf-8")
    return path


def _complaints(store: Store) -> int:
    with store.read() as session:
        return int(session.execute(text("SELECT count(*) FROM complaint")).scalar_one())


def test_complaints_are_compared_written_and_taken_back(
    qtbot: QtBot, page: DataPage, jobs: Jobs, store: Store, told: Path
) -> None:
    page.open_file(told)
    qtbot.waitUntil(jobs.is_idle)
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == PREVIEW
    assert page.preview.go.text() == "Write 2 complaints"
    qtbot.mouseClick(page.preview.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert (page.step(), _complaints(store)) == (RESULT, 2)
    qtbot.mouseClick(page.result.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert _complaints(store) == 0


def test_the_template_of_complaints_is_offered(qtbot: QtBot, page: DataPage) -> None:
    page.start.template_requested.emit("complaints")
    asked = page.findChild(QFileDialog)
    assert asked is not None
    assert asked.selectedFiles()[0].endswith("Template complaints.xlsx")
    asked.reject()


@pytest.mark.shots
def test_looks(qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs, told: Path) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_page(store, imports, jobs)
            qtbot.addWidget(page)
            page.show()
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/start-kinds", size)
            page.open_file(told)
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/complaints-columns", size)
            page.columns.go.click()
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/complaints-preview", size)
            page.hide()
