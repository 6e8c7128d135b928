"""Service standard (服务标准达标率): care windows that were met in time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain

from sqlalchemy import text

from vipdesk.domain.care import Care, Window, past_windows
from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Indicator, Members
from vipdesk.store.deriving.figures import KNOWN_ON
from vipdesk.store.deriving.scope import ours_on
from vipdesk.store.in_force import current
from vipdesk.store.summaries import EFFECTIVE
from vipdesk.texts import N_

# Windows follow from contacts and the tier, not from tasks, which know no past; "today" is the
# period's last day, for whoever was handed over or got another tier since counts as on that day.
_TIER = f"""
CASE WHEN c.customer_id IN (SELECT customer_id FROM tier_history WHERE effective_on > :today)
THEN coalesce({current("tier_history", "tier", "c.customer_id")}, c.tier) ELSE c.tier END
"""
_CARED_FOR = f"""
SELECT c.customer_id, {_TIER} AS tier, {KNOWN_ON} AS known_on,
    (SELECT group_concat(p.on_day) FROM touchpoint p WHERE p.customer_id = c.customer_id
        AND p.on_day <= :today AND {EFFECTIVE}) AS days
FROM customer_summary c
WHERE NOT c.do_not_disturb AND {_TIER} IN (SELECT value FROM json_each(:tiers))
    AND {ours_on(":today")} {{of_one}}
"""
_AT_ONCE = 2_000  # rows; while many are made, nothing else of the program runs
_WAIVED = "SELECT customer_id, period, reason FROM care_waiver"
_ROWS = """
SELECT value ->> 0 AS customer_id, NULL AS line_id, value ->> 1 AS numerator,
    value ->> 2 AS denominator FROM json_each(:windows)
"""


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """A care window that closed; ``reason`` is why it was waived, None: it was not."""

    customer_id: int
    window: Window
    met: bool
    reason: str | None


def _members(context: Context) -> Members | WhyNot:
    """One for each window; a waived one counts on neither side."""
    rows = (
        f"[{each.customer_id},{int(each.met and each.reason is None)},{int(each.reason is None)}]"
        for each in closed_windows(context)
    )
    return Members(_ROWS, {"windows": f"[{','.join(rows)}]"})  # dumps would let nothing else run


def closed_windows(context: Context, customer_id: int | None = None) -> Iterator[ClosedWindow]:
    """The windows that closed in the period, of one customer or of all."""
    first, days_before = context.period.first, context.retention.care_days_before
    before = min(context.today, context.period.last + timedelta(days=1))
    reasons = {(who, day): why for who, day, why in context.session.execute(text(_WAIVED))}
    for care in _cares(context, before, customer_id):
        for window, met in past_windows(care, before, days_before):
            if window.last >= first:
                reason = reasons.get((care.customer_id, window.first.isoformat()))
                yield ClosedWindow(care.customer_id, window, met, reason)


def _cares(context: Context, before: date, customer_id: int | None) -> Iterator[Care]:
    """Those with a cadence who were known before a day."""
    months = {tier: n for tier, n in context.retention.cadence_months.items() if n > 0}
    of_one = "" if customer_id is None else "AND c.customer_id = :customer"
    params = {
        "today": context.last.isoformat(),
        "min_call": context.min_call_seconds,
        "self": context.self_id,
        "tiers": json.dumps(list(months)),
        "customer": customer_id,
    }
    day = cache(date.fromisoformat)
    rows = context.session.execute(text(_CARED_FOR.format(of_one=of_one)), params)
    for who, tier, known_on, told in chain.from_iterable(rows.partitions(_AT_ONCE)):
        if known_on and day(known_on) < before:
            days = sorted(map(day, told.split(","))) if told else []
            yield Care(who, day(known_on), months[tier], days)


SERVICE_STANDARD = Indicator(
    Spec(
        key="service_standard",
        name=N_("Service standard"),
        definition=N_(
            "Care windows that were met in time, over those that closed in the period. One closes "
            "with its last day and is met by an effective touchpoint in it; a later one does not "
            "help. Left out are waived windows, which are counted beside it, and those who do not "
            "want to be disturbed."
        ),
        unit=Unit.WINDOWS,
        span=Span.MONTH,
        target=10_000,
        own=True,
        waivable=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.TOUCHPOINTS}),
)
