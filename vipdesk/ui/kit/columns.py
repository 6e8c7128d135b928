"""Columns of a table, declared as data."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import Qt

from vipdesk.domain.words import Tier
from vipdesk.texts import _
from vipdesk.ui.kit.chip import tier_tone
from vipdesk.ui.theme import Tone


class Row(Protocol):
    """What a table shows: anything frozen with an id."""

    @property
    def id(self) -> int:
        """The id by which the table asks for the row."""


class TieredRow(Row, Protocol):
    """A row about a customer."""

    @property
    def tier(self) -> Tier:
        """The customer's."""


R = TypeVar("R", bound=Row)
T = TypeVar("T", bound=TieredRow)
TIER_WIDTH = 84


class CellStyle(enum.Enum):
    """How the delegate paints the text of a cell."""

    PLAIN = enum.auto()
    STRONG = enum.auto()
    MUTED = enum.auto()
    CHIP = enum.auto()
    DOT = enum.auto()
    STRUCK = enum.auto()


class Note(NamedTuple):
    """A second, smaller text behind the first: ``9 days``.

    Attributes:
        whole: Nothing is painted where it has not its room: half a figure says another one.
    """

    text: str
    tone: Tone = Tone.NEUTRAL
    whole: bool = False


class CellLook(NamedTuple):
    """What the model tells the delegate beside the text."""

    style: CellStyle = CellStyle.PLAIN
    tone: Tone | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its heading, what it shows and by what it sorts.

    Attributes:
        key: Stable name, kept with the user's order and widths.
        title: Heading in the language of the desk.
        text: What a cell says; also read by screen readers.
        sort_key: What the page is told to sort by; empty for a column without order.
        width: Pixels until the user changes it.
        right: Figures are aligned right.
        tone: The colour of a chip, a dot or a text; None for the usual one.
        note: A second, smaller text.
        tip: A tooltip.
        shown: Whether the column is shown until the user chooses.
    """

    key: str
    title: str
    text: Callable[[R], str]
    sort_key: str = ""
    width: int = 120
    right: bool = False
    style: CellStyle = CellStyle.PLAIN
    tone: Callable[[R], Tone | None] | None = None
    note: Callable[[R], Note | None] | None = None
    tip: Callable[[R], str] | None = None
    shown: bool = True

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Left or right, always in the middle of the height."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def look(self, row: R) -> CellLook:
        """How the cell of ``row`` is painted."""
        tone = self.tone(row) if self.tone else None
        return CellLook(self.style, tone, self.note(row) if self.note else None)


class ColumnState(NamedTuple):
    """What the user chose for a column; a list of these is kept in view order."""

    key: str
    width: int
    shown: bool


def tier_column(sort_key: str = "", width: int = TIER_WIDTH) -> Column[T]:
    """The tier of the row's customer, as a chip."""
    return Column(
        "tier",
        _("Tier"),
        lambda row: _(row.tier.label),
        sort_key,
        width,
        style=CellStyle.CHIP,
        tone=lambda row: tier_tone(row.tier),
    )
