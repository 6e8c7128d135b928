"""Shortcuts on the page of customers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from vipdesk.services.customers import CustomerRow
from vipdesk.ui.customers.page import CustomersPage

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def rows(page: CustomersPage) -> list[CustomerRow]:
    model = page.list.model
    found = (model.row_at(number) for number in range(model.rowCount()))
    return [row for row in found if row is not None]


def press(qtbot: QtBot, page: CustomersPage, key: str) -> None:
    """Press a button of the selection bar."""
    made = page.list.bar.findChild(QPushButton, key)
    assert isinstance(made, QPushButton)
    qtbot.mouseClick(made, LEFT)
