"""Points through the window: a file with its questions, and the reconciliation."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.ui.data.conftest import make_page
from tests.ui.data.test_data_shots import SIZES
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.ui.data.page import RECONCILE, RESULT, START, DataPage
from vipdesk.ui.data.settle_dialog import SettleDialog
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.segmented import Segmented

MOVED = """客户编号,年份,月份,获得积分,兑换积分
C00012847,2026,8,100,0
C00012847,2026,8,50.5,0
C00012847,2026,9,0,230
C00013310,2026,9,70,
C00099999,2026,9,5,0
"""
LISTED = """客户编号,积分余额,余额日期
C00012847,20,2026-10-31
C00013310,60,2026-10-31
C00014418,90,2026-10-31
"""


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    path = tmp_path / "积分_2026.csv"
    path.write_text(MOVED, encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "积分余额.csv"
    path.write_text(LISTED, encoding="utf-8")
    return path


def _answer(choice: Segmented, place: int) -> None:
    choice.findChildren(QPushButton)[place].click()


def _compare(qtbot: QtBot, page: DataPage, jobs: Jobs, path: Path) -> None:
    page.open_file(path)
    qtbot.waitUntil(jobs.is_idle)
    page.columns.go.click()
    qtbot.waitUntil(jobs.is_idle)


def _entries(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT kind, on_day, points FROM points_entry ORDER BY id"
    with store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def _settle(qtbot: QtBot, page: DataPage, jobs: Jobs) -> None:
    page.reconcile.model.set_all_checked(True)
    page.reconcile.settle.click()
    dialog = page.reconcile.findChild(SettleDialog)
    assert dialog is not None
    dialog.note.setText("已与运营商核对")
    qtbot.mouseClick(dialog.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)


def test_a_history_is_taken_in_with_its_openings_and_reconciled(
    qtbot: QtBot,
    store: Store,
    page: DataPage,
    jobs: Jobs,
    filled: None,
    moved: Path,
    listed: Path,
) -> None:
    _compare(qtbot, page, jobs, moved)
    asked = page.preview.points
    assert "220 points earned, 230 points redeemed" in asked.totals.accessibleName()
    assert "-0.5 points" in asked.totals.accessibleName()
    assert asked.strangers.accessibleName().startswith("1 customer of the file is not in the book")
    assert not page.preview.go.isEnabled()
    asked.strangers.acted.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert asked.strangers.isHidden()
    assert "225 points earned" in asked.totals.accessibleName()
    assert "80 points" in asked.openings.notice.accessibleName()
    _answer(asked.openings.choice, 0)
    qtbot.waitUntil(jobs.is_idle)
    assert page.preview.go.text() == "Write 5 rows"
    page.preview.go.click()
    qtbot.waitUntil(lambda: page.step() == RESULT)
    assert _entries(store)[0] == ("opening", "2026-08-30", 80)
    assert len(_entries(store)) == 6
    _compare(qtbot, page, jobs, listed)
    page.preview.go.click()
    qtbot.waitUntil(lambda: page.step() == RESULT and jobs.is_idle())
    page.result.reconcile.click()
    qtbot.waitUntil(lambda: page.step() == RECONCILE and jobs.is_idle())
    view = page.reconcile
    ModelTester(view.model)
    assert len(view.model.ids()) == 2  # those that differ stand in front
    assert not view.settle.isEnabled()
    _answer(view.filter, 0)
    assert view.total.text().startswith("4 customers: at the operator 170, in the book 75")
    _settle(qtbot, page, jobs)
    assert view.notice.accessibleName() == "4 differences settled."
    assert "difference 0" in view.total.text()
    page._journal.undo()
    view.reload()
    qtbot.waitUntil(jobs.is_idle)
    assert "difference +95" in view.total.text()
    page.back.click()
    assert page.step() == START


def test_a_corrected_month_waits_for_its_answer(
    qtbot: QtBot, store: Store, page: DataPage, jobs: Jobs, filled: None, moved: Path
) -> None:
    moved.write_text("客户编号,账期,获得积分\nC00012847,2026-08,100\n", encoding="utf-8")
    _compare(qtbot, page, jobs, moved)
    page.preview.go.click()
    qtbot.waitUntil(lambda: page.step() == RESULT and jobs.is_idle())
    moved.write_text("客户编号,账期,获得积分\nC00012847,2026-08,80\n", encoding="utf-8")
    _compare(qtbot, page, jobs, moved)
    assert not page.preview.go.isEnabled()
    _answer(page.preview.points.months.choice, 1)
    qtbot.waitUntil(jobs.is_idle)
    assert page.preview.model.row_at(0).old is None  # type: ignore[union-attr]
    _answer(page.preview.points.months.choice, 0)
    qtbot.waitUntil(jobs.is_idle)
    page.preview.go.click()
    qtbot.waitUntil(lambda: page.step() == RESULT)
    assert [row[::2] for row in _entries(store)] == [
        ("imported", 100), ("reversal", -100), ("imported", 80),
    ]  # fmt: skip


def test_without_a_list_the_page_says_what_to_bring(
    qtbot: QtBot, page: DataPage, jobs: Jobs
) -> None:
    page.start.reconcile.click()
    qtbot.waitUntil(jobs.is_idle)
    assert page.reconcile.none.isVisible()
    assert not page.reconcile.table.isVisible()
    page.reconcile.none.acted.emit()
    assert page.step() == START


@pytest.mark.shots
def test_points_look_as_they_should(
    qtbot: QtBot,
    store: Store,
    imports: ImportService,
    jobs: Jobs,
    filled: None,
    moved: Path,
    listed: Path,
) -> None:
    listed.write_text(f"{LISTED}C99,330,2026-10-31\n", encoding="utf-8")
    imports.commit(imports.preview(imports.examine(listed)))
    for language, mode in LOOKS:
        with look(language, mode):
            page = make_page(store, imports, jobs)
            qtbot.addWidget(page)
            qtbot.waitUntil(jobs.is_idle)
            _compare(qtbot, page, jobs, moved)
            for size in SIZES:
                shoot(qtbot, page, "data/5-points", size)
            page.open_reconciliation()
            qtbot.waitUntil(jobs.is_idle)
            _answer(page.reconcile.filter, 0)
            page.reconcile.model.set_all_checked(True)
            for size in SIZES:
                shoot(qtbot, page, "data/6-reconcile", size)
            found = page.reconcile._found
            assert found is not None
            dialog = SettleDialog(
                page._reconciliation, jobs, page, found.as_of, page.reconcile.chosen_rows()
            )
            shoot(qtbot, dialog, "data/7-settle", dialog.sizeHint())
            dialog.close()
            page.hide()
