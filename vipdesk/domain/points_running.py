"""A customer's movements with the balance after each, and what expired among them (rules.md 4).

Expiry and the end of a hold are computed from the day: they stand in their place whether or not
anybody looked at the book on that day.
"""

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.points_history import History, next_day

Change = tuple[int, int, int]  # lot, change of its rest, change of what is held of it


class What(enum.Enum):
    """What made a row."""

    MOVEMENT = "movement"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # a hold that nobody ended by its last day


@dataclass(frozen=True, slots=True)
class Running:
    """What changed the figures, and the figures after it.

    Attributes:
        entry_id: The movement; of a lapse its hold; None where points expired.
        points: Change of the total.
        held: Change of what is held.
    """

    on_day: date
    what: What
    entry_id: int | None
    points: int
    held: int
    total: int
    held_after: int

    @property
    def available(self) -> int:
        """What a spend could take after it."""
        return self.total - self.held_after


def running(history: History, on: date) -> list[Running]:
    """Every row up to the end of day ``on``, oldest first.

    On one day holds lapse first, then points expire, then movements stand in the order of their
    ids. What a movement gives to a lot past its last day is expired in the row after it. The
    written release of a hold that has lapsed changes nothing any more and makes no row.
    """
    sweep = _Sweep(history)
    for day in sorted(sweep.days()):
        if day <= on:
            sweep.open(day)
    return sweep.rows


class _Sweep:
    """Goes through the days, and keeps rests, holds and which lots are past their last day."""

    def __init__(self, history: History) -> None:
        self.rows: list[Running] = []
        self._entries: dict[date, dict[int, list[Change]]] = defaultdict(lambda: defaultdict(list))
        self._lapses: dict[date, dict[int, dict[int, int]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(int))
        )
        self._last_days: dict[date, list[int]] = defaultdict(list)
        self._rest: dict[int, int] = defaultdict(int)
        self._held: dict[int, int] = defaultdict(int)
        self._gone: set[int] = set()
        self._total = self._held_in_all = 0
        for lot in history.lots:
            self._last_days[next_day(lot.expires_on)].append(lot.id)
        for step in history.steps:
            over = step.until_on is not None and step.on_day > step.until_on
            change = (step.lot_id, step.points, 0 if over else step.held)
            self._entries[step.on_day][step.entry_id].append(change)
            if step.hold_id is not None and step.until_on is not None and not over:
                self._lapses[next_day(step.until_on)][step.hold_id][step.lot_id] += step.held

    def days(self) -> set[date]:
        """The days on which anything changes."""
        return {*self._entries, *self._lapses, *self._last_days}

    def open(self, day: date) -> None:
        """Take everything of one day; days come in order."""
        for hold_id, lots in self._lapses.get(day, {}).items():
            self._take(day, What.LAPSED, hold_id, [(lot, 0, -n) for lot, n in lots.items()])
        lots_gone = self._last_days.get(day, ())
        self._expire(day, sum(self._rest[lot] - self._held[lot] for lot in lots_gone))
        self._gone.update(lots_gone)
        for entry_id, changes in self._entries.get(day, {}).items():
            self._take(day, What.MOVEMENT, entry_id, changes)

    def _take(self, day: date, what: What, entry_id: int, changes: Iterable[Change]) -> None:
        """Of lots past their last day only what is held still counts."""
        points = held = expired = 0
        for lot_id, of_rest, of_held in changes:
            self._rest[lot_id] += of_rest
            self._held[lot_id] += of_held
            points, held = points + of_rest, held + of_held
            if lot_id in self._gone:
                expired += of_rest - of_held
        if points or held:
            self._add(day, what, entry_id, points, held)
        self._expire(day, expired)

    def _expire(self, day: date, points: int) -> None:
        if points:
            self._add(day, What.EXPIRED, None, -points, 0)

    def _add(self, day: date, what: What, entry_id: int | None, points: int, held: int) -> None:
        self._total += points
        self._held_in_all += held
        figures = (self._total, self._held_in_all)
        self.rows.append(Running(day, what, entry_id, points, held, *figures))
