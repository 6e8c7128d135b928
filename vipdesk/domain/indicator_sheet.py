"""What stands in the workbook of a period's values; nothing of a single customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.domain.indicators import Value
from vipdesk.domain.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSheet:
    """The values of a period.

    Attributes:
        part: Of which part of the book, in words; "": of the whole book.
        by: By what it is split besides, a message id; "": it is not.
        parts: The parts in words with their values, where it is split.
    """

    language: str
    period: Period
    manager: str
    made_at: str
    values: Sequence[Value]
    part: str = ""
    by: str = ""
    parts: Sequence[tuple[str, Sequence[Value]]] = ()
