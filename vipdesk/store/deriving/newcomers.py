"""Tasks about new VIPs: bound within working days, contacted within a month."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from vipdesk.domain.care import Since, new_since
from vipdesk.domain.months import months_later
from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import Tier
from vipdesk.domain.workdays import workdays_later
from vipdesk.store.deriving.scope import OURS, Scope

# The first customer that the book ever got: an operator's first file is no file of new VIPs.
_FIRST_DAY = "SELECT recorded_on FROM owner_history ORDER BY id LIMIT 1"
# The + before a day keeps SQLite from taking each for a number first.
_CHANGED = (
    "SELECT customer_id FROM {table} n WHERE +effective_on >= :since{among} "
    "AND (SELECT count(*) FROM {table} h WHERE h.customer_id = n.customer_id) > 1"
)
_CANDIDATES = f"""
    SELECT c.customer_id, c.contacted_on,
        (SELECT max(b.opened_on) FROM onboarding b WHERE b.customer_id = c.customer_id)
    FROM customer_summary c WHERE c.tier <> '{Tier.ORDINARY}' AND {OURS} AND c.customer_id IN (
        {_CHANGED.format(table="tier_history", among="{among}")} UNION
        {_CHANGED.format(table="owner_history", among="{among}")} UNION
        SELECT customer_id FROM owner_history
        WHERE +effective_on >= :since AND +recorded_on > :first_day{{among}})
"""
_HISTORY = (
    "SELECT customer_id, effective_on, {value}, recorded_on FROM {table} "
    "WHERE effective_on <= :today AND customer_id IN (SELECT value FROM json_each(:ids)) "
    "ORDER BY customer_id, effective_on, id"
)


def tasks(scope: Scope) -> Iterator[DueTask]:
    """Binding and first contact of everybody who became a VIP of this manager lately."""
    first_day = scope.connection.exec_driver_sql(_FIRST_DAY).scalar()
    if first_day is None:
        return
    since = scope.basis.today - timedelta(days=scope.basis.rules.lapsed_days)
    candidates = scope.rows(
        _CANDIDATES.format(among=scope.among("customer_id")),
        since=since.isoformat(),
        first_day=first_day,
    )
    if not candidates:
        return
    ids = [row[0] for row in candidates]
    tiers = _history(scope, "tier_history", "tier", ids)
    owners = _history(scope, "owner_history", "manager_id", ids)
    for customer_id, contacted_on, welcomed_on in candidates:
        new = new_since(tiers[customer_id], owners[customer_id], date.fromisoformat(first_day))
        if new is not None and new.day >= since:
            yield from _of(scope, customer_id, new, contacted_on or "", welcomed_on or "")


def _of(
    scope: Scope, customer_id: int, new: Since, contacted_on: str, welcomed_on: str
) -> Iterator[DueTask]:
    """What is still to be done for a new VIP; a contact does for both."""
    rules, day = scope.basis.rules, new.day.isoformat()
    if contacted_on >= day:
        return
    known_on = max(new.day, new.recorded_on)
    if welcomed_on < day:
        by = workdays_later(known_on, rules.bind_workdays)
        unknown = {"unknown_year": by.unknown_year} if by.unknown_year else {}
        yield _task(TaskKind.BIND, customer_id, day, by.day, unknown)
    until = months_later(known_on, rules.first_contact_months)
    yield _task(TaskKind.FIRST_CONTACT, customer_id, day, until, {})


def _task(
    kind: TaskKind, customer_id: int, since: str, until: date, more: dict[str, Any]
) -> DueTask:
    return DueTask(
        f"{kind}:{customer_id}",
        since,
        "",
        kind,
        customer_id,
        None,
        until,
        facts={"since": since, "until": until.isoformat(), **more},
    )


def _history(
    scope: Scope, table: str, value: str, ids: Iterable[int]
) -> defaultdict[int, list[Since]]:
    found: defaultdict[int, list[Since]] = defaultdict(list)
    rows = scope.rows(_HISTORY.format(table=table, value=value), ids=json.dumps(list(ids)))
    for customer_id, day, what, recorded_on in rows:
        since = Since(date.fromisoformat(day), what, date.fromisoformat(recorded_on))
        found[customer_id].append(since)
    return found
