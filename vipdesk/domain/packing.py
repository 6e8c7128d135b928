"""Those behind an indicator as columns of numbers: to list some of them, or to freeze them."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import overload

from typing_extensions import override

from vipdesk.domain.indicators import Side
from vipdesk.domain.number_lists import numbers_of

Member = tuple[int, int | None, int, int]  # customer, line, numerator, denominator
WIDTH = 4
PIECE = 10_000


class MemberList(Sequence[Member]):
    """Members in the order of customer and line; a million of them take no time to hold.

    Args:
        columns: Customers, lines (0: none), numerators, denominators.
        chosen: The places of those that are in the list; None: all.
    """

    def __init__(
        self, columns: Sequence[Sequence[int]], chosen: Sequence[int] | None = None
    ) -> None:
        self._columns = columns
        self._chosen = range(len(columns[0])) if chosen is None else chosen

    @classmethod
    def of(cls, members: Iterable[Member]) -> "MemberList":
        """From rows in their order."""
        columns = [array("q") for _column in range(WIDTH)]
        for member in members:
            for column, number in zip(columns, member, strict=True):
                column.append(number or 0)
        return cls(columns)

    @classmethod
    def of_json(cls, texts: Sequence[str]) -> "MemberList":
        """From the JSON of each column; a line may be null. In any order."""
        columns: list[Sequence[int]] = [numbers_of(each) for each in texts]
        customers, lines, *_sides = columns
        if any(one > next_ for one, next_ in pairwise(zip(customers, lines, strict=True))):
            who = list(zip(customers, lines, strict=True))
            order = sorted(range(len(who)), key=who.__getitem__)
            columns = [[column[at] for at in order] for column in columns]
        return cls([_narrow(column) for column in columns])

    @classmethod
    def unpacked(cls, content: bytes) -> "MemberList":
        """From what `packed` made, in its order."""
        numbers = array("q")
        numbers.frombytes(zlib.decompress(content))
        if sys.byteorder == "big":
            numbers.byteswap()
        return cls([numbers[place::WIDTH] for place in range(WIDTH)])

    def on(self, side: Side) -> "MemberList":
        """Those on one side."""
        _customers, _lines, above, below = self._columns
        match side:
            case Side.NUMERATOR:
                chosen = [at for at in self._chosen if above[at]]
            case Side.DENOMINATOR:
                chosen = [at for at in self._chosen if below[at]]
            case Side.DIFFERENCE:
                chosen = [at for at in self._chosen if above[at] < below[at]]
            case Side.WAIVED:
                chosen = [at for at in self._chosen if above[at] == 0 == below[at]]
            case Side.EITHER:
                return self
        return MemberList(self._columns, chosen)

    @override
    def __len__(self) -> int:
        return len(self._chosen)

    @overload
    def __getitem__(self, at: int) -> Member: ...
    @overload
    def __getitem__(self, at: slice) -> list[Member]: ...
    @override
    def __getitem__(self, at: int | slice) -> Member | list[Member]:
        if isinstance(at, slice):
            return [self._member(place) for place in self._chosen[at]]
        return self._member(self._chosen[at])

    @override
    def __iter__(self) -> Iterator[Member]:
        return map(self._member, self._chosen)

    def _member(self, place: int) -> Member:
        customers, lines, above, below = self._columns
        return customers[place], lines[place] or None, above[place], below[place]


def packed(members: Iterable[Member]) -> bytes:
    """Pack members; the same on every machine."""
    numbers = array("q")
    for customer_id, line_id, numerator, denominator in members:
        numbers.extend((customer_id, line_id or 0, numerator, denominator))
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), level=6)


def _narrow(column: Sequence[int]) -> "array[int]":
    """The column in no more bytes than its numbers need."""
    for code in ("B", "i"):
        with suppress(OverflowError):
            return _in_pieces(code, column)
    return _in_pieces("q", column)


def _in_pieces(code: str, column: Sequence[int]) -> "array[int]":
    """An array that is made as `numbers_of` reads: other threads get on between."""
    numbers: array[int] = array(code)
    for at in range(0, len(column), PIECE):
        numbers.extend(array(code, column[at : at + PIECE]))
    return numbers
