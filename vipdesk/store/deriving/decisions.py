"""What the manager decided about tasks: put off, done, a case with its outcome or its next day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from vipdesk.domain.tasks import DueTask
from vipdesk.domain.words import ClosingReason
from vipdesk.store.deriving.scope import Scope

Case = tuple[str, str]  # cause and period
_WARNING = "warning:"
_MARKS = "SELECT cause, period, snoozed_until, done_on FROM task_mark WHERE true{among}"
_CASES = (
    "SELECT cause, period, closed_on, next_on FROM retention_case "
    "WHERE (closed_on IS NOT NULL OR next_on IS NOT NULL){among}"
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them, by cause and period.

    Attributes:
        over: What the manager is done with, and why.
        snoozed: Put off to a day.
        next_on: When the customer is to be asked again.
        carried: Warnings that were put off beyond today, by cause alone: the next month, which
            warns of the same cause, does not bring them back.
    """

    over: dict[Case, ClosingReason]
    snoozed: dict[Case, date]
    next_on: dict[Case, date]
    carried: dict[str, date]

    @classmethod
    def of(cls, scope: Scope) -> "Decisions":
        """Read the marks and the cases."""
        found = cls({}, {}, {}, {})
        for cause, period, closed_on, next_on in scope.rows(
            _CASES.format(among=scope.among("customer_id"))
        ):
            if closed_on is not None:
                found.over[cause, period] = ClosingReason.OUTCOME
            elif next_on is not None:
                found.next_on[cause, period] = date.fromisoformat(next_on)
        for cause, period, snoozed_until, done_on in scope.rows(
            _MARKS.format(among=scope.among("customer_id"))
        ):
            if done_on is not None:
                found.over[cause, period] = ClosingReason.DONE
            if snoozed_until is not None:
                found.snoozed[cause, period] = date.fromisoformat(snoozed_until)
                found._carry(scope, cause, found.snoozed[cause, period])
        return found

    def _carry(self, scope: Scope, cause: str, until: date) -> None:
        if cause.startswith(_WARNING) and until > scope.basis.today:
            self.carried[cause] = max(until, self.carried.get(cause, until))

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
            if case in self.snoozed or case in self.next_on or task.cause in self.carried:
                task = self._moved(task, case)
            yield task

    def _moved(self, task: DueTask, case: Case) -> DueTask:
        due_on = max(task.due_on, self.next_on.get(case, task.due_on))
        snoozed = self.snoozed.get(case, self.carried.get(task.cause))
        return replace(task, due_on=due_on, snoozed_until=snoozed)
