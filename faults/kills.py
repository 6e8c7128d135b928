"""kill -9 at random moments: what was acknowledged must be there, and nothing by halves."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from faults import books
from faults.checks import Fact
from faults.kinds import KINDS, Kind
from faults.results import Result
from faults.workers import PATIENCE, Worker

ENDLESS = 0.4  # seconds over which the kills of a work without end are spread


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
    span = whole_run(kind, base, scratch) if kind.ends else ENDLESS
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
    return kind.state(scratch / "profile")


def whole_run(kind: Kind, base: Path, scratch: Path) -> float:
    """How many seconds the work takes if nobody disturbs it."""
    return _trial(kind, base, scratch, 0, PATIENCE).seconds


def _trial(kind: Kind, base: Path, scratch: Path, seed: float, after: float) -> Run:
    """Let a child work on a copy of the book and kill it ``after`` seconds of work."""
    books.copy(base, scratch / "profile")
    worker = Worker(kind.work, scratch / "profile", scratch, seed)
    try:
        worker.listen(PATIENCE, until="ready")
        begun = time.perf_counter()
        worker.listen(after)
    finally:
        worker.kill()
        seconds = time.perf_counter() - begun
    marks = worker.marks
    return Run(worker.facts(), marks.inside, marks.committing, seconds)
