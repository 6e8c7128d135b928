"""Compares the operator's list of points balances with those of the book, by customer and day.

A balance is kept with the customer whom the list names, also where they were merged since: the list
goes on naming both, and what the two have is compared with what the one who stands for them has.
"""

from datetime import date

from sqlalchemy import Connection

from vipdesk.domain.points_plan import rounded
from vipdesk.importing.check import RepeatedRowError
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.points_rows import PointsOwners
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import rows_of

_KNOWN = "SELECT customer_id, as_of, id, points FROM operator_points WHERE customer_id IN ({marks})"


class OperatorBalances:
    """Gathers what the list says of each customer and day; two rows of one day must agree."""

    def __init__(self, context: Context, owners: PointsOwners) -> None:
        self.context = context
        self._owners = owners
        self._points = context.column("points.balance")
        self._days = context.column("points.as_of")
        self._found: dict[tuple[int, str], tuple[int, int]] = {}

    def note(self, at: int, as_of: str) -> None:
        """Keep what a row says; one without a day of its own stands for ``as_of``."""
        owner, found = self._owners.told_of(at), self.context.points
        own: date = self._days[at] or found.choices.as_of or date.fromisoformat(as_of)
        day, points = own.isoformat(), rounded(self._points[at], found.rules.rounding)
        unknown = found.lists.setdefault(day, [0, 0])
        if owner is None:
            if self._owners.is_stranger(at):
                unknown[:] = unknown[0] + 1, unknown[1] + points
            return
        found.as_of = max(own, found.as_of or own)
        first, said = self._found.setdefault((owner, day), (at, points))
        if said != points:
            number = self.context.book.by_id[owner].number
            row = self.context.checked.rows[first]
            self.context.refuse(at, number, RepeatedRowError(row=row, key=number))

    def compare(self, connection: Connection) -> None:
        """Add what the book does not have, change what it has otherwise."""
        owners = sorted({owner for owner, _day in self._found})
        known = {
            (owner, day): (row_id, points)
            for owner, day, row_id, points in rows_of(connection, _KNOWN, owners)
        }
        context = self.context
        for (owner, day), (at, points) in self._found.items():
            who = (context.book.by_id[owner].number, context.book.by_id[owner].name)
            row_id, before = known.get((owner, day), (0, None))
            if before == points:
                continue
            kind = ChangeKind.NEW if before is None else ChangeKind.CHANGED
            if not context.differs(kind, at, who, f"points.balance@{day}", before, points):
                continue
            if before is None:
                context.plan.insert("operator_points", owner, day, points, context.batch_id)
            else:
                context.plan.update("operator_points", "points", points, row_id)
