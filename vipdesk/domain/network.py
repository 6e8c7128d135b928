"""Which lines are on the network (rules.md 1; in part a definition of our own)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from vipdesk.domain.months import month_of
from vipdesk.domain.words import LineStatus

ZERO_FEE_MONTHS = 3
Since = tuple[date, LineStatus]


def is_on_network(
    history: Sequence[Since],
    fees: Mapping[str, int],
    day: date,
    limit: int = ZERO_FEE_MONTHS,
) -> bool:
    """Tell whether a line is on the network at the end of ``day``; SQL's twin is in store.network.

    It is not once it was closed or ported out, nor from the end of the month that is the
    ``limit``-th for which a line suspended for arrears was billed nothing. A line without a status
    is in use.

    Args:
        history: Its states, each since a day, by this day and of one day in order of recording.
        fees: What it was billed, in fen, by month; a month that is missing is not known and so not
            counted.
        day: What holds later does not count.
        limit: Months; whole ones within the present suspension, not necessarily running.
    """
    known = [each for each in history if each[0] <= day]
    if not known:
        return True
    status = known[-1][1]
    if status is not LineStatus.SUSPENDED_ARREARS:
        return not status.left
    return _zero_fee_months(known, fees, month_of(day + timedelta(days=1))) < limit


def _zero_fee_months(history: Sequence[Since], fees: Mapping[str, int], before: str) -> int:
    """Months of the suspension that goes on, from its first whole one, that were billed nothing."""
    since = history[-1][0]
    for began, status in reversed(history):
        if status is not LineStatus.SUSPENDED_ARREARS:
            break
        since = began
    day = since.isoformat()
    return sum(f"{month}-01" >= day and month < before and fee <= 0 for month, fee in fees.items())
