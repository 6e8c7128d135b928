"""Dialogs without a window behind them."""

import gc

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vipdesk.ui.kit.dialogs import ErrorDialog, show_error


def there() -> list[ErrorDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, ErrorDialog)]


def test_an_error_stays_until_it_is_closed_though_nothing_names_its_dialog(qtbot: QtBot) -> None:
    show_error(ValueError("a bug"), None)
    gc.collect()
    assert [each.isVisible() for each in there()] == [True]
    there()[0].reject()
    qtbot.waitUntil(lambda: not there())
