"""kill -9 at random moments: what was acknowledged must be there, and nothing by halves."""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from faults import books, child
from faults.checks import Fact
from faults.kinds import KINDS, Kind
from faults.marks import Marks
from faults.results import Result

ENDLESS = 0.4  # seconds over which the kills of a work without end are spread
PATIENCE = 120.0  # seconds after which a child that says nothing counts as hung


@dataclass(frozen=True, slots=True)
class Run:
    """One child's life as its parent saw it."""

    facts: list[Fact]
    inside: bool  # something was half done when the kill came
    committing: bool
    seconds: float


def kill(
    times: int, seed: int, folder: Path, tell: Callable[[str], object], only: Sequence[str] = ()
) -> list[Result]:
    """Kill children of every kind, ``times`` in all.

    Args:
        times: How many kills, shared among the kinds.
        seed: Of the dice; the moments of a run are random all the same, as the machine is.
        folder: To work in.
        tell: Takes a line of progress.
        only: Names of kinds; none for all.
    """
    kinds = {name: kind for name, kind in KINDS.items() if not only or name in only}
    able = {name: kind for name, kind in kinds.items() if not kind.unable()}
    results = [
        Result(f"kill -9: {name}", unable=kind.unable())
        for name, kind in kinds.items()
        if name not in able
    ]
    shares = _shares(times, len(able))
    for (name, kind), share in zip(able.items(), shares, strict=True):
        tell(f"kill -9: {name}, {share} times")
        results.append(_kill_kind(name, kind, share, Random(f"{seed} {name}"), folder))
    return results


def _shares(times: int, kinds: int) -> list[int]:
    return [times // kinds + (place < times % kinds) for place in range(kinds)]


def _kill_kind(name: str, kind: Kind, times: int, dice: Random, folder: Path) -> Result:
    base, scratch = folder / kind.make.__name__, folder / "trial"
    before = prepare(kind, base, scratch)
    result = Result(f"kill -9: {name}")
    span = _trial(kind, base, scratch, 0, PATIENCE).seconds if kind.ends else ENDLESS
    for _ in range(times):
        seed = dice.random()
        run = _trial(kind, base, scratch, seed, dice.uniform(0, span))
        found = kind.check(scratch / "profile", before, run.facts)
        result.count(found, inside=run.inside, committing=run.committing)
        result.faults += [fact["fault"] for fact in run.facts if "fault" in fact]
        result.faults += [fact["refused"] for fact in run.facts if "refused" in fact]
    return result


def prepare(kind: Kind, base: Path, scratch: Path) -> books.State:
    """Make the book that trials begin with, unless it is there; what it holds once it is open."""
    if not base.exists():
        kind.make(base)
    books.copy(base, scratch / "profile")
    store = books.open_book(scratch / "profile")
    try:
        return books.tables(store)
    finally:
        store.close()


def _trial(kind: Kind, base: Path, scratch: Path, seed: float, after: float) -> Run:
    """Let a child work on a copy of the book and kill it ``after`` seconds of work."""
    books.copy(base, scratch / "profile")
    marks = Marks()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        mind = child.Child(scratch / "profile", Random(seed), marks, writing, None)
        os._exit(child.run(kind.work, mind))
    os.close(writing)
    listener = _Listener(reading)
    try:
        listener.listen(PATIENCE, until_ready=True)
        begun = time.perf_counter()
        listener.listen(after)
    finally:
        os.kill(pid, signal.SIGKILL)
        seconds = time.perf_counter() - begun
        os.waitpid(pid, 0)
    facts = listener.all_facts()
    return Run(facts, marks.inside, marks.committing, seconds)


class _Listener:
    """Takes in what a child says, so that it never waits for its parent."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._heard = b""

    def listen(self, seconds: float, *, until_ready: bool = False) -> None:
        """Listen so long, or until the child is ready or gone."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if until_ready and b"\n" in self._heard:
                return
            if select.select([self._pipe], [], [], left)[0] and not self._read():
                return

    def all_facts(self) -> list[Fact]:
        """Everything that a child said which is dead now."""
        while self._read():
            pass
        os.close(self._pipe)
        whole, _mark, _cut = self._heard.rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]

    def _read(self) -> bytes:
        heard = os.read(self._pipe, 1 << 16)
        self._heard += heard
        return heard
