"""Plans a history of points that comes in by file: which lots pay, and what is missing before it.

Spends take their lots day by day, soonest last day first, as `vipdesk.domain.points.plan_spend`
does for one; a whole history of one customer is planned at once, without the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from vipdesk.domain.points import last_day
from vipdesk.domain.points_history import History
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import Rounding

_MODES = {
    Rounding.DOWN: ROUND_DOWN,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_UP,
}


def rounded(points: int | Decimal, mode: str) -> int:
    """Whole points of a number of a file; ``mode`` is one of `Rounding`."""
    if isinstance(points, int):
        return points
    rounding = _MODES[Rounding(mode)]  # type: ignore[call-arg]
    return int(points.quantize(Decimal(1), rounding=rounding))


@dataclass(slots=True)
class Pot:
    """A lot while it is planned on.

    Attributes:
        key: Id of the lot; below 0 for one that is yet to be written.
        changes: (day, change of its free points), in the order of days.
    """

    key: int
    earned_on: date
    expires_on: date
    changes: list[tuple[date, int]]
    rest: int = 0  # after all changes
    last: date = date.min  # day of the last change

    @classmethod
    def new(cls, key: int, points: int, earned_on: date, expires_on: date) -> "Pot":
        """A lot that nothing has drawn on."""
        return cls(key, earned_on, expires_on, [(earned_on, points)], points, earned_on)

    def copy(self) -> "Pot":
        """The same, to be planned on once more."""
        changes = list(self.changes)
        return Pot(self.key, self.earned_on, self.expires_on, changes, self.rest, self.last)

    def free(self, on: date) -> int:
        """What it has at the end of ``on`` and after every later movement."""
        if on >= self.last:
            return self.rest
        left = least = self.rest
        for day, change in reversed(self.changes):
            if day <= on:
                break
            left -= change
            least = min(least, left)
        return least

    def change(self, on: date, points: int) -> None:
        """Note what a movement changes it by; it comes after those of the same day."""
        self.rest += points
        self.last = max(self.last, on)
        at = len(self.changes)
        while at and self.changes[at - 1][0] > on:
            at -= 1
        self.changes.insert(at, (on, points))


def pots_of(history: History) -> list[Pot]:
    """The lots of a customer as the book holds them; what is held isn't free until it is released.

    A hold whose last day passed counts as released from the day after.
    """
    pots = {lot.id: Pot(lot.id, lot.earned_on, lot.expires_on, []) for lot in history.lots}
    open_holds: dict[tuple[int, date], int] = {}
    for step in history.steps:
        pots[step.lot_id].change(step.on_day, step.points - step.held)
        if step.held and step.until_on is not None:
            key = step.lot_id, step.until_on
            open_holds[key] = open_holds.get(key, 0) + step.held
    for (lot_id, until_on), held in open_holds.items():
        if held:
            pots[lot_id].change(until_on + timedelta(days=1), held)
    return list(pots.values())


@dataclass(frozen=True, slots=True)
class Spend:
    """A spend of a file: ``at`` is its row."""

    at: int
    on_day: date
    points: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The least balance before a history that keeps it at 0 or above on every day.

    Its last day is that of the rule, or the last overdrawn day: the operator honoured it then.
    """

    points: int
    on_day: date
    expires_on: date
    at: int  # row of the first spend that needs it


@dataclass(slots=True)
class Planned:
    """Which lots pay each spend.

    Attributes:
        draws: Row of the spend → (key of the lot, points that it takes, below 0).
        short: Row of a spend that can't be paid → what was free on its day.
        opening: What the history needs before it; its lot has the key `OPENING_KEY`.
    """

    draws: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)
    opening: Opening | None = None


OPENING_KEY = -1


def plan_history(
    pots: Sequence[Pot],
    spends: Iterable[Spend],
    first_day: date,
    rules: PointsRules,
    *,
    open_: bool,
) -> Planned:
    """Pay spends in the order of their days, and of their rows within a day.

    Args:
        pots: Every lot, those of the file's awards too; they are left as they are.
        spends: Of the file.
        first_day: Day of the customer's first movement; an opening stands on the day before.
        rules: How long an opening lasts.
        open_: Whether what is missing may come from an opening balance; else such a spend is short.
    """
    ordered = sorted(spends, key=lambda spend: (spend.on_day, spend.at))
    if not open_:
        return _pay([pot.copy() for pot in pots], ordered, whole=True)
    found = _pay([pot.copy() for pot in pots], ordered, whole=False)
    if not found.short:
        return found
    opening = _opening(found.short, ordered, first_day, rules)
    lot = Pot.new(OPENING_KEY, opening.points, opening.on_day, opening.expires_on)
    planned = _pay([lot, *(pot.copy() for pot in pots)], ordered, whole=True)
    planned.opening = opening
    return planned


def _opening(
    short: dict[int, int], spends: Sequence[Spend], first_day: date, rules: PointsRules
) -> Opening:
    """What was missing in all: paying by the soonest last day leaves the least missing."""
    lacking = [spend for spend in spends if spend.at in short]
    points = sum(spend.points - short[spend.at] for spend in lacking)
    on_day = first_day - timedelta(days=1)
    expires_on = max(last_day(on_day, rules), lacking[-1].on_day)
    return Opening(points, on_day, expires_on, lacking[0].at)


def _pay(pots: list[Pot], spends: Sequence[Spend], *, whole: bool) -> Planned:
    """Pay each spend; one that is ``whole`` takes nothing where too little is free."""
    pots.sort(key=lambda pot: (pot.expires_on, pot.earned_on, pot.key < 0, abs(pot.key)))
    planned = Planned()
    for spend in spends:
        day = spend.on_day
        usable = [
            (pot, free)
            for pot in pots
            if pot.earned_on <= day <= pot.expires_on and (free := pot.free(day)) > 0
        ]
        total = sum(free for _pot, free in usable)
        if total < spend.points:
            planned.short[spend.at] = total
            if whole:
                continue
        planned.draws[spend.at] = _take(usable, spend)
    return planned


def _take(usable: Iterable[tuple[Pot, int]], spend: Spend) -> list[tuple[int, int]]:
    draws: list[tuple[int, int]] = []
    due = spend.points
    for pot, free in usable:
        if due == 0:
            break
        taken = min(free, due)
        pot.change(spend.on_day, -taken)
        draws.append((pot.key, -taken))
        due -= taken
    return draws
