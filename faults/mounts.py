"""Small disks and read-only folders, mounted where nobody else sees them.

The program starts itself again in a namespace of its own; what is mounted there ends with it, also
where it is killed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_INSIDE = "VIPDESK_FAULTS_MOUNTS"  # set where the process may mount
_AS_ROOT = ("unshare", "--mount", "--propagation", "private")
_AS_USER = ("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private")


def enter(arguments: list[str]) -> None:
    """Start again where mounts are possible; return where that is so already, or nowhere."""
    if _INSIDE in os.environ or shutil.which("unshare") is None:
        return
    for way in (_AS_ROOT, _AS_USER):
        tried = subprocess.run([*way, "true"], check=False, capture_output=True)
        if tried.returncode == 0:
            environment = {**os.environ, _INSIDE: "1"}
            command = [*way, sys.executable, "-m", "faults", *arguments]
            os.execvpe(command[0], command, environment)


def unable() -> str:
    """Why nothing can be mounted; "" where it can."""
    return "" if _INSIDE in os.environ else "this system lets no disk be mounted"


@contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[None]:
    """A disk of so many KiB at ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=700", "tmpfs", folder)
    try:
        yield
    finally:
        _run("umount", "-l", folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """``folder`` as it is, but nobody can write there, not even root."""
    _run("mount", "--bind", folder, folder)
    try:
        _run("mount", "-o", "remount,bind,ro", folder)
        yield
    finally:
        _run("umount", "-l", folder)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
