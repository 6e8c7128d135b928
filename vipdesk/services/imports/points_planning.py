"""Plans what a file of points writes: which entries are reversed, which lots pay which spend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from vipdesk.domain.points import InsufficientPointsError, Movement, last_day
from vipdesk.domain.points_plan import (
    OPENING_KEY,
    Opening,
    Planned,
    Pot,
    Spend,
    plan_history,
    pots_of,
)
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import VipDeskError
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.points_found import Part, Unit
from vipdesk.services.imports.points_known import Key, KnownLots, KnownPoints, lots_of
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.texts import N_, language, translator

_KINDS = {
    "earned": EntryKind.IMPORTED,
    "spent": EntryKind.SPENT,
    "opening": EntryKind.OPENING,
}
_AWARDS = ("earned", "opening")
_NOTE = N_("Least opening balance for an imported history")


class UsedAwardError(VipDeskError):
    """A month can't be replaced: what it gave is spent."""

    message = N_(
        "This month can't be replaced: of the {points} points that it gave in the book, {free} are "
        "free and the others are spent or held. Add the difference instead, or reverse the spends."
    )


@dataclass(slots=True)
class _Work:
    """One customer's lots and movements while they are planned."""

    pots: list[Pot]
    units: list[Unit] = field(default_factory=list)
    reversals: list[tuple[Unit, list[tuple[int, int]]]] = field(default_factory=list)
    keys: dict[int, int] = field(default_factory=dict)  # place in ``units`` → key of its lot


class PointsPlanner:
    """Goes through the customers of a file; what can't be written is refused with its figures."""

    def __init__(self, context: Context, known: KnownPoints) -> None:
        self.context = context
        self._found = context.points
        self._occurrences = known.occurrences
        self._written: list[tuple[int, ChangeKind, int, str, int | None, int | None]] = []
        self._note = translator(language())(_NOTE)

    def plan(self, connection: Connection, units: Mapping[int, list[Unit]]) -> None:
        """Plan the customers one by one, then note every difference in the order of the file."""
        busy = {owner: each for owner, each in units.items() if each}
        lots = lots_of(connection, busy)
        for owner, each in busy.items():
            self._plan_one(owner, each, lots.get(owner) or KnownLots.none())
        book = self.context.book
        for at, kind, owner, key, old, new in sorted(self._written, key=lambda row: row[0]):
            who = (book.by_id[owner].number, book.by_id[owner].name)
            self.context.differs(kind, at, who, key, old, new)

    def _plan_one(self, owner: int, units: Sequence[Unit], known: KnownLots) -> None:
        """Plan one customer; a row that can't be written is left out whole, and the rest anew."""
        refused = self.context.refused
        while True:
            units = [unit for unit in units if unit.at not in refused]
            work = self._reversed(units, known)
            if any(unit.at in refused for unit in units):
                continue
            planned = self._paid(owner, work, known)
            if planned is not None:
                self._write(owner, work, planned, known)
                return

    def _paid(self, owner: int, work: _Work, known: KnownLots) -> Planned | None:
        """Which lots pay the spends; None if some had to be refused."""
        spends = [
            Spend(unit.at, unit.part.on_day, unit.part.points)
            for unit in work.units
            if unit.part and unit.part.side == "spent"
        ]
        self._add_awards(work)
        days = [unit.part.on_day for unit in work.units if unit.part]
        basis = work.pots, spends, min([known.first_day, *days]), self._found.rules
        planned = plan_history(*basis, open_=True)
        if planned.opening is not None:
            taken = self._takes(owner, planned.opening)
            if taken or owner not in self._found.openings:
                self._found.openings[owner] = planned.opening.points
            if not taken:
                planned = plan_history(*basis, open_=False)
        for spend in spends:
            if spend.at in planned.short:
                free = planned.short[spend.at]
                reason = InsufficientPointsError(needed=spend.points, available=free)
                self.context.refuse(spend.at, f"{spend.points:,}", reason, "points.spent")
        return None if planned.short else planned

    def _takes(self, owner: int, opening: Opening) -> bool:
        if self._found.choices.openings is False:
            return False
        row, number = self.context.checked.rows[opening.at], self.context.book.by_id[owner].number
        return (row, number, _opening_key(opening)) not in self.context.skip

    def _reversed(self, units: Sequence[Unit], known: KnownLots) -> _Work:
        """Take back former entries, spends first; one whose points are used stays as it is."""
        pots = {pot.key: pot for pot in pots_of(known.history)}
        work = _Work([])
        for unit in sorted(units, key=lambda unit: unit.key[1] in _AWARDS):
            former = unit.former
            if former is None:
                work.units.append(unit)
                continue
            draws = [
                (step.lot_id, -step.points)
                for step in known.history.steps
                if step.entry_id == former.id
            ]
            if unit.key[1] in _AWARDS:
                lot_id = known.lot_of[former.id]
                free = pots[lot_id].free(former.last_on)
                if free < former.points:
                    reason = UsedAwardError(points=f"{former.points:,}", free=f"{max(0, free):,}")
                    self.context.refuse(unit.at, f"{former.points:,}", reason)
                    continue
            for lot_id, points in draws:
                pots[lot_id].change(former.last_on, points)
            work.reversals.append((unit, draws))
            work.units.append(unit)
        work.pots = list(pots.values())
        return work

    def _add_awards(self, work: _Work) -> None:
        for place, unit in enumerate(work.units):
            part = unit.part
            if part is not None and part.side in _AWARDS:
                key = work.keys[place] = OPENING_KEY - 1 - len(work.keys)
                last = part.expires_on or last_day(part.on_day, self._found.rules)
                work.pots.append(Pot.new(key, part.points, part.on_day, last))

    def _write(self, owner: int, work: _Work, planned: Planned, known: KnownLots) -> None:
        plan = self.context.plan.points
        plan.reversals += [(unit.former, draws) for unit, draws in work.reversals if unit.former]
        if known.has_lapsed(self.context.today):
            plan.lapsed.append(owner)
        if planned.opening is not None:
            self._write_opening(owner, planned.opening)
        for place, unit in enumerate(work.units):
            if unit.part is not None:
                movement = self._movement(unit.key, unit.part)
                if place in work.keys:
                    plan.awards.append((owner, work.keys[place], movement))
                else:
                    plan.spends.append((movement, planned.draws[unit.at]))
            self._differs(owner, unit)

    def _movement(self, key: Key, part: Part) -> Movement:
        occurrence = self._occurrences[key] = self._occurrences.get(key, 0) + 1
        is_award = part.side in _AWARDS
        last = part.expires_on or last_day(part.on_day, self._found.rules) if is_award else None
        return Movement(
            part.owner,
            _KINDS[part.side],
            part.on_day,
            points=part.points,
            expires_on=last,
            month=part.month,
            occurrence=occurrence,
            batch_id=self.context.batch_id,
        )

    def _write_opening(self, owner: int, opening: Opening) -> None:
        movement = Movement(
            owner,
            EntryKind.OPENING,
            opening.on_day,
            points=opening.points,
            expires_on=opening.expires_on,
            note=self._note,
            batch_id=self.context.batch_id,
        )
        self.context.plan.points.awards.append((owner, OPENING_KEY, movement))
        self._written.append(
            (opening.at, ChangeKind.NEW, owner, _opening_key(opening), None, opening.points)
        )

    def _differs(self, owner: int, unit: Unit) -> None:
        old = unit.former.points if unit.former else None
        new = unit.part.points if unit.part else None
        kind = ChangeKind.CHANGED
        if old is None or new is None:
            kind = ChangeKind.NEW if old is None else ChangeKind.STOPPED
        self._written.append((unit.at, kind, owner, unit.field, old, new))


def _opening_key(opening: Opening) -> str:
    return f"points.opening@{opening.on_day}"
