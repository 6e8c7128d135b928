"""What is large is freed a little at a time, and only where nobody else holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from vipdesk.freeing import AT_ONCE, let_go


class Value:
    """Counts those that are there."""

    there = 0

    def __init__(self) -> None:
        Value.there += 1

    def __del__(self) -> None:
        Value.there -= 1


@dataclass
class Read:
    rows: Any
    few: dict[str, list[Value]]


def values(count: int) -> list[Value]:
    return [Value() for _ in range(count)]


def by_number(count: int) -> dict[int, Value]:
    return dict(enumerate(values(count)))


def at_once(count: int) -> tuple[Value, ...]:
    return tuple(values(count))


@pytest.mark.parametrize("make", [values, at_once, by_number])
def test_all_of_it_goes(make: Callable[[int], Any]) -> None:
    kept = [Read(make(3 * AT_ONCE + 1), {"a": values(2)}), None]
    assert Value.there == 3 * AT_ONCE + 3
    let_go(kept)
    assert Value.there == 0


def test_what_somebody_holds_stays_whole() -> None:
    rows, few = values(2 * AT_ONCE), {"a": values(2)}
    read = Read(rows, few)
    let_go([read])
    assert (len(read.rows), len(read.few["a"])) == (2 * AT_ONCE, 2)
    kept = [Read(rows, few)]
    let_go(kept)
    assert (len(rows), len(few["a"])) == (2 * AT_ONCE, 2)
