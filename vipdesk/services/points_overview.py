"""Points of the whole book at a glance: what expires, who could get what, what was redeemed.

Every block is one pass over the book in sets: a job, under a second at 1,000,000 entries.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from vipdesk.domain.masking import mask_number
from vipdesk.domain.months import months_ago
from vipdesk.domain.points_words import RewardKind
from vipdesk.domain.rewards import RewardDraft, RewardRow, discounted
from vipdesk.domain.words import Tier
from vipdesk.services.reward_book import discount_rows, reward_rows
from vipdesk.services.settings import settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.ledger import FREE

# Nobody can use what belongs to the recycle bin, or to who was deleted on request.
_LIVING = "(SELECT customer_id FROM customer_summary)"
_EXPIRING = f"""
    SELECT expires_on, sum(free), count(*)
    FROM (SELECT expires_on, sum(rest - held) AS free FROM points_rest
          WHERE rest > 0 AND expires_on >= :today AND customer_id IN {_LIVING}
          GROUP BY customer_id, expires_on)
    WHERE free > 0 GROUP BY 1 ORDER BY 1
"""
_HOLDERS = f"""
    SELECT count(DISTINCT r.customer_id) FROM points_rest r
    WHERE r.rest > 0 AND {FREE} > 0 AND r.expires_on >= :today
        AND r.expires_on BETWEEN :first AND :last AND r.customer_id IN {_LIVING}
"""
# Held points whose hold is past its last day count as free, though their release is not written.
_LAPSED = f"""
    SELECT k.customer_id, k.expires_on, sum(d.held)
    FROM (SELECT * FROM points_rest k
          WHERE k.rest > 0 AND k.held > 0 AND k.expires_on >= :today
              AND k.customer_id IN {_LIVING} LIMIT -1) k
    CROSS JOIN points_draw d ON d.lot_id = k.lot_id
    CROSS JOIN points_entry e ON e.id = d.entry_id
    JOIN points_entry h ON h.id = coalesce(e.hold_id, e.id)
        AND h.kind = 'hold' AND h.until_on < :today
    GROUP BY k.lot_id HAVING sum(d.held) > 0
"""
_FREE = """
    SELECT s.customer_id, s.tier, r.free
    FROM (SELECT customer_id, sum(rest - held) AS free FROM points_rest
          WHERE rest > 0 AND expires_on >= :today GROUP BY customer_id) r
    JOIN customer_summary s ON s.customer_id = r.customer_id
    WHERE coalesce(s.arrears_fen, 0) <= 0 AND coalesce(s.joined_on, (SELECT min(l.opened_on)
        FROM line_summary l WHERE l.customer_id = s.customer_id), :since) <= :since
"""
_HAD = """
    SELECT d.customer_id, sum(i.quantity)
    FROM redemption_item i JOIN redemption d ON d.id = i.redemption_id
    WHERE i.reward_id = :reward AND d.on_day BETWEEN :first AND :today
        AND (d.status = 'done'
            OR d.status = 'held' AND (d.until_on IS NULL OR d.until_on >= :today))
    GROUP BY d.customer_id HAVING sum(i.quantity) >= :limit
"""
# What was held is redeemed on the day on which it was handed over.
_REDEEMED = """
    SELECT i.kind, sum(i.quantity), sum(i.points)
    FROM redemption d JOIN redemption_item i ON i.redemption_id = d.id
    WHERE coalesce(d.ended_on, d.on_day) BETWEEN :first AND :today AND d.status = 'done'
    GROUP BY i.kind
"""
_ROWS = f"""
    SELECT s.customer_id, s.name, s.tier, s.phone, sum({FREE}),
        min(CASE WHEN {FREE} > 0 THEN r.expires_on END)
    FROM customer_summary s JOIN points_rest r ON r.customer_id = s.customer_id
        AND r.rest > 0 AND r.expires_on >= :today
    WHERE s.customer_id IN (SELECT value FROM json_each(:ids)) GROUP BY s.customer_id
"""


@dataclass(frozen=True, slots=True)
class ExpiringMonth:
    """What a month takes if nothing is redeemed: points that are free, and whose they are."""

    month: str
    points: int
    customers: int


@dataclass(frozen=True, slots=True)
class RewardChance:
    """How many customers could have a reward today, by tier."""

    reward: RewardRow
    customers: Mapping[str, int]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.customers.values())


@dataclass(frozen=True, slots=True)
class RedeemedKind:
    """What was redeemed of a group of the catalogue in the year up to today."""

    kind: RewardKind
    pieces: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsOverview:
    """All blocks of the page across customers.

    Attributes:
        available: Points that all customers could use today.
        low_stock: Rewards with few pieces left, the fewest first.
    """

    today: date
    available: int = 0
    expiring: tuple[ExpiringMonth, ...] = ()
    chances: tuple[RewardChance, ...] = ()
    redeemed: tuple[RedeemedKind, ...] = ()
    low_stock: tuple[RewardRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ChanceRow:
    """A customer who could get a reward if told."""

    id: int
    name: str
    tier: Tier
    phone: str  # masked
    available: int
    next_expiry: date | None


@dataclass(slots=True)
class _Free:
    """What customers who may redeem could use today.

    Attributes:
        of: Customer → tier and points; ``ranked``: tier → points in rising order.
    """

    of: dict[int, tuple[str, int]]
    ranked: dict[str, list[int]]

    def counts(self, prices: Mapping[str, int], had: Collection[int]) -> dict[str, int]:
        """How many of each tier could pay its price and have not ``had`` all they may; 0: none."""
        found = {
            tier: len(points) - bisect_left(points, prices[tier])
            for tier, points in self.ranked.items()
            if prices[tier] > 0
        }
        for tier, points in (self.of[each] for each in had if each in self.of):
            if 0 < prices[tier] <= points:
                found[tier] -= 1
        return found


class PointsOverviewService:
    """Reads only; but for `rows` each method is a job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> PointsOverview:
        """All blocks."""
        today = self._store.today()
        with self._store.read() as session:
            rewards = reward_rows(session, today)
            expiring = expiring_months(session, today)
            return PointsOverview(
                today=today,
                available=sum(each.points for each in expiring),
                expiring=tuple(expiring),
                chances=tuple(chances(session, rewards, today)),
                redeemed=tuple(redeemed_by_kind(session, today)),
                low_stock=tuple(_low_stock(session, rewards)),
            )

    def could_get(self, reward_id: int, tier: Tier | None = None) -> list[int]:
        """Who could have one piece of a reward today, the most points first.

        They have enough points, are long enough on the network, owe nothing, and are below the
        year's limit of the reward. Caps of a day or year are told where one redeems.
        """
        today = self._store.today()
        with self._store.read() as session:
            rows = [each for each in reward_rows(session, today, [reward_id]) if _has(each, today)]
            if not rows:
                return []
            prices = _prices(session, rows[0].draft, today)
            had = _had(session, rows[0], today)
            free = _free(session, today)
        found = [
            (-points, customer_id)
            for customer_id, (each, points) in free.of.items()
            if 0 < prices[each] <= points
            and (tier is None or each == tier.value)
            and customer_id not in had
        ]
        return [customer_id for _points, customer_id in sorted(found)]

    def rows(self, ids: Sequence[int]) -> list[ChanceRow]:
        """The customers of ``ids`` as the list shows them: an indexed read."""
        today = self._store.today()
        values = {"today": today.isoformat(), "ids": json.dumps(list(ids))}
        with self._store.read() as session:
            found = session.execute(text(_ROWS), values).all()
        return [
            ChanceRow(
                customer_id,
                name,
                Tier(tier),  # type: ignore[call-arg]
                mask_number(phone),
                points,
                date.fromisoformat(last) if last else None,
            )
            for customer_id, name, tier, phone, points, last in found
        ]


def expiring_months(session: Session, today: date) -> list[ExpiringMonth]:
    """What each month takes, soonest first; held points keep their lots and are not counted."""
    days = session.execute(text(_EXPIRING), {"today": today.isoformat()}).all()
    points: Counter[str] = Counter()
    customers: dict[str, list[int]] = {}
    for day, free, count in days:
        points[day[:7]] += free
        customers.setdefault(day[:7], []).append(count)
    for _customer_id, day, free in _lapsed(session, today):
        points[day[:7]] += free
        customers.pop(day[:7], None)  # whose they are is counted anew
    return [
        ExpiringMonth(month, points[month], _holders(session, month, customers, today))
        for month in sorted(points)
    ]


def _holders(session: Session, month: str, by_day: Mapping[str, Sequence[int]], today: date) -> int:
    """Whose points a month takes; nearly always all of them end on one day of it."""
    counts = by_day.get(month, ())
    if len(counts) == 1:
        return counts[0]
    span = {"first": f"{month}-01", "last": f"{month}-31", "today": today.isoformat()}
    return session.scalar(text(_HOLDERS), span) or 0


def chances(session: Session, rewards: Iterable[RewardRow], today: date) -> Iterator[RewardChance]:
    """How many could have one piece of each reward that can be had today."""
    free = _free(session, today)
    for reward in rewards:
        if _has(reward, today):
            had = _had(session, reward, today)
            yield RewardChance(reward, free.counts(_prices(session, reward.draft, today), had))


def redeemed_by_kind(
    session: Session, today: date, first: date | None = None
) -> list[RedeemedKind]:
    """What was redeemed since ``first``, else 1 January, without what is held or was reversed."""
    since = first or today.replace(month=1, day=1)
    values = {"first": since.isoformat(), "today": today.isoformat()}
    found = {
        kind: RedeemedKind(RewardKind(kind), *figures)  # type: ignore[call-arg]
        for kind, *figures in session.execute(text(_REDEEMED), values)
    }
    return [found[kind] for kind in RewardKind if kind in found]


def _low_stock(session: Session, rewards: Iterable[RewardRow]) -> list[RewardRow]:
    most = settings_in_force(session).points.low_stock
    low = [each for each in rewards if each.left is not None and each.left <= most]
    return sorted(
        (each for each in low if not each.draft.closed), key=lambda each: (each.left, each.name)
    )


def _has(reward: RewardRow, today: date) -> bool:
    """Whether a piece of it can be had today."""
    draft, left = reward.draft, reward.left
    return not draft.closed and draft.is_valid(today) and (left is None or left > 0)


def _prices(session: Session, draft: RewardDraft, today: date) -> dict[str, int]:
    """Tier → points of one piece after discounts; 0: not for that tier."""
    discounts = [row.draft for row in discount_rows(session)]
    return {
        tier.value: discounted(draft, tier, today, discounts)[0] if draft.price(tier) > 0 else 0
        for tier in Tier
    }


def _free(session: Session, today: date) -> _Free:
    rules = settings_in_force(session).points
    since = months_ago(today, rules.min_months)
    values = {"today": today.isoformat(), "since": since.isoformat()}
    more: Counter[int] = Counter()
    for customer_id, _last, points in _lapsed(session, today):
        more[customer_id] += points
    of = {
        customer_id: (tier, points + more.get(customer_id, 0))
        for customer_id, tier, points in session.execute(text(_FREE), values)
    }
    ranked: dict[str, list[int]] = {tier.value: [] for tier in Tier}
    for tier, points in of.values():
        ranked[tier].append(points)
    for points_of_tier in ranked.values():
        points_of_tier.sort()
    return _Free(of, ranked)


def _had(session: Session, reward: RewardRow, today: date) -> frozenset[int]:
    """Customers who had all pieces of the year that they may have."""
    if reward.draft.year_limit is None:
        return frozenset()
    values = {
        "reward": reward.id,
        "limit": reward.draft.year_limit,
        "first": f"{today.year}-01-01",
        "today": today.isoformat(),
    }
    return frozenset(row[0] for row in session.execute(text(_HAD), values))


def _lapsed(session: Session, today: date) -> list[tuple[int, str, int]]:
    """Customer, last day and points of lots that lapsed holds still hold in the book."""
    found = session.execute(text(_LAPSED), {"today": today.isoformat()})
    return [(customer, last, points) for customer, last, points in found]
