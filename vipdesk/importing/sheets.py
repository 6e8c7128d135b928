"""Spreadsheets to rows of text, every cell as its file holds it."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from vipdesk.domain.cell_days import EPOCH_1900, EPOCH_1904
from vipdesk.importing import errors
from vipdesk.importing.areas import Cells, Merged, Unsaid
from vipdesk.importing.formulas import unsaid_cells
from vipdesk.importing.guard import Looked, check_archive, check_xls
from vipdesk.importing.header_rows import has_header
from vipdesk.importing.padded import padded_cells
from vipdesk.importing.table import NOTES_SHEET
from vipdesk.texts import LANGUAGES, translator

_EXACT = 10**15
"""A spreadsheet's numbers are exact up to fifteen digits."""
_MOST_MERGED = 2_000_000
"""Cells that merging covers, downwards."""

RowsOf = Callable[[str], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """One sheet's rows and what else the file holds.

    Attributes:
        names: Of all sheets.
        name: Of the sheet that was read.
        rows: Its cells, row 1 first.
        epoch: Day 0 of the workbook's serials.
        unread: Other sheets that a person sees in the file.
    """

    names: tuple[str, ...]
    name: str
    rows: list[list[str]]
    epoch: date
    unread: tuple[str, ...] = ()


def read_sheet(path: Path, sheet: str | None, known: frozenset[str] = frozenset()) -> Sheets:
    """Read one sheet; where none is named the first that has a header of some field.

    Sheets that are shown go before hidden ones; without such a header it is the first of two rows
    or more.

    Args:
        path: The file.
        sheet: Its name, or ``None`` to recognise it.
        known: `normalised` synonyms of all fields.

    Raises:
        PasswordError, DamagedError, BombError, OtherFormatError, SheetMissingError, EmptyFileError
    """
    import python_calamine

    looked = _looked_at(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as workbook:
            found = _from_workbook(workbook, path.name, sheet, known)
            place = workbook.sheet_names.index(found.name)
    except python_calamine.PasswordError:
        raise errors.PasswordError(name=path.name) from None
    except (python_calamine.CalamineError, ValueError, OverflowError):
        raise errors.DamagedError(name=path.name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader meets a broken XLS
            raise
        raise errors.DamagedError(name=path.name) from None
    _add_unsaid(path, found, looked, place)
    return replace(found, epoch=EPOCH_1904 if looked.is_1904 else EPOCH_1900)


def _add_unsaid(path: Path, sheets: Sheets, looked: Looked, place: int) -> None:
    """Write into cells what their formulas left instead of a value, zeros shown, what is merged."""
    if place < len(looked.placed):
        unsaid = Unsaid(looked.placed[place])
    elif sheets.name in looked.named:
        unsaid = looked.named[sheets.name]
    else:
        unsaid = Unsaid(_of_xlsx(path, sheets.name, looked) if _is_archive(path) else {})
    for (row, column), text in unsaid.cells.items():
        if row < len(sheets.rows):
            told = sheets.rows[row]
            told.extend([""] * (column + 1 - len(told)))
            told[column] = text
    fill_down(sheets.rows, unsaid.merged, path.name)


def _of_xlsx(path: Path, sheet: str, looked: Looked) -> Cells:
    return padded_cells(path, sheet) | unsaid_cells(path, sheet, looked.parsed)


def _looked_at(path: Path) -> Looked:
    """What is seen in the file, once it is proved that it can be opened."""
    return check_archive(path) if _is_archive(path) else check_xls(path)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _from_workbook(workbook: Any, name: str, chosen: str | None, known: frozenset[str]) -> Sheets:
    sheets = [each for each in workbook.sheets_metadata if str(each.typ).endswith("WorkSheet")]
    names = tuple(sheet.name for sheet in sheets)
    shown = tuple(sheet.name for sheet in sheets if str(sheet.visible).endswith("Visible"))

    def rows_of(which: str) -> list[list[str]]:
        return _rows(workbook.get_sheet_by_name(which), name)

    return choose(names, shown, rows_of, name, chosen, known)


def choose(
    names: tuple[str, ...],
    shown: Sequence[str],
    rows_of: RowsOf,
    name: str,
    chosen: str | None,
    known: frozenset[str],
) -> Sheets:
    """Take the sheet that is named, or find the best; templates' notes are never looked at.

    Args:
        names: Of all sheets.
        shown: Those that a person sees.
        rows_of: Reads one of them.
        name: File name, for the reason.
        chosen: Its name, or ``None`` to recognise it.
        known: `normalised` synonyms of all fields.

    Returns:
        The sheet with days counted from 1900.

    Raises:
        SheetMissingError, EmptyFileError
    """
    if chosen is not None and chosen not in names:
        raise errors.SheetMissingError(name=name, sheet=chosen)
    if not names:
        raise errors.EmptyFileError(name=name)
    notes = {translator(language)(NOTES_SHEET) for language in LANGUAGES}
    seen = [each for each in shown if each not in notes]
    if chosen is not None:
        taken, rows = chosen, rows_of(chosen)
    else:
        hidden = [each for each in names if each not in seen and each not in notes]
        taken, rows = _best((*seen, *hidden) or names, rows_of, known)
    unread = tuple(each for each in seen if each != taken)
    return Sheets(names, taken, rows, EPOCH_1900, unread)


def _best(
    names: Sequence[str], rows_of: RowsOf, known: frozenset[str]
) -> tuple[str, list[list[str]]]:
    """The first sheet with a known header, else the first of two rows, else the longest."""
    best: tuple[str, list[list[str]]] = names[0], []
    for sheet in names:
        rows = rows_of(sheet)
        if len(rows) > 1 and has_header(rows, known):
            return sheet, rows
        if len(best[1]) < 2 and len(rows) > len(best[1]):
            best = sheet, rows
    return best


def _rows(sheet: Any, name: str) -> list[list[str]]:
    """All cells as text, row 1 first, merged cells filled downwards."""
    if not sheet.height:
        return []
    top, left = sheet.start
    indent = [""] * left
    rows: list[list[str]] = [[] for _row in range(top)]
    # all at once would keep every other thread waiting for Python
    for cells in itertools.islice(sheet.iter_rows(), top, None):
        texts = [cell if type(cell) is str else text_of(cell) for cell in cells]
        rows.append(indent + texts if indent else texts)
    fill_down(rows, sheet.merged_cell_ranges or (), name)
    return rows


def fill_down(rows: list[list[str]], merged: Sequence[Merged], name: str) -> None:
    """A cell merged over rows counts for each of them; over columns only for its first.

    Raises:
        BombError: more cells are covered than any list has.
    """
    covered = sum(min(last, len(rows)) - first for (first, _left), (last, _right) in merged)
    if covered > _MOST_MERGED:
        raise errors.BombError(name=name)
    for (first, column), (last, _right) in merged:
        if last == first or first >= len(rows) or column >= len(rows[first]):
            continue
        value = rows[first][column]
        for row in rows[first + 1 : last + 1]:
            if column < len(row) and not row[column]:
                row[column] = value


def text_of(cell: object) -> str:
    """One typed cell as text: whole numbers without a point, days as 2026-11-30.

    A whole number of more than fifteen digits has lost its last ones in the spreadsheet; it is
    worded in scientific notation, which every number field refuses with that reason.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return _number_text(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _number_text(cell: float) -> str:
    if abs(cell) >= _EXACT:
        return f"{cell:.10E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)
