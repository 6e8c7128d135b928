"""The window as it starts and is used: time to a usable list, memory, the longest hold."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from bench.figures import Figure
from bench.probes import keychain
from vipdesk.paths import KEY_NAME
from vipdesk.services.access import QUICK_COST
from vipdesk.store import keyfile

RUNS = 7
START_RATIO = 1.5
UNLOCK_SHOWN = 0.3
MEMORY_MB = 250
HOLD = 0.05
HOLD_RUNS = 3
PACES = 1_000
PACE_WORK = 200_000
WORST = 12
TIMEOUT = 300


def start(profile: Path) -> list[Figure]:
    """From the start of the process to the unlock window, and from Enter to rows in the list.

    Counted is what a person waits for: both together stand beside the baseline, a bare window with
    SQLAlchemy's import. The two seconds in which the passphrase is typed between them are not; what
    the program loads meanwhile must not hold the window. The list is that of Today, with which
    every start begins; it can be used before the counts around it are there, which have a line of
    their own. A large part of the second wait is scrypt, the price of each guess at the passphrase:
    alone it takes about as long as the bare window. The system's keychain keeps a random secret
    that needs no such price: the start by it is measured too. Each run goes beside a bare window's.
    """
    bare, shown, around, holds, memory = [], [], [], [], []
    waits: dict[str, list[float]] = {"": [], "keychain": []}
    entered: list[float] = []
    worked: list[tuple[float, float]] = []  # ours, the baseline's
    with _keychain(profile):
        for _ in range(RUNS):
            seconds, plain = _until_ready(["-m", "bench.baselines.bare_window"])
            bare.append(seconds)
            for way, taken in waits.items():
                command = ["-m", "bench.probes.start", str(profile), *filter(None, [way])]
                (seconds, _ready), facts = _until("unlock", command)
                taken.append(seconds + facts["after_enter"])
                holds.append(facts["typing_hold"])
                memory.append(facts["memory_mb"])
                if not way:
                    shown.append(seconds)
                    entered.append(facts["after_enter"])
                    around.append(facts["around"])
                    worked.append((facts["worked"], plain["worked"]))
    typed, kept = (statistics.median(taken) for taken in waits.values())
    plain_start = statistics.median(bare)
    return [
        Figure(f"start to usable list, median of {RUNS}", typed, START_RATIO, plain_start),
        Figure("  by the keychain", kept, START_RATIO, plain_start),
        Figure(
            "  as work of the processor",
            statistics.median(ours for ours, _plain in worked),
            baseline=statistics.median(plain for _ours, plain in worked),
        ),
        Figure("  to the unlock window", statistics.median(shown), UNLOCK_SHOWN),
        Figure("  from Enter to the list", statistics.median(entered)),
        Figure("  from Enter to the counts around it", statistics.median(around)),
        Figure("    of which scrypt, alone", statistics.median(_scrypt(profile))),
        Figure("  longest hold while typing", statistics.median(holds), HOLD),
        Figure("memory, list open", max(memory), MEMORY_MB, unit="MB"),
    ]


@contextmanager
def _keychain(profile: Path) -> Iterator[None]:
    """Let the book be opened by a keychain too, as the settings do."""
    file = keyfile.read(profile / KEY_NAME)
    key = keyfile.unlock(file, keyfile.DEMO_PASSPHRASE)
    with_slot = keyfile.with_slot(file, keyfile.KEYCHAIN, key, keychain.SECRET, QUICK_COST)
    keyfile.write(profile / KEY_NAME, with_slot)
    try:
        yield
    finally:
        keyfile.write(profile / KEY_NAME, file)


def _scrypt(profile: Path) -> Iterator[float]:
    file = keyfile.read(profile / KEY_NAME)
    for _ in range(RUNS):
        begun = time.perf_counter()
        keyfile.unlock(file, keyfile.DEMO_PASSPHRASE).wipe()
        yield time.perf_counter() - begun


def hold(profile: Path, source: Path) -> list[Figure]:
    """The longest time in which the window answered nothing, also while ``source`` is imported.

    Of each run the longest counts, and of the runs the median, as in `start`: other programs and
    the host of a virtual machine lengthen some hold in many a run. How far they do is told by one
    work of the processor, the same each time, done before and after the runs.
    """
    command = ["-m", "bench.probes.use", str(profile), str(source)]
    paces = _paces()
    runs = [_until_ready(command)[1]["holds"] for _ in range(HOLD_RUNS)]
    paces += _paces()
    longest = sorted(max(held for held, _own, _host in holds.values()) for holds in runs)
    usual = statistics.median(longest)
    holds = next(each for each in runs if max(each.values())[0] == usual)
    worst = sorted(holds.items(), key=lambda item: -item[1][0])[:WORST]
    return [
        Figure(f"longest hold of the window, median of {HOLD_RUNS} runs", usual, HOLD),
        Figure("  the shortest of the runs", longest[0]),
        Figure("  the longest of the runs", longest[-1]),
        Figure("  one work of the processor, at its slowest", max(paces), None, min(paces)),
        *(
            Figure(f"  {name}, own work {own * 1000:.0f} ms, host {host * 1000:.0f} ms", held)
            for name, (held, own, host) in worst
        ),
    ]


def _paces() -> list[float]:
    """Processor time that one work took each time: on a machine of one pace always the same."""
    took = []
    for _ in range(PACES):
        begun = time.thread_time()
        sum(range(PACE_WORK))
        took.append(time.thread_time() - begun)
    return took


def _until_ready(arguments: list[str]) -> tuple[float, dict[str, Any]]:
    """Seconds until the process says ``ready``, and what it says besides."""
    (seconds,), facts = _until("", arguments)
    return seconds, facts


def _until(first: str, arguments: list[str]) -> tuple[list[float], dict[str, Any]]:
    """Seconds until the process says ``first``, if that is asked for, and ``ready``."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHON_KEYRING_BACKEND"] = keychain.NAME
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # libraries have byte code; so has the program
    begun, before = time.perf_counter(), _worked_by_others()
    said: list[float] = []
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        watchdog = threading.Timer(TIMEOUT, process.kill)  # what it waits for may never come
        watchdog.daemon = True
        watchdog.start()
        output = cast(IO[str], process.stdout)
        line = ""
        for word in filter(None, (first, "ready")):
            line = output.readline()
            said.append(time.perf_counter() - begun)
            if not line.startswith(word):
                raise RuntimeError(f"{' '.join(arguments)} said {line!r} instead of {word}")
        output.read()
        watchdog.cancel()
        if process.wait(TIMEOUT):
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    facts: dict[str, Any] = {"worked": _worked_by_others() - before}
    facts.update(json.loads(line.removeprefix("ready").strip() or "{}"))
    return said, facts


def _worked_by_others() -> float:
    """Processor time of all ended processes that were started here."""
    done = os.times()
    return done.children_user + done.children_system
