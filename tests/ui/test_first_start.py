import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.shots import assert_no_cut_text, shoot_looks
from vipdesk import texts
from vipdesk.ui.first_start import FirstStart, FirstStartAnswers
from vipdesk.ui.jobs import Jobs

WORDS = "four unlike words here"


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> FirstStart:
    window = FirstStart(jobs)
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
    assert window.focusWidget() is window._sheet.next
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    fields = window.guard_sheet.fields
    assert fields.first.hasFocus()
    qtbot.keyClicks(fields.first, WORDS)
    qtbot.keyClick(fields.first, Qt.Key.Key_Tab)
    qtbot.keyClicks(window.focusWidget(), WORDS)
    with qtbot.waitSignal(window.finished) as finished, qtbot.assertNotEmitted(window.cancelled):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        window.close()
    manager = ("Sample Manager", "A-17", "13912340000", "Sample Branch")
    assert finished.args == [FirstStartAnswers(*manager, "en", passphrase=WORDS)]


def _to_passphrase(qtbot: QtBot, window: FirstStart, name: str = "李经理") -> None:
    _field(window, "name").setText(name)
    qtbot.keyClick(_field(window, "branch"), Qt.Key.Key_Return)
    assert window.guard_sheet.isVisible()


def _type_passphrase(window: FirstStart, first: str = WORDS, second: str = WORDS) -> None:
    window.guard_sheet.fields.first.setText(first)
    window.guard_sheet.fields.second.setText(second)


def test_return_in_a_field_goes_on(qtbot: QtBot, window: FirstStart) -> None:
    _to_passphrase(qtbot, window, " 李经理 ")
    _type_passphrase(window)
    with qtbot.waitSignal(window.finished) as finished:
        qtbot.keyClick(window.guard_sheet.fields.second, Qt.Key.Key_Return)
    answers = FirstStartAnswers("李经理", None, None, None, "en", passphrase=WORDS)
    assert finished.args == [answers]


def test_return_in_the_last_field_asks_for_one_book(qtbot: QtBot, window: FirstStart) -> None:
    _to_passphrase(qtbot, window)
    _type_passphrase(window)
    asked: list[object] = []
    window.finished.connect(asked.append)
    qtbot.keyClick(window.guard_sheet.fields.second, Qt.Key.Key_Return)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("first", "second", "key", "words"),
    [("short", "short", "first", "8"), (WORDS, WORDS + "x", "second", "same")],
)
def test_a_passphrase_that_will_not_do(
    qtbot: QtBot, window: FirstStart, first: str, second: str, key: str, words: str
) -> None:
    _to_passphrase(qtbot, window)
    _type_passphrase(window, first, second)
    with qtbot.assertNotEmitted(window.finished):
        qtbot.mouseClick(window.guard_sheet.begin, Qt.MouseButton.LeftButton)
    assert words in window.guard_sheet.fields.form.message(key)


def test_the_meter_knows_the_manager(qtbot: QtBot, window: FirstStart) -> None:
    _to_passphrase(qtbot, window, "李经理")
    fields = window.guard_sheet.fields
    fields.first.setText("lijingli88")
    qtbot.waitUntil(lambda: "others know of you" in fields.meter.words.text())
    fields.first.setText("herons cross a brown river")
    qtbot.waitUntil(lambda: "strong" in fields.meter.words.text())


def test_caps_lock_is_told_and_what_is_typed_can_be_shown(qtbot: QtBot, window: FirstStart) -> None:
    _to_passphrase(qtbot, window)
    fields = window.guard_sheet.fields
    assert fields.first.echoMode() is QLineEdit.EchoMode.Password
    fields.shown.click()
    assert fields.first.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.keyClick(fields.first, "A")  # a capital, and no Shift is held
    assert fields.caps.text() == "Caps Lock is on."
    qtbot.keyClick(fields.first, "a")
    assert fields.caps.text() == ""


def test_escape_goes_one_step_back(qtbot: QtBot, window: FirstStart) -> None:
    _to_passphrase(qtbot, window)
    with qtbot.assertNotEmitted(window.cancelled):
        qtbot.keyClick(window.guard_sheet.fields.first, Qt.Key.Key_Escape)
    assert _field(window, "name").hasFocus()
    assert window.values()["name"] == "李经理"


@pytest.mark.parametrize(
    ("name", "phone", "wrong"), [("", "", "name"), ("  ", "", "name"), ("李经理", "12", "phone")]
)
def test_what_is_wrong_stands_under_its_field(
    qtbot: QtBot, window: FirstStart, name: str, phone: str, wrong: str
) -> None:
    _field(window, "name").setText(name)
    _field(window, "phone").setText(phone)
    with qtbot.assertNotEmitted(window.finished):
        qtbot.mouseClick(window._sheet.next, Qt.MouseButton.LeftButton)
    assert window.message(wrong)
    assert _field(window, wrong).hasFocus()
    _field(window, wrong).selectAll()
    qtbot.keyClicks(_field(window, wrong), "13912340000")
    assert window.message(wrong) == ""


def test_the_language_switches_at_once_and_keeps_what_is_typed(
    qtbot: QtBot, window: FirstStart
) -> None:
    _field(window, "name").setText("示例经理")
    assert window._sheet.next.text() == "Continue"
    chinese = window._sheet.languages._buttons["zh"]
    assert chinese.text() == "中文"
    qtbot.mouseClick(chinese, Qt.MouseButton.LeftButton)
    assert texts.language() == "zh"
    assert window._sheet.next.text() == "继续"
    assert window._sheet.languages.value() == "zh"
    assert window.values()["name"] == "示例经理"
    qtbot.mouseClick(window._sheet.next, Qt.MouseButton.LeftButton)
    assert window.guard_sheet.begin.text() == "新建客户簿"
    _type_passphrase(window)
    with qtbot.waitSignal(window.finished) as finished:
        qtbot.mouseClick(window.guard_sheet.begin, Qt.MouseButton.LeftButton)
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
    _to_passphrase(qtbot, window)
    _type_passphrase(window)
    qtbot.mouseClick(window.guard_sheet.begin, Qt.MouseButton.LeftButton)
    assert not window.guard_sheet.isEnabled()
    window.resume()
    assert window.guard_sheet.isEnabled()
    with qtbot.waitSignal(window.cancelled):
        window.close()


def _filled(jobs: Jobs) -> FirstStart:
    window = FirstStart(jobs)
    _field(window, "name").setText("示例经理")
    _field(window, "phone").setText("139")
    window._sheet.check()
    return window


def test_no_text_is_cut_with_every_message(qtbot: QtBot, jobs: Jobs) -> None:
    for language in texts.LANGUAGES:
        texts.set_language(language)
        window = FirstStart(jobs)
        qtbot.addWidget(window)
        _field(window, "phone").setText("1")
        window._sheet.check()
        window.show()
        qtbot.waitExposed(window)
        assert_no_cut_text(window)
        window.ask_passphrase()
        _type_passphrase(window, "woaini", "no")
        window.guard_sheet.fields.check()
        qtbot.waitUntil(jobs.is_idle)
        assert_no_cut_text(window)


@pytest.mark.shots
def test_shots(qtbot: QtBot, jobs: Jobs) -> None:
    size = (QSize(560, 600),)
    shoot_looks(qtbot, lambda: _filled(jobs), "first_start/first_start", size)
    shoot_looks(qtbot, lambda: _guarded(qtbot, jobs), "first_start/passphrase", size)


def _guarded(qtbot: QtBot, jobs: Jobs) -> FirstStart:
    window = FirstStart(jobs)
    _field(window, "name").setText("示例经理")
    window.ask_passphrase()
    _type_passphrase(window, "shilijingli", "shili")
    window.guard_sheet.fields.check()
    qtbot.waitUntil(jobs.is_idle)
    return window
