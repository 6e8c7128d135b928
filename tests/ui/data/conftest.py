from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.reconciliation import ReconciliationService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.data.page import DataPage
from vipdesk.ui.data.preview_step import PreviewStep
from vipdesk.ui.jobs import Jobs

FIRST_NAME = "客户清单_202610.csv"
FIRST = """客户编号,姓名,手机号,等级,地址,套餐,合约到期,状态,积分
C00012847,王志强,13800138000,银卡,,畅享199,2026-08-31,在网,5
C00013310,陈晓燕,13800138001,银卡,,畅享99,,在网,6
C00014418,赵国栋,13800138002,普通,,畅享99,,在网,6
C00010377,许波,13800138003,普通,,畅享99,,在网,6
C00010378,旧人,13800138004,普通,,畅享99,,在网,6
"""
SECOND = """客户编号,姓名,手机号,等级,地址,套餐,合约到期,状态,积分
C00012847,王志强,13800138000,银卡,,融合299,2026-11-30,在网,5
C00013310,陈晓燕,13800138001,金卡,,畅享99,,在网,6
C00015022,贺明远,13800138005,普通,,,,,
C00015023,丁岚,13800138006,普通,,,,,
C00014418,赵国栋,13800138002,普通,太原市迎泽区迎泽大街88号,畅享99,,在网,6
C00010377,许波,13800138003,普通,,畅享99,,携出,6
C00020001,甲,1.39E+10,普通,,,,,
C00020002,乙,13800138008,普通,,,31/02/2027,,
C00020003,丙,13800138009,白金,,,,,
,丁,13800138010,普通,,,,,
"""


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store)


@pytest.fixture
def page(qtbot: QtBot, store: Store, imports: ImportService, jobs: Jobs) -> DataPage:
    page = make_page(store, imports, jobs)
    qtbot.addWidget(page)
    jobs.data_changed.connect(page.on_data_changed)
    theme.dress(page)
    page.resize(1150, 700)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    return page


def say_renewed(step: PreviewStep) -> None:
    """Answer what it means that a date moves later, where that is asked."""
    if step.later.is_open():
        step.later.choice.findChildren(QPushButton)[0].click()


def make_page(store: Store, imports: ImportService, jobs: Jobs) -> DataPage:
    return DataPage(imports, JournalService(store), ReconciliationService(store), jobs)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / FIRST_NAME
    path.write_text(FIRST, encoding="gb18030")
    return path


@pytest.fixture
def second(tmp_path: Path) -> Path:
    path = tmp_path / "客户清单_202611.csv"
    path.write_text(SECOND, encoding="gb18030")
    return path


@pytest.fixture(scope="session")
def filled_furnished(
    furnishing: Furnishing, tmp_path_factory: pytest.TempPathFactory
) -> Furnished[None]:
    path = tmp_path_factory.mktemp("first") / FIRST_NAME
    path.write_text(FIRST, encoding="gb18030")

    def fill(store: Store) -> None:
        imports = ImportService(store)
        imports.commit(imports.preview(imports.examine(path)))

    return furnishing(at_work(fill))


@pytest.fixture
def filled(filled_furnished: Furnished[None], store: Store) -> None:
    """The book with the first file in it."""
