"""What the book holds of the points of the customers that a file speaks of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from vipdesk.domain.points import Lot
from vipdesk.domain.points_history import History, Step
from vipdesk.services.imports.snapshot import Snapshot, rows_of, rows_read

Key = tuple[int, str, str]
"""Who stands for the customer, side of the row (`SIDES`), month."""

SIDES = {"imported": "earned", "spent": "spent", "opening": "opening"}
"""Kind of an imported entry → field of a row that gives it."""

_ENTRIES = """
    SELECT e.id, e.customer_id, e.kind, e.month, e.occurrence, e.points, e.on_day
    FROM points_entry e WHERE e.customer_id IN ({marks}) AND e.occurrence IS NOT NULL
    ORDER BY e.id
"""
# The last of the reversals of an entry, each taking back the one before.
_CHAINS = """
    WITH RECURSIVE chain (root, id, on_day, length) AS (
        SELECT r.reverses_id, r.id, r.on_day, 1 FROM points_entry r
        WHERE r.reverses_id IS NOT NULL
        UNION ALL
        SELECT c.root, r.id, r.on_day, c.length + 1
        FROM chain c JOIN points_entry r ON r.reverses_id = c.id
    )
    SELECT root, id, on_day, max(length) FROM chain GROUP BY root
"""
_LOTS = """
    SELECT l.customer_id, l.id, l.earned_on, l.expires_on, l.points, l.entry_id, e.kind
    FROM points_lot l JOIN points_entry e ON e.id = l.entry_id WHERE l.customer_id IN ({marks})
"""
_STEPS = """
    SELECT l.customer_id, e.on_day, e.id, d.lot_id, d.points, d.held, h.id, h.until_on
    FROM points_lot l
    JOIN points_draw d ON d.lot_id = l.id
    JOIN points_entry e ON e.id = d.entry_id
    LEFT JOIN points_entry h ON h.id = coalesce(e.hold_id, CASE e.kind WHEN 'hold' THEN e.id END)
    WHERE l.customer_id IN ({marks})
"""


@dataclass(frozen=True, slots=True)
class KnownMovement:
    """An imported entry that is in effect; ``points`` is 0 or more.

    ``last_id`` and ``last_on`` are of the entry that a reversal takes back: its own, or the last
    of those that took it back and brought it back, as undo and redo do.
    """

    id: int
    customer_id: int
    points: int
    last_id: int
    last_on: date


@dataclass(slots=True)
class KnownLots:
    """A customer's lots: their history, entry by lot, and the first day of any movement."""

    history: History
    lot_of: dict[int, int] = field(default_factory=dict)  # entry that made it → lot
    first_day: date = date.max

    @classmethod
    def none(cls) -> "KnownLots":
        """Of a customer without any."""
        return cls(History((), ()))

    def has_lapsed(self, today: date) -> bool:
        """Whether some hold is past its last day: its release may still have to be written."""
        return any(step.until_on and step.until_on < today for step in self.history.steps)


@dataclass(slots=True)
class KnownPoints:
    """Imported entries by key, and the last occurrence that was given for each."""

    movements: dict[Key, list[KnownMovement]]
    occurrences: dict[Key, int]


def imported(connection: Connection, book: Snapshot, owners: Collection[int]) -> KnownPoints:
    """The imported entries of customers, and of those who were merged into them."""
    found = KnownPoints(defaultdict(list), {})
    ids = _with_merged(book, owners)
    chains = {row[0]: row[1:] for row in rows_read(connection, _CHAINS)}
    for entry_id, customer_id, kind, month, occurrence, points, on_day in rows_of(
        connection, _ENTRIES, sorted(ids)
    ):
        key = (ids[customer_id], SIDES[kind], month)
        found.occurrences[key] = max(occurrence, found.occurrences.get(key, 0))
        last_id, last_on, length = chains.get(entry_id, (entry_id, on_day, 0))
        if length % 2 == 0:
            last = last_id, date.fromisoformat(last_on)
            found.movements[key].append(KnownMovement(entry_id, customer_id, abs(points), *last))
    return found


def _with_merged(book: Snapshot, owners: Collection[int]) -> Mapping[int, int]:
    """Customer → who stands for them, for everyone whom one of the owners stands for."""
    ids = {owner: owner for owner in owners}
    for known in book.by_id.values():
        if known.into_id is not None and (standing := book.standing(known.id)) in ids:
            ids[known.id] = standing
    return ids


def lots_of(connection: Connection, owners: Collection[int]) -> dict[int, KnownLots]:
    """The lots of each of the customers that has any."""
    lots: dict[int, list[Lot]] = defaultdict(list)
    found: dict[int, KnownLots] = defaultdict(KnownLots.none)
    ids = sorted(owners)
    for owner, lot_id, earned, last, points, entry_id, kind in rows_of(connection, _LOTS, ids):
        day = date.fromisoformat(earned)
        lots[owner].append(Lot(lot_id, day, date.fromisoformat(last), points, 0))
        found[owner].lot_of[entry_id] = lot_id
        if kind != "opening":
            found[owner].first_day = min(day, found[owner].first_day)
    steps: dict[int, list[Step]] = defaultdict(list)
    for owner, on_day, entry, lot, points, held, hold, until in rows_of(connection, _STEPS, ids):
        until_on = date.fromisoformat(until) if until else None
        step = Step(date.fromisoformat(on_day), entry, lot, points, held, hold, until_on)
        steps[owner].append(step)
    for owner, known in found.items():
        known.history = History.of(lots[owner], steps[owner])
    return dict(found)
