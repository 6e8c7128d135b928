"""Points that are awarded, redeemed, held, drawn for and taken back; the ledger must hold after."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import text

from faults.books import State, make_demo, open_book
from faults.checks import Fact, Found, check_day
from faults.child import Child
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.redemption import RedemptionRefusedError
from vipdesk.services.campaigns import CampaignDraft, CampaignService
from vipdesk.services.earning import EarningService
from vipdesk.services.fulfilment import STEPS, FulfilmentService
from vipdesk.services.journal import JournalService
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService, RedemptionStateError
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.undo_errors import (
    HoldUsedError,
    NothingToUndoError,
    PointsSpentError,
    ReversedAlreadyError,
    UndoConflictError,
)

_REFUSALS = (
    *(RedemptionRefusedError, RedemptionStateError, NothingToUndoError, UndoConflictError),
    *(PointsSpentError, HoldUsedError, ReversedAlreadyError),
)
LEDGER = ("points_entry", "points_lot", "points_draw")  # what the audit proves
# An action that moved fewer points than it says, or paid for nothing.
_HALVES = """
    SELECT 'entry ' || j.id || ' of ' || j.code || ' is half' FROM journal_entry j
    WHERE j.code IN ('points.award_bills', 'points.campaign') AND json_extract(j.params, '$.n') <>
        (SELECT count(*) FROM points_entry e WHERE e.action_id = j.id AND e.points > 0)
    UNION ALL
    SELECT 'redemption ' || r.number || ' has no lines' FROM redemption r
    WHERE NOT EXISTS (SELECT 1 FROM redemption_item i WHERE i.redemption_id = r.id)
    UNION ALL
    SELECT 'movement ' || e.id || ' drew nothing' FROM points_entry e
    WHERE e.kind = 'lottery' AND NOT EXISTS (SELECT 1 FROM lottery_try t WHERE t.entry_id = e.id)
"""


def make_rich(profile: Path) -> None:
    """A demo book in which everybody may redeem."""
    make_demo(profile)
    store = open_book(profile)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(min_months=0)))
    for customer_id in _customers(store):
        PointsService(store).award(customer_id, AwardDraft(points=50_000, reason="rich"))
    store.close()


def move_points(child: Child) -> None:
    """One movement after the other, of one lot or of many."""
    store = open_book(child.profile)
    child.ready()
    while child.goes_on():
        with child.attempt(), suppress(*_REFUSALS):
            child.dice.choice(_MOVES)(store, child.dice)
            child.acted(store)


def check_points(profile: Path, before: State, facts: Sequence[Fact]) -> Found:
    """All that `check_day` looks at; then every balance recomputed, every action whole."""
    found = check_day(profile, before, facts, but=LEDGER)
    store = open_book(profile)
    try:
        found.halves += (each.sentence(str) for each in PointsAuditService(store).audit().problems)
        with store.read() as session:
            found.halves += session.scalars(text(_HALVES))
    finally:
        store.close()
    return found


def _customers(store: Store) -> list[int]:
    with store.read() as session:
        return list(session.scalars(text("SELECT id FROM customer WHERE deleted_at IS NULL")))


def _somebody(store: Store, dice: Random) -> int:
    return dice.choice(_customers(store))


def _award(store: Store, dice: Random) -> None:
    given = AwardDraft(points=dice.randint(1, 9_999), reason="goodwill")
    PointsService(store).award(_somebody(store, dice), given)


def _redeem(store: Store, dice: Random) -> None:
    with store.read() as session:
        rewards = list(session.scalars(text("SELECT id FROM reward")))
    wanted = [(each, dice.randint(1, 2)) for each in dice.sample(rewards, 2)]
    customer_id, held = _somebody(store, dice), dice.random() < 0.5
    RedemptionService(store).redeem(BasketDraft(customer_id=customer_id, wanted=wanted, hold=held))


def _hand_over(store: Store, dice: Random) -> None:
    service = FulfilmentService(store)
    waiting = [each.id for each in service.waiting()]
    service.move_on(dice.sample(waiting, min(3, len(waiting))), dice.choice(STEPS))


def _reverse(store: Store, dice: Random) -> None:
    service = RedemptionService(store)
    rows = [row for row in service.of_customer(_somebody(store, dice)) if row.ended_on is None]
    if rows:
        service.reverse(dice.choice(rows).id, "broken")


def _draw(store: Store, dice: Random) -> None:
    service = LotteryService(store)
    service.draw(service.lotteries()[0].id, _somebody(store, dice))


def _earn(store: Store, dice: Random) -> None:
    service = EarningService(store)
    with store.read() as session:
        months = list(session.scalars(text("SELECT DISTINCT month FROM bill")))
    service.award_bills(dice.choice(months))


def _campaign(store: Store, dice: Random) -> None:
    """Keep one, or award the newest."""
    service, today = CampaignService(store), store.today()
    newest = next(iter(service.campaigns()), None)
    if newest is not None and not newest.customers:
        service.award(newest.id)
        return
    name = f"campaign {dice.random()}"
    service.save(
        CampaignDraft(name=name, starts_on=today, ends_on=today, points=dice.randint(1, 500))
    )


def _undo(store: Store, _dice: Random) -> None:
    JournalService(store).undo()


_MOVES: tuple[Callable[[Store, Random], None], ...] = (
    *(_award, _redeem, _hand_over, _reverse, _draw, _earn, _campaign, _undo),
)
