"""The unlock window alone: what it asks, what it says, and how it looks."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.shots import assert_no_cut_text, settle_layout, shoot_looks
from vipdesk import paths, texts
from vipdesk.services.greeting import Greeting, read
from vipdesk.services.keychain import KeychainForgotError
from vipdesk.ui.unlock import Ask, UnlockWindow

GREETING = Greeting("李经理（示例）", "示例分局", backed_up_at="2026-11-20T00:02:00+00:00")
SMALLEST = QSize(520, 420)
WRONG = "That is not the passphrase of this book. The book was left as it is."


@pytest.fixture
def in_london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The laptop's own zone; not Windows, whose zone no program sets."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def window(qtbot: QtBot) -> UnlockWindow:
    window = UnlockWindow(GREETING, with_pin=True)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_who_types_the_passphrase_already_is_left_alone(qtbot: QtBot) -> None:
    window = UnlockWindow(GREETING)
    qtbot.addWidget(window)
    window.field.setText("two her")
    window.offer_pin()
    assert window._ask is Ask.PASSPHRASE
    assert window.field.text() == "two her"


@pytest.mark.parametrize("frame", ["\ud800", "x" * 401])
def test_a_place_that_is_none_is_passed_over(tmp_path: Path, frame: str) -> None:
    (tmp_path / paths.GREETING_NAME).write_text(json.dumps({"manager": "Li", "frame": frame}))
    assert read(tmp_path) == Greeting(manager="Li")


@pytest.mark.usefixtures("in_london")
@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Shanghai", "2026-11-20 08:02"),
        ("", "2026-11-20 00:02"),
        ("Nowhere/At all", "2026-11-20 00:02"),
        ("/etc", "2026-11-20 00:02"),
    ],
)
def test_the_backup_is_told_by_the_clock_of_the_book(qtbot: QtBot, zone: str, told: str) -> None:
    window = UnlockWindow(replace(GREETING, zone=zone))
    qtbot.addWidget(window)
    assert window.backed_up.text() == f"Last backup {told}"


def test_opens_by_keyboard_alone(qtbot: QtBot, window: UnlockWindow) -> None:
    assert window.field.hasFocus()
    qtbot.keyClicks(window.field, "2580")
    with qtbot.waitSignal(window.entered) as entered:
        qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert entered.args == [Ask.PIN, "2580"]
    with qtbot.assertNotEmitted(window.entered):  # one try at a time
        qtbot.keyClick(window.field, Qt.Key.Key_Return)


def test_goes_from_pin_to_passphrase_to_recovery_key(qtbot: QtBot, window: UnlockWindow) -> None:
    qtbot.keyClicks(window.field, "25")
    for ask, mode in (
        (Ask.PASSPHRASE, QLineEdit.EchoMode.Password),
        (Ask.RECOVERY, QLineEdit.EchoMode.Normal),
    ):
        qtbot.mouseClick(window.other, Qt.MouseButton.LeftButton)
        assert window.field.text() == ""
        assert window.field.echoMode() is mode
        qtbot.keyClicks(window.field, "x")
        with qtbot.waitSignal(window.entered) as entered:
            qtbot.mouseClick(window.unlock, Qt.MouseButton.LeftButton)
        assert entered.args == [ask, "x"]
        window.refuse(WRONG)
    qtbot.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.field.accessibleName() == "Passphrase"


def test_says_why_and_how_long_to_wait(qtbot: QtBot, window: UnlockWindow) -> None:
    qtbot.keyClicks(window.field, "2580")
    window.refuse(WRONG, wait_seconds=4)
    assert window.message.text() == WRONG
    assert window.unlock.text() == "Unlock in 4 s"
    assert not window.unlock.isEnabled()
    settle_layout()
    assert_no_cut_text(window)
    with qtbot.assertNotEmitted(window.entered):
        qtbot.keyClick(window.field, Qt.Key.Key_Return)


@pytest.mark.shots
def test_shots(qtbot: QtBot) -> None:
    def asking() -> UnlockWindow:
        return UnlockWindow(GREETING)

    def refusing() -> UnlockWindow:
        window = UnlockWindow(GREETING, with_pin=True)
        window.ask(Ask.RECOVERY)
        window.field.setText("XBQD-YYDB-U695")
        window.refuse(texts._("That is not the recovery key of this book. Check it sign by sign."))
        return window

    def offering() -> UnlockWindow:
        window = UnlockWindow(GREETING, with_pin=True)
        window.offer_keychain(True)
        window.refuse(texts._(KeychainForgotError.message))
        return window

    shoot_looks(qtbot, asking, "unlock", (SMALLEST,))
    shoot_looks(qtbot, offering, "unlock-keychain", (SMALLEST,))
    shoot_looks(qtbot, refusing, "unlock-refused", (SMALLEST,))
