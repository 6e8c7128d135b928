"""Temporary files in memory, where there is room.

The books of the tests are synced some ten thousand times. What is synced in which order has tests
of its own (tests/faults); the others wait for a disk without proving anything by it.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; a run takes some hundred megabytes


def use_memory() -> None:
    """Put temporary files of this process, and of those it starts, there; TMPDIR goes before."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for already: asked for anew
