import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.ui.garbage import GuiGarbage
from vipdesk.ui.jobs import Jobs


class Rubbish:
    """Holds itself, and says on which thread it went."""

    def __init__(self, gone_on: list[threading.Thread]) -> None:
        self.itself = self
        self._gone_on = gone_on

    def __del__(self) -> None:
        self._gone_on.append(threading.current_thread())


@pytest.fixture
def garbage(qapp: object) -> Iterator[GuiGarbage]:
    gc.enable()
    made = GuiGarbage()
    yield made
    made.stop()
    assert gc.isenabled()


def test_a_busy_worker_collects_nothing(qtbot: QtBot, garbage: GuiGarbage) -> None:
    gone_on: list[threading.Thread] = []
    Rubbish(gone_on)
    jobs = Jobs()
    job = jobs.read(lambda _progress: [[n] for n in range(100_000)])  # as many as a large query
    with qtbot.waitSignal(job.succeeded):
        pass
    assert gone_on == []
    kept = [[n] for n in range(2 * gc.get_threshold()[0])]  # enough that Python would look
    garbage.check()
    assert kept
    assert gone_on == [threading.main_thread()]
    jobs.shut_down()


def test_it_waits_until_no_worker_is_at_it(qapp: object) -> None:
    gone_on: list[threading.Thread] = []
    idle: list[bool] = []
    garbage = GuiGarbage(None, lambda: bool(idle))
    Rubbish(gone_on)
    kept = [[n] for n in range(2 * gc.get_threshold()[0])]
    garbage.check()
    assert gone_on == []
    idle.append(True)
    garbage.check()
    garbage.stop()
    assert kept
    assert len(gone_on) == 1
