"""Makes the input of a fault small: what can be left out without the fault going away, is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fuzz.bounds import SECONDS

LONGEST = 200  # tries


def minimise(name: str, path: Path) -> Path:
    """Write a smaller input that fails in the same way beside ``path``; return the smaller one."""
    data = path.read_bytes()
    wanted = ending(name, data)
    if wanted is None:  # it was slow or large rather than wrong
        return path
    small = reduced(data, lambda less: ending(name, less) == wanted)
    target = path.with_name(f"small-{path.name}")
    target.write_bytes(small)
    return target


def ending(name: str, data: bytes) -> str | None:
    """The kind and place of the fault that ``data`` shows in a process of its own, if any."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.replay", name], input=data, capture_output=True,
            timeout=SECONDS * 4, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "hang"
    return None if done.returncode == 0 else done.stdout.decode() or f"signal {done.returncode}"


def reduced(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    """Leave out ever smaller parts while ``still`` holds."""
    size, tries = max(1, len(data) // 2), 0
    while size and tries < LONGEST:
        at = 0
        while at < len(data) and tries < LONGEST:
            less = data[:at] + data[at + size :]
            tries += 1
            if still(less):
                data = less
            else:
                at += size
        size //= 2
    return data
