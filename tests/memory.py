"""Where the tests keep their books: in memory, where the system has a disk there.

Each commit is synced, and each test has a book of its own: on a real disk to wait for it, and to
delete the books again, takes a third of the time.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 1 << 30
"""Bytes that must be free there: four times what all tests need at once."""


def use_memory() -> None:
    """Put temporary files there, also those of programs that tests start.

    Not where ``TMPDIR`` names another place already, nor where there is little room.
    """
    if "TMPDIR" not in os.environ and _has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for anew


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= ROOM
