"""Large values are freed a few at a time, off the GUI thread."""

import dataclasses
import sys
from collections.abc import Iterable
from typing import Any

AT_ONCE = 2_000
"""Values that are freed in one go: half a millisecond."""


def let_go(kept: list[Any]) -> None:
    """Free what nobody but ``kept`` holds, a few values at a time; a job.

    Freed with its last name, what was read of a file of 100,000 rows would keep every other thread,
    the window's too, waiting for Python for a quarter of a second.
    """
    while kept:
        thing = kept.pop()
        if sys.getrefcount(thing) == _ONLY_HERE:
            _take_apart(thing, kept)


def _count_of_one_name() -> int:
    """What `sys.getrefcount` says of a local name's own value; it differs between Pythons."""
    kept: list[Any] = [[]]
    thing = kept.pop()
    return sys.getrefcount(thing)


_ONLY_HERE = _count_of_one_name()


def _take_apart(thing: Any, kept: list[Any]) -> None:
    """Empty ``thing``, or hand its parts to ``kept``."""
    if isinstance(thing, tuple):
        kept.append(list(thing))
    elif isinstance(thing, list) and len(thing) > AT_ONCE:
        while thing:
            del thing[-AT_ONCE:]
    elif isinstance(thing, dict) and len(thing) > AT_ONCE:
        while thing:
            thing.popitem()
    else:
        kept.extend(_parts(thing))


def _parts(thing: Any) -> Iterable[Any]:
    if isinstance(thing, list):
        return thing
    if isinstance(thing, dict):
        return thing.values()
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, part.name) for part in dataclasses.fields(thing)]
    return ()
