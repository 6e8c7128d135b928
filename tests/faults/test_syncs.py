"""What was acknowledged had been synced: power loss takes what the kernel holds."""

import json
import subprocess
import sys

import pytest

from faults import syncs
from vipdesk.paths import project_dir

KINDS = ("--kind", "visit", "--kind", "rekey")
TRACE = r"""
7 fsync(4</p/book.db-wal>) = 0
7 write(1</dev/null>, "{\"seq\": 3, \"digest\": \"76\"}\n", 89) = 89
7 write(1</dev/null>, "{\"seq\": 4, \"digest\": \"4e\"}\n", 89) = 89
7 fsync(4</p/book.db-wal> <unfinished ...>
8 fsync(5</p/drafts.db-wal>) = -1 EIO (Input/output error)
8 write(1</dev/null>, "{\"draft\": \"visit:1\", \"n\": 0}\n", 28) = 28
7 <... fsync resumed>)              = 0
7 write(1</dev/null>, "{\"seq\": 5, \"digest\": \"4e\"}\n", 89) = 89
"""


def test_a_trace_is_read_thread_by_thread() -> None:
    told = list(syncs.told(iter(TRACE.splitlines())))
    assert [(fact.get("seq"), paths) for fact, paths in told] == [
        (3, ["/p/book.db-wal"]),
        (4, []),
        (None, []),
        (5, ["/p/book.db-wal"]),
    ]


def test_each_commit_is_synced_before_it_is_told() -> None:
    if why_not := syncs.no_trace():
        pytest.skip(why_not)
    done = subprocess.run(
        [sys.executable, "-m", "faults", "sync", *KINDS, "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(done.stdout)
    assert [each["fault"] for each in results] == ["power loss: visit", "power loss: rekey"]
    for result in results:
        assert result["times"] > 0
        assert result["lost"] == []
