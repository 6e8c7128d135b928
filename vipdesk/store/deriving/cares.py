"""Tasks of the care cadence and of birthdays."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from vipdesk.domain.birthdays import days_kept_on
from vipdesk.domain.care import Window, birthday_to_greet, first_window, opens, window_after
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.months import months_ago
from vipdesk.domain.tasks import DueTask, TaskKind
from vipdesk.domain.words import Tier
from vipdesk.store.deriving.figures import KNOWN_ON
from vipdesk.store.deriving.scope import OURS, Scope

_CARES = f"""
    SELECT c.customer_id, c.tier, c.contacted_on,
        CASE WHEN c.contacted_on IS NULL THEN {KNOWN_ON} END
    FROM customer_summary c WHERE NOT c.do_not_disturb AND {OURS}
        AND (c.contacted_on IS NULL OR c.contacted_on <= CASE c.tier {{limits}} END)
        AND c.tier IN ({{tiers}}){{among}}
"""
_DONE = (
    "SELECT customer_id, max(done_on) FROM task_mark "
    "WHERE done_on IS NOT NULL AND cause = 'care:' || customer_id{among} GROUP BY customer_id"
)
_BORN = f"""
    SELECT c.customer_id, c.contacted_on, k.birth_month, k.birth_day, k.birth_lunar
    FROM customer k CROSS JOIN customer_summary c ON c.customer_id = k.id
    WHERE (k.birth_lunar, k.birth_month, k.birth_day) IN (VALUES {{days}})
        AND NOT c.do_not_disturb AND {OURS}{{among}}
"""


def tasks(scope: Scope) -> Iterator[DueTask]:
    """Whoever is to be contacted soon by their tier's cadence, and whose birthday is near."""
    yield from _cares(scope)
    yield from _birthdays(scope)


def _cares(scope: Scope) -> Iterator[DueTask]:
    today, days_before = scope.basis.today, scope.basis.rules.care_days_before
    months = {tier.value: scope.basis.rules.cadence_months.get(tier, 0) for tier in Tier}
    done = dict(scope.rows(_DONE.format(among=scope.among("customer_id"))))
    for customer_id, tier, contacted_on, known_on in _due_soon(scope, months):
        began = max(contacted_on or "", done.get(customer_id) or "")
        if began:
            window = _after(began, months[tier])
        elif known_on:
            known = date.fromisoformat(known_on)
            window = first_window(known, months[tier], customer_id, days_before)
        else:
            continue
        if opens(window, today, days_before):
            yield _care(customer_id, window, contacted=bool(contacted_on))


@cache
def _after(began: str, months: int) -> Window:
    return window_after(date.fromisoformat(began), months)


def _care(customer_id: int, window: Window, *, contacted: bool) -> DueTask:
    since, until = window.first.isoformat(), window.last.isoformat()
    return DueTask(
        f"care:{customer_id}",
        since,
        "",
        TaskKind.CARE,
        customer_id,
        None,
        window.last,
        facts={"contacted": contacted, "since": since, "until": until},
    )


def _due_soon(scope: Scope, months: Mapping[str, int]) -> list[Any]:
    """Rows of those who were not contacted for about a cadence, or never."""
    soon = scope.basis.today + timedelta(days=scope.basis.rules.care_days_before)
    limits = {
        tier: months_ago(soon, count).isoformat() for tier, count in months.items() if count > 0
    }
    if not limits:
        return []
    return scope.rows(
        _CARES.format(
            limits=" ".join(f"WHEN '{tier}' THEN '{day}'" for tier, day in limits.items()),
            tiers=", ".join(f"'{tier}'" for tier in limits),
            among=scope.among("c.customer_id"),
        )
    )


def _birthdays(scope: Scope) -> Iterator[DueTask]:
    rules, today = scope.basis.rules, scope.basis.today
    days = ", ".join(f"({lunar:d}, {month}, {day})" for lunar, month, day in _near(scope))
    among = scope.among("c.customer_id")
    for customer_id, contacted_on, month, day, lunar in scope.rows(
        _BORN.format(days=days, among=among)
    ):
        birthday = Birthday(None, month, day, lunar=bool(lunar))
        kept_on = birthday_to_greet(birthday, today, rules)
        if kept_on is None:
            continue
        due_on = kept_on - timedelta(days=rules.birthday_days_before)
        if contacted_on is None or contacted_on < due_on.isoformat():
            yield _birthday(customer_id, kept_on, due_on)


def _near(scope: Scope) -> Iterator[tuple[bool, int, int]]:
    """The days of both calendars on which a birthday may be kept now; rather too many."""
    rules, today = scope.basis.rules, scope.basis.today
    for number in range(-rules.birthday_days_after, rules.birthday_days_before + 1):
        yield from days_kept_on(today + timedelta(days=number))


def _birthday(customer_id: int, kept_on: date, due_on: date) -> DueTask:
    return DueTask(
        f"birthday:{customer_id}",
        kept_on.isoformat(),
        "",
        TaskKind.BIRTHDAY,
        customer_id,
        None,
        due_on,
        facts={"on": kept_on.isoformat()},
    )
