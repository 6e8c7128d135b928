"""Compares the operator's list of a snapshot with the book: whom it names, and as what.

A row names a line, or a customer of whom all lines count that were on the network on the day; a
fee of the customer's is shared over them in the proportion of their bills. What the list does not
say of a line, its tier, status, plan and owner, is what the book knows of the day. The base fee is
the list's; only where it has no column of fees is it the book's bill of the snapshot's month.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from vipdesk.domain.cohorts import CohortHead, CohortLine, digest, shared
from vipdesk.domain.indicator_words import BaseFee, CohortOrigin
from vipdesk.domain.masking import mask_number
from vipdesk.domain.months import month_of
from vipdesk.errors import VipDeskError
from vipdesk.importing.check import RepeatedRowError
from vipdesk.services.cohort_lines import LineOnDay, base_months, named_lines
from vipdesk.services.cohorts import CohortDraft, CohortRow, FutureCohortError, rows_of_day
from vipdesk.services.imports.cohort_found import CohortPlan, CohortSummary
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.points_rows import PointsOwners
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.store.records import Manager
from vipdesk.texts import N_

FEE = "cohort.fee"


class OtherDayError(VipDeskError):
    """A list is of one day."""

    message = N_("This list is of {day}, and this row of another day. Import it on its own.")


class NotThereError(VipDeskError):
    """A customer without a line that could be counted."""

    message = N_("In the book no line of this customer was on the network on {day}.")


class NoFeeError(VipDeskError):
    """The list has no fees, and the book has no bill."""

    message = N_("The list has no base fees, and the book has no bill of {month} for this line.")


class EmptyFeeError(VipDeskError):
    """The list has fees, but none for this row."""

    message = N_("The base fee is missing.")


@dataclass(frozen=True, slots=True)
class _Named:
    """A row and whom it names; ``line_id`` None: the customer with all lines."""

    at: int
    customer_id: int
    line_id: int | None


class CohortRows:
    """Gathers whom the rows name, then finds how they stood on the day."""

    def __init__(self, context: Context, owners: PointsOwners) -> None:
        self.context = context
        self._owners = owners
        self._numbers = context.column("line.number")
        self._fees = context.checked.columns.get(FEE)
        self._days = context.column("cohort.day")
        self._named: list[_Named] = []
        self._taken: dict[int, int] = {}  # line → row of the file
        self.on_day, self.is_dated = self._day()

    def note(self, at: int) -> None:
        """Keep whom a row names."""
        day = self._days[at]
        if day is not None and day != self.on_day:
            reason = OtherDayError(day=self.on_day.isoformat())
            self.context.refuse(at, day.isoformat(), reason, "cohort.day")
            return
        owner = self._owners.of(at)
        if owner is None:
            return
        number = self._numbers[at]
        line = self.context.book.lines[number] if number else None
        self._named.append(_Named(at, owner, line.id if line else None))

    def compare(self, connection: Connection) -> None:
        """Find everyone as they stood on the day, and whether that is frozen already."""
        if self.context.kind != "cohort":
            return
        if self.on_day > self.context.today:
            raise FutureCohortError(day=self.on_day.isoformat())
        with Session(connection) as session:
            months = base_months(self.on_day, BaseFee.MONTH, 1)
            found = self._on_the_day(session, months)
            rows = self._members(found, _Told(self.context, session))
            self._settle(session, rows)

    def _day(self) -> tuple[date, bool]:
        """The commonest day of the rows, else what was said, else the last quarter's end."""
        days = Counter(day for day in self._days if day is not None)
        if days:
            return days.most_common(1)[0][0], True
        today = self.context.today
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        return self.context.cohort.choices.on_day or first - timedelta(days=1), False

    def _on_the_day(self, session: Session, months: tuple[str, str]) -> dict[int, list[LineOnDay]]:
        """Place of a row → its lines, those of a customer only if they were on the network."""
        lines = {each.line_id for each in self._named if each.line_id is not None}
        customers = {each.customer_id for each in self._named if each.line_id is None}
        by_line: dict[int, LineOnDay] = {}
        by_customer: dict[int, list[LineOnDay]] = {each: [] for each in customers}
        for each in named_lines(session, self.on_day, months, lines, customers):
            by_line[each.line.line_id] = each
            if each.on_network and each.line.customer_id in by_customer:
                by_customer[each.line.customer_id].append(each)
        return {
            each.at: by_customer[each.customer_id]
            if each.line_id is None
            else [by_line[each.line_id]]
            for each in self._named
        }

    def _members(
        self, found: dict[int, list[LineOnDay]], told: "_Told"
    ) -> list[tuple[int, list[CohortLine]]]:
        rows: list[tuple[int, list[CohortLine]]] = []
        for at, lines in found.items():
            try:
                fees = self._fees_of(at, lines)
            except VipDeskError as error:
                self.context.refuse(at, self._who(at)[0], error)
                continue
            rows.append((at, [told.line(at, e.line, f) for e, f in zip(lines, fees, strict=True)]))
        self._told = told
        return rows

    def _fees_of(self, at: int, lines: Sequence[LineOnDay]) -> list[int]:
        """The base fee of each line of a row.

        Raises:
            NotThereError, RepeatedRowError, EmptyFeeError, NoFeeError: The row is left out.
        """
        if not lines:
            raise NotThereError(day=self.on_day.isoformat())
        for each in lines:
            first = self._taken.get(each.line.line_id)
            if first is not None:
                raise RepeatedRowError(row=first, key=self._who(at)[0])
        fees = self._given(at, lines)
        for each in lines:
            self._taken[each.line.line_id] = self.context.checked.rows[at]
        return fees

    def _given(self, at: int, lines: Sequence[LineOnDay]) -> list[int]:
        billed = [each.line.base_fee_fen for each in lines]
        if self._fees is not None:
            if self._fees[at] is None:
                raise EmptyFeeError
            return shared(self._fees[at], billed)
        if not any(each.billed for each in lines):
            raise NoFeeError(month=month_of(self.on_day))
        return billed

    def _who(self, at: int) -> tuple[str, str]:
        """The number by which the row names them, masked if it is a line's, and the name."""
        book, number = self.context.book, self._numbers[at]
        if number:
            owner = book.by_id[book.standing(book.lines[number].customer_id)]
            return mask_number(number), owner.name
        owner_number = self.context.column("customer.number")[at]
        owner = book.by_id[book.standing(book.customers[owner_number].id)]
        return owner.number, owner.name

    def _settle(self, session: Session, rows: list[tuple[int, list[CohortLine]]]) -> None:
        """Say what would be frozen; nothing differs where exactly this is frozen already."""
        context, choices = self.context, self.context.cohort.choices
        members = [line for _at, lines in rows for line in lines]
        others = rows_of_day(session, self.on_day)
        frozen_as = self._frozen_as(members, others)
        if frozen_as is None:
            members = []
            for at, lines in rows:
                total = sum(line.base_fee_fen for line in lines)
                if context.differs(ChangeKind.NEW, at, self._who(at), FEE, None, total):
                    members += lines
            if members:
                context.plan.cohort = CohortPlan(
                    self.on_day, choices.name, choices.unit, tuple(members), self._told.new
                )
        context.cohort.summary = CohortSummary(
            choices,
            self.on_day,
            self.is_dated,
            len(members),
            len({line.customer_id for line in members}),
            sum(line.base_fee_fen for line in members),
            frozen_as,
            tuple(each for each in others if each != frozen_as),
            tuple(self._told.new.values()),
            self._fees is None,
        )

    def _frozen_as(
        self, members: list[CohortLine], others: Sequence[CohortRow]
    ) -> CohortRow | None:
        unit = self.context.cohort.choices.unit
        imported = [each for each in others if each.origin is CohortOrigin.IMPORTED]
        if not imported or not members:
            return None
        draft = CohortDraft(name="", on_day=self.on_day, unit=unit)
        manager_id = self.context.book.manager_id
        head = CohortHead(self.on_day, unit, draft.base, draft.base_months, manager_id)
        whole = digest(head, members)
        return next((each for each in imported if each.digest == whole), None)


class _Told:
    """What the list says of a line beside its fee; the rest is as the book has it."""

    def __init__(self, context: Context, session: Session) -> None:
        self._tiers = context.column("member.tier")
        self._states = context.column("member.status")
        self._plans = context.column("member.plan")
        self._owners = context.column("member.owner")
        self._managers = {
            name.strip(): manager_id
            for manager_id, name in session.execute(
                select(Manager.id, Manager.name).order_by(Manager.id.desc())
            )
        }
        self.new: dict[int, str] = {}

    def line(self, at: int, line: CohortLine, fee_fen: int) -> CohortLine:
        """The member that a line becomes."""
        changes: dict[str, Any] = {"base_fee_fen": fee_fen}
        for name, values in (("tier", self._tiers), ("status", self._states)):
            if values[at] is not None:
                changes[name] = type(getattr(line, name))(values[at])
        if self._plans[at] is not None:
            changes["plan"] = self._plans[at]
        if self._owners[at] is not None:
            changes["owner_id"] = self._owner(self._owners[at])
        return replace(line, **changes)

    def _owner(self, name: str) -> int:
        """The manager of that name; one whom the book does not know gets a number below 0."""
        known = self._managers.get(name)
        if known is None:
            known = self._managers[name] = -1 - len(self.new)
            self.new[known] = name
        return known
