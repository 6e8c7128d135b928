"""A disk that is full: a real one, small, filled up to a random few KiB.

setrlimit gives another error and proves nothing. The child is refused with a sentence; then the
book is opened beside it while the disk is full, room is made, and the same child goes on.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from faults import books, mounts
from faults.checks import Fact
from faults.kills import prepare, whole_run
from faults.kinds import KINDS, Kind
from faults.results import Result
from faults.workers import PATIENCE, Worker
from vipdesk.errors import VipDeskError

TIMES = 12  # for each kind of work
SPARE_KIB = 24_000  # beyond the book: what all of the work needs
MOST_LEFT_KIB = 3_000  # what every work uses up
FILLER = "filler"
LONGEST_WAIT = 0.2  # seconds of endless work before the disk fills up, where it wants room first


def fill(
    times: int, seed: int, folder: Path, tell: Callable[[str], object], only: Sequence[str] = ()
) -> list[Result]:
    """Fill the disk under each kind of work, ``times`` for each."""
    results = []
    for name, kind in KINDS.items():
        if only and name not in only:
            continue
        unable = kind.unable() or mounts.unable()
        if unable:
            results.append(Result(f"disk full: {name}", unable=unable))
            continue
        tell(f"disk full: {name}, {times} times")
        results.append(_fill_kind(name, kind, times, Random(f"{seed} {name}"), folder))
    return results


def _fill_kind(name: str, kind: Kind, times: int, dice: Random, folder: Path) -> Result:
    base, scratch = folder / kind.make.__name__, folder / "trial"
    before = prepare(kind, base, scratch)
    result = Result(f"disk full: {name}")
    refused = 0
    disk = folder / "disk"
    span = whole_run(kind, base, scratch) if kind.ends else LONGEST_WAIT
    for n in range(times):
        # The first fills up before the work begins: a quick one may end before any later moment.
        moment = dice.uniform(0, span) if n else 0.0
        with mounts.small_disk(disk, _kib(base) + SPARE_KIB + kind.room_kib):
            profile = disk / "profile"
            books.copy(base, profile)
            facts, faults = _trial(kind, disk, scratch, dice, moment)
            result.count(kind.check(profile, before, facts))
            result.faults += faults
            told = [fact["refused"] for fact in facts if "refused" in fact]
            refused += len(told)
            result.tell(told, disk)
    result.note = f"{refused} times refused"
    if not refused:
        result.faults.append("the disk was never full")
    return result


def _trial(
    kind: Kind, disk: Path, desk: Path, dice: Random, moment: float
) -> tuple[list[Fact], list[str]]:
    """One disk that fills up ``moment`` seconds after the work could begin.

    Returns:
        What the child said, and what must not be.
    """
    left = int(math.exp(dice.uniform(0, math.log(MOST_LEFT_KIB))))
    if not kind.room_kib:
        _fill(disk, left)
    worker = Worker(kind.work, disk / "profile", desk, dice.random(), patient=True)
    faults: list[str] = []
    try:
        if kind.room_kib:
            worker.listen(PATIENCE, until="ready")
            if moment:
                worker.marks.begin()
                worker.listen(moment)
            with worker.held():
                _fill(disk, left)
        worker.marks.begin()
        if worker.listen(PATIENCE / 10, until="refused"):
            faults += _look(disk / "profile")
        (disk / FILLER).unlink()
        worker.marks.free()
        if not worker.listen(PATIENCE, until="end"):
            faults.append("the work did not come to its end once there was room")
    finally:
        worker.kill()
    facts = worker.facts()
    return facts, faults + [fact["fault"] for fact in facts if "fault" in fact]


def _fill(disk: Path, left_kib: int) -> None:
    """Leave so many KiB free."""
    with (disk / FILLER).open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 16)):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - left_kib * 1024))


def _look(profile: Path) -> list[str]:
    """Open the book while the disk is full: it opens, or a sentence says why not."""
    try:
        books.open_book(profile).close()
    except VipDeskError:
        return []
    except Exception as error:  # noqa: BLE001 - counted as a failure
        return [f"opened while the disk is full: {error!r}"]
    return []


def _kib(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
