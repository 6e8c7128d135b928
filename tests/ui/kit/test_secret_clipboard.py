"""What was covered is on the clipboard for a while only, and in no history of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QClipboard, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.kit.test_kit import shown
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.ui.kit.masked import MaskedLabel
from vipdesk.ui.kit.secret_clipboard import (
    CLEARED_AFTER,
    SecretClipboard,
    SecretLineEdit,
    secret_clipboard,
)

CTRL = Qt.KeyboardModifier.ControlModifier
NUMBER = "13912348812"


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    clipboard = qapp.clipboard()
    clipboard.clear()
    yield clipboard
    secret_clipboard().clear()


@pytest.fixture
def secret(clipboard: QClipboard) -> SecretClipboard:
    return SecretClipboard(clipboard)


@pytest.fixture
def number(qtbot: QtBot) -> MaskedLabel:
    made = shown(qtbot, MaskedLabel("number", "139****8812"))
    made.unmask_requested.connect(lambda: made.reveal(NUMBER))
    return made


def test_it_is_emptied_after_30_seconds(
    qtbot: QtBot, secret: SecretClipboard, clipboard: QClipboard
) -> None:
    secret.copy(NUMBER)
    assert clipboard.text() == NUMBER
    assert secret._timer.interval() == CLEARED_AFTER == 30_000
    assert NUMBER.encode() not in secret._digest
    secret._timer.start(1)
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_others_put_there_since_stays(
    qtbot: QtBot, secret: SecretClipboard, clipboard: QClipboard
) -> None:
    secret.copy(NUMBER)
    clipboard.setText("a path")
    with qtbot.waitSignal(secret._timer.timeout):
        secret._timer.start(1)
    assert clipboard.text() == "a path"
    secret.clear()
    assert clipboard.text() == "a path"


def test_histories_are_asked_to_leave_it_out(
    secret: SecretClipboard, clipboard: QClipboard
) -> None:
    secret.copy(NUMBER)
    data = clipboard.mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    assert data.data("ExcludeClipboardContentFromMonitorProcessing").data() == b"1"
    assert data.data("CanIncludeInClipboardHistory").data() == b"\0\0\0\0"


def test_only_while_it_is_shown(qtbot: QtBot, number: MaskedLabel, clipboard: QClipboard) -> None:
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == ""
    assert not number.copy_button.isVisible()
    qtbot.keyClick(number, Qt.Key.Key_Return)
    qtbot.keyClick(number, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == NUMBER
    clipboard.clear()
    qtbot.mouseClick(number.copy_button, Qt.MouseButton.LeftButton)
    assert clipboard.text() == NUMBER
    assert number.is_revealed()
    number.set_locked(True)
    assert not number.copy_button.isVisible()


def test_a_long_address_is_shortened_and_copied_whole(qtbot: QtBot, clipboard: QClipboard) -> None:
    address = "太原市杏花岭区松影巷119号听雨居18号楼967室"
    made = shown(qtbot, MaskedLabel("address", "太原市杏花岭区****"), width=200, height=30)
    made.reveal(address)
    assert made.text().endswith("…")
    assert made.fontMetrics().horizontalAdvance(made.text()) < 200
    assert address in made.toolTip()
    made.copy()
    assert clipboard.text() == address
    made.resize(600, 30)
    qtbot.waitUntil(lambda: made.text() == address)
    assert address not in made.toolTip()
    made.cover()
    assert made.text() == "太原市杏花岭区****"
    assert address not in made.toolTip() + made.accessibleName()


def test_a_field_of_a_form_copies_and_cuts_as_a_secret(qtbot: QtBot, clipboard: QClipboard) -> None:
    secret = secret_clipboard()
    field = shown(qtbot, SecretLineEdit(NUMBER))
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == NUMBER
    assert secret._timer.isActive()
    secret.clear()
    field.setSelection(0, 3)
    qtbot.keyClick(field, Qt.Key.Key_X, CTRL)
    assert (clipboard.text(), field.text()) == ("139", NUMBER[3:])
    assert secret._timer.isActive()
    secret.clear()
    field.selectAll()
    at = QPoint(1, 1)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, field.mapToGlobal(at))
    QApplication.sendEvent(field, asked)
    menu = field.findChild(QMenu)
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, "edit-copy")
    assert isinstance(action, QAction)
    action.trigger()
    assert clipboard.text() == NUMBER[3:]
    assert secret._timer.isActive()
    menu.close()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    secret.clear()
    qtbot.keyClick(field, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == ""


@pytest.mark.shots
def test_shots(qtbot: QtBot) -> None:
    for language, mode in LOOKS:
        with look(language, mode):
            made = MaskedLabel("number", "139****8812")
            qtbot.addWidget(made)
            made.reveal(NUMBER)
            shoot(qtbot, made, "kit/revealed", made.sizeHint())
            made.hide()
