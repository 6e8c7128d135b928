"""What stands on the paper with everything about one customer; see `vipdesk.reports`."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One section: a table with heads, or lines of a label and a value where there are none.

    ``figures``: the places of columns that hold amounts and counts.
    """

    title: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CustomerPaper:
    """What stands on the pages; everything is in words already."""

    language: str
    customer: str
    number: str
    made_on: str
    manager: str
    reason: str
    watermark: str  # who took it out, when and why
    sections: Sequence[PaperTable]
