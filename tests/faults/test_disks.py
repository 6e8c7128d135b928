"""A real small disk that is full: a sentence, nothing acknowledged lost, and on it goes."""

import json
import subprocess
import sys

import pytest

from vipdesk.paths import project_dir

KINDS = ("small actions", "rekey")


def test_on_a_full_disk_nothing_is_lost() -> None:
    kinds = [argument for kind in KINDS for argument in ("--kind", kind)]
    done = subprocess.run(
        [sys.executable, "-m", "faults", "disk", "--disks", "2", *kinds, "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(done.stdout)
    if results[0]["unable"]:
        pytest.skip(results[0]["unable"])
    assert [one["times"] for one in results] == [2] * len(KINDS)
    for one in results:
        assert one["lost"] == one["faults"] == [], one
    sentences = [sentence for one in results for sentence in one["sentences"]]
    assert any("disk is full" in sentence for sentence in sentences)
