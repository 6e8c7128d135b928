"""What the manager decided about tasks: put off, done, a case with its outcome or its next day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from vipdesk.domain.tasks import DueTask
from vipdesk.domain.words import ClosingReason
from vipdesk.store.deriving.scope import Scope

Case = tuple[str, str]  # cause and period
_WARNING = "warning:"
# A later month's word comes after an earlier one's.
_MARKS = "SELECT cause, period, snoozed_until, done_on FROM task_mark WHERE {whose} ORDER BY period"
_CASES = (
    "SELECT cause, period, closed_on, next_on FROM retention_case "
    "WHERE (closed_on IS NOT NULL OR next_on IS NOT NULL) AND {whose} ORDER BY period"
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them, by cause and period.

    Attributes:
        over: What the manager is done with, and why.
        snoozed: Put off to a day.
        next_on: When the customer is to be asked again.
        carried: Warnings that were put off beyond today, by cause alone: the next month, which
            warns of the same cause, does not bring them back. The last word counts.
        asked: Likewise, when to ask again beyond today.
    """

    over: dict[Case, ClosingReason]
    snoozed: dict[Case, date]
    next_on: dict[Case, date]
    carried: dict[str, date]
    asked: dict[str, date]

    @classmethod
    def of(cls, scope: Scope) -> "Decisions":
        """Read the marks and the cases of the customers and of what was gathered.

        Those of a line go with it to another customer, under whom they are not noted.
        """
        found, today, whose = cls({}, {}, {}, {}, {}), scope.basis.today, "true"
        if scope.customer_ids is not None:
            theirs = scope.among("customer_id").removeprefix(" AND ")
            whose = f"({theirs} OR cause IN (SELECT cause FROM temp.due))"
        for cause, period, closed_on, next_on in scope.rows(_CASES.format(whose=whose)):
            again_on = date.fromisoformat(next_on) if closed_on is None else None
            if again_on is None:
                found.over[cause, period] = ClosingReason.OUTCOME
            else:
                found.next_on[cause, period] = again_on
            _carry(found.asked, cause, again_on, today)
        for cause, period, snoozed_until, done_on in scope.rows(_MARKS.format(whose=whose)):
            if done_on is not None:
                found.over[cause, period] = ClosingReason.DONE
            until = date.fromisoformat(snoozed_until) if snoozed_until is not None else None
            if until is not None:
                found.snoozed[cause, period] = until
            _carry(found.carried, cause, until if done_on is None else None, today)
        return found

    def causes(self) -> frozenset[str]:
        """On which anything was decided."""
        return frozenset(
            cause for each in (self.over, self.snoozed, self.next_on) for cause, _ in each
        )

    def apply(self, tasks: Iterable[DueTask]) -> Iterator[DueTask]:
        """The tasks that are still to be done, on the days that the manager chose."""
        for task in tasks:
            case = (task.cause, task.period)
            if case in self.over:
                continue
            known = case in self.snoozed or case in self.next_on
            if known or task.cause in self.carried or task.cause in self.asked:
                task = self._moved(task, case)
            yield task

    def _moved(self, task: DueTask, case: Case) -> DueTask:
        again_on = self.next_on.get(case, self.asked.get(task.cause, task.due_on))
        snoozed = self.snoozed.get(case, self.carried.get(task.cause))
        return replace(task, due_on=max(task.due_on, again_on), snoozed_until=snoozed)


def _carry(into: dict[str, date], cause: str, until: date | None, today: date) -> None:
    """Keep a day to come of a warning for its next months, or forget that of an earlier one."""
    if until is not None and until > today and cause.startswith(_WARNING):
        into[cause] = until
    else:
        into.pop(cause, None)
