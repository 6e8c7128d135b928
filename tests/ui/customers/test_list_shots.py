"""Grabs the customer list of a lively book for a person to look at."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.ui.customers.desk import open_page
from tests.ui.shots import LOOKS, SIZES, look, shoot
from vipdesk.store.book import Store


@pytest.mark.shots
def test_list(qtbot: QtBot, demo: Store) -> None:
    for language, mode in LOOKS:
        with look(language, mode), open_page(qtbot, demo) as page:
            for size in SIZES:
                content = QSize(size.width() - 176, size.height() - 76)
                shoot(qtbot, page, "customers/list", content)
            page.list.table.selectAll()
            page._filter_button.setChecked(True)
            qtbot.waitUntil(page._jobs.is_idle)
            shoot(qtbot, page, "customers/filter", QSize(1190, 692))
            page.hide()


def test_empty(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    with look("zh", LOOKS[0][1]), open_page(qtbot, store) as page:
        shoot(qtbot, page, "customers/empty", QSize(1190, 692))
        page.hide()
