"""Fits a scorecard to a file that says who left and who stayed; needs no book."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from vipdesk import calibration
from vipdesk.calibration.errors import (
    BlankOutcomeError,
    NoColumnError,
    NoLeaversError,
    NoStayersError,
    NoStayWordError,
)
from vipdesk.domain.cells import folded
from vipdesk.domain.scorecard import Calibration, Outcome
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import recognise
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.importing.table import Table
from vipdesk.progress import PartProgress, Progress

READ_SHARE = 0.3  # of the progress
WORDS_TOLD = 12
COLUMNS_TOLD = 60
MOST_WORDS = 60
PERSONAL = (
    *("customer.number", "customer.name", "customer.phone", "customer.id_number"),
    *("customer.address", "customer.contact_name", "customer.email", "customer.wechat"),
    *("account.number", "line.number"),
)
"""Fields of the import that name or number somebody."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows left, and what else is to be heeded.

    Attributes:
        outcome: Header of the column that says it.
        positive: Its word for "left".
        stayed: Its words for "stayed"; empty: every other word.
        key: Header of the column that numbers the rows, if one does.
        keep: Headers of columns that stay although they look made after the fact.
    """

    outcome: str
    positive: str
    stayed: Collection[str] = ()
    key: str | None = None
    keep: Collection[str] = ()


def calibrate_file(
    path: Path, question: Question, progress: Progress, options: ReadOptions | None = None
) -> Calibration:
    """Read a file and fit a scorecard to it; nothing is written anywhere.

    Raises:
        FileError: It can't be read.
        CalibrationError: It can be, but there is no card.
    """
    calibration.ensure_installed()
    table = read_table(path, options, PartProgress(progress, 0, READ_SHARE))
    return calibrate_table(table, question, PartProgress(progress, READ_SHARE, 1))


def calibrate_table(table: Table, question: Question, progress: Progress) -> Calibration:
    """Fit a scorecard to a table that was read.

    Raises:
        CalibrationError: There is no card.
    """
    calibration.ensure_installed()
    from vipdesk.calibration.fit import Sample, fit

    outcome_column = _header(table, question.outcome)
    key = _header(table, question.key) if question.key else None
    keep = [_header(table, name) for name in question.keep]
    outcome, left = _outcome(table, outcome_column, question)
    rows = [row for row, gone in zip(table.rows, left, strict=True) if gone is not None]
    columns = {
        header: [row[at] for row in rows]
        for at, header in enumerate(table.headers)
        if header != outcome_column
    }
    known = [gone for gone in left if gone is not None]
    people = _people(table)
    return fit(Sample(table.source.name, outcome, columns, known, key, people), keep, progress)


def _people(table: Table) -> frozenset[str]:
    """The columns that the import's mapping takes for a name, a number or an address.

    One of few different words is none, whatever it is called.
    """
    found = [recognise(table, kind).columns for kind in KINDS]
    headers = {columns[field] for columns in found for field in PERSONAL if field in columns}
    return frozenset(each for each in headers if len(set(table.column(each))) > MOST_WORDS)


def _header(table: Table, name: str) -> str:
    """The header as the table has it; blanks and case make no difference.

    Raises:
        NoColumnError: There is none.
    """
    wanted = folded(name)
    for header in (*(h for h in table.headers if h == name), *table.headers):
        if folded(header) == wanted:
            return header
    told = ", ".join(table.headers[:COLUMNS_TOLD])
    raise NoColumnError(file=table.source.name, column=name, columns=told)


def _outcome(table: Table, column: str, question: Question) -> tuple[Outcome, list[bool | None]]:
    """Who left; ``None`` for rows that say neither."""
    from vipdesk.calibration.cells import is_blank

    cells = table.column(column)
    counts = Counter(cells)
    words = [word for word, _rows in counts.most_common() if not is_blank(word)]
    said = {word: _says(word, question) for word in words}
    _check(column, question, said)
    stayed = Counter[str]()
    for word in words:
        if said[word] is False:
            stayed[word.strip()] += counts[word]
    left = [said.get(cell) for cell in cells]
    positive = next(word.strip() for word in words if said[word])
    outcome = Outcome(column, positive, dict(stayed.most_common()), left.count(None))
    return outcome, left


def _says(word: str, question: Question) -> bool | None:
    if _same(word, question.positive):
        return True
    if question.stayed and not any(_same(word, each) for each in question.stayed):
        return None
    return False


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same: 1 is 1.0, YES is Yes."""
    from vipdesk.calibration.cells import number

    if folded(one) == folded(other):
        return True
    value = number(one)
    return value is not None and value == number(other)


def _check(column: str, question: Question, said: Mapping[str, bool | None]) -> None:
    told = ", ".join(word.strip() for word in list(said)[:WORDS_TOLD])
    if not said:
        raise BlankOutcomeError(column=column)
    if True not in said.values():
        raise NoLeaversError(column=column, value=question.positive, values=told)
    for word in question.stayed:
        if not any(_same(each, word) for each in said):
            raise NoStayWordError(column=column, value=word, values=told)
    if False not in said.values():
        raise NoStayersError(column=column)
