"""Kinds of file. A new kind is one file here with one `Kind`, and its name in `KINDS`."""

from functools import cache

from vipdesk.importing.headers import normalised
from vipdesk.importing.kinds.bills import BILLS
from vipdesk.importing.kinds.cohort import COHORT
from vipdesk.importing.kinds.complaints import COMPLAINTS
from vipdesk.importing.kinds.customers import CUSTOMERS
from vipdesk.importing.kinds.kind import Kind
from vipdesk.importing.kinds.lines import LINES
from vipdesk.importing.kinds.payments import PAYMENTS
from vipdesk.importing.kinds.points import (
    POINTS_AWARDS,
    POINTS_BALANCES,
    POINTS_MOVEMENTS,
    POINTS_OPENING,
    POINTS_SPENDS,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *(CUSTOMERS, LINES, BILLS, PAYMENTS, COMPLAINTS),
        *(POINTS_OPENING, POINTS_AWARDS, POINTS_SPENDS, POINTS_MOVEMENTS, POINTS_BALANCES),
        COHORT,
    )
}


@cache
def known_headers() -> frozenset[str]:
    """Every header that some kind takes, `normalised`."""
    return frozenset(
        normalised(word) for kind in KINDS.values() for names in kind.headers() for word in names
    )
