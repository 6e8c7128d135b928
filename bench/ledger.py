"""A points ledger of ten movements a customer: one balance, what expires, the audit."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.books import FOLDER, SEED, create_book, open_book
from bench.figures import Figure, p95
from vipdesk.domain.points import Draw, Movement, last_day
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.rewards import RewardDraft, RewardRow
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.points_overview import chances, expiring_months
from vipdesk.store import journal, ledger
from vipdesk.store.book import Store
from vipdesk.store.errors import StoreError
from vipdesk.store.records import Customer, PointsEntry

MOVEMENTS = 10  # of a customer: six awards, three spends, one hold that is confirmed
BALANCES = 400
BALANCE, EXPIRING, CHANCES, AUDIT = 0.005, 1.0, 1.0, 10.0
CUP = RewardRow(1, RewardDraft("1", "Cup", points=500))
FIRST_DAY = date(2024, 1, 31)
AT_ONCE = 10_000  # customers


def ledger_figures(customers: int) -> list[Figure]:
    """Read the figures of customers anywhere, and prove the whole ledger."""
    store = open_book(_points_book(customers))
    dice = random.Random(3)
    try:
        service = PointsService(store)
        service.balance(1)
        ids = [dice.randrange(1, customers + 1) for _ in range(BALANCES)]
        balances = [_timed(lambda id_=id_: service.balance(id_)) for id_ in ids]  # type: ignore[misc]
        movements = [_timed(lambda id_=id_: service.movements(id_)) for id_ in ids]  # type: ignore[misc]
        expiring = min(_timed(lambda: _expiring(store)) for _ in range(5))
        told = min(_timed(lambda: _chances(store)) for _ in range(5))
        audit = _timed(lambda: _proved(store))
    finally:
        store.close()
    entries = f"{customers * MOVEMENTS:,} movements"
    return [
        Figure(f"points of one customer of {entries}, p95 of {BALANCES}", p95(balances), BALANCE),
        Figure("  their movements with the balance after each, p95", p95(movements)),
        Figure("expiring by month, over all of them", expiring, EXPIRING),
        Figure("who could redeem what, over all of them", told, CHANCES),
        Figure(f"audit of {entries}", audit, AUDIT),
    ]


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _expiring(store: Store) -> None:
    with store.read() as session:
        if not expiring_months(session, store.today()):
            raise RuntimeError("nothing expires")


def _chances(store: Store) -> None:
    with store.read() as session:
        if not any(each.count for each in chances(session, [CUP], store.today())):
            raise RuntimeError("nobody could redeem")


def _proved(store: Store) -> None:
    problems = PointsAuditService(store).audit().problems
    if problems:
        raise RuntimeError(problems[0].sentence(str))


def _points_book(customers: int) -> Path:
    """A book of bare customers with their points, made once; in the order of months."""
    profile = FOLDER / f"points-{customers}"
    if _holds(profile, customers):
        return profile
    shutil.rmtree(profile, ignore_errors=True)
    print(f"Making a ledger of {customers:,} customers in {profile}", flush=True)
    store = create_book(profile)
    try:
        for first in range(1, customers + 1, AT_ONCE):
            _fill(store, range(first, min(first + AT_ONCE, customers + 1)))
    finally:
        store.close()
    return profile


def _holds(profile: Path, customers: int) -> bool:
    try:
        store = open_book(profile)
    except StoreError:
        return False
    try:
        with store.read() as session:
            query = select(func.count()).select_from(PointsEntry)
            return session.scalar(query) == customers * MOVEMENTS
    finally:
        store.close()


def _fill(store: Store, ids: range) -> None:
    now = datetime.now(UTC)
    with store.action("import.commit", bulk=True, file="points.csv") as session:
        session.execute(
            insert(Customer),
            [
                {"id": n, "number": f"P{n:06}", "name": f"客户{n:06}", "created_at": now}
                for n in ids
            ],
        )
        journal.mark_bulk_insert(session, "points_entry", 0, len(ids) * MOVEMENTS)
        ledger.write(session.connection(), session.info["entry_id"], _movements(ids))


def _movements(ids: range) -> Iterator[Movement]:
    """As the months bring them: every customer's first movement, then everybody's second.

    Lots and entries are numbered from 1 on in a new book, and so can be named before.
    """
    dice, rules = random.Random(SEED + ids.start), PointsRules()
    count, first_lot = len(ids), 6 * (ids.start - 1) + 1
    for place in range(6):
        for customer_id in ids:
            day = FIRST_DAY + timedelta(days=31 * place + dice.randrange(28))
            points, last = dice.randrange(100, 400), last_day(day, rules)
            yield Movement(customer_id, EntryKind.BILL, day, points, last, month=f"{day:%Y-%m}")
    for place, kind in enumerate((EntryKind.REDEEM, EntryKind.SPENT, EntryKind.HOLD)):
        for at, customer_id in enumerate(ids):
            day = date(2026, 1 + 2 * place, 1 + dice.randrange(28))
            lot = first_lot + at + place * count
            draws = (Draw(lot, -60), Draw(lot + count, -30))
            if kind is EntryKind.HOLD:
                draws = (Draw(lot + count, held=50), Draw(lot + 2 * count, held=10))
            yield Movement(customer_id, kind, day, draws=draws)
    first_hold = MOVEMENTS * (ids.start - 1) + 8 * count + 1
    for at, customer_id in enumerate(ids):
        lot = first_lot + at + 3 * count
        paid = (Draw(lot, -50, -50), Draw(lot + count, -10, -10))
        confirmed = EntryKind.CONFIRM, date(2026, 8, 1)
        yield Movement(customer_id, *confirmed, draws=paid, hold_id=first_hold + at)
