"""The ledger told naively: every figure is a sum over all that ever happened."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """What an entry changed one lot by."""

    lot: int
    points: int
    held: int


@dataclass(frozen=True)
class Entry:
    """One movement; ``hold`` is the id of the hold that it belongs to."""

    id: int
    on: date
    parts: tuple[Part, ...]
    hold: int | None = None


@dataclass
class Lot:
    """What an award gave; its owner changes by a merge."""

    id: int
    owner: int
    points: int
    earned: date
    last: date


@dataclass
class Model:
    """Two customers' points in lists."""

    lots: dict[int, Lot] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    ends: dict[int, date | None] = field(default_factory=dict)  # hold → its last day
    reversed: dict[int, int] = field(default_factory=dict)  # entry → what reversed it

    def rest(self, lot: int, on: date) -> int:
        """Sum of everything up to the end of a day."""
        return sum(part.points for entry, part in self._parts(lot) if entry.on <= on)

    def held(self, lot: int, on: date) -> int:
        """The same of what is held by holds that are not past their last day."""
        return sum(
            part.held
            for entry, part in self._parts(lot)
            if entry.on <= on and not self._over(entry.hold, on)
        )

    def figures(self, owner: int, on: date) -> tuple[int, int]:
        """Total and held."""
        total = held = 0
        for lot in self._of(owner):
            held += self.held(lot.id, on)
            total += self.rest(lot.id, on) if on <= lot.last else self.held(lot.id, on)
        return total, held

    def rests(self, owner: int, on: date) -> list[int]:
        """Of each lot that is earned by then."""
        return [self.rest(lot.id, on) for lot in self._of(owner) if lot.earned <= on]

    def pay(self, owner: int, points: int, on: date) -> list[Part] | int:
        """What a spend takes; or how much there is, where that is too little."""
        parts, due = [], points
        for lot in self._of(owner):
            if lot.earned <= on <= lot.last and (taken := min(due, self._least(lot.id, on))) > 0:
                parts.append(Part(lot.id, -taken, 0))
                due -= taken
        return parts if due == 0 else points - due

    def lapsed(self, owner: int, today: date) -> Iterator[tuple[date, int, tuple[Part, ...]]]:
        """Holds on the owner's lots that nobody ended: day of release, hold, and what they hold."""
        own = {lot.id for lot in self._of(owner)}
        for hold in self.ends:
            parts, end = self.left(hold), self.ends[hold]
            if end and end < today and own & {part.lot for part in parts}:
                yield max(end + DAY, self.changed(hold)), hold, tuple(_minus(parts))

    def left(self, hold: int) -> list[Part]:
        """What a hold still holds, by lot."""
        held: dict[int, int] = {}
        for entry in self.entries.values():
            if entry.hold == hold:
                for part in entry.parts:
                    held[part.lot] = held.get(part.lot, 0) + part.held
        return [Part(lot, 0, points) for lot, points in sorted(held.items()) if points]

    def changed(self, hold: int) -> date:
        """The last day on which anything happened to a hold."""
        return max(entry.on for entry in self.entries.values() if entry.hold == hold)

    def why_not(self, entry: Entry, today: date) -> str | None:
        """What keeps an entry from being reversed."""
        chain = self.chain(entry)
        if len(chain) % 2 == 0:
            return "ReversedAlreadyError"
        entry = chain[-1]
        left = {part.lot: part.held for part in self.left(entry.hold)} if entry.hold else {}
        if any(part.held > max(0, left.get(part.lot, 0)) for part in entry.parts):
            return "HoldUsedError"
        for part in entry.parts:
            raw_held = sum(each.held for _entry, each in self._parts(part.lot))
            if self.rest(part.lot, today) - raw_held < part.points - part.held:
                return "PointsSpentError"
        return None

    def chain(self, entry: Entry) -> list[Entry]:
        """An entry, what reversed it, what reversed that, and so on."""
        found = [entry]
        while found[-1].id in self.reversed:
            found.append(self.entries[self.reversed[found[-1].id]])
        return found

    def reverse(self, entry: Entry, id_: int, today: date) -> Entry:
        """The opposite of the last of its chain, on today."""
        last = self.chain(entry)[-1]
        opposite = replace(last, id=id_, on=today, parts=tuple(_minus(last.parts)))
        self.entries[id_] = opposite
        self.reversed[last.id] = id_
        return opposite

    def worst(self, today: date) -> Iterator[tuple[int, int, int]]:
        """Rest, held and award of each lot after each entry."""
        for lot in self.lots.values():
            ids = sorted(self.entries, key=lambda id_: (self.entries[id_].on, id_))
            rest = 0
            for id_ in ids:
                entry = self.entries[id_]
                rest += sum(part.points for part in entry.parts if part.lot == lot.id)
                yield rest, self.held(lot.id, today), lot.points

    def _least(self, lot: int, on: date) -> int:
        """Free at the end of a day, or after any later entry, whichever is least."""
        later = [entry for entry, _part in self._parts(lot) if entry.on > on]
        frees = [self.rest(lot, on) - self.held(lot, on)]
        for at in later:
            upto = [
                (entry, part)
                for entry, part in self._parts(lot)
                if (entry.on, entry.id) <= (at.on, at.id)
            ]
            rest = sum(part.points for _entry, part in upto)
            held = sum(part.held for entry, part in upto if not self._over(entry.hold, at.on))
            frees.append(rest - held)
        return min(frees)

    def _over(self, hold: int | None, on: date) -> bool:
        end = self.ends.get(hold) if hold else None
        return end is not None and end < on

    def _parts(self, lot: int) -> Iterator[tuple[Entry, Part]]:
        for entry in self.entries.values():
            yield from ((entry, part) for part in entry.parts if part.lot == lot)

    def _of(self, owner: int) -> list[Lot]:
        lots = (lot for lot in self.lots.values() if lot.owner == owner)
        return sorted(lots, key=lambda lot: (lot.last, lot.earned, lot.id))


def _minus(parts: list[Part] | tuple[Part, ...]) -> Iterator[Part]:
    return (Part(part.lot, -part.points, -part.held) for part in parts)
