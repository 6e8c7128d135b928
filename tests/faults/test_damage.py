"""Damage and odd places, once each: what is lost is counted and named, and a sentence says so."""

import json
import subprocess
import sys
from typing import Any

from vipdesk.paths import project_dir


def _run(*arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "faults", *arguments, "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def test_damage_is_told_and_what_is_lost_is_named() -> None:
    results = _run("damage", "--damages", "1")
    for one in results:
        assert one["times"] == 1, one
        assert one["faults"] == [], one
    lost = {one["fault"]: one["lost"] for one in results}
    assert lost["the key file overwritten"] == []
    assert len(lost["the file cut to 0 bytes"]) > 5
    assert all("(" in action for action in lost["the -wal removed"])


def test_where_and_when_nothing_is_lost() -> None:
    for one in _run("place"):
        assert one["times"] or one["unable"], one
        assert one["lost"] == one["faults"] == [], one
