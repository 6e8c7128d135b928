"""The window as it starts and is used: time to a usable list, memory, the longest hold."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, cast

from bench.figures import Figure

RUNS = 7
START_RATIO = 1.5
MEMORY_MB = 250
HOLD = 0.05
WORST = 12
TIMEOUT = 300


def start(profile: Path) -> list[Figure]:
    """From the start of the process to rows in the list; each run beside a bare window's."""
    command = ["-m", "bench.probes.start", str(profile)]
    bare, ours, memory = [], [], []
    for _ in range(RUNS):
        bare.append(_until_ready(["-m", "bench.baselines.bare_window"])[0])
        seconds, facts = _until_ready(command)
        ours.append(seconds)
        memory.append(facts["memory_mb"])
    baseline = statistics.median(bare)
    return [
        Figure(
            f"start to usable list, median of {RUNS}",
            statistics.median(ours),
            START_RATIO,
            baseline,
        ),
        Figure("memory, list open", max(memory), MEMORY_MB, unit="MB"),
    ]


def hold(profile: Path, source: Path) -> list[Figure]:
    """The longest time in which the window answered nothing, also while ``source`` is imported."""
    command = ["-m", "bench.probes.use", str(profile), str(source)]
    _seconds, facts = _until_ready(command)
    worst = sorted(facts["holds"].items(), key=lambda item: -item[1][0])[:WORST]
    (during, (longest, worked)), *others = worst
    return [
        Figure(f"longest hold of the window ({during})", longest, HOLD),
        Figure("  of which the window's own work", worked),
        *(
            Figure(f"  next: {name}, own work {own * 1000:.0f} ms", held)
            for name, (held, own) in others
        ),
    ]


def _until_ready(arguments: list[str]) -> tuple[float, dict[str, Any]]:
    """Seconds until the process says ``ready``, and what it says besides."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        output = cast(IO[str], process.stdout)
        line = output.readline()
        seconds = time.perf_counter() - begun
        output.read()
        if process.wait(TIMEOUT) or not line.startswith("ready"):
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    facts: dict[str, Any] = json.loads(line.removeprefix("ready").strip() or "{}")
    return seconds, facts
