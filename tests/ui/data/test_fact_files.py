"""Files of payments and of complaints through the window, from the file to its undo."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.ui.data.conftest import make_page
from tests.ui.data.test_data_shots import SIZES
from tests.ui.shots import in_looks, shoot
from vipdesk.services.imports import ImportService
from vipdesk.store.book import Store
from vipdesk.ui.data.page import PREVIEW, RESULT, START, DataPage
from vipdesk.ui.jobs import Jobs

LINES = "业务号码,客户编号,账户编号,账户余额,欠费\n13800138000,C00012847,A1,10,0\n"
PAID = """账户编号,缴费时间,充值金额,缴费渠道,余额日期,账户余额
A1,2026-11-20,100,微信,2026-10-31,88
A1,2026-11-20,100,微信,,
A7,2026-11-20,30,营业厅,,
"""
TOLD = """投诉单号,客户编号,受理时间,办结时间,投诉类型,投诉级别,是否属实,投诉内容
T1,C00012847,2026-11-02 09:30,2026-11-05 17:00,网络质量,本级,属实,家里信号差，视频卡顿
T2,C00013310,2026-11-18 10:05,,资费争议,工信部,,账单里有没办过的增值业务
T3,C99999999,2026-11-18 10:05,,资费争议,工信部,,不是簿里的客户
"""
OLDER = "1 balance is older than the newest one in the book"


@dataclass(frozen=True)
class Fact:
    """A kind of file of which two rows are good and one is not."""

    kind: str
    table: str
    file: str
    content: str
    go: str
    older: str = ""  # what is said of balances


FACTS = (
    Fact("payments", "payment", "缴费_202611.csv", PAID, "Write 2 rows", OLDER),
    Fact("complaints", "complaint", "投诉_202611.csv", TOLD, "Write 2 complaints"),
)
each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)


def _file(imports: ImportService, folder: Path, fact: Fact) -> Path:
    """The file, and the line that it speaks of in the book."""
    lines, path = folder / "用户.csv", folder / fact.file
    lines.write_text(LINES, encoding="utf-8")
    path.write_text(fact.content, encoding="utf-8")
    imports.commit(imports.preview(imports.recognise(imports.examine(lines), "lines")))
    return path


def _count(store: Store, fact: Fact) -> int:
    with store.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {fact.table}")).scalar_one())


@each_fact
def test_facts_are_compared_written_and_taken_back(
    qtbot: QtBot,
    page: DataPage,
    jobs: Jobs,
    store: Store,
    imports: ImportService,
    filled: None,
    tmp_path: Path,
    fact: Fact,
) -> None:
    page.open_file(_file(imports, tmp_path, fact))
    qtbot.waitUntil(jobs.is_idle)
    qtbot.mouseClick(page.columns.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == PREVIEW
    assert page.preview.go.text() == fact.go
    assert page.preview.older.accessibleName().startswith(fact.older)
    assert page.preview.older.isVisible() is bool(fact.older)
    qtbot.mouseClick(page.preview.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert page.step() == RESULT
    assert page.result.older.accessibleName().startswith(fact.older)
    assert page.result.older.isVisible() is bool(fact.older)
    assert _count(store, fact) == 2
    qtbot.mouseClick(page.result.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert _count(store, fact) == 0


@each_fact
def test_their_templates_are_offered(qtbot: QtBot, page: DataPage, fact: Fact) -> None:
    page.start.template_requested.emit(fact.kind)
    asked = page.findChild(QFileDialog)
    assert asked is not None
    assert asked.selectedFiles()[0].endswith(f"Template {fact.kind}.xlsx")
    asked.reject()


@pytest.mark.shots
@each_fact
def test_looks(
    qtbot: QtBot,
    store: Store,
    imports: ImportService,
    jobs: Jobs,
    filled: None,
    tmp_path: Path,
    fact: Fact,
) -> None:
    path = _file(imports, tmp_path, fact)
    for page in in_looks(lambda: make_page(store, imports, jobs)):
        qtbot.addWidget(page)
        page._go(START)
        page.show()
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, "data/start-kinds", size)
        page.open_file(path)
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, f"data/{fact.kind}-columns", size)
        page.columns.go.click()
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, f"data/{fact.kind}-preview", size)
        page.preview.go.click()
        qtbot.waitUntil(jobs.is_idle)
        for size in SIZES:
            shoot(qtbot, page, f"data/{fact.kind}-result", size)
        page.result.undo.click()
        qtbot.waitUntil(jobs.is_idle)
