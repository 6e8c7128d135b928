"""A book whose leavers are known: bills fell before they left, ending dates tell nothing."""

import random
from datetime import date

from sqlalchemy import insert

from tests.conftest import TODAY
from vipdesk.domain.months import month_of
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    ContractDate,
    Customer,
    Line,
    StatusHistory,
    TierHistory,
)

LOOKS = (date(2026, 7, 31), date(2026, 4, 30))
ENDS = ((date(2020, 1, 1), date(2026, 5, 20)), (date(2026, 5, 21), date(2026, 8, 20)))
BILLED = [f"2026-{month:02}" for month in range(1, 11)]


def fill(store: Store, lines: int) -> None:
    """Lines of one customer each; a third have fallen bills, half end within a month."""
    dice = random.Random(1)
    day = {"effective_on": date(2020, 1, 1), "recorded_on": date(2020, 1, 1)}
    tables: dict[type, list[dict[str, object]]] = {
        each: []
        for each in (Customer, TierHistory, Account, Line, Bill, ContractDate, StatusHistory)
    }
    for n in range(1, lines + 1):
        tables[Customer].append(
            {"id": n, "number": f"C{n}", "name": f"N{n}", "created_at": store.now()}
        )
        tables[TierHistory].append({"customer_id": n, "tier": "gold", **day})
        tables[Account].append({"id": n, "customer_id": n})
        tables[Line].append(
            {"id": n, "account_id": n, "number": str(n), "opened_on": date(2026, 2, 1)}
        )
        look = LOOKS[n % 2]
        fell, ends = dice.random() < 0.35, dice.random() < 0.5
        for month in BILLED:
            fee = 40 if fell and month >= month_of(look) else 100
            tables[Bill].append({"line_id": n, "month": month, "fee_fen": fee})
        for since, end in ENDS if ends else ():
            dated = {"effective_on": since, "recorded_on": since}
            tables[ContractDate].append({"line_id": n, "kind": "contract", "ends_on": end, **dated})
        if dice.random() < (0.5 if fell else 0.06):
            gone = {"effective_on": date(2026, look.month + 2, 3), "recorded_on": TODAY}
            tables[StatusHistory].append({"line_id": n, "status": "ported_out", **gone})
    with store.action("customer.create") as session:
        for table, rows in tables.items():
            session.execute(insert(table), rows)
