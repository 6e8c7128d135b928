"""Grabs the customer list of a lively book for a person to look at."""

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.customers.desk import dialog, open_page, settle
from tests.ui.shots import LOOKS, SIZES, look, shoot
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.words import Tier
from vipdesk.store.book import Store
from vipdesk.ui.customers.export_dialog import ExportDialog
from vipdesk.ui.customers.hand_over_dialog import HandOverDialog
from vipdesk.ui.customers.tag_dialog import TagDialog, UntagDialog
from vipdesk.ui.filter_chips import SaveFilterDialog
from vipdesk.ui.theme import Mode


@pytest.mark.shots
def test_list(qtbot: QtBot, demo: Store) -> None:
    for language, mode in LOOKS:
        with look(language, mode), open_page(qtbot, demo) as page:
            for size in SIZES:
                content = QSize(size.width() - 176, size.height() - 76)
                shoot(qtbot, page, "customers/list", content)
            page.list.table.selectAll()
            page.buttons.filter.setChecked(True)
            qtbot.waitUntil(page._jobs.is_idle)
            page.list.bar.set_count(100_000)
            shoot(qtbot, page, "customers/filter", QSize(1190, 692))
            assert page.list.bar.minimumSizeHint().width() <= page.list.bar.width()
            last, clear = page.panel._arpu["arpu_to_fen"], page.panel.clear
            rows = {field.mapTo(page, QPoint()).y() for field in (last, clear)}
            assert max(rows) - min(rows) < clear.height()
            page.hide()


@pytest.mark.shots
def test_empty(qtbot: QtBot, store: Store) -> None:
    with look("zh", Mode.LIGHT), open_page(qtbot, store) as page:
        shoot(qtbot, page, "customers/empty", QSize(1190, 692))
        page.hide()


@pytest.mark.shots
def test_dialogs(qtbot: QtBot, demo: Store) -> None:
    for language, mode in (("zh", Mode.LIGHT), ("en", Mode.DARK)):
        with look(language, mode), open_page(qtbot, demo) as page:
            page.list.table.selectAll()
            page._set_filter(CustomerFilter(tiers=(Tier.GOLD,), ends_within_days=60))
            settle(qtbot, page)
            page.list.table.selectAll()
            opened: dict[str, type[QDialog]] = {
                "tag": TagDialog,
                "untag": UntagDialog,
                "export": ExportDialog,
                "hand_over": HandOverDialog,
            }
            for key, kind in opened.items():
                page.bulk.run(key, page._chosen())
                shown = dialog(qtbot, kind)
                shoot(qtbot, shown, f"customers/{key}", shown.sizeHint())
                shown.reject()
            page.chips.save_requested.emit()
            ask = dialog(qtbot, SaveFilterDialog)
            shoot(qtbot, ask, "customers/save_filter", ask.sizeHint())
            ask.reject()
            page.buttons.filter.setChecked(True)
            settle(qtbot, page)
            plans = page.panel._many["plans"]
            plans.showPopup()
            shoot(qtbot, plans.popup, "customers/choice", plans.popup.size())
            plans.popup.hide()
            page.set_search("no such customer")
            settle(qtbot, page)
            shoot(qtbot, page, "customers/nobody", QSize(1190, 692))
            page.hide()
