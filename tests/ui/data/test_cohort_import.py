"""The operator's list of a snapshot through the window: asked about, frozen, never taken back."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.data.conftest import make_page
from tests.ui.data.test_data_shots import SIZES
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.services.cohorts import CohortService
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.ui.data.page import RESULT, START, DataPage
from vipdesk.ui.jobs import Jobs

LIST = """手机号码,客户编号,拍照等级,拍照收入,客户经理
13800138000,C00012847,金卡,299.00,周经理
13800138001,C00013310,金卡,129.50,周经理
13800138002,C00014418,银卡,,
13900000000,,金卡,99.00,
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "拍照名单_2026Q3.csv"
    path.write_text(LIST, encoding="gb18030")
    return path


def _compare(qtbot: QtBot, page: DataPage, jobs: Jobs, path: Path) -> None:
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    page.columns.go.click()
    qtbot.waitUntil(jobs.is_idle)


@pytest.mark.usefixtures("filled")
def test_a_list_is_frozen_once_its_day_is_said(
    qtbot: QtBot, page: DataPage, jobs: Jobs, listed: Path, store: Store
) -> None:
    _compare(qtbot, page, jobs, listed)
    step = page.preview
    assert step.cohort.is_open()
    assert not step.go.isEnabled()
    step.cohort.name.setText("Q4")
    step.cohort.name.editingFinished.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert step.cohort.is_open()
    step.cohort.day.set_value(date(2026, 6, 30))
    qtbot.mouseClick(step.cohort.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert not step.cohort.take.isVisible()
    assert step.go.text() == "Freeze 2 rows"
    step.go.click()
    qtbot.waitUntil(lambda: page.step() == RESULT)
    row = CohortService(store).row(1)
    assert (row.name, row.on_day, row.base_fee_fen) == ("Q4", date(2026, 6, 30), 42_850)
    assert not page.result.undo.isEnabled()
    with qtbot.waitSignal(page.indicators_requested):
        page.result.indicators.click()
    page.result.again.click()
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == START
    page.start.table.go_to(page.start.model.id_at(0))
    assert not page.start.undo_button.isEnabled()


@pytest.mark.usefixtures("filled")
@pytest.mark.shots
def test_a_list_looks_as_it_should(
    qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs, listed: Path
) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_page(store, imports, jobs)
            qtbot.addWidget(page)
            qtbot.waitUntil(jobs.is_idle)
            _compare(qtbot, page, jobs, listed)
            for size in SIZES:
                shoot(qtbot, page, "data/8-snapshot-asked", size)
            page.preview.cohort.take.click()
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, page, "data/8-snapshot", size)
            page.hide()
