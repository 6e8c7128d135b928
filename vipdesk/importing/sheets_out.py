"""XLSX files that people fill in: templates, and rows to mend and import again."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from vipdesk.domain.plain_text import without_controls
from vipdesk.importing.check import Problem
from vipdesk.importing.field import SHAPE_NOTES, Field, Shape
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.table import NOTES_SHEET, REASON_HEADER, Table
from vipdesk.texts import N_, Translate

TEMPLATE_ROWS = 5_000
"""Rows of a template that are formatted as text and offer the words of a choice."""
_REQUIRED = N_("Required: rows are matched by it.")
_COLUMN_WIDTH = 18
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")  # what no sheet may be called
_REASON_WIDTH = 60


def write_template(kind_name: str, path: Path, t: Translate) -> None:
    """An empty file of one kind: headers, text columns, lists of words, notes on each column."""
    import xlsxwriter

    kind = KINDS[kind_name]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(_NO_SHEET_NAME.sub("", t(kind.word.label))[:31])
        head = workbook.add_format({"bold": True, "bg_color": "#EAF0FF", "num_format": "@"})
        text = workbook.add_format({"num_format": "@"})
        notes = workbook.add_worksheet(t(NOTES_SHEET))
        notes.set_column(0, 0, _COLUMN_WIDTH)
        notes.set_column(1, 1, _REASON_WIDTH + _COLUMN_WIDTH)
        required = {keys[0] for keys in kind.required}
        for place, key in enumerate(kind.template):
            note = column_note(kind.field(key), t, required=key in required)
            sheet.set_column(place, place, _COLUMN_WIDTH, text)
            sheet.write_string(0, place, t(kind.field(key).label), head)
            sheet.write_comment(0, place, note, {"x_scale": 2})
            notes.write_row(place, 0, (t(kind.field(key).label), note))
            _offer_words(sheet, place, kind.field(key), t)
        sheet.freeze_panes(1, 0)


def _offer_words(sheet: object, place: int, entry: Field, t: Translate) -> None:
    words = [t(label) for label in entry.labels]
    if entry.shape is Shape.CHOICE and words:
        rule = {"validate": "list", "source": words, "error_type": "warning"}
        sheet.data_validation(1, place, TEMPLATE_ROWS, place, rule)  # type: ignore[attr-defined]


def column_note(entry: Field, t: Translate, *, required: bool) -> str:
    """What a column takes, in one line."""
    parts = [t(_REQUIRED)] if required else []
    parts.append(t(SHAPE_NOTES[entry.shape]))
    if entry.labels:
        parts.append(t(", ").join(t(label) for label in entry.labels))
    return " ".join(parts)


def write_problems(table: Table, problems: Sequence[Problem], path: Path, t: Translate) -> int:
    """The rows that were left out, whole and as text, with a column of reasons in front of none.

    The reasons stand in the last column, which reading leaves out again, so that the mended file
    has the fingerprint of the first and finds its mapping.

    Returns:
        How many rows were written.
    """
    import xlsxwriter

    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    at_number = {number: at for at, number in enumerate(table.numbers)}
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet()
        head = workbook.add_format({"bold": True, "bg_color": "#EAF0FF"})
        plain = workbook.add_format({"num_format": "@"})
        wrong = workbook.add_format({"num_format": "@", "bg_color": "#FFF0EB"})
        for place, header in enumerate((*table.headers, t(REASON_HEADER))):
            sheet.write_string(0, place, without_controls(header), head)
        sheet.set_column(0, len(table.headers) - 1, _COLUMN_WIDTH, plain)
        sheet.set_column(len(table.headers), len(table.headers), _REASON_WIDTH)
        for line, number in enumerate(sorted(by_row), 1):
            columns = {problem.column for problem in by_row[number]}
            for place, cell in enumerate(table.rows[at_number[number]]):
                red = table.headers[place] in columns
                sheet.write_string(line, place, without_controls(cell), wrong if red else plain)
            said = without_controls(reasons(by_row[number], t))
            sheet.write_string(line, len(table.headers), said)
        sheet.freeze_panes(1, 0)
    return len(by_row)


def reasons(problems: Sequence[Problem], t: Translate) -> str:
    """All that is wrong with one row, column by column."""
    colon = t("{column}: {reason}")
    return " ".join(
        colon.format(column=t(problem.column), reason=problem.reason.sentence(t))
        if problem.column
        else problem.reason.sentence(t)
        for problem in problems
    )
