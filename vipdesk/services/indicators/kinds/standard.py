"""Service standard (服务标准达标率): care windows that were met in time."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from sqlalchemy import text

from vipdesk.domain.care import Care, past_windows
from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Indicator, Members
from vipdesk.store.deriving.figures import KNOWN_ON
from vipdesk.store.deriving.scope import OURS
from vipdesk.store.summaries import EFFECTIVE
from vipdesk.texts import N_

# Windows follow from contacts and the tier of today, not from tasks, which know no past.
_CARED_FOR = f"""
SELECT c.customer_id, c.tier, {KNOWN_ON} AS known_on FROM customer_summary c
WHERE NOT c.do_not_disturb AND {OURS}
"""
_CONTACTS = f"""
SELECT p.customer_id, group_concat(DISTINCT p.on_day) AS days FROM touchpoint p
WHERE p.on_day <= :today AND {EFFECTIVE} GROUP BY p.customer_id
"""
_WAIVED = "SELECT customer_id, period FROM care_waiver"
_ROWS = """
SELECT value ->> 0 AS customer_id, NULL AS line_id, value ->> 1 AS numerator,
    value ->> 2 AS denominator FROM json_each(:windows)
"""
Row = tuple[int, int, int]  # customer, windows met, windows closed


def _members(context: Context) -> Members | WhyNot:
    return Members(_ROWS, {"windows": json.dumps(list(_rows(context)))})


def _rows(context: Context) -> Iterator[Row]:
    """Each customer of whom a window closed in the period."""
    first, days_before = context.period.first, context.retention.care_days_before
    before = min(context.today, context.period.last + timedelta(days=1))
    waived = {(who, day) for who, day in context.session.execute(text(_WAIVED))}
    for care in _cares(context, before):
        met = [
            was_met
            for window, was_met in past_windows(care, before, days_before)
            if window.last >= first and (care.customer_id, window.first.isoformat()) not in waived
        ]
        if met:
            yield care.customer_id, sum(met), len(met)


def _cares(context: Context, before: date) -> Iterator[Care]:
    """Those with a cadence who were known before a day."""
    params = {"today": context.today.isoformat(), "min_call": context.min_call_seconds}
    found = context.session.execute(text(_CONTACTS), params)
    contacts: dict[int, str] = {each.customer_id: each.days for each in found.all()}
    who = {"today": context.today.isoformat(), "self": context.self_id}
    months = context.retention.cadence_months
    day = cache(date.fromisoformat)
    for customer_id, tier, known in context.session.execute(text(_CARED_FOR), who).all():
        cadence = months.get(tier, 0)
        if cadence > 0 and known and known < before.isoformat():
            days = sorted(map(day, filter(None, contacts.get(customer_id, "").split(","))))
            yield Care(customer_id, day(known), cadence, days)


SERVICE_STANDARD = Indicator(
    Spec(
        key="service_standard",
        name=N_("Service standard"),
        definition=N_(
            "Care windows that were met in time, over those that closed in the period. One closes "
            "with its last day and is met by an effective touchpoint in it; a later one does not "
            "help. Left out are waived windows and those who do not want to be disturbed."
        ),
        unit=Unit.WINDOWS,
        span=Span.MONTH,
        target=10_000,
        own=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.TOUCHPOINTS}),
)
