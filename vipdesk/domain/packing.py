"""Those behind a frozen indicator, packed small: numbers of customer and line, both sides."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator

Member = tuple[int, int | None, int, int]  # customer, line, numerator, denominator
WIDTH = 4


def packed(members: Iterable[Member]) -> bytes:
    """Pack members; the same on every machine."""
    numbers = array("q")
    for customer_id, line_id, numerator, denominator in members:
        numbers.extend((customer_id, line_id or 0, numerator, denominator))
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), level=6)


def count(content: bytes) -> int:
    """How many members there are."""
    return len(zlib.decompress(content)) // (WIDTH * array("q").itemsize)


def unpacked(content: bytes) -> Iterator[Member]:
    """The members again, in their order."""
    numbers = array("q")
    numbers.frombytes(zlib.decompress(content))
    if sys.byteorder == "big":
        numbers.byteswap()
    for at in range(0, len(numbers), WIDTH):
        customer_id, line_id, numerator, denominator = numbers[at : at + WIDTH]
        yield customer_id, line_id or None, numerator, denominator
