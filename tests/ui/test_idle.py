"""The desk that nobody touches locks itself."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vipdesk.ui.idle import IdleWatch
from vipdesk.ui.touches import Touches

PASSED = 100  # milliseconds


@pytest.fixture
def touches(qapp: QApplication) -> Iterator[Touches]:
    made = Touches(qapp)
    yield made
    made.deleteLater()


@pytest.fixture
def watch(touches: Touches) -> Iterator[IdleWatch]:
    """A watch of one minute."""
    watch = IdleWatch(touches)
    watch._timer.setTimerType(Qt.TimerType.PreciseTimer)  # else it tells whole seconds
    watch.start(1)
    yield watch
    watch.stop()


def choice_in(window: QWidget) -> QComboBox:
    (choice,) = window.findChildren(QComboBox)
    return choice


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    for part in (QLineEdit(), QLineEdit(), QComboBox()):
        layout.addWidget(part)
    choice_in(made).addItems(["week", "month"])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def begins_anew(watch: IdleWatch, act: Callable[[], object]) -> bool:
    """Whether ``act`` gives back the moment that went by before it."""
    QTest.qWait(PASSED)
    before = watch._timer.remainingTime()
    act()
    return watch._timer.remainingTime() > before  # by whatever a busy machine leaves of it


def press(window: QWidget) -> None:
    """Press a key as the system tells it: to the window, not to the field."""
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)


def test_whoever_touches_nothing_is_idle(qtbot: QtBot, touches: Touches) -> None:
    watch = IdleWatch(touches)
    watch.start(1)
    assert watch._timer.interval() == 60_000
    with qtbot.waitSignal(watch.became_idle):
        watch._timer.start(1)


def test_a_key_begins_the_time_anew(watch: IdleWatch, window: QWidget) -> None:
    assert begins_anew(watch, lambda: press(window))


def test_a_pointer_that_moves_is_a_touch(watch: IdleWatch, window: QWidget) -> None:
    assert begins_anew(watch, lambda: QTest.mouseMove(window.windowHandle(), QPoint(5, 5)))


def test_a_wheel_is_a_touch(qapp: QApplication, watch: IdleWatch, window: QWidget) -> None:
    nothing, down = QPoint(), QPoint(0, -120)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(9, 9)
    wheel = QWheelEvent(
        place, place, nothing, down, buttons, keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    assert begins_anew(watch, lambda: qapp.sendEvent(window.windowHandle(), wheel))


def test_a_word_that_is_being_composed_is_a_touch_in_whichever_field(
    qapp: QApplication, watch: IdleWatch, window: QWidget
) -> None:
    for field in window.findChildren(QLineEdit):
        field.setFocus()
        compose = partial(qapp.sendEvent, field, QInputMethodEvent("wang", []))
        assert begins_anew(watch, compose)


def test_what_comes_later_is_watched_too(qtbot: QtBot, watch: IdleWatch, window: QWidget) -> None:
    dialog = QLineEdit()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitActive(dialog)
    assert begins_anew(watch, lambda: press(dialog))


def test_a_list_that_unfolds_is_watched_too(
    qtbot: QtBot, watch: IdleWatch, window: QWidget
) -> None:
    choice = choice_in(window)
    choice.showPopup()
    popup = choice.view().window()
    qtbot.waitUntil(popup.isVisible)
    assert begins_anew(watch, lambda: QTest.mouseMove(popup.windowHandle(), QPoint(5, 5)))
    choice.hidePopup()


def test_what_nobody_did_is_no_touch(qapp: QApplication, watch: IdleWatch, window: QWidget) -> None:
    def go_on() -> None:
        window.findChildren(QLineEdit)[0].setText("by the program")
        window.resize(300, 200)
        qapp.processEvents()

    assert not begins_anew(watch, go_on)


def test_a_moment_after_a_touch_it_is_calm_again(
    qtbot: QtBot, touches: Touches, window: QWidget
) -> None:
    assert touches.is_calm()
    press(window)
    assert not touches.is_calm()
    qtbot.waitUntil(touches.is_calm, timeout=1_000)


def test_stopped_it_tells_nothing(watch: IdleWatch, window: QWidget) -> None:
    watch.stop()
    press(window)
    assert not watch._timer.isActive()


def test_zero_minutes_watch_nothing(watch: IdleWatch, window: QWidget) -> None:
    watch.start(0)
    press(window)
    assert not watch._timer.isActive()
