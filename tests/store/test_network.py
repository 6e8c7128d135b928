"""The rule of who is on the network as SQL, held together with the one in Python."""

import random
from datetime import date, timedelta

from sqlalchemy import text

from tests.conftest import TODAY
from tests.store.builders import add_customer
from vipdesk.domain.months import shifted
from vipdesk.domain.network import Since, is_on_network
from vipdesk.domain.words import LineStatus
from vipdesk.store.book import Store
from vipdesk.store.network import on_network, status_at
from vipdesk.store.records import Account, Bill, Line, StatusHistory

FIRST = date(2026, 4, 28)
DAYS = [date(2026, 6, 29), date(2026, 6, 30), date(2026, 8, 15), date(2026, 8, 31), TODAY]
STATES = (*LineStatus, *[LineStatus.SUSPENDED_ARREARS] * 6)
_STATUS = f"coalesce({status_at('l.id', ':day')}, 'normal')"
_ASKED = f"SELECT l.id, {on_network('l.id', _STATUS, ':day')} FROM line l ORDER BY l.id"


def test_both_tell_the_same_of_any_history(store: Store) -> None:
    dice = random.Random(7)
    with store.action("customer.create") as session:
        account = Account(customer_id=add_customer(session).id)
        session.add(account)
        session.flush()
        lines = [Line(account_id=account.id, number=f"139{number:08}") for number in range(150)]
        session.add_all(lines)
        session.flush()
        known = {line.id: _story(dice) for line in lines}
        for line_id, (history, fees) in known.items():
            for day, status in history:
                row = StatusHistory(line_id=line_id, status=status)
                row.effective_on = row.recorded_on = day
                session.add(row)
                session.flush()
            bills = [Bill(line_id=line_id, month=month, fee_fen=fee) for month, fee in fees.items()]
            session.add_all(bills)
    told: list[bool] = []
    with store.read() as session:
        for day in DAYS:
            for limit in (1, 2, 3):
                values = {"day": day.isoformat(), "zero_fee_months": limit}
                found = {line: bool(on) for line, on in session.execute(text(_ASKED), values)}
                due = {line: is_on_network(*story, day, limit) for line, story in known.items()}
                assert found == due
                told += found.values()
    assert min(told.count(True), told.count(False)) > len(told) / 5  # neither is a rare case


def _story(dice: random.Random) -> tuple[list[Since], dict[str, int]]:
    """States of random days, some of one day, and bills of which some are of nothing."""
    days = sorted(FIRST + timedelta(days=dice.randrange(100)) for _ in range(dice.randrange(4)))
    fees = {
        shifted("2026-04", number): dice.choice((0, 0, 0, -100, 9_900))
        for number in range(7)
        if dice.random() < 0.85
    }
    return [(day, dice.choice(STATES)) for day in days], fees
