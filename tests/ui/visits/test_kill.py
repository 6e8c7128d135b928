"""A kill -9 while somebody types loses at most the last second."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import fixed_clock, open_book
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store

KEYS = 150  # at 50 a second: three seconds of typing
AT_MOST_LOST = 1.0  # seconds


@pytest.mark.skipif(sys.platform == "win32", reason="the kill is POSIX's SIGKILL")
def test_a_killed_program_loses_at_most_the_last_second(
    store: Store, profile: Path, visit_id: int
) -> None:
    store.close()
    typed, killed_at = type_and_kill(profile, visit_id)
    again = open_book(profile, clock=fixed_clock)
    try:
        draft = VisitBook.of(again).desk.open(visit_id).draft
    finally:
        again.close()
    due = max(count for count, at in typed if at <= killed_at - AT_MOST_LOST)
    assert len(draft.needs) >= due > 0
    assert draft.needs == "x" * len(draft.needs)


def type_and_kill(profile: Path, visit_id: int) -> tuple[list[tuple[int, float]], float]:
    """What was typed and when, and when the program was killed in the middle of it."""
    command = [sys.executable, "-m", "tests.ui.visits.typist", str(profile), str(visit_id)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment
    ) as program:
        assert program.stdout is not None
        typed = []
        for line in program.stdout:
            count, at = line.split()
            typed.append((int(count), float(at)))
            if len(typed) == KEYS:
                break
        killed_at = time.monotonic()
        program.kill()
        program.stdout.read()
    assert len(typed) == KEYS
    return typed, killed_at
