"""Why an open task that the data no longer ask for closes."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import ClosingReason, DateMove
from vipdesk.store.deriving.decisions import Decisions
from vipdesk.store.deriving.ends import CURRENT
from vipdesk.store.deriving.facts import ON_NETWORK
from vipdesk.store.deriving.rows import OpenTask
from vipdesk.store.deriving.scope import OURS, Scope

_CUSTOMERS = (
    "SELECT c.customer_id, c.contacted_on FROM customer_summary c "
    f"WHERE c.customer_id IN (SELECT value FROM json_each(:ids)) AND {OURS}"
)
_LEFT = (
    "SELECT s.line_id FROM line_summary s WHERE s.line_id IN (SELECT value FROM json_each(:ids)) "
    f"AND NOT {ON_NETWORK}"
)
_WELCOMED = (
    "SELECT customer_id, max(opened_on) FROM onboarding "
    "WHERE customer_id IN (SELECT value FROM json_each(:ids)) GROUP BY customer_id"
)
_NOW = (
    "SELECT j.value, d.ends_on, d.moved_as FROM json_each(:causes) j CROSS JOIN contract_date d "
    "ON d.id = "
    + CURRENT.format(line="json_extract(j.value, '$[0]')", kind="json_extract(j.value, '$[1]')")
)

_OF_LINES = frozenset({TaskKind.END, TaskKind.WARNING, TaskKind.BY_HAND})  # while it is there
LATER = "~"  # sorts after every further character of a day


class Closing:
    """Finds the reasons of one run; reads only what these tasks need."""

    def __init__(self, scope: Scope, decisions: Decisions, tasks: Iterable[OpenTask]) -> None:
        self._today = scope.basis.today
        self._rules = scope.basis.rules
        self._over = decisions.over
        tasks = list(tasks)
        ids = json.dumps(sorted({task.customer_id for task in tasks}))
        self._contacted: dict[int, str | None] = dict(scope.rows(_CUSTOMERS, ids=ids))
        ends = [task for task in tasks if task.kind == TaskKind.END]
        lines = {task.line_id for task in tasks if task.kind in _OF_LINES and task.line_id}
        self._left = {row[0] for row in scope.rows(_LEFT, ids=json.dumps(sorted(lines)))}
        self._dates = _dates(scope, ends)
        bound = sorted(task.customer_id for task in tasks if task.kind == TaskKind.BIND)
        welcomed = scope.rows(_WELCOMED, ids=json.dumps(bound))
        self._welcomed: dict[int, str] = dict(welcomed)

    def reason(self, task: OpenTask) -> ClosingReason:
        """Why ``task`` is over."""
        if task.customer_id not in self._contacted:
            return ClosingReason.GONE
        if (task.cause, task.period) in self._over:
            return self._over[task.cause, task.period]
        if task.kind in _OF_LINES and task.line_id in self._left:
            return ClosingReason.LEFT
        return _RULES.get(task.kind, Closing.of_any)(self, task)

    def of_any(self, task: OpenTask) -> ClosingReason:  # noqa: ARG002 - one of the rules
        """A warning that no longer holds, and whatever was altered behind the engine."""
        return ClosingReason.GONE

    def of_end(self, task: OpenTask) -> ClosingReason:
        """A date: it moved, fell away, or passed too long ago."""
        ends_on, moved_as = self._dates.get(task.cause, (None, None))
        if ends_on == task.period:
            lost = date.fromisoformat(ends_on) + timedelta(days=self._rules.lapsed_days)
            return ClosingReason.LOST_SIGHT if lost < self._today else ClosingReason.GONE
        return ClosingReason.RENEWED if moved_as == DateMove.RENEWAL else ClosingReason.GONE

    def of_care(self, task: OpenTask) -> ClosingReason:
        """A window begins with a contact: only a later one closes it."""
        return self._contact_or_gone(task, after=task.period + LATER)

    def of_birthday(self, task: OpenTask) -> ClosingReason:
        """Greeted by a contact, or too late to be."""
        reason = self._contact_or_gone(task, after=task.due_on)
        last = date.fromisoformat(task.period) + timedelta(days=self._rules.birthday_days_after)
        passed = reason is ClosingReason.GONE and last < self._today
        return ClosingReason.PASSED if passed else reason

    def of_event(self, task: OpenTask) -> ClosingReason:
        """What a contact since its day does away with."""
        if task.kind == TaskKind.BIND and self._welcomed.get(task.customer_id, "") >= task.period:
            return ClosingReason.DONE
        reason = self._contact_or_gone(task, after=task.period)
        lost = date.fromisoformat(task.period) + timedelta(days=self._rules.lapsed_days)
        passed = reason is ClosingReason.GONE and lost < self._today
        return ClosingReason.LOST_SIGHT if passed else reason

    def _contact_or_gone(self, task: OpenTask, after: str) -> ClosingReason:
        contacted = (self._contacted[task.customer_id] or "") >= after
        return ClosingReason.CONTACTED if contacted else ClosingReason.GONE


_RULES: Mapping[str, Callable[[Closing, OpenTask], ClosingReason]] = {
    TaskKind.END: Closing.of_end,
    TaskKind.CARE: Closing.of_care,
    TaskKind.BIRTHDAY: Closing.of_birthday,
    TaskKind.BIND: Closing.of_event,
    TaskKind.FIRST_CONTACT: Closing.of_event,
    TaskKind.CALL_BACK: Closing.of_event,
}


def _dates(scope: Scope, ends: Iterable[OpenTask]) -> dict[str, tuple[Any, Any]]:
    """Which date holds now for the causes of ``ends``, and how it came about."""
    keys = {task.cause: (task.line_id, task.cause.split(":")[1]) for task in ends}
    by_key = {json.dumps(key, separators=(",", ":")): cause for cause, key in keys.items()}
    rows = scope.rows(_NOW, causes=json.dumps(list(keys.values())))
    return {by_key[key]: (ends_on, moved_as) for key, ends_on, moved_as in rows}
