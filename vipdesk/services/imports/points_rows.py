"""Compares movements of points in a file with those of the book, month by month.

A row is known by (customer, month, occurrence): of each customer and month the rows of the file are
matched with the imported entries that stand in the book, equal points with equal points. So two
rows of one month are both kept, and the same file twice changes nothing. Where the book has a row
of such a month that the file does not have, the file is a correction: its month replaces the book's
or is added to it, as a person says.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from vipdesk.domain.months import last_day
from vipdesk.domain.points_plan import rounded
from vipdesk.domain.points_words import MonthAnswer
from vipdesk.errors import VipDeskError
from vipdesk.services.imports.context import Context, FutureDayError, InRecycleBinError
from vipdesk.services.imports.named import Named
from vipdesk.services.imports.points_found import Part, Unit
from vipdesk.services.imports.points_known import Key, KnownMovement, KnownPoints, imported
from vipdesk.services.imports.points_planning import PointsPlanner
from vipdesk.texts import N_

_FIELDS = ("points.earned", "points.spent", "points.opening")


class OtherCustomersLineError(VipDeskError):
    """The row names a customer and a line of another."""

    message = N_("In the book the line of this row belongs to another customer.")


class EarlyEndError(VipDeskError):
    """An award that would end before it is given."""

    message = N_("The last day {last} lies before {day}, on which the points are given.")


class PointsOwners:
    """Finds who stands in the book for the customer that a row names, by number or by a line."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._named = Named(context)

    def of(self, at: int) -> int | None:
        """Their id; None if the row is left out."""
        named = self._named
        try:
            return self._of(at)
        except VipDeskError as error:
            self.context.refuse(at, named.customers[at] or named.lines[at] or "", error)
            return None

    def told_of(self, at: int) -> int | None:
        """The customer of that number itself, who may have been merged into another since."""
        owner, number = self.of(at), self._named.customers[at]
        return self.context.book.customers[number].id if owner and number else owner

    def is_stranger(self, at: int) -> bool:
        """Whether the book does not have the customer of that number."""
        return self._named.customers[at] in self.context.points.strangers

    def _of(self, at: int) -> int | None:
        book, named = self.context.book, self._named
        number = named.customers[at]
        if number and number not in book.customers and book.erased_on(number) is None:
            row = self.context.checked.rows[at]
            self.context.points.strangers.setdefault(number, row)
        customer = named.customer(at, required=True)
        line = named.line(at)
        if at in self.context.refused or (customer is None and line is None):
            return None
        owners = {book.standing(customer.id)} if customer else set()
        if line is not None:
            owners.add(book.standing(line.customer_id))
        if len(owners) > 1:
            raise OtherCustomersLineError
        owner = owners.pop()
        if book.by_id[owner].hidden == "deleted":
            raise InRecycleBinError
        return owner


@dataclass(frozen=True, slots=True)
class _When:
    month: str
    on_day: date


class PointsRows:
    """Gathers what each row earned, spent or had, then compares and plans customer by customer."""

    def __init__(self, context: Context, month: str | None) -> None:
        self.context = context
        self._month = month
        self.owners = PointsOwners(context)
        self._months = context.column("points.month")
        self._days = context.column("points.day")
        self._last_days = context.column("points.expires_on")
        columns = context.checked.columns
        self._values = [(key, columns[key]) for key in _FIELDS if key in columns]
        self._found: dict[Key, list[Part]] = defaultdict(list)
        self._firsts: dict[Key, int] = {}
        self._ends: dict[str, date] = {}

    def note(self, at: int) -> None:
        """Keep what a row says; of a month of zeros only its first row."""
        owner = self.owners.of(at)
        when = self._when(at) if owner is not None else None
        if owner is None or when is None or self._ends_early(at, when.on_day):
            return
        for field, values in self._values:
            points = self._rounded(values[at])
            side = field.partition(".")[2]
            self.context.points.totals[side] += points
            key = (owner, side, when.month)
            self._firsts.setdefault(key, at)
            if points:
                part = Part(at, owner, side, when.month, when.on_day, points, self._last_days[at])
                self._found[key].append(part)

    def compare(self, connection: Connection) -> None:
        """Match everything noted, plan what is new, and note the differences."""
        if not self._firsts:
            return
        owners = {owner for owner, _side, _month in self._firsts}
        known = imported(connection, self.context.book, owners)
        units: dict[int, list[Unit]] = defaultdict(list)
        for key in self._firsts:
            units[key[0]] += self._units(key, self._found.get(key, []), known)
        PointsPlanner(self.context, known).plan(connection, units)

    def _units(self, key: Key, parts: list[Part], known: KnownPoints) -> Iterator[Unit]:
        """What the file would change of one customer's month; nothing of it that is unticked."""
        fresh, gone = _unmatched(parts, known.movements.get(key, []))
        if gone:
            self.context.points.months += 1
        if self.context.points.choices.months is MonthAnswer.ADD:
            gone = []
        for place in range(max(len(fresh), len(gone))):
            part = fresh[place] if place < len(fresh) else None
            former = gone[place] if place < len(gone) else None
            at, number = (part.at, 0) if part else (self._firsts[key], place + 1)
            unit = Unit(at, key, part, former, number)
            if not self._is_skipped(unit):
                yield unit

    def _is_skipped(self, unit: Unit) -> bool:
        number = self.context.book.by_id[unit.key[0]].number
        return (self.context.checked.rows[unit.at], number, unit.field) in self.context.skip

    def _ends_early(self, at: int, on_day: date) -> bool:
        last = self._last_days[at]
        if last is None or last >= on_day:
            return False
        reason = EarlyEndError(last=last, day=on_day)
        self.context.refuse(at, last.isoformat(), reason, "points.expires_on")
        return True

    def _rounded(self, value: int | Decimal | None) -> int:
        found = self.context.points
        points = rounded(value or 0, found.rules.rounding)
        if isinstance(value, Decimal):
            found.fractions += 1
            found.rounding += points - value
        return points

    def _when(self, at: int) -> _When | None:
        """The month and day of a row; a month alone stands for its last day, or for today."""
        today, day = self.context.today, self._days[at]
        month = str(self._months[at] or (f"{day:%Y-%m}" if day else self._month))
        if day is None:
            day = self._ends.get(month) or self._ends.setdefault(month, last_day(month))
            day = today if f"{today:%Y-%m}" == month else day
        if day > today:
            self.context.refuse(at, day.isoformat(), FutureDayError(day=day), "points.day")
            return None
        return _When(month, day)


def _unmatched(
    parts: list[Part], known: list[KnownMovement]
) -> tuple[list[Part], list[KnownMovement]]:
    """The rows that the book does not have, and what it has besides those of the file."""
    if not known:
        return parts, []
    free = list(known)
    fresh: list[Part] = []
    for part in parts:
        same = next((each for each in free if each.points == part.points), None)
        if same is None:
            fresh.append(part)
        else:
            free.remove(same)
    return fresh, free
