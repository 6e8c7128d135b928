"""What the import hands out: frozen rows for the window and the command line."""

import enum
from collections.abc import Mapping as ReadOnlyMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vipdesk.domain.cells import masked_digits
from vipdesk.domain.words import ImportKind
from vipdesk.importing.check import Problem
from vipdesk.importing.mapping import Mapping, Questions
from vipdesk.importing.reader import ReadOptions
from vipdesk.importing.table import Table
from vipdesk.services.imports.cohort_found import CohortSummary
from vipdesk.services.imports.points_found import PointsSummary
from vipdesk.texts import N_, Translate

Place = tuple[int, str, str]
"""Row, number and field key of a difference."""

ProblemRow = Problem
"""One reason why one row is not written: row, column, value, reason."""


class ChangeKind(enum.Enum):
    """What a difference does to the book."""

    NEW = "new"
    CHANGED = "changed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """One short word (a message id)."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    ChangeKind.NEW: N_("Added"),
    ChangeKind.CHANGED: N_("Changed"),
    ChangeKind.STOPPED: N_("Stopped"),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that a column can fill.

    Attributes:
        key: Of `vipdesk.importing.fields.ALL_FIELDS`; a wide column's carries ``@YYYY-MM``.
        label: A message id.
        month: The month that a wide column's header carries.
        required: Rows are matched by it.
        units: Units that the column may be written in, the default first; empty for most.
        is_day: Whether day and month may need telling apart.
        words: Stored word → label (a message id) of a closed vocabulary; empty for most.
    """

    key: str
    label: str
    month: str | None
    required: bool
    units: tuple[str, ...]
    is_day: bool
    words: ReadOnlyMapping[str, str]

    def title(self, t: Translate) -> str:
        """The label in the reader's language, with its month."""
        return f"{t(self.label)} {self.month}" if self.month else t(self.label)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the file.

    Attributes:
        header: Its unique name.
        samples: First different values, personal ones masked.
        key: The field it fills, or ``None``: kept as extra data.
    """

    header: str
    samples: tuple[str, ...]
    key: str | None


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was read, with the mapping that is proposed or was changed.

    Attributes:
        table: The rows; opaque to the window.
        options: How it was read.
        mapping: How its columns fill fields.
        columns: Its columns in their order.
        fields: What a column of this kind can fill.
        questions: What should be answered first.
        remembered: Whether the mapping was kept from an earlier import of such a file.
    """

    table: Table = field(repr=False)
    options: ReadOptions
    mapping: Mapping
    columns: tuple[ColumnView, ...]
    fields: tuple[FieldView, ...]
    questions: Questions
    remembered: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the file and the book differ.

    Attributes:
        id: Its place in the preview; what is left out is named by it.
        kind: What it does.
        row: Row of the file, as a spreadsheet counts.
        number: Of the customer; in a file of lines or bills the line's, masked.
        name: Of the customer.
        key: Field key, empty for a whole new record.
        old: Value in the book, ``None`` where empty.
        new: Value in the file.
    """

    id: int
    kind: ChangeKind
    row: int
    number: str
    name: str
    key: str
    old: Any
    new: Any

    @property
    def place(self) -> Place:
        """What names it in another comparison of the same file."""
        return self.row, self.number, self.key


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the file by what becomes of them; together they are all rows."""

    rows: int
    new: int
    changed: int
    unchanged: int
    problems: int
    places: int = 0

    def to_json(self) -> dict[str, int]:
        """As the batch keeps them."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": self.problems,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing is written yet.

    Attributes:
        examined: The file and its mapping.
        counts: Rows by what becomes of them.
        differences: Every place that would change, in the order of the file.
        problems: Why rows are left out, in the order of the file.
        missing: (id, number, name) of customers that the file no longer holds; never deleted.
        missing_count: How many they are; the list may be shorter.
        older_balances: Balances kept as history only, since the book knows newer ones.
        planless_fees: Monthly fees of lines without a plan, which nothing keeps.
        later_dates: Ending dates that would move later: renewals, or corrections.
        later_date: What the settings make of these: "ask", "renewal" or "correction".
        points: Figures of a file of points that move, and what was said of it.
        cohort: Figures of the list of a snapshot, and what was said of it.
        seconds: How long reading and comparing took.
        entry_id: The last journal entry that the comparison knew.
        found: The comparison, ready to be written; opaque to the window.
    """

    examined: Examined
    counts: Counts
    differences: tuple[Difference, ...] = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    missing: tuple[tuple[int, str, str], ...] = field(repr=False)
    missing_count: int
    older_balances: int
    planless_fees: int
    later_dates: int
    later_date: str
    points: PointsSummary | None
    cohort: CohortSummary | None
    seconds: float
    entry_id: int
    found: Any = field(repr=False)

    def summary(self, t: Translate) -> dict[str, Any]:
        """Plain values for the command line: kind, encoding, counts, problems, seconds."""
        return {
            "kind": self.examined.mapping.kind,
            "encoding": self.examined.table.source.encoding,
            "sheet": self.examined.table.source.sheet,
            "other_sheets": list(self.examined.table.source.unread),
            **self.counts.to_json(),
            "older_balances": self.older_balances,
            "planless_fees": self.planless_fees,
            **({"points": self.points.to_json()} if self.points else {}),
            **({"cohort": self.cohort.to_json()} if self.cohort else {}),
            "problems": [
                {
                    "row": problem.row,
                    "column": t(problem.column),
                    "value": masked_digits(problem.value),
                    "reason": problem.reason.sentence(t),
                }
                for problem in self.problems
            ],
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a commit wrote.

    Attributes:
        batch_id: The import, or ``None`` where nothing was written.
        entry_id: Its journal entry, to take it back.
        new: Records that were added (customers, lines or months, by the kind).
        changed: Rows that changed something.
        seconds: How long writing took.
        cohort_id: The snapshot that was frozen.
    """

    batch_id: int | None
    entry_id: int | None
    new: int
    changed: int
    seconds: float
    cohort_id: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One past import; ``imported_at`` is in the zone of the book."""

    id: int
    kind: ImportKind
    file_name: str
    imported_at: datetime
    counts: ReadOnlyMapping[str, int]
    entry_id: int | None

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back; a snapshot that was frozen stays."""
        return self.entry_id is not None and self.kind is not ImportKind.COHORT
