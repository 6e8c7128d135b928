"""What a kind of file is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vipdesk.domain.words import ImportKind
from vipdesk.importing.field import Field
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.texts import LANGUAGES, translator

PHONES = ("手机号", "手机号码", "手机", "电话号码", "mobile", "mobile number", "mobile no", "phone",
          "phone number")  # fmt: skip
"""Headers of a customer's phone, which names a line where no header does so better."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        word: Its name and label.
        fields: Keys of the fields it can fill, in the order in which headers are matched.
        required: Keys without which a row cannot be matched; each a tuple of alternatives.
        unique: Keys that together name one row of the file, those that are mapped.
        own: Records whose fields speak for this kind when it is recognised, and single keys.
        least: Columns of its own without which it is not recognised.
        columns: Keys of columns that must be there, though a cell of them may be empty.
        fills: Keys of which one column must be there, else the file says nothing.
        dated: Keys of which one must date a row, else the month is asked for; empty: needs none.
        speaks: How much each of them does; more where no other kind has such fields.
        also: Further synonyms of fields in this kind only.
        template: Keys in the XLSX template, in its order.
        generates: Whether missing numbers can be generated from the rows.
        says: Keys of which a row must fill one, else it says nothing; empty where any will do.
        needs: Key → key of the field without which it says nothing.
    """

    word: ImportKind
    fields: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]
    own: frozenset[str]
    template: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    generates: bool = False
    says: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    least: int = 0
    dated: tuple[str, ...] = ()
    speaks: int = 1

    @property
    def name(self) -> str:
        """Stored name."""
        return self.word.value

    def field(self, key: str) -> Field:
        """The field of ``key``; a wide column's key carries its month behind an @."""
        return ALL_FIELDS[key.partition("@")[0]]

    def is_own(self, key: str) -> bool:
        """Whether a column of ``key`` speaks for this kind."""
        return key in self.own or self.field(key).record in self.own

    def headers(self) -> list[tuple[str, ...]]:
        """For each field the headers that mean it, the likeliest first."""
        return [self.synonyms(key) for key in self.fields]

    def synonyms(self, key: str) -> tuple[str, ...]:
        """The headers that mean ``key`` in this kind, the likeliest first."""
        entry = ALL_FIELDS[key]
        labels = tuple(translator(language)(entry.label) for language in LANGUAGES)
        return (*labels, *entry.synonyms, *self.also.get(key, ()))
