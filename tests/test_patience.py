"""The tests' own way to wait and to tidy up."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

kept: list[QDialog] = []  # as a cycle of Python's may keep one


def test_a_dialog_that_deleted_itself_is_not_closed_again(qtbot: QtBot) -> None:
    dialog = QDialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    qtbot.addWidget(dialog)
    kept.append(dialog)
    dialog.open()
    dialog.accept()
    qtbot.waitUntil(lambda: not isValid(dialog))
