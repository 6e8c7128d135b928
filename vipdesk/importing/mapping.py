"""How the columns of a file fill the fields of the book: recognised, changeable, kept."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnlyMapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vipdesk.domain.cell_days import DayOrder, has_year_last, order_of
from vipdesk.domain.cells import folded, is_blank, is_sheet_error
from vipdesk.importing.field import DAY_SHAPES, Shape
from vipdesk.importing.headers import (
    FORMS,
    NO_YEAR,
    lacks_year,
    month_headers,
    month_of,
    normalised,
    unit_of,
    unit_told,
)
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.kinds.kind import Kind
from vipdesk.importing.table import Table

_PLAN_FEE = "line.monthly_fee"


@dataclass(frozen=True)
class Mapping:
    """Which column fills which field, and how.

    Attributes:
        kind: Name of a kind of file.
        columns: Field key → header; a wide column's key carries its month, ``bill.fee@2026-09``.
        units: Field key → unit of the column, of `UNITS`.
        orders: Field key → what stands first in 03/04/2027.
        words: Field key → spelling in the file → stored word; an empty word leaves it empty.
        month: The billing month where no column gives it.
        generate: Make customer and line numbers from the rows where no column gives them.
    """

    kind: str
    columns: ReadOnlyMapping[str, str] = field(default_factory=dict)
    units: ReadOnlyMapping[str, str] = field(default_factory=dict)
    orders: ReadOnlyMapping[str, str] = field(default_factory=dict)
    words: ReadOnlyMapping[str, ReadOnlyMapping[str, str]] = field(default_factory=dict)
    month: str | None = None
    generate: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, to keep."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Mapping":
        """What `to_json` gave."""
        return cls(**values)

    def unmapped(self, table: Table) -> list[str]:
        """Headers that no field takes: kept as extra data."""
        taken = set(self.columns.values())
        return [header for header in table.headers if header not in taken]

    @property
    def keeps_extra(self) -> bool:
        """Whether what no field takes is kept, with the customer or line that a row speaks of."""
        return not KINDS[self.kind].own & {"points", "cohort"}

    @property
    def general(self) -> dict[str, str]:
        """Headers that leave open what they speak of → the fields that they were taken for."""
        fields = KINDS[self.kind].field
        return {
            header: key
            for key, header in self.columns.items()
            if any(normalised(header) == normalised(word) for word in fields(key).general)
        }

    @property
    def has_bills(self) -> bool:
        """Whether some column is of one month's bill or usage."""
        return any(key.startswith(("bill.fee", "usage.")) for key in self.columns)

    @property
    def needs_month(self) -> bool:
        """Whether the month must be chosen: there are bills or points, and no column dates them."""
        undated = any(
            key.startswith(("bill.fee", "usage.")) and "@" not in key for key in self.columns
        )
        dated = KINDS[self.kind].dated
        unsaid = bool(dated) and not any(key in self.columns for key in dated)
        return unsaid or (undated and "bill.month" not in self.columns)

    @property
    def needs_year(self) -> bool:
        """Whether headers name months without a year, and no one has said it yet."""
        return any(f"@{NO_YEAR}" in key for key in self.columns)

    @property
    def year(self) -> str | None:
        """The year that was said of such months."""
        dated = (key for key, header in self.columns.items() if "@" in key and lacks_year(header))
        return next((key.partition("@")[2][:4] for key in dated if NO_YEAR not in key), None)

    @property
    def lineless(self) -> bool:
        """Whether columns speak of a line and none names it; the phone can stand for it."""
        of_line = any(key.startswith(("line.", "bill.", "usage.")) for key in self.columns)
        return of_line and not {"line.number", "customer.phone"} & set(self.columns)

    def missing(self) -> tuple[str, ...]:
        """Keys of fields that rows are matched by and that no column fills."""
        kind = KINDS[self.kind]
        required = (*kind.required, ("line.number",)) if self.lineless else kind.required
        groups = (*required, kind.says) if kind.says else required
        absent = [keys[0] for keys in groups if not any(key in self.columns for key in keys)]
        needed = (other for key, other in kind.needs.items() if key in self.columns)
        if kind.fills and not any(key.partition("@")[0] in kind.fills for key in self.columns):
            absent.append(kind.fills[0])
        absent += [key for key in kind.columns if key not in self.columns]
        absent += [other for other in needed if other not in self.columns]
        return tuple(dict.fromkeys(absent))


def recognise(table: Table, kind: str | None = None) -> Mapping:
    """Map columns by their headers, units and values.

    Args:
        table: The file.
        kind: Name of the kind, or ``None`` to take the one that fits best.
    """
    if kind is not None:
        return _mapped(table, KINDS[kind])
    months = len(month_headers(table.headers))
    return max((_mapped(table, kind) for kind in KINDS.values()), key=lambda m: _fit(m, months))


def _fit(mapping: Mapping, months: int) -> tuple[bool, int, int]:
    """How well a kind fits; ``months`` columns are named by a month alone."""
    kind, missing = KINDS[mapping.kind], mapping.missing()
    own = sum(kind.is_own(key) for key in mapping.columns)
    if months and missing and missing == kind.fills[:1] and kind.field(missing[0]).monthly:
        own, missing = own + months, ()
    usable = not missing or (kind.generates and not _names_accounts_alone(mapping))
    matched = sum(_matched(keys, mapping) for keys in kind.required)
    matched += sum(2 for key in kind.columns if key in mapping.columns)
    fit = kind.speaks * own + matched - 2 * len(missing)
    return usable and own >= kind.least, fit, len(mapping.columns)


def _names_accounts_alone(mapping: Mapping) -> bool:
    """Whether rows tell of accounts, and of nothing that would find the customer again."""
    known = {"customer.number", "customer.phone", "customer.id_number", "line.number"}
    return "account.number" in mapping.columns and not known & set(mapping.columns)


def _matched(keys: tuple[str, ...], mapping: Mapping) -> int:
    """2 for the first of the alternatives, 1 for another, which speaks less for the kind."""
    if keys[0] in mapping.columns:
        return 2
    return int(any(key in mapping.columns for key in keys))


def _mapped(table: Table, kind: Kind) -> Mapping:
    columns = _told_apart(_columns(table, kind))
    if kind.generates and [key for key in columns if key.startswith("line.")] == [_PLAN_FEE]:
        del columns[_PLAN_FEE]  # a plan's: beside customers alone only extra data keep it
    orders = {
        key: order.value
        for key, header in columns.items()
        if kind.field(key).shape in DAY_SHAPES
        and (order := order_of(table.column(header))) is not None
    }
    mapping = Mapping(kind.name, columns, told_units(table, kind, columns), orders)
    return with_told_month(table, mapping)


def with_told_month(table: Table, mapping: Mapping) -> Mapping:
    """The mapping with the month that the sheet is named by, where no column gives one."""
    if not mapping.needs_month:
        return mapping
    sheet = table.source.sheet or ""
    return replace(mapping, month=None if lacks_year(sheet) else month_headers([sheet]).get(sheet))


def told_units(table: Table, kind: Kind, columns: ReadOnlyMapping[str, str]) -> dict[str, str]:
    """The units that headers name, else those that stand above the table."""
    units: dict[str, str] = {}
    for key, header in columns.items():
        shape = kind.field(key).shape
        unit = unit_of(header, shape) or unit_told(table.above, shape)
        if unit:
            units[key] = unit
    return units


def _told_apart(columns: dict[str, str]) -> dict[str, str]:
    """A day of joining is the customer's where no column names a line."""
    opened, joined = "line.opened_on", "customer.joined_on"
    if "line.number" in columns or opened not in columns or joined in columns:
        return columns
    return {joined if key == opened else key: header for key, header in columns.items()}


def _columns(table: Table, kind: Kind) -> dict[str, str]:
    """Match headers with synonyms: whole headers first, then without brackets and units."""
    free = dict.fromkeys(table.headers)
    found: dict[str, str] = {}
    for form in FORMS:
        by_form: dict[str, str] = {}
        for header in free:
            by_form.setdefault(form(header), header)
        for key, names in zip(kind.fields, kind.headers(), strict=True):
            known = next((by_form[n] for n in map(normalised, names) if n in by_form), None)
            if key in found or known not in free or _is_of_a_month(kind, key, known, found):
                continue
            found[key] = known
            del free[known]
    return found | _wide_columns(list(free), kind, found)


def _is_of_a_month(kind: Kind, key: str, header: str, found: dict[str, str]) -> bool:
    """Whether a header names the month of its values, where no column does."""
    return kind.field(key).monthly and "bill.month" not in found and month_of(header) is not None


def _wide_columns(headers: list[str], kind: Kind, found: dict[str, str]) -> dict[str, str]:
    """Headers that carry the month of their values, such as 202609费用."""
    wide: dict[str, str] = {}
    monthly = [key for key in kind.fields if kind.field(key).monthly]
    names = {key: {normalised(name) for name in kind.synonyms(key)} for key in monthly}
    for header in headers if "bill.month" not in found else ():
        month, rest = month_of(header) or ("", "")
        for key in monthly if month else ():
            if rest in names[key]:
                wide.setdefault(f"{key}@{month}", header)
    return wide


def columns_for(mapping: Mapping, headers: Iterable[str], header: str, key: str) -> dict[str, str]:
    """What is filled once ``header`` was said to fill ``key``.

    A column whose header names a month fills the field of that month; what was said of one that is
    named by a month alone holds for all such columns that are still free.
    """
    dated = month_of(header)
    if "@" in key or dated is None or not KINDS[mapping.kind].field(key).monthly:
        return {key: header}
    months = month_headers(headers)
    taken = set(mapping.columns.values())
    alike = (each for each in months if each == header or each not in taken)
    if header not in months:
        return {f"{key}@{dated[0]}": header}
    return {f"{key}@{months[each]}": each for each in alike}


@dataclass(frozen=True, slots=True)
class UnknownWords:
    """Spellings of a closed vocabulary that the book does not know yet.

    Attributes:
        key: The field.
        counts: Spelling → how many rows hold it, the commonest first.
    """

    key: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a person should answer before the rows are checked.

    Attributes:
        missing: Fields that rows are matched by and that nothing fills.
        month: The billing month is needed.
        year: The year of months in headers is needed.
        generate: Numbers would be generated; say so.
        orders: Fields whose day and month cannot be told apart.
        words: Spellings that the book does not know.
    """

    missing: tuple[str, ...]
    month: bool
    generate: bool
    orders: tuple[str, ...]
    words: tuple[UnknownWords, ...]
    year: bool = False

    @property
    def blocking(self) -> bool:
        """Whether rows cannot be checked at all yet."""
        return bool(self.missing or self.month or self.orders or self.year)


def questions(table: Table, mapping: Mapping) -> Questions:
    """What stands open about a mapping of this file."""
    kind = KINDS[mapping.kind]
    missing = mapping.missing()
    generate = kind.generates and bool(missing)
    return Questions(
        missing=() if generate and mapping.generate else missing,
        month=mapping.needs_month and mapping.month is None,
        generate=generate,
        orders=tuple(_ambiguous(table, mapping, kind)),
        words=tuple(_unknown_words(table, mapping, kind)),
        year=mapping.needs_year,
    )


def _ambiguous(table: Table, mapping: Mapping, kind: Kind) -> list[str]:
    found: list[str] = []
    for key, header in mapping.columns.items():
        if kind.field(key).shape in DAY_SHAPES and key not in mapping.orders:
            column = table.column(header)
            if has_year_last(column) and order_of(column) is None:
                found.append(key)
    return found


def _unknown_words(table: Table, mapping: Mapping, kind: Kind) -> list[UnknownWords]:
    found: list[UnknownWords] = []
    for key, header in mapping.columns.items():
        entry = kind.field(key)
        if entry.shape is not Shape.CHOICE:
            continue
        known = words_of(mapping, kind, key)
        counts: dict[str, int] = {}
        for text in table.told(header):
            if not (folded(text) in known or is_blank(text) or is_sheet_error(text.strip())):
                counts[text.strip()] = counts.get(text.strip(), 0) + 1
        if counts:
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            found.append(UnknownWords(key, dict(ordered)))
    return found


def words_of(mapping: Mapping, kind: Kind, key: str) -> dict[str, str]:
    """Every spelling that a choice knows, those of the mapping before the declared ones."""
    own = {folded(text): word for text, word in mapping.words.get(key, {}).items()}
    return kind.field(key).words() | own


def with_order(mapping: Mapping, key: str, order: DayOrder) -> Mapping:
    """The mapping with the order of one column's days settled."""
    return replace(mapping, orders={**mapping.orders, key: order.value})
