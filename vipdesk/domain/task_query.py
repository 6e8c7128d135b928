"""What a list of tasks is asked for: criteria that combine, kept as plain values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import Tier, Word
from vipdesk.texts import N_, Translate

WEEK_DAYS = 7
_STAGE = re.compile(r"T-\d{1,3}|lapsed")  # as `vipdesk.domain.retention` names them


class Due(Word):
    """When a task is to be done, seen from today."""

    OVERDUE = "overdue", N_("Late")
    TODAY = "today", N_("Due today")
    WEEK = "week", N_("Due within a week")  # today and the six days after it
    SNOOZED = "snoozed", N_("Put off")


class Risk(Word):
    """How likely a customer is to leave, by the score's bounds in the settings."""

    HIGH = "high", N_("High risk")
    MEDIUM = "medium", N_("Medium risk")
    LOW = "low", N_("Low risk")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Criteria that must all hold; one that is empty asks for nothing.

    Without ``due`` all open tasks are meant that are not put off to a later day.

    Attributes:
        stages: Of ending dates; tasks that have but one stage pass none of them.
        plans: Of the task's line, else of the customer's main line.
    """

    kinds: tuple[TaskKind, ...] = ()
    tiers: tuple[Tier, ...] = ()
    stages: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    due: Due | None = None
    plans: tuple[str, ...] = ()

    def set_names(self) -> list[str]:
        """The names of the criteria that ask for something."""
        return [each.name for each in fields(self) if getattr(self, each.name)]

    def is_empty(self) -> bool:
        """Whether every task passes that is not put off."""
        return not self.set_names()

    def to_json(self) -> dict[str, Any]:
        """Plain values of the criteria that are set."""
        found = {name: getattr(self, name) for name in self.set_names()}
        return {
            name: [str(each) for each in value] if isinstance(value, tuple) else str(value)
            for name, value in found.items()
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "TaskFilter":
        """Read what `to_json` gave; what a newer version wrote and we do not know is left out."""
        return cls(
            kinds=tuple(_known(TaskKind, values.get("kinds"))),
            tiers=tuple(_known(Tier, values.get("tiers"))),
            stages=tuple(each for each in values.get("stages", ()) if _STAGE.fullmatch(each)),
            risks=tuple(_known(Risk, values.get("risks"))),
            due=next(_known(Due, [values.get("due")]), None),
            plans=tuple(map(str, values.get("plans", ()))),
        )


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks, and in what order.

    Attributes:
        search: As typed: name, pinyin, initials, last digits of a number, customer number.
        sort: due, ends, name, tier, kind, score, plan or urgency.
    """

    search: str = ""
    filter: TaskFilter = field(default_factory=TaskFilter)
    sort: str = "due"
    descending: bool = False


def stage_label(stage: str) -> str:
    """The name of a stage on screen: T-90 as it is, an English message id for the last two."""
    return {"T-0": N_("Ends today"), "lapsed": N_("Past")}.get(stage, stage)


def describe(criteria: TaskFilter, t: Translate) -> list[str]:
    """Word each criterion that is set, for a chip."""
    words = [
        [t(each.label) for each in criteria.kinds],
        [t(each.label) for each in criteria.tiers],
        [t(stage_label(each)) for each in criteria.stages],
        [t(each.label) for each in criteria.risks],
        [t(criteria.due.label)] if criteria.due else [],
        list(criteria.plans),
    ]
    return [t(", ").join(each) for each in words if each]


def _known(kind: Any, values: Any) -> Iterator[Any]:
    known = {str(word): word for word in kind}
    return (known[value] for value in values or () if value in known)
