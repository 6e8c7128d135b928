"""One thing in a turn of the event loop, so that a touch comes in between."""

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from vipdesk.ui.turns import Turns, in_next_turn


def test_the_first_is_done_at_once_and_each_other_in_its_turn(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    turns = Turns(owner)
    pause = QTimer(owner, interval=0)  # sees each turn
    pause.timeout.connect(lambda: done.append("|"))
    pause.start()
    for name in "abc":
        turns.take(lambda name=name: done.append(name))  # type: ignore[misc]
    assert done == ["a"]
    qtbot.waitUntil(lambda: "c" in done)
    assert "a|b|c" in "".join(done).replace("||", "|")
    turns.take(lambda: done.append("d"))
    qtbot.waitUntil(lambda: "d" in done)


def test_what_waits_is_done_though_one_fails(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    turns = Turns(owner)

    def fail() -> None:
        raise ValueError

    turns.take(lambda: done.append("a"))
    turns.take(fail)
    turns.take(lambda: done.append("c"))
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: done == ["a", "c"])
    assert [kind for kind, _error, _trace in caught] == [ValueError]


def test_a_touch_comes_before_what_is_put_off(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    touch = QTimer(owner, singleShot=True, interval=0)
    touch.timeout.connect(lambda: done.append("touch"))
    touch.start()
    in_next_turn(owner, lambda: done.append("put off"))
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == ["touch", "put off"]


def test_nothing_is_done_for_what_is_gone(qtbot: QtBot) -> None:
    done: list[str] = []
    owner, other = QObject(), QObject()
    in_next_turn(owner, lambda: done.append("gone"))
    in_next_turn(other, lambda: done.append("there"))
    owner.deleteLater()
    qtbot.waitUntil(lambda: "there" in done)
    assert done == ["there"]
