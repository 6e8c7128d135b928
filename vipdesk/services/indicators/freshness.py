"""How new the data are that indicators stand on: the newest bills, the newest files."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from vipdesk.domain.indicators import Value
from vipdesk.domain.months import last_day
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import ImportKind
from vipdesk.services.indicators.definition import Context, Data
from vipdesk.store.bill_months import newest_month
from vipdesk.store.book import Store
from vipdesk.store.records import ImportBatch

_FILES: Mapping[ImportKind, Data] = {
    ImportKind.CUSTOMERS: Data.LINES,
    ImportKind.LINES: Data.LINES,
    ImportKind.COMPLAINTS: Data.COMPLAINTS,
    ImportKind.POINTS_AWARDS: Data.POINTS,
    ImportKind.POINTS_SPENDS: Data.POINTS,
    ImportKind.POINTS_MOVEMENTS: Data.POINTS,
    ImportKind.POINTS_BALANCES: Data.POINTS,
}


def newest(context: Context, store: Store) -> dict[Data, date]:
    """The day of the newest of each kind; of bills the last day of their month.

    None of a kind whose files were never read: then it is kept by hand.
    """
    found: dict[Data, date] = {}
    month = newest_month(context.session, context.period.last_month)
    if month is not None:
        found[Data.BILLS] = last_day(month)
    files = select(ImportBatch.kind, func.max(ImportBatch.imported_at)).group_by(ImportBatch.kind)
    for kind, at in context.session.execute(files):
        if kind in _FILES:
            day = at.astimezone(store.zone()).date()
            found[_FILES[kind]] = max(day, found.get(_FILES[kind], day))
    return found


def dated(
    context: Context, value: Value, stands_on: Iterable[Data], days: Mapping[Data, date]
) -> Value:
    """The value with the day of the oldest of what it stands on, and whether that is too old."""
    known = [min(days[each], context.last) for each in stands_on if each in days]
    if value.rate is None or not known:
        return value
    old = is_old(min(known), context.last, context.retention)
    return replace(value, data_of=min(known), stale=old)


def is_old(data_of: date | None, last: date, rules: RetentionRules) -> bool:
    """Whether data of a day are too old for a value whose last day is ``last``."""
    return data_of is not None and (last - data_of).days > rules.stale_days
