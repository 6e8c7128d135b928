import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.shots import assert_no_cut_text, shoot_looks
from vipdesk import texts
from vipdesk.ui.first_start import FirstStart, FirstStartAnswers


@pytest.fixture
def window(qtbot: QtBot) -> FirstStart:
    window = FirstStart()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def _field(window: FirstStart, key: str) -> QLineEdit:
    field = window._sheet.form.field(key)
    assert isinstance(field, QLineEdit)
    return field


def test_asks_by_keyboard_alone(qtbot: QtBot, window: FirstStart) -> None:
    assert _field(window, "name").hasFocus()
    for text in ("Sample Manager", "A-17", "13912340000", "Sample Branch"):
        focused = window.focusWidget()
        assert isinstance(focused, QLineEdit)
        qtbot.keyClicks(focused, text)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert window.focusWidget() is window._sheet.begin
    with qtbot.waitSignal(window.finished) as finished, qtbot.assertNotEmitted(window.cancelled):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        window.close()
    assert finished.args == [
        FirstStartAnswers("Sample Manager", "A-17", "13912340000", "Sample Branch", "en")
    ]


def test_return_in_a_field_begins(qtbot: QtBot, window: FirstStart) -> None:
    _field(window, "name").setText(" 李经理 ")
    with qtbot.waitSignal(window.finished) as finished:
        qtbot.keyClick(_field(window, "branch"), Qt.Key.Key_Return)
    assert finished.args == [FirstStartAnswers("李经理", None, None, None, "en")]


@pytest.mark.parametrize(
    ("name", "phone", "wrong"), [("", "", "name"), ("  ", "", "name"), ("李经理", "12", "phone")]
)
def test_what_is_wrong_stands_under_its_field(
    qtbot: QtBot, window: FirstStart, name: str, phone: str, wrong: str
) -> None:
    _field(window, "name").setText(name)
    _field(window, "phone").setText(phone)
    with qtbot.assertNotEmitted(window.finished):
        qtbot.mouseClick(window._sheet.begin, Qt.MouseButton.LeftButton)
    assert window.message(wrong)
    assert _field(window, wrong).hasFocus()
    _field(window, wrong).selectAll()
    qtbot.keyClicks(_field(window, wrong), "13912340000")
    assert window.message(wrong) == ""


def test_the_language_switches_at_once_and_keeps_what_is_typed(
    qtbot: QtBot, window: FirstStart
) -> None:
    _field(window, "name").setText("示例经理")
    assert window._sheet.begin.text() == "Begin with an empty book"
    chinese = window._sheet.languages._buttons["zh"]
    assert chinese.text() == "中文"
    qtbot.mouseClick(chinese, Qt.MouseButton.LeftButton)
    assert texts.language() == "zh"
    assert window._sheet.begin.text() == "新建空白客户簿"
    assert window._sheet.languages.value() == "zh"
    assert window.values()["name"] == "示例经理"
    with qtbot.waitSignal(window.finished) as finished:
        qtbot.mouseClick(window._sheet.begin, Qt.MouseButton.LeftButton)
    assert finished.args is not None
    assert finished.args[0].language == "zh"


def test_an_invented_book_needs_no_name(qtbot: QtBot, window: FirstStart) -> None:
    with qtbot.waitSignal(window.finished) as finished:
        qtbot.mouseClick(window._sheet.demo, Qt.MouseButton.LeftButton)
    assert finished.args is not None
    assert finished.args[0].demo
    assert finished.args[0].name == "Manager of the demo book"


def test_escape_cancels_once(qtbot: QtBot, window: FirstStart) -> None:
    with qtbot.waitSignal(window.cancelled):
        qtbot.keyClick(_field(window, "name"), Qt.Key.Key_Escape)
    assert not window.isVisible()
    with qtbot.assertNotEmitted(window.cancelled):
        window.close()


def test_can_be_asked_again_after_a_failure(qtbot: QtBot, window: FirstStart) -> None:
    _field(window, "name").setText("李经理")
    qtbot.mouseClick(window._sheet.begin, Qt.MouseButton.LeftButton)
    assert not window._sheet.isEnabled()
    window.resume()
    assert window._sheet.isEnabled()
    with qtbot.waitSignal(window.cancelled):
        window.close()


def _filled() -> FirstStart:
    window = FirstStart()
    _field(window, "name").setText("示例经理")
    _field(window, "phone").setText("139")
    window._sheet.check()
    return window


def test_no_text_is_cut_with_every_message(qtbot: QtBot) -> None:
    for language in texts.LANGUAGES:
        texts.set_language(language)
        window = FirstStart()
        qtbot.addWidget(window)
        _field(window, "phone").setText("1")
        window._sheet.check()
        window.show()
        qtbot.waitExposed(window)
        assert_no_cut_text(window)


@pytest.mark.shots
def test_shots(qtbot: QtBot) -> None:
    shoot_looks(qtbot, _filled, "first_start/first_start", (QSize(560, 600),))
