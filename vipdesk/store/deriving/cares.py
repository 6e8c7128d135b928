"""Tasks of the care cadence and of birthdays."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from vipdesk.store.deriving.rows import STANDING, Standing, as_standing, facts_text
from vipdesk.store.deriving.scope import OURS, Scope

_CARES = f"""
    SELECT c.customer_id, c.tier, c.contacted_on,
        CASE WHEN c.contacted_on IS NULL THEN {KNOWN_ON} END, {STANDING}
    FROM customer_summary c LEFT JOIN derived_task t
        ON t.status = 'open' AND t.cause = 'care:' || c.customer_id
    WHERE NOT c.do_not_disturb AND {OURS}
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


def tasks(scope: Scope, standing: Standing) -> Iterator[DueTask]:
    """Whoever is to be contacted soon by their tier's cadence, and whose birthday is near.

    Those of the cadence whose row stands as it should are noted in ``standing`` alone.
    """
    yield from _cares(scope, standing)
    yield from _birthdays(scope)


@dataclass(frozen=True, slots=True)
class _Care:
    """A window and what a task of it says, as stored; many customers share one."""

    window: Window
    since: str
    until: str
    facts: str

    @classmethod
    def of(cls, window: Window, *, contacted: bool) -> "_Care":
        """What is stored of a window that a contact began, or that began without one."""
        since, until = window.first.isoformat(), window.last.isoformat()
        facts = {"contacted": contacted, "since": since, "until": until}
        return cls(window, since, until, facts_text(facts))

    def due(self, cause: str, customer_id: int) -> DueTask:
        """The task of a customer."""
        facts = json.loads(self.facts)
        last = self.window.last
        return DueTask(cause, self.since, "", TaskKind.CARE, customer_id, None, last, facts=facts)


def _cares(scope: Scope, standing: Standing) -> Iterator[DueTask]:
    today, days_before = scope.basis.today, scope.basis.rules.care_days_before
    months = {tier.value: scope.basis.rules.cadence_months.get(tier, 0) for tier in Tier}
    done = dict(map(tuple, scope.rows(_DONE.format(among=scope.among("customer_id")))))
    for customer_id, tier, contacted_on, known_on, *row in _due_soon(scope, months):
        began = max(contacted_on or "", done.get(customer_id) or "")
        if began:
            care = _after(began, months[tier], contacted=bool(contacted_on))
        elif known_on:
            known = date.fromisoformat(known_on)
            window = first_window(known, months[tier], customer_id, days_before)
            care = _Care.of(window, contacted=False)
        else:
            continue
        if opens(care.window, today, days_before):
            cause = f"care:{customer_id}"
            due = as_standing(customer_id, "", "care", care.since, "", care.until, care.facts)
            if not standing.holds(cause, row, due):
                yield care.due(cause, customer_id)


@cache
def _after(began: str, months: int, *, contacted: bool) -> _Care:
    return _Care.of(window_after(date.fromisoformat(began), months), contacted=contacted)


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
