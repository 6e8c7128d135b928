"""Small changes of a mapping, one for each thing that a person can choose."""

import re
from dataclasses import replace

from vipdesk.domain.cell_days import parse_month
from vipdesk.domain.cells import CellError, narrowed
from vipdesk.importing import headers
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping, columns_for, told_units
from vipdesk.importing.table import Table


def with_field(mapping: Mapping, table: Table, header: str, key: str | None) -> Mapping:
    """Let ``header`` fill ``key``, taking it from another column; ``None`` keeps it as extra.

    Where the header names a month, it fills the field of that month.
    """
    given = columns_for(mapping, table.headers, header, key) if key is not None else {}
    taken = {header, *given.values()}
    others = {k: h for k, h in mapping.columns.items() if h not in taken and k not in given}
    columns = others | given
    units = told_units(table, KINDS[mapping.kind], given)
    return replace(
        mapping,
        columns=columns,
        units={k: unit for k, unit in mapping.units.items() if k in others} | units,
        orders={k: order for k, order in mapping.orders.items() if k in columns},
        words={k: words for k, words in mapping.words.items() if k in columns},
    )


def with_unit(mapping: Mapping, key: str, unit: str) -> Mapping:
    """Read a column's amounts in ``unit``; one named by a month alone speaks for all of them."""
    months = headers.month_headers(mapping.columns.values())
    name = key.partition("@")[0]
    alike = [
        other
        for other, header in mapping.columns.items()
        if header in months and other.partition("@")[0] == name
    ]
    said = alike if mapping.columns.get(key) in months else [key]
    return replace(mapping, units={**mapping.units, **dict.fromkeys(said, unit)})


def with_order(mapping: Mapping, key: str, order: str) -> Mapping:
    """Read a column's days with the day (``dmy``) or the month (``mdy``) first; "" tells itself."""
    orders = {k: known for k, known in mapping.orders.items() if k != key}
    return replace(mapping, orders=orders | ({key: order} if order else {}))


def with_word(mapping: Mapping, key: str, spelling: str, word: str | None) -> Mapping:
    """Take ``spelling`` for ``word``; empty leaves the field empty, ``None`` asks again."""
    words = {k: dict(known) for k, known in mapping.words.items()}
    own = words.setdefault(key, {})
    if word is None:
        own.pop(spelling, None)
    else:
        own[spelling] = word
    return replace(mapping, words=words)


def with_month(mapping: Mapping, month: str | None) -> Mapping:
    """Date the bills that no column dates."""
    return replace(mapping, month=month)


def with_year(mapping: Mapping, year: str | None) -> Mapping:
    """Say the year of months whose headers name none; ``None`` asks for it again."""
    before = f"{year}-" if year else headers.NO_YEAR
    renamed: dict[str, str] = {}
    for key, header in mapping.columns.items():
        month, _rest = headers.month_of(header) or ("", "")
        if "@" in key and headers.lacks_year(header):
            renamed[key] = f"{key.partition('@')[0]}@{month.replace(headers.NO_YEAR, before)}"
    return replace(
        mapping,
        columns={renamed.get(key, key): header for key, header in mapping.columns.items()},
        units={renamed.get(key, key): unit for key, unit in mapping.units.items()},
    )


def year_of(typed: str) -> str | None:
    """A year as it is typed; ``None`` for anything else."""
    found = re.fullmatch(r"(20\d\d)\D?", narrowed(typed))
    return found[1] if found else None


def with_generated(mapping: Mapping, generate: bool) -> Mapping:
    """Make numbers and names from the rows where the file has none."""
    return replace(mapping, generate=generate)


def month_of(typed: str) -> str | None:
    """A month as it is typed, as ``YYYY-MM``; ``None`` for anything else."""
    try:
        return parse_month(typed)
    except CellError:
        return None
