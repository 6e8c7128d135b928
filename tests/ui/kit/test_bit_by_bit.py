from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vipdesk.ui.kit import bit_by_bit
from vipdesk.ui.kit.bit_by_bit import BitByBit


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bit_by_bit, "BIT", 0)


def collecting(done: list[int], count: int) -> Iterator[None]:
    for number in range(count):
        done.append(number)
        yield


def test_the_first_bit_is_done_at_once_and_the_rest_in_later_turns(
    qtbot: QtBot, owner: QObject
) -> None:
    done: list[int] = []
    making = BitByBit(owner)
    making.start(collecting(done, 5))
    assert done == [0]
    qtbot.waitUntil(lambda: done == [0, 1, 2, 3, 4])


def test_who_needs_all_of_it_gets_the_rest_at_once(owner: QObject) -> None:
    done: list[int] = []
    making = BitByBit(owner)
    making.start(collecting(done, 5))
    making.finish()
    assert done == [0, 1, 2, 3, 4]
    making.finish()
    assert done == [0, 1, 2, 3, 4]


def test_new_work_ends_the_one_before(qtbot: QtBot, owner: QObject) -> None:
    former: list[int] = []
    done: list[int] = []
    making = BitByBit(owner)
    making.start(collecting(former, 5))
    making.start(collecting(done, 2))
    qtbot.waitUntil(lambda: done == [0, 1])
    assert former == [0]
