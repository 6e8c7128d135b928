"""Points of the demo book: what a year of bills earned, and what some customers redeemed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.months import last_day as last_day_of
from vipdesk.domain.months import month_of, months_until, shifted
from vipdesk.domain.points import Lot, Movement, factor_of, last_day, plan_spend, points_of_bill
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import EntryKind, Fulfilment, RedemptionStatus
from vipdesk.domain.words import Tier
from vipdesk.store import journal, ledger
from vipdesk.store.records import PointsLot, Redemption, RedemptionItem, Reward

CUSTOMERS = 2_000  # of a larger book the others have none: a book to measure is made quickly
MONTHS = 24
RARE = 20  # of how many customers one has points that expire at the end of this year
LATEST, SPREAD = 9, 240  # days ago of a redemption
EVERY = 4  # of how many customers one has redeemed something
_TIERS = {str(each): each for each in Tier}
_BILLS = """
SELECT b.month, b.line_id, a.customer_id, b.fee_fen,
    coalesce((SELECT h.tier FROM tier_history h WHERE h.customer_id = a.customer_id
        AND h.effective_on <= date(b.month || '-01', '+1 month', '-1 day')
        ORDER BY h.effective_on DESC, h.id DESC LIMIT 1), 'ordinary')
FROM bill b JOIN line l ON l.id = b.line_id JOIN account a ON a.id = l.account_id
WHERE a.customer_id <= :customers AND b.month BETWEEN :first AND :last AND b.fee_fen >= 100
    AND (b.month >= :lasting OR a.customer_id % :rare = 0)
ORDER BY b.month, b.line_id
"""


def add_points(session: Session, today: date) -> None:
    """Write them within the action that fills the book."""
    awards = list(_awards(session, today, PointsRules()))
    if not awards:
        return
    connection, action_id = session.connection(), session.info["entry_id"]
    journal.mark_bulk_insert(session, "points_entry", 0, len(awards))
    ledger.write(connection, action_id, awards)
    reward = session.scalars(select(Reward).order_by(Reward.points, Reward.id)).first()
    if reward is not None:
        _redeem(session, reward, today)


def _awards(session: Session, today: date, rules: PointsRules) -> Iterator[Movement]:
    months = months_until(shifted(month_of(today), -1), MONTHS)
    values = {
        "customers": CUSTOMERS,
        "first": months[0],
        "last": months[-1],
        "lasting": f"{today.year - rules.years + 2:04}-01",
        "rare": RARE,
    }
    for month, line_id, customer_id, fee_fen, tier in session.execute(text(_BILLS), values):
        points = points_of_bill(fee_fen, factor_of(_TIERS[tier], rules.factors))
        day = last_day_of(month)
        if points:
            yield Movement(
                customer_id,
                EntryKind.BILL,
                day,
                points,
                last_day(day, rules),
                source=f"bill:{month}:{line_id}",
                line_id=line_id,
                month=month,
            )


def _redeem(session: Session, reward: Reward, today: date) -> None:
    """Let one in a few customers have had the cheapest reward, where their points allow it."""
    lots: dict[int, list[Lot]] = defaultdict(list)
    query = select(PointsLot).where(PointsLot.customer_id % EVERY == 0)
    for lot in session.scalars(query):
        rest = Lot(lot.id, lot.earned_on, lot.expires_on, lot.points, lot.points)
        lots[lot.customer_id].append(rest)
    for number, (customer_id, held) in enumerate(lots.items(), 1):
        on = today - timedelta(days=LATEST + customer_id % SPREAD)
        usable = [lot for lot in held if lot.earned_on <= on <= lot.expires_on]
        if sum(lot.rest for lot in usable) >= reward.points:
            _paid(session, reward, Movement(customer_id, EntryKind.REDEEM, on), usable, number)


def _paid(
    session: Session, reward: Reward, movement: Movement, lots: list[Lot], number: int
) -> None:
    on, price = movement.on_day, reward.points
    spent = replace(movement, draws=tuple(plan_spend(lots, price, on)))
    (entry_id,) = ledger.write(session.connection(), session.info["entry_id"], [spent])
    redemption = Redemption(
        number=f"D{on:%Y%m%d}-{number:03}",
        customer_id=movement.customer_id,
        entry_id=entry_id,
        on_day=on,
        recorded_at=datetime.combine(on, time(8, 30), UTC),
        points=price,
        status=RedemptionStatus.DONE,
    )
    session.add(redemption)
    session.flush()
    session.add(
        RedemptionItem(
            redemption_id=redemption.id,
            reward_id=reward.id,
            name=reward.name,
            kind=reward.kind,
            quantity=1,
            list_points=price,
            points=price,
            discounts=[],
            partner_id=reward.partner_id,
            partner_points=reward.partner_points,
            settle_fen=reward.settle_fen,
            fulfilment=Fulfilment.HANDED_OVER,
            fulfilled=[{"state": str(Fulfilment.HANDED_OVER), "on": on.isoformat()}],
        )
    )
