"""The pinned PySide6 keeps its references (6.12.0 aborts on CPython 3.11)."""

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot


class Sender(QObject):
    said = Signal(bool, object)


def test_five_thousand_signals_leave_true_and_none_alive(qtbot: QtBot) -> None:
    sender = Sender()
    heard: list[bool] = []
    sender.said.connect(lambda flag, _nothing: heard.append(flag))
    for _number in range(5_000):
        sender.said.emit(True, None)
    assert heard == [True] * 5_000
