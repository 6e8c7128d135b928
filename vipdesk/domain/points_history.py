"""A customer's lots on any day, told from what each movement changed each lot by (rules.md 4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vipdesk.domain.points import Lot


@dataclass(frozen=True, slots=True)
class Step:
    """What one movement changed one lot by.

    Attributes:
        hold_id: The hold that the change belongs to, whose last day is ``until_on``.
    """

    on_day: date
    entry_id: int
    lot_id: int
    points: int = 0
    held: int = 0
    hold_id: int | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Lots as they were awarded, and the steps on them in the order of (day, entry)."""

    lots: tuple[Lot, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, lots: Iterable[Lot], steps: Iterable[Step]) -> "History":
        """Put both in order; of the lots only what was awarded is looked at."""
        return cls(
            tuple(sorted(lots, key=lambda lot: (lot.expires_on, lot.earned_on, lot.id))),
            tuple(sorted(steps, key=lambda step: (step.on_day, step.entry_id))),
        )

    def lots_on(self, on: date) -> list[Lot]:
        """The lots earned by ``on`` as that day left them, soonest last day first.

        A hold whose last day passed counts as released from the day after.
        """
        state = _State()
        for step in self.steps:
            if step.on_day <= on:
                state.take(step)
        held = state.held_on(on)
        return [
            replace(lot, rest=state.rest[lot.id], held=held[lot.id])
            for lot in self.lots
            if lot.earned_on <= on
        ]

    def usable_on(self, on: date) -> list[Lot]:
        """The lots of ``on``; each is free only as far as it is after every later movement, too.

        So a movement that is dated back can't take what was used since.
        """
        least = self._least_free(on)
        return [replace(lot, rest=lot.held + least[lot.id]) for lot in self.lots_on(on)]

    def _least_free(self, on: date) -> dict[int, int]:
        state = _State()
        least: dict[int, int] = {}
        for day, steps in _by_day(self.steps):
            if day > on and not least:
                least = self._free(state, on)
            for step in steps:
                state.take(step)
                if day > on:
                    free = state.rest[step.lot_id] - state.held_on(day)[step.lot_id]
                    least[step.lot_id] = min(least[step.lot_id], free)
        return least or self._free(state, on)

    def _free(self, state: "_State", on: date) -> dict[int, int]:
        held = state.held_on(on)
        return {lot.id: state.rest[lot.id] - held[lot.id] for lot in self.lots}


class _State:
    """Rests of lots, and what each hold has of each, after the steps taken so far."""

    def __init__(self) -> None:
        self.rest: dict[int, int] = defaultdict(int)
        self._held: dict[tuple[int | None, date | None, int], int] = defaultdict(int)

    def take(self, step: Step) -> None:
        self.rest[step.lot_id] += step.points
        if step.held:
            self._held[step.hold_id, step.until_on, step.lot_id] += step.held

    def held_on(self, day: date) -> dict[int, int]:
        """What is held of each lot by holds that are not past their last day."""
        held: dict[int, int] = defaultdict(int)
        for (_hold, until_on, lot_id), points in self._held.items():
            if until_on is None or until_on >= day:
                held[lot_id] += points
        return held


def _by_day(steps: Iterable[Step]) -> Iterator[tuple[date, list[Step]]]:
    days: dict[date, list[Step]] = {}
    for step in steps:
        days.setdefault(step.on_day, []).append(step)
    return iter(days.items())


def next_day(day: date) -> date:
    """The day after; there is none after the last one of the calendar."""
    return day + timedelta(days=1) if day < date.max else day


def lapses_on(until_on: date, last_change: date) -> date:
    """The day on which a hold that nobody ended is released: after its last day and change."""
    return max(next_day(until_on), last_change)
