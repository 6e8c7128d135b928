"""``python -m fuzz [TARGET]... [--minutes M]``: a coverage-guided run of each reader in turn.

What it finds stays in build/fuzz: the corpus grown so far, and each fault with the input that
shows it, made small. A fault that is mended leaves a small input of our own in tests/fuzz/corpus.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fuzz import outside
from fuzz.bounds import MEGABYTES, SECONDS
from fuzz.minimise import minimise
from fuzz.targets import TARGETS

MINUTES = 10.0
LARGEST_INPUT = 100_000
SHARES = {"text": 3, "sheet": 3, "sheet_parts": 3, "cell": 2, "journal": 2}
"""Parts of the time; the others get one."""
BUILD = Path("build/fuzz")
_DONE = re.compile(r"Done (\d+) runs")
_PULSE = re.compile(r"#(\d+)\s.*?cov: (\d+) ft: (\d+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run of one target ended."""

    name: str
    runs: int
    coverage: int
    features: int
    seconds: float
    faults: tuple[Path, ...]


def main() -> int:
    """Fuzz the targets that are named, or all; 1 if a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="for all together")
    options = parser.parse_args()
    names = options.targets or list(TARGETS)
    if outside.corpus() is None:
        print("No outside corpus: FUZZ_CORPUS names none and ../shared/data is not there.")
    unit = options.minutes * 60 / sum(SHARES.get(name, 1) for name in names)
    with tempfile.TemporaryDirectory(prefix="vipdesk-fuzz-", dir=_memory()) as folder:
        os.environ["TMPDIR"] = folder  # of the processes to come: libFuzzer ends them unswept
        outcomes = [fuzz(name, unit * SHARES.get(name, 1)) for name in names]
    print(f"{'target':14}{'seconds':>8}{'runs':>10}{'coverage':>10}{'features':>10}  faults")
    for one in outcomes:
        shown = ", ".join(map(str, one.faults)) or "none"
        print(
            f"{one.name:14}{one.seconds:8.0f}{one.runs:10,}{one.coverage:10,}{one.features:10,}  "
            f"{shown}"
        )
    return 1 if any(one.faults for one in outcomes) else 0


def fuzz(name: str, seconds: float) -> Outcome:
    """Run one target in a process of its own, again after each fault until the time is over."""
    corpus, found = BUILD / "corpus" / name, BUILD / "found" / name
    seeds = _write_seeds(name)
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    log = BUILD / f"{name}.log"
    command = [
        sys.executable, "-m", "fuzz.run", name, f"-max_total_time={max(1, round(seconds))}",
        f"-timeout={SECONDS:g}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LARGEST_INPUT}",
        f"-artifact_prefix={found}/", "-print_final_stats=1", "-close_fd_mask=0", str(corpus),
        str(seeds),
    ]  # fmt: skip
    with log.open("w", encoding="utf-8") as out:
        subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False, env=_quiet())
    faults = tuple(minimise(name, path) for path in sorted(set(found.iterdir()) - before))
    return _outcome(name, log.read_text(encoding="utf-8", errors="replace"), seconds, faults)


def _memory() -> str | None:
    """A disk in memory, where there is one."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else None


def _quiet() -> dict[str, str]:
    """Without the back traces that the native reader prints for each file that it refuses."""
    return {**os.environ, "RUST_BACKTRACE": "0"}


def _write_seeds(name: str) -> Path:
    folder = BUILD / "seeds" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = TARGETS[name]
    for number, seed in enumerate((*target.seeds(), *outside.seeds(target.outside))):
        (folder / f"{number:04}").write_bytes(seed)
    return folder


def _outcome(name: str, log: str, seconds: float, faults: tuple[Path, ...]) -> Outcome:
    pulses = [tuple(map(int, found.groups())) for found in _PULSE.finditer(log)]
    runs, coverage, features = pulses[-1] if pulses else (0, 0, 0)
    done = _DONE.search(log)
    return Outcome(name, int(done[1]) if done else runs, coverage, features, seconds, faults)


if __name__ == "__main__":
    sys.exit(main())
