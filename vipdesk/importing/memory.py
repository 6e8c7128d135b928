"""Keeps the cycle collector away from a million small values that hold no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Make many values without collections in between, and keep them out of later ones.

    A full collection over the rows of a large file would hold every thread for a third of a
    second, the window's among them. The values go by their reference counts all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
