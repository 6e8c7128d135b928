"""Damage and odd places, once each: what is lost is counted and named, and a sentence says so."""

import json
import subprocess
import sys
from typing import Any

import pytest

from faults.damage import DAMAGES
from vipdesk.paths import project_dir

Results = list[dict[str, Any]]


@pytest.fixture(scope="module")
def results() -> Results:
    """Of both parts, tried by one process."""
    done = subprocess.run(
        [sys.executable, "-m", "faults", "damage", "place", "--damages", "1", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results: Results = json.loads(done.stdout)
    return results


def test_damage_is_told_and_what_is_lost_is_named(results: Results) -> None:
    damages = [one for one in results if one["by_nature"]]
    assert [one["fault"] for one in damages] == list(DAMAGES)
    for one in damages:
        assert one["times"] == 1, one
        assert one["faults"] == [], one
    lost = {one["fault"]: one["lost"] for one in damages}
    assert lost["the key file overwritten"] == []
    assert len(lost["the file cut to 0 bytes"]) > 5
    assert all("(" in action for action in lost["the -wal removed"])


def test_where_and_when_nothing_is_lost(results: Results) -> None:
    places = [one for one in results if not one["by_nature"]]
    assert places
    for one in places:
        assert one["times"] or one["unable"], one
        assert one["lost"] == one["faults"] == [], one
