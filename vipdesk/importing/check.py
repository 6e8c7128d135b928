"""Every row of a file checked, column by column; values that repeat are parsed once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import compress
from typing import Any

from vipdesk.domain import cell_days, cells
from vipdesk.domain.cells import CellError, MissingError
from vipdesk.errors import VipDeskError
from vipdesk.importing.cell_parsers import parser_of
from vipdesk.importing.field import Field
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.kinds.kind import Kind
from vipdesk.importing.mapping import Mapping
from vipdesk.importing.memory import collector_paused
from vipdesk.importing.naming import generate_customers, name_lines
from vipdesk.importing.table import Table
from vipdesk.progress import NoProgress, Progress
from vipdesk.texts import N_


class RaggedRowError(VipDeskError):
    """A row has more cells than the table has columns: something parted a cell."""

    message = N_("The row has more cells than there are headers; a separator stands in a cell.")


class RepeatedRowError(VipDeskError):
    """Two rows speak of the same thing and differ."""

    message = N_("Row {row} already speaks of {key} and says something else.")


class MonthTwiceError(VipDeskError):
    """Two columns say of one month what cannot both be true."""

    message = N_("The column “{column}” says something else of {month}.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why one row is not written.

    Attributes:
        row: As a spreadsheet counts.
        column: Header of the column, or the label of the field (a message id) that none fills.
        value: The cell as it stands.
        reason: What is wrong with it.
    """

    row: int
    column: str
    value: str
    reason: VipDeskError


@dataclass(frozen=True, slots=True)
class Checked:
    """The good rows of a file, by column.

    Attributes:
        columns: Field key → one value for each good row.
        rows: Row of each in the file, as a spreadsheet counts.
        extra: JSON of the cells that no field takes for each good row, or ``None``.
        problems: Why the other rows are left out, in the order of the file.
        repeated: Rows that say exactly what an earlier one said.
        total: Rows in the file.
        refused_numbers: Customers that rows which are left out speak of.
    """

    columns: dict[str, list[Any]]
    rows: list[int]
    extra: list[str | None]
    problems: tuple[Problem, ...]
    repeated: int
    total: int
    refused_numbers: frozenset[str] = frozenset()


@dataclass
class _Work:
    """Values so far and which rows are out."""

    columns: dict[str, list[Any]]
    bad: list[bool]
    zone: tzinfo
    problems: list[Problem] = field(default_factory=list)


def check(
    table: Table, mapping: Mapping, progress: Progress | None = None, zone: tzinfo = UTC
) -> Checked:
    """Parse every mapped cell; a row with any cell refused is left out whole.

    Args:
        table: The file.
        mapping: Which column fills which field.
        progress: Steps of columns.
        zone: Of the book: a time that names its own zone is of a day there.
    """
    with collector_paused():
        return _check(table, mapping, progress or NoProgress(), zone)


def _check(table: Table, mapping: Mapping, progress: Progress, zone: tzinfo) -> Checked:
    kind = KINDS[mapping.kind]
    work = _Work({}, [False] * len(table.rows), zone)
    _check_asides(table, work)
    steps = len(mapping.columns) + 2
    for done, (key, header) in enumerate(mapping.columns.items()):
        progress.step(done, steps)
        _check_column(table, mapping, kind, key, header, work)
    _join_years(table, mapping, work)
    _check_shape(table, work)
    _check_required(table, mapping, kind, work)
    progress.step(steps - 1, steps)
    if mapping.generate and "customer.number" not in work.columns:
        generate_customers(table, work.columns)
    name_lines(mapping, work.columns, work.bad)
    repeated = _check_repeated(table, mapping, kind, work)
    _check_one_customer(table, mapping, work)
    _check_one_line(table, mapping, work)
    _check_months(table, mapping, kind, work)
    progress.step(steps, steps)
    return _checked(table, mapping, work, repeated)


def _check_asides(table: Table, work: _Work) -> None:
    """Leave out rows that are none of the table, each with one reason."""
    for at, number in enumerate(table.numbers if table.asides else ()):
        aside = table.asides.get(number)
        if aside is not None:
            work.bad[at] = True
            header, cell = table.headers[aside.place], table.rows[at][aside.place].strip()
            work.problems.append(Problem(number, header, cell, aside.reason))


def _check_column(
    table: Table, mapping: Mapping, kind: Kind, key: str, header: str, work: _Work
) -> None:
    texts = table.column(header)
    parse = parser_of(table, mapping, kind, key, work.zone)
    parsed: dict[str, Any] = {}
    refused: dict[str, CellError] = {}
    for text in set(texts):
        try:
            parsed[text] = parse(text)
        except CellError as error:
            parsed[text], refused[text] = None, error
    work.columns[key] = [parsed[text] for text in texts]
    if refused:
        _refuse(table, header, texts, refused, work)


def _refuse(
    table: Table, header: str, texts: Sequence[str], refused: dict[str, CellError], work: _Work
) -> None:
    for at, text in enumerate(texts):
        if text in refused and table.numbers[at] not in table.asides:
            work.bad[at] = True
            work.problems.append(Problem(table.numbers[at], header, text, refused[text]))


def _join_years(table: Table, mapping: Mapping, work: _Work) -> None:
    """A month of the year, 1 to 12, becomes a month by the column that gives the year."""
    months, years = work.columns.get("points.month"), work.columns.get("points.year")
    if months is None or years is None:
        return
    for at, (month, year) in enumerate(zip(months, years, strict=True)):
        if month is None or "-" in month or work.bad[at]:
            continue
        if year is None or not cell_days.FIRST_YEAR <= year <= cell_days.LAST_YEAR:
            work.bad[at] = True
            cell = table.rows[at][table.headers.index(mapping.columns["points.year"])]
            reason = (
                cell_days.NotAMonthError()
                if cell
                else MissingError(field=ALL_FIELDS["points.year"].label)
            )
            header = mapping.columns["points.year"]
            work.problems.append(Problem(table.numbers[at], header, cell, reason))
        else:
            months[at] = f"{year:04d}-{month}"


def _check_shape(table: Table, work: _Work) -> None:
    for at, number in enumerate(table.numbers if table.ragged else ()):
        if number in table.ragged:
            work.bad[at] = True
            work.problems.append(Problem(number, "", table.ragged[number], RaggedRowError()))


def _check_required(table: Table, mapping: Mapping, kind: Kind, work: _Work) -> None:
    for keys in (*kind.required, kind.says, kind.dated):
        given = [key for key in keys if key in work.columns]
        if not given or keys[0] == "customer.name":
            continue
        _check_present(table, mapping, kind.field(keys[0]), given, work)
    if "bill.month" in work.columns and mapping.has_bills:
        _check_present(table, mapping, kind.field("bill.month"), ["bill.month"], work)
    for key, other in kind.needs.items():
        if key in work.columns:
            _check_present(table, mapping, kind.field(other), [other], work, work.columns[key])


def _check_present(
    table: Table,
    mapping: Mapping,
    entry: Field,
    keys: Sequence[str],
    work: _Work,
    said: Sequence[Any] = (),
) -> None:
    """Refuse rows in which all of ``keys`` are empty, where ``said`` is not; it may be left out."""
    header = mapping.columns[keys[0]]
    for at, values in enumerate(zip(*(work.columns[key] for key in keys), strict=True)):
        absent = not any(value is not None for value in values)
        if absent and not work.bad[at] and (not said or said[at] is not None):
            work.bad[at] = True
            reason = MissingError(field=entry.label)
            work.problems.append(Problem(table.numbers[at], header, "", reason))


def _check_repeated(table: Table, mapping: Mapping, kind: Kind, work: _Work) -> int:
    """Leave out rows that repeat an earlier one, and refuse those that contradict it."""
    keys = [key for key in kind.unique if key in work.columns]
    if not keys:
        return 0
    first: dict[Any, int] = {}
    repeated = 0
    parts = [work.columns[key] for key in keys]
    names = parts[0] if len(parts) == 1 else list(zip(*parts, strict=True))
    if len(set(names)) == len(names):
        return 0
    for at, name in enumerate(names):
        if work.bad[at]:
            continue
        earlier = first.setdefault(name, at)
        if earlier == at:
            continue
        work.bad[at] = True
        if table.rows[earlier] == table.rows[at] or _same(work, earlier, at):
            repeated += 1
            continue
        header = mapping.columns.get(keys[0], "")
        reason = RepeatedRowError(
            row=table.numbers[earlier], key=cells.masked_digits(str(parts[0][at]))
        )
        work.problems.append(Problem(table.numbers[at], header, str(parts[0][at]), reason))
    return repeated


def _check_one_customer(table: Table, mapping: Mapping, work: _Work) -> None:
    """Rows of one customer's lines must agree on the customer."""
    own = [column for key, column in work.columns.items() if key.startswith("customer.")]
    header = mapping.columns.get("customer.number", "")
    _check_agreed(table, work, "customer.number", header, own)


def _check_one_line(table: Table, mapping: Mapping, work: _Work) -> None:
    """Rows of one line's months must agree on the line and on whose it is."""
    keys = ("customer.number", "account.number")
    own = [
        column
        for key, column in work.columns.items()
        if key in keys or (key.startswith("line.") and "@" not in key)
    ]
    header = mapping.columns.get("line.number") or mapping.columns.get("customer.phone", "")
    _check_agreed(table, work, "line.number", header, own)


def _check_agreed(
    table: Table, work: _Work, key: str, header: str, own: Sequence[Sequence[Any]]
) -> None:
    """Refuse rows that say something else of the same ``key`` than the first one."""
    numbers = work.columns.get(key, [])
    first: dict[str, int] = {}
    for at, number in enumerate(numbers if len(set(numbers)) < len(numbers) else ()):
        earlier = at if number is None or work.bad[at] else first.setdefault(number, at)
        if earlier == at or all(
            column[at] is None or column[at] == column[earlier] for column in own
        ):
            continue
        work.bad[at] = True
        reason = RepeatedRowError(row=table.numbers[earlier], key=cells.masked_digits(number))
        work.problems.append(Problem(table.numbers[at], header, number, reason))


def _check_months(table: Table, mapping: Mapping, kind: Kind, work: _Work) -> None:
    """Refuse rows that say of a month something else than another column or an earlier row.

    Only a column whose header names a month can meet one whose month is the row's or was typed.
    """
    keys = [key for key in work.columns if kind.field(key).monthly]
    if len({"@" in key for key in keys}) < 2:
        return
    first: dict[tuple[str, str, str], tuple[int, str]] = {}
    months = work.columns.get("bill.month") or [None] * len(table.rows)
    for at, line in enumerate(work.columns.get("line.number", [])):
        for key in keys if line is not None and not work.bad[at] else ():
            name, _at, told = key.partition("@")
            month, value = told or months[at] or mapping.month, work.columns[key][at]
            if month is None or value is None:
                continue
            earlier, other = first.setdefault((line, month, name), (at, key))
            if work.columns[other][earlier] != value:
                row, header = table.numbers[earlier], mapping.columns[key]
                reason: VipDeskError = RepeatedRowError(row=row, key=cells.masked_digits(line))
                if earlier == at:
                    reason = MonthTwiceError(column=mapping.columns[other], month=month)
                cell = table.rows[at][table.headers.index(header)]
                work.bad[at] = True
                work.problems.append(Problem(table.numbers[at], header, cell, reason))
                break


def _same(work: _Work, one: int, other: int) -> bool:
    return all(column[one] == column[other] for column in work.columns.values())


def _checked(table: Table, mapping: Mapping, work: _Work, repeated: int) -> Checked:
    extra = _extra(table, mapping)
    problems = tuple(sorted(work.problems, key=lambda problem: problem.row))
    if not any(work.bad):
        return Checked(
            work.columns, list(table.numbers), extra, problems, repeated, len(table.rows)
        )
    good = [not bad for bad in work.bad]
    columns = {key: list(compress(values, good)) for key, values in work.columns.items()}
    rows = list(compress(table.numbers, good))
    refused = frozenset(filter(None, compress(work.columns.get("customer.number", []), work.bad)))
    return Checked(
        columns, rows, list(compress(extra, good)), problems, repeated, len(table.rows), refused
    )


def _extra(table: Table, mapping: Mapping) -> list[str | None]:
    """What no field takes, as JSON by header; empty cells are left out."""
    headers = mapping.unmapped(table)
    if not headers:
        return [None] * len(table.rows)
    columns = [_members(header, table.column(header)) for header in headers]
    return ["{" + ", ".join(filter(None, members)) + "}" for members in zip(*columns, strict=True)]


def _members(header: str, texts: Sequence[str]) -> list[str]:
    """One member of a JSON object for each cell, empty where the cell is."""
    name = json.dumps(header, ensure_ascii=False)
    worded = {text: f"{name}: {json.dumps(text, ensure_ascii=False)}" for text in set(texts)}
    worded[""] = ""
    return [worded[text] for text in texts]
