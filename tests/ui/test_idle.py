"""The desk that nobody touches locks itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from vipdesk.ui.idle import IdleWatch


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[IdleWatch]:
    """A watch of one minute, which the test shortens."""
    watch = IdleWatch(qapp)
    watch.start(1)
    watch._away.setInterval(1)
    yield watch
    watch.stop()


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def looks(watch: IdleWatch) -> bool:
    return watch._timer.isActive() and not watch._away.isActive()


def test_whoever_touches_nothing_is_idle(qtbot: QtBot, watch: IdleWatch) -> None:
    assert watch._timer.interval() == 60_000
    with qtbot.waitSignal(watch.became_idle):
        watch._timer.start(1)


def test_a_key_begins_the_time_anew(qtbot: QtBot, watch: IdleWatch, field: QLineEdit) -> None:
    watch._away.start()
    qtbot.waitUntil(lambda: looks(watch))
    watch._away.setInterval(60_000)
    watch._timer.start(50_000)  # ten seconds went by
    watch._timer.setInterval(60_000)
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert watch._timer.remainingTime() > 55_000
    assert not looks(watch)  # one touch is enough to know


def test_it_looks_again_after_a_touch(qtbot: QtBot, watch: IdleWatch, field: QLineEdit) -> None:
    for _time in range(3):
        watch._away.start()
        qtbot.waitUntil(lambda: looks(watch))
        qtbot.keyClick(field, Qt.Key.Key_A)
        assert not looks(watch)


def test_a_word_that_is_being_composed_is_a_touch(
    qtbot: QtBot, qapp: QApplication, watch: IdleWatch, field: QLineEdit
) -> None:
    watch._away.start()
    qtbot.waitUntil(lambda: looks(watch))
    watch._away.setInterval(60_000)
    qapp.sendEvent(field, QInputMethodEvent("wang", []))
    assert not looks(watch)


def test_stopped_it_tells_nothing(qtbot: QtBot, watch: IdleWatch, field: QLineEdit) -> None:
    watch.stop()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert not watch._timer.isActive()
    assert not watch._away.isActive()


def test_zero_minutes_watch_nothing(qtbot: QtBot, watch: IdleWatch, field: QLineEdit) -> None:
    watch.start(0)
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert not watch._timer.isActive()
