"""Points that are earned by rule: of the bills of a month, and of anniversaries (rules.md 4).

Every award bears its source (``bill:<month>:<line>``, ``anniversary:<years>:<customer>``). What
stands under a source is compared with what the rule gives, so doing it twice changes nothing, and
a bill that was corrected since is made good by the difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import last_day as last_day_of
from vipdesk.domain.months import month_of, whole_months
from vipdesk.domain.points import Draw, Movement, factor_of, last_day, points_of_bill
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.points_book import NOT_IN_EFFECT
from vipdesk.services.settings import points_rules_in_force
from vipdesk.store import journal, ledger
from vipdesk.store.book import Store
from vipdesk.store.deriving.scope import OURS
from vipdesk.store.in_force import current
from vipdesk.store.records import Manager
from vipdesk.texts import N_

CHANGED = frozenset({Area.POINTS, Area.CUSTOMERS, Area.JOURNAL})
AT_ONCE = 5_000
YEAR = 12
_TIERS = {str(each): each for each in Tier}

_BILLS = f"""
SELECT b.line_id, a.customer_id, b.fee_fen,
    coalesce({current("tier_history", "tier", "a.customer_id", day=":day")}, 'ordinary')
FROM bill b JOIN line l ON l.id = b.line_id JOIN account a ON a.id = l.account_id
    JOIN customer_summary c ON c.customer_id = a.customer_id AND {OURS}
WHERE b.month = :month ORDER BY a.customer_id, b.line_id
"""
_STANDING = f"""
SELECT e.source, sum(e.points) FROM points_entry e
WHERE e.source >= :first AND e.source < :last AND e.id NOT IN ({NOT_IN_EFFECT})
GROUP BY e.source
"""
_LOTS_OF = f"""
SELECT r.lot_id, r.rest - r.held, r.expires_on FROM points_entry e
JOIN points_lot l ON l.entry_id = e.id JOIN points_rest r ON r.lot_id = l.id
WHERE e.source = :source AND r.rest > r.held AND e.id NOT IN ({NOT_IN_EFFECT})
ORDER BY r.expires_on DESC, r.lot_id DESC
"""
_JOINED = f"""
SELECT c.customer_id, c.joined_on FROM customer_summary c
WHERE c.joined_on IS NOT NULL AND {OURS} ORDER BY c.customer_id
"""


class FutureMonthError(VipDeskError):
    """A month that has not begun."""

    message = N_("{month} has not begun: there are no bills to award points for.")


@dataclass(frozen=True, slots=True)
class Due:
    """What a source should have earned, and what stands under it."""

    source: str
    customer_id: int
    line_id: int | None
    month: str | None
    on_day: date
    points: int
    standing: int

    @property
    def change(self) -> int:
        """Points to be added, or below 0 taken back."""
        return self.points - self.standing


@dataclass(frozen=True, slots=True)
class Earned:
    """What an award by rule does, or did.

    Attributes:
        awards: How many sources get points, ``points`` in all.
        lowered: How many lose some, since their bill was corrected; ``taken`` in all.
        unchanged: How many have what they should.
        short: Sources whose points can't be taken back: they are spent or held, and stay.
    """

    awards: int
    points: int
    lowered: int
    taken: int
    unchanged: int
    short: tuple[Due, ...]


class EarningService:
    """Each award is one action, undone by its reversal."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def today(self) -> date:
        """The book's day."""
        return self._store.today()

    def preview_bills(self, month: str) -> Earned:
        """What `award_bills` would do.

        Raises:
            FutureMonthError: The month has not begun.
        """
        with self._store.read() as session:
            return _counted(session, self._bills(session, month))

    def award_bills(self, month: str, progress: Progress | None = None) -> Saved[Earned]:
        """Award the points of a month's bills, by the tier of its last day.

        Raises:
            FutureMonthError: The month has not begun; nothing is changed.
        """
        return self._award("points.award_bills", self._bills, EntryKind.BILL, month, progress)

    def preview_anniversaries(self) -> Earned:
        """What `award_anniversaries` would do."""
        with self._store.read() as session:
            return _counted(session, self._anniversaries(session, ""))

    def award_anniversaries(self, progress: Progress | None = None) -> Saved[Earned]:
        """Award the points of the anniversaries of this year up to today, as the settings say †."""
        code = "points.award_anniversaries"
        return self._award(code, self._anniversaries, EntryKind.ANNIVERSARY, "", progress)

    def _award(
        self, code: str, find: Any, kind: EntryKind, month: str, progress: Progress | None
    ) -> Saved[Earned]:
        progress = progress or NoProgress()
        with self._store.read() as session:
            due = list(find(session, month))
            n = sum(each.change > 0 for each in due)
        with self._store.action(code, bulk=True, n=n) as session:
            rules = points_rules_in_force(session)
            done = _counted(session, due)
            moved = list(_movements(session, due, kind, rules, self._store.today()))
            write_all(session, moved, progress)
        return Saved(done, CHANGED if moved else frozenset())

    def _bills(self, session: Session, month: str) -> Iterator[Due]:
        today = self._store.today()
        if month > month_of(today):
            raise FutureMonthError(month=month)
        rules = points_rules_in_force(session)
        day = min(last_day_of(month), today)
        stands = standing(session, f"bill:{month}:")
        values = {"month": month, "day": day.isoformat(), "self": self_id(session)}
        for line_id, customer_id, fee_fen, tier in session.execute(text(_BILLS), values):
            source = f"bill:{month}:{line_id}"
            points = points_of_bill(fee_fen, factor_of(_TIERS[tier], rules.factors))
            there = stands.get(source, 0)
            if points or there:
                yield Due(source, customer_id, line_id, month, day, points, there)

    def _anniversaries(self, session: Session, _month: str) -> Iterator[Due]:
        today, rules = self._store.today(), points_rules_in_force(session)
        stands = standing(session, "anniversary:")
        rows = session.execute(text(_JOINED), {"self": self_id(session)})
        for customer_id, joined in rows:
            joined_on = date.fromisoformat(joined)
            years = whole_months(joined_on, today) // YEAR
            points = rules.anniversary.get(str(years), 0)
            on_day = _anniversary(joined_on, years)
            if years < 1 or not points or on_day.year != today.year:
                continue
            source = f"anniversary:{years}:{customer_id}"
            there = stands.get(source, 0)
            yield Due(source, customer_id, None, None, on_day, points, there)


def _counted(session: Session, due: Iterable[Due]) -> Earned:
    awards = points = lowered = taken = unchanged = 0
    short: list[Due] = []
    for each in due:
        if each.change > 0:
            awards, points = awards + 1, points + each.change
        elif each.change == 0:
            unchanged += 1
        elif sum(free for _lot, free, _last in _lots(session, each)) >= -each.change:
            lowered, taken = lowered + 1, taken - each.change
        else:
            short.append(each)
    return Earned(awards, points, lowered, taken, unchanged, tuple(short))


def _movements(
    session: Session, due: Iterable[Due], kind: EntryKind, rules: PointsRules, today: date
) -> Iterator[Movement]:
    for each in due:
        about: dict[str, Any] = {
            "source": each.source,
            "line_id": each.line_id,
            "month": each.month,
        }
        if each.change > 0:
            last = last_day(each.on_day, rules)
            yield Movement(each.customer_id, kind, each.on_day, each.change, last, **about)
        elif each.change < 0 and (draws := _taken(session, each)):
            yield Movement(each.customer_id, EntryKind.ADJUSTMENT, today, draws=draws, **about)


def _taken(session: Session, due: Due) -> tuple[Draw, ...]:
    """Take what was given too much from the lots of the same source; none where it is used."""
    draws: list[Draw] = []
    wanted = -due.change
    for lot_id, free, _last in _lots(session, due):
        taken = min(free, wanted)
        if taken:
            draws.append(Draw(lot_id, -taken))
            wanted -= taken
    return tuple(draws) if wanted == 0 else ()


def _lots(session: Session, due: Due) -> list[tuple[int, int, str]]:
    rows = session.execute(text(_LOTS_OF), {"source": due.source})
    return [(lot_id, free, last) for lot_id, free, last in rows]


def write_all(session: Session, moved: Sequence[Movement], progress: Progress) -> None:
    """Write many movements in the action under way."""
    if moved:
        journal.mark_bulk_insert(session, "points_entry", 0, len(moved))
    for first in range(0, len(moved), AT_ONCE):
        progress.step(first, len(moved))
        part = moved[first : first + AT_ONCE]
        ledger.write(session.connection(), session.info["entry_id"], part)
    progress.step(len(moved), len(moved))


def standing(session: Session, prefix: str) -> dict[str, int]:
    """What stands under the sources that begin so, net of what was reversed."""
    values = {"first": prefix, "last": prefix[:-1] + chr(ord(prefix[-1]) + 1)}
    return {row[0]: row[1] for row in session.execute(text(_STANDING), values)}


def _anniversary(joined_on: date, years: int) -> date:
    """The day of an anniversary; 29 February is kept on the 28th in common years."""
    try:
        return joined_on.replace(year=joined_on.year + years)
    except ValueError:
        return date(joined_on.year + years, 2, 28)


def self_id(session: Session) -> int | None:
    """The manager whose book it is."""
    return session.scalar(select(func.min(Manager.id)).where(Manager.is_self))
