"""What a file would change in the book, gathered row by row: differences, problems, a plan."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vipdesk.errors import VipDeskError
from vipdesk.importing.check import Checked, Problem
from vipdesk.services.case_dates import Move
from vipdesk.services.imports.cohort_found import CohortFound
from vipdesk.services.imports.plan import Plan
from vipdesk.services.imports.points_found import PointsFound
from vipdesk.services.imports.rows import ChangeKind, Difference, Place
from vipdesk.services.imports.snapshot import Snapshot
from vipdesk.texts import N_

EXTRA_KEY = "extra"
"""Key of the difference in columns that no field takes."""


class InRecycleBinError(VipDeskError):
    """The customer was deleted; an import does not bring anyone back."""

    message = N_("This customer is in the recycle bin. Restore the customer first.")


class DeletedOnRequestError(VipDeskError):
    """The customer asked to be deleted; an import does not bring them back unasked."""

    message = N_(
        "This customer was deleted on request on {day}. Nothing about them is taken in; if they "
        "came back by their own will, add them as a new customer first."
    )


class UnknownLineError(VipDeskError):
    """A bill for a line that the book does not have."""

    message = N_("There is no line with this number in the book. Import the lines first.")


class NoCustomerError(VipDeskError):
    """A new line whose customer the book does not have."""

    message = N_("There is no customer with this number in the book. Import the customers first.")


class FutureDayError(VipDeskError):
    """A payment, a balance or a complaint of a day that is still to come."""

    message = N_("{day} is still to come. Check whether day and month are the right way round.")


@dataclass
class Context:
    """What every step of a comparison needs.

    Attributes:
        checked: The typed rows.
        book: The book as it stands.
        kind: Name of the kind of file.
        today: Day of the book, on which histories take effect and are recorded.
        now: Instant in UTC as the store writes it.
        batch_id: Of the import.
        skip: Places that are not to be written; ids would move where one is left out.
        named_by: Fields that name a row, the best first.
        headers: Field key → header of the column that fills it.
        line_kind: Kind of lines whose numbers were generated; ``None`` tells it by the number.
        older: Balances that are kept as history, since the book knows newer ones.
        planless: Monthly fees of lines without a plan, which nothing keeps.
        points: What a file of points says in all.
        cohort: What the list of a snapshot says in all.
        moves: Ending dates that give way to others.
    """

    checked: Checked
    book: Snapshot
    kind: str
    today: date
    now: str
    batch_id: int
    skip: frozenset[Place]
    named_by: tuple[str, ...]
    headers: Mapping[str, str]
    line_kind: str | None = None
    older: int = 0
    planless: int = 0
    moves: list[Move] = field(default_factory=list)
    points: PointsFound = field(default_factory=PointsFound)
    cohort: CohortFound = field(default_factory=CohortFound)
    plan: Plan = field(default_factory=Plan)
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    row_kinds: dict[int, ChangeKind | None] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    @property
    def day(self) -> str:
        """Today as the store writes it."""
        return self.today.isoformat()

    def column(self, key: str) -> list[Any]:
        """The values of a field, or empty ones."""
        return self.checked.columns.get(key) or [None] * len(self.checked.rows)

    def differs(
        self, kind: ChangeKind, at: int, who: tuple[str, str], key: str, old: Any, new: Any
    ) -> bool:
        """Note a difference; False where it is not to be written."""
        found = Difference(
            len(self.differences), kind, self.checked.rows[at], who[0], who[1], key, old, new
        )
        self.differences.append(found)
        if self.row_kinds.get(at) is not ChangeKind.NEW:
            self.row_kinds[at] = kind
        return found.place not in self.skip

    def refuse_deleted(self, at: int, number: str) -> bool:
        """Leave a row out whose customer, unknown to the book, was deleted on request."""
        day = self.book.erased_on(number)
        if day is not None:
            self.refuse(at, number, DeletedOnRequestError(day=day))
        return day is not None

    def refuse(self, at: int, value: str, reason: VipDeskError, key: str = "") -> None:
        """Leave a row out with a reason; ``value`` is of the field ``key``, else names the row."""
        header = self.headers.get(key or self._named_by(at, value), "")
        self.problems.append(Problem(self.checked.rows[at], header, value, reason))
        self.refused.add(at)

    def _named_by(self, at: int, value: str) -> str:
        """The field whose cell is ``value``, else the best that names a row."""
        given = [key for key in self.named_by if key in self.headers]
        columns = self.checked.columns
        same = (key for key in given if key in columns and columns[key][at] == value)
        return next(same, given[0] if given else "")


def stored(value: Any) -> Any:
    """A typed value as the store writes it."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def compare_extra(
    context: Context, at: int, who: tuple[str, str], table: str, row_id: int, old: str | None
) -> None:
    """Columns that no field takes: those of this file replace their old values, others stay."""
    cells = context.checked.extra[at]
    if not cells or cells == "{}":
        return
    before: dict[str, str] = json.loads(old) if old else {}
    new = {header: cell for header, cell in json.loads(cells).items() if before.get(header) != cell}
    if not new:
        return
    shown = {header: before.get(header) for header in new}
    if context.differs(ChangeKind.CHANGED, at, who, EXTRA_KEY, shown, new):
        merged = json.dumps(before | new, ensure_ascii=False)
        context.plan.update(table, "extra", merged, row_id)
