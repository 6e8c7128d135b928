"""The row, or the two rows, that name the columns of a table."""

import re
from collections.abc import Sequence

from vipdesk.importing.headers import FORMS, month_of

HEADER_SEARCH_ROWS = 30
NO_HEADER = 0

_NUMERIC = re.compile(r"[-+(]?[¥￥]?[\d.,%/:\s-]+\)?|.*\d{4}[-/]\d{1,2}[-/]\d{1,2}.*")
_DATA = re.compile(r"\+?\d{9,}[Xx]?|\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T].*)?")
"""What no header says: a number as long as a phone's, a day."""


def find_header(grid: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """The row that names the columns, counted from 1; the upper one where two do.

    `NO_HEADER` where the first row that holds anything is already data.

    Each known synonym counts most, then every different word; numbers and days speak against, and
    so does a row much narrower than the widest (a title above the table).

    Args:
        grid: All rows.
        known: `normalised` synonyms of all fields.
    """
    if _begins_with_data(grid) and not has_header(grid, known):
        return NO_HEADER
    top = grid[:HEADER_SEARCH_ROWS]
    widest = max((_filled(row) for row in top), default=0)
    best, best_score = 1, float("-inf")
    for number, row in enumerate(top, 1):
        filled = _filled(row)
        if not filled or filled * 2 < widest or _holds_data(row, known):
            continue
        score = _header_score(row, known) - (number - 1) * 0.01
        if score > best_score:
            best, best_score = number, score
    return best - 1 if best > 1 and are_grouped(grid[best - 2], grid[best - 1]) else best


def _holds_data(row: Sequence[str], known: frozenset[str]) -> bool:
    """Whether a row that names no field holds what no header says."""
    return any(_DATA.fullmatch(cell.strip()) for cell in row) and not any(
        is_known(cell, known) for cell in row if cell
    )


def _begins_with_data(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the first two rows hold a long number or a day in the same place."""
    first, second = (*[row for row in grid[:HEADER_SEARCH_ROWS] if _filled(row)][:2], (), ())[:2]
    pairs = zip(first, second, strict=False)
    return any(_DATA.fullmatch(one.strip()) and _DATA.fullmatch(two.strip()) for one, two in pairs)


def has_header(grid: Sequence[Sequence[str]], known: frozenset[str]) -> bool:
    """Whether some row at the top names two fields or more."""
    top = grid[:HEADER_SEARCH_ROWS]
    return any(sum(is_known(cell, known) for cell in set(row) if cell) > 1 for row in top)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _header_score(row: Sequence[str], known: frozenset[str]) -> float:
    cells = [cell.strip() for cell in row if cell.strip()]
    hits = sum(1 for cell in cells if is_known(cell, known))
    numeric = sum(1 for cell in cells if _NUMERIC.fullmatch(cell))
    words = len(set(cells)) - numeric
    return (hits * 3 + words - numeric * 2) / len(cells) + words * 0.02


def is_known(header: str, known: frozenset[str]) -> bool:
    """Whether some field goes by this header, with or without its unit."""
    return any(form(header) in known for form in FORMS)


def header_cells(grid: Sequence[Sequence[str]], header_row: int) -> tuple[list[str], int]:
    """The names of the columns, and in how many rows they stand.

    Args:
        grid: All rows.
        header_row: The row, or the upper of two; counted from 1.
    """
    upper = list(grid[header_row - 1])
    if header_row == len(grid) or not are_grouped(upper, grid[header_row]):
        return upper, 1
    return _joined(*_padded(upper, grid[header_row])), 2


def are_grouped(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row divides what the upper one names over several columns.

    So it is where something stands under blanks of the upper row, and under each of its other
    names nothing or the same again (as merged cells are read). Where no name stands alone, the row
    above may be a title: then only names that repeat in the lower row need what stands over them.
    """
    above, below = _padded(upper, lower)
    parts = [at for at, name in enumerate(below) if name and name != above[at]]
    whole = [at for at, name in enumerate(above) if name and at not in parts]
    told = [below[at] for at in parts]
    if any(_NUMERIC.fullmatch(name) and not month_of(name) for name in told):
        return False
    if not all(_has_group(above, below, at) for at in parts):
        return False
    repeated = len(set(told)) < len(told)
    return any(not above[at] for at in parts) and bool(whole or repeated)


def _padded(upper: Sequence[str], lower: Sequence[str]) -> tuple[list[str], list[str]]:
    width = max(len(upper), len(lower))
    above, below = ([cell.strip() for cell in row] for row in (upper, lower))
    return above + [""] * (width - len(above)), below + [""] * (width - len(below))


def _has_group(above: Sequence[str], below: Sequence[str], at: int) -> bool:
    """Whether a part stands under a name that reaches over more than its own column."""
    if not above[at]:
        return any(above[:at])
    after = at + 1
    return after < len(above) and not above[after] and bool(below[after])


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """One name for each column; a part is called with its group where it needs it."""
    names: list[str] = []
    group = ""
    for name, part in zip(above, below, strict=True):
        group = name or group
        if not part or part == name:
            names.append(name)
        elif month_of(group) or month_of(part) or below.count(part) > 1:
            names.append(f"{group} {part}")
        else:
            names.append(part)
    return names
