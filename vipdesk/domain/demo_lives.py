"""Invents how lines of the demo book lived: contracts that were renewed or ran out, and who left.

From random sources of their own, so that the people themselves stay as they are.
"""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from vipdesk.domain.demo import InventedCustomer, InventedLine
from vipdesk.domain.words import DateKind, LeavingReason, LineStatus

LEFT_EVERY, LEFT = 71, 50  # customers: every 71st, beginning with the 51st, left altogether
LEFT_DAYS = 50  # within how many days
EARLIER_EVERY, EARLIER = 37, 20  # customers who left in the year before
EARLIER_DAYS = (60, 330)  # days ago
TERMS = (12, 24)  # months of a contract
OLDEST, NEWEST = 400, 15  # days before and after today of a former end
RAN_OUT = (120, 400)  # days ago of a contract that nobody renewed
RENEWED, LAPSED = 0.5, 0.6  # of the lines that may have been
REASONS = (
    *(LeavingReason.PRICE,) * 4,
    *(LeavingReason.RIVAL,) * 3,
    *(LeavingReason.NETWORK,) * 2,
    *(LeavingReason.SERVICE, LeavingReason.MOVED_AWAY),
)


def lived(customer: InventedCustomer, seed: int, today: date) -> InventedCustomer:
    """The customer with what had happened on their lines by ``today``."""
    random = Random(f"{seed}/{customer.index}/lives")
    lines = customer.lines
    if customer.index % LEFT_EVERY == LEFT:
        day = today - timedelta(days=random.randrange(1, LEFT_DAYS))
        lines = [_gone(line, day) for line in lines]
    elif customer.index % EARLIER_EVERY == EARLIER:
        day = today - timedelta(days=random.randrange(*EARLIER_DAYS))
        lines = [_gone(line, day) for line in lines]
    return replace(customer, lines=[_lived(line, random, today) for line in lines])


def _gone(line: InventedLine, day: date) -> InventedLine:
    if line.status.left or line.opened_on >= day:
        return line
    months = [month for month in line.months if month.month <= f"{day:%Y-%m}"]
    return replace(line, status=LineStatus.PORTED_OUT, status_since=day, months=months)


def _lived(line: InventedLine, random: Random, today: date) -> InventedLine:
    if line.status.left:
        return replace(line, leaving_reason=random.choice(REASONS))
    ends_on = line.ends.get(DateKind.CONTRACT)
    if ends_on is not None:
        return replace(line, renewed=_renewed(line, ends_on, random, today))
    if DateKind.STOP not in line.ends and random.random() < LAPSED:
        ran_out = today - timedelta(days=random.randrange(*RAN_OUT))
        if ran_out > line.opened_on:
            return replace(line, ends=line.ends | {DateKind.CONTRACT: ran_out})
    return line


def _renewed(
    line: InventedLine, ends_on: date, random: Random, today: date
) -> tuple[date, date] | None:
    """When the contract before ended and when it was renewed; None where there was none."""
    renewed = random.random() < RENEWED
    for term in TERMS:
        former = _months_earlier(ends_on, term)
        on = min(today, former - timedelta(days=random.randrange(-20, 75)))
        near = -OLDEST <= (former - today).days <= NEWEST
        if renewed and near and on > line.opened_on and (ends_on - today).days > NEWEST:
            return former, on
    return None


def _months_earlier(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
