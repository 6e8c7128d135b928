import subprocess
import sys
from pathlib import Path

import pytest

from vipdesk.store.errors import BookInUseError
from vipdesk.store.lock import ProfileLock
from vipdesk.store.unavailable import DiskFaultError

TRY = (
    "import sys; from pathlib import Path; from vipdesk.store.lock import ProfileLock;"
    "from vipdesk.store.errors import BookInUseError\n"
    "try: ProfileLock(Path(sys.argv[1])).acquire()\n"
    "except BookInUseError: sys.exit(7)"
)


def _other_process(path: Path) -> int:
    return subprocess.run([sys.executable, "-c", TRY, str(path)], check=False).returncode


def test_one_process_at_a_time(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path / "book.lock")
    lock.acquire()
    assert _other_process(tmp_path / "book.lock") == 7
    lock.release()
    assert _other_process(tmp_path / "book.lock") == 0


def test_a_second_lock_in_the_same_process_is_refused(tmp_path: Path) -> None:
    first, second = ProfileLock(tmp_path / "l"), ProfileLock(tmp_path / "l")
    first.acquire()
    with pytest.raises(BookInUseError):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_folder_that_takes_no_lock_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskFaultError, match="No such file"):
        ProfileLock(tmp_path / "gone" / "l").acquire()
