"""Points that are earned by rule: of the bills of a month, and of anniversaries (rules.md 4).

Every award bears its source (``bill:<month>:<line>``, ``anniversary:<years>:<customer>``). What
stands under a source is compared with what the rule gives, so doing it twice changes nothing, and
a bill that was corrected since is made good by the difference. Points of a bill stay with whom they
were given to, by their tier, whoever has the line since; what a merged customer was given once is
not given again to the one who stands for them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.months import last_day as last_day_of
from vipdesk.domain.months import month_of, whole_years
from vipdesk.domain.points import Draw, Movement, factor_of, last_day, points_of_bill
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services import points_book
from vipdesk.services.merged import merged_into, merges, stands_for
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
MADE_GOOD = 31  # days for which an anniversary of last year can still be awarded †
_TIERS = {str(each): each for each in Tier}

_BILLS = f"""
SELECT b.line_id, a.customer_id, b.fee_fen,
    coalesce({current("tier_history", "tier", "a.customer_id", day=":day")}, 'ordinary')
FROM bill b JOIN line l ON l.id = b.line_id JOIN account a ON a.id = l.account_id
    JOIN customer_summary c ON c.customer_id = a.customer_id AND {OURS}
WHERE b.month = :month ORDER BY a.customer_id, b.line_id
"""
_TIER = f"SELECT coalesce({current('tier_history', 'tier', ':customer', day=':day')}, 'ordinary')"
_GONE = "SELECT id FROM customer WHERE deleted_at IS NOT NULL"
# The customer is that of the first entry, which gave the points.
_STANDING = f"""
SELECT e.source, sum(e.points), min(e.id), e.customer_id FROM points_entry e
WHERE e.source >= :first AND e.source < :last AND e.id NOT IN ({NOT_IN_EFFECT})
GROUP BY e.source
"""
_LOTS_OF = f"""
SELECT r.lot_id, {ledger.FREE} AS free FROM points_entry g
JOIN points_lot l ON l.entry_id = g.id JOIN points_rest r ON r.lot_id = l.id
WHERE g.source = :source AND free > 0 AND g.id NOT IN ({NOT_IN_EFFECT})
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
            return _counted(session, self._bills(session, month), self._store.today())

    def award_bills(self, month: str, progress: Progress | None = None) -> Saved[Earned]:
        """Award the points of a month's bills, by the tier of its last day.

        Raises:
            FutureMonthError: The month has not begun; nothing is changed.
        """
        return self._award("points.award_bills", self._bills, EntryKind.BILL, month, progress)

    def preview_anniversaries(self) -> Earned:
        """What `award_anniversaries` would do."""
        with self._store.read() as session:
            return _counted(session, self._anniversaries(session, ""), self._store.today())

    def award_anniversaries(self, progress: Progress | None = None) -> Saved[Earned]:
        """Award the points of the anniversaries of this year and of the last days of the last one.

        Up to today, as the settings say †.
        """
        code = "points.award_anniversaries"
        return self._award(code, self._anniversaries, EntryKind.ANNIVERSARY, "", progress)

    def _award(
        self, code: str, find: Any, kind: EntryKind, month: str, progress: Progress | None
    ) -> Saved[Earned]:
        progress, today = progress or NoProgress(), self._store.today()
        with self._store.read() as session:
            n = sum(each.change > 0 for each in find(session, month))
        with self._store.action(code, bulk=True, n=n) as session:
            due = list(find(session, month))  # anew: another action may have come between
            done = _counted(session, due, today)
            moved = list(_movements(session, due, kind, today))
            write_all(session, moved, progress)
        return Saved(done, CHANGED if moved else frozenset())

    def _bills(self, session: Session, month: str) -> Iterator[Due]:
        today = self._store.today()
        if month > month_of(today):
            raise FutureMonthError(month=month)
        rules = points_rules_in_force(session)
        day = min(last_day_of(month), today)
        stands = _given(session, f"bill:{month}:")
        payees = _Payees(session, day)
        values = {"month": month, "day": day.isoformat(), "self": self_id(session)}
        for line_id, owner_id, fee_fen, tier in session.execute(text(_BILLS), values):
            source = f"bill:{month}:{line_id}"
            there, customer_id = stands.get(source, (0, owner_id))
            if customer_id != owner_id:
                tier, customer_id = payees.tier(customer_id), payees.standing(customer_id)
            points = points_of_bill(fee_fen, factor_of(_TIERS[tier], rules.factors))
            if customer_id in payees.gone:
                points = there
            if points or there:
                yield Due(source, customer_id, line_id, month, day, points, there)

    def _anniversaries(self, session: Session, _month: str) -> Iterator[Due]:
        today, rules = self._store.today(), points_rules_in_force(session)
        stands = standing(session, "anniversary:")
        former = merged_into(session)
        rows = session.execute(text(_JOINED), {"self": self_id(session)})
        for customer_id, joined in rows:
            joined_on = date.fromisoformat(joined)
            years = whole_years(joined_on, today)
            points = rules.anniversary.get(str(years), 0)
            on_day = _anniversary(joined_on, years)
            passed = on_day.year != today.year and (today - on_day).days > MADE_GOOD
            if years < 1 or not points or passed:
                continue
            head = f"anniversary:{years}:"
            source = f"{head}{customer_id}"
            there = stands.get(source, 0)
            if not there and given_before(stands, head, former.get(customer_id, ())):
                there = points
            yield Due(source, customer_id, None, None, on_day, points, there)


class _Payees:
    """Who stands today for whom points of bills were given to, and their tier on a day."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._day = day.isoformat()
        self._into = merges(session)
        self.gone = set(session.scalars(text(_GONE)))

    def standing(self, customer_id: int) -> int:
        """The customer, or into whom they were merged."""
        return stands_for(self._into, customer_id)

    def tier(self, customer_id: int) -> str:
        """Their own tier, also where they were merged since."""
        values = {"customer": customer_id, "day": self._day}
        return str(self._session.scalar(text(_TIER), values))


def _counted(session: Session, due: Iterable[Due], today: date) -> Earned:
    awards = points = lowered = taken = unchanged = 0
    short: list[Due] = []
    for each in due:
        if each.change > 0:
            awards, points = awards + 1, points + each.change
        elif each.change == 0:
            unchanged += 1
        elif sum(free for _lot, free in _lots(session, each, today)) >= -each.change:
            lowered, taken = lowered + 1, taken - each.change
        else:
            short.append(each)
    return Earned(awards, points, lowered, taken, unchanged, tuple(short))


def _movements(
    session: Session, due: Iterable[Due], kind: EntryKind, today: date
) -> Iterator[Movement]:
    rules = points_rules_in_force(session)
    for each in due:
        about: dict[str, Any] = {
            "source": each.source,
            "line_id": each.line_id,
            "month": each.month,
        }
        if each.change > 0:
            last = last_day(each.on_day, rules)
            yield Movement(each.customer_id, kind, each.on_day, each.change, last, **about)
        elif each.change < 0 and (draws := _taken(session, each, today)):
            points_book.release_lapsed(session, each.customer_id, today)
            yield Movement(each.customer_id, EntryKind.ADJUSTMENT, today, draws=draws, **about)


def _taken(session: Session, due: Due, today: date) -> tuple[Draw, ...]:
    """Take what was given too much from the lots of the same source; none where it is used."""
    draws: list[Draw] = []
    wanted = -due.change
    for lot_id, free in _lots(session, due, today):
        taken = min(free, wanted)
        if taken:
            draws.append(Draw(lot_id, -taken))
            wanted -= taken
    return tuple(draws) if wanted == 0 else ()


def _lots(session: Session, due: Due, today: date) -> list[tuple[int, int]]:
    values = {"source": due.source, "today": today.isoformat()}
    return [(lot_id, free) for lot_id, free in session.execute(text(_LOTS_OF), values)]


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
    return {source: points for source, (points, _given_to) in _given(session, prefix).items()}


def _given(session: Session, prefix: str) -> dict[str, tuple[int, int]]:
    """The same, and to whom it was given."""
    rows = session.execute(text(_STANDING), prefix_bounds(prefix))
    return {row[0]: (row[1], row[3]) for row in rows}


def prefix_bounds(prefix: str) -> dict[str, str]:
    """Between which texts those lie that begin so: from ``first`` up to before ``last``."""
    return {"first": prefix, "last": prefix[:-1] + chr(ord(prefix[-1]) + 1)}


def given_before(stands: Mapping[str, int], head: str, merged: Iterable[int]) -> bool:
    """Whether one of the merged customers has points of a source, which begins with ``head``."""
    return any(stands.get(f"{head}{each}") for each in merged)


def _anniversary(joined_on: date, years: int) -> date:
    """The day of an anniversary; 29 February is kept on the 28th in common years."""
    try:
        return joined_on.replace(year=joined_on.year + years)
    except ValueError:
        return date(joined_on.year + years, 2, 28)


def self_id(session: Session) -> int | None:
    """The manager whose book it is."""
    return session.scalar(select(func.min(Manager.id)).where(Manager.is_self))
