"""A run that tells of each of its steps, so that it can be killed at one."""

import sys
from pathlib import Path

from tests.conftest import fixed_clock, open_book
from tests.killing import Begin

STEP = "vipdesk.step"


class Steps:
    """Progress that makes an event of each step."""

    def step(self, done: int, total: int) -> None:
        sys.audit(STEP, done, total)


def derive(profile: Path, begin: Begin) -> None:
    """Derive the book of ``profile`` anew."""
    store = open_book(profile, clock=fixed_clock)
    begin("begun")
    store.derive(Steps())
    store.close()
