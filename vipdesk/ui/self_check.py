"""Proves that Qt draws here: fonts, icons and hanzi, without a screen."""

import os
from typing import TYPE_CHECKING, cast

from vipdesk.domain import demo_names
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


class WindowBrokenError(VipDeskError):
    """Qt is there but draws nothing that could be read."""

    message = N_("The window cannot draw: {what} is missing. Install VIPDesk again.")


def check_window() -> str:
    """Draw a word and an icon offscreen; which Qt did it.

    Raises:
        WindowBrokenError: Something that the window needs is missing.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QLibraryInfo, QTranslator, qVersion
    from PySide6.QtWidgets import QApplication, QLabel

    from vipdesk.ui import icons, theme

    app = cast(QApplication, QApplication.instance() or QApplication([]))
    theme.start(app, theme.Mode.LIGHT)
    qt_words = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    missing = {
        "text": _colours(QLabel(demo_names.CITY).grab().toImage()) < 3,
        "icons": _colours(icons.pixmap("search").toImage()) < 3,
        "qtbase_zh_CN": not qt_words.load("qtbase_zh_CN", folder),
    }
    for what, is_missing in missing.items():
        if is_missing:
            raise WindowBrokenError(what=what)
    return f"Qt {qVersion()} ({app.platformName()})"


def _colours(picture: "QImage") -> int:
    """How many different colours there are; smooth drawing leaves many, nothing leaves one."""
    width, height = picture.width(), picture.height()
    return len({picture.pixel(x, y) for x in range(width) for y in range(height)})
