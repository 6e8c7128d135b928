"""A child as its parent sees it."""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from faults.checks import Fact
from faults.child import Child, run
from faults.marks import Marks

PATIENCE = 120.0  # seconds after which a child that says nothing counts as hung


class Worker:
    """Starts a child by fork, so that it begins at once, and takes in what it says.

    Args:
        work: What it does.
        profile: Where.
        desk: A folder for what the work brings along.
        seed: Of its dice.
        patient: Whether it waits for room on a full disk.
    """

    def __init__(
        self,
        work: Callable[[Child], None],
        profile: Path,
        desk: Path,
        seed: float,
        *,
        patient: bool = False,
    ) -> None:
        self.marks = Marks()
        self._pipe, writing = os.pipe()
        self._heard = b""
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._pipe)
            dice = Random(seed)
            os._exit(
                run(work, Child(profile, desk, dice, self.marks, writing, None, patient=patient))
            )
        os.close(writing)

    def listen(self, seconds: float, until: str = "") -> bool:
        """Listen so long, until the child says ``until``, or until it is gone.

        Returns:
            Whether it said so.
        """
        end = time.perf_counter() + seconds
        while not (said := bool(until) and f'"{until}"'.encode() in self._heard):
            left = end - time.perf_counter()
            if left <= 0 or (select.select([self._pipe], [], [], left)[0] and not self._read()):
                break
        return said

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it where it is, for what takes a while and must come at one moment."""
        os.kill(self._pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it, wherever it is; if it has ended already this does nothing."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def facts(self) -> list[Fact]:
        """Everything that a child said which is dead now; a line that the kill cut is no fact."""
        while self._read():
            pass
        os.close(self._pipe)
        whole, _mark, _cut = self._heard.rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]

    def _read(self) -> bytes:
        heard = os.read(self._pipe, 1 << 16)
        self._heard += heard
        return heard
