"""What a field of the book is, which a column can fill."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from vipdesk.domain import words
from vipdesk.domain.cells import folded
from vipdesk.texts import N_, translator


class Gender(words.Word):
    """How a person is addressed."""

    MALE = "m", N_("Male")
    FEMALE = "f", N_("Female")


class Shape(enum.Enum):
    """How a cell of a field is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    LINE_NUMBER = "line_number"
    ID_NUMBER = "id_number"
    FLAG = "flag"
    DAY = "day"
    BIRTHDAY = "birthday"
    MONTH = "month"
    MONEY = "money"
    TALK = "talk"
    DATA = "data"
    COUNT = "count"
    POINTS = "points"
    CHOICE = "choice"


# Cells in which day and month may need telling apart.
DAY_SHAPES = frozenset({Shape.DAY, Shape.BIRTHDAY})

SHAPE_NOTES: dict[Shape, str] = {
    Shape.TEXT: N_("Text."),
    Shape.IDENTIFIER: N_("Text; leading zeros are kept. Format the column as text."),
    Shape.PHONE: N_("Digits; blanks, hyphens and +86 may stand in it. Format the column as text."),
    Shape.LINE_NUMBER: N_("Phone number or broadband name. Format the column as text."),
    Shape.ID_NUMBER: N_("Identity number. Format the column as text."),
    Shape.FLAG: N_("Yes or no (是/否, Y/N, 1/0)."),
    Shape.DAY: N_("Date, best as 2026-11-30."),
    Shape.BIRTHDAY: N_(
        "Date, best as 1985-08-15; 农历 before it for a lunar one; the year may miss."
    ),
    Shape.MONTH: N_("Month, best as 2026-11."),
    Shape.MONEY: N_("Amount in yuan; write (分) behind the header for fen."),
    Shape.TALK: N_("Minutes; write (秒) behind the header for seconds."),
    Shape.DATA: N_("MB; write (GB) or (KB) behind the header for other units."),
    Shape.COUNT: N_("Whole number."),
    Shape.POINTS: N_("Points, 0 or more; a fraction is rounded as the settings say."),
    Shape.CHOICE: N_("One of the words in the list."),
}


@dataclass(frozen=True)
class Field:
    """One field of the book.

    Attributes:
        key: Record and name, as ``customer.name``; contract dates carry their kind.
        label: Name on screen (a message id).
        shape: How its cells are read.
        synonyms: Headers that mean it; the label in both languages always does.
        vocabulary: The words it can hold, for `Shape.CHOICE`.
        spellings: Words of operators' files → stored word, besides the labels of the vocabulary.
        monthly: Whether a header may carry the month of its values (a wide file).
        general: Those of the synonyms that leave open what they speak of.
    """

    key: str
    label: str
    shape: Shape
    synonyms: tuple[str, ...] = ()
    vocabulary: type[words.Word] | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    monthly: bool = False
    general: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """The record the field belongs to: customer, account, line, bill."""
        return self.key.partition(".")[0]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the words it can hold (message ids)."""
        return tuple(word.label for word in self.vocabulary) if self.vocabulary else ()

    def words(self) -> dict[str, str]:
        """Every known spelling, `folded`, with its stored word."""
        known = {folded(spelling): word for spelling, word in self.spellings.items()}
        for word in self.vocabulary or ():
            for language in ("en", "zh"):
                known[folded(translator(language)(word.label))] = word.value
            known[folded(word.value)] = word.value
        return known
