"""What a task is about, whether a person made it or the data gave rise to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vipdesk.domain.words import Severity, Word
from vipdesk.texts import N_


class TaskKind(Word):
    """Kinds of tasks, in the order in which a list groups them."""

    END = "end", N_("Ending date")
    WARNING = "warning", N_("Warning")
    BY_HAND = "by_hand", N_("Asked to leave")
    CALL_BACK = "call_back", N_("Call back after a complaint")
    BIND = "bind", N_("Bind a new VIP")
    FIRST_CONTACT = "first_contact", N_("First contact with a new VIP")
    CARE = "care", N_("Care")
    BIRTHDAY = "birthday", N_("Birthday")
    POINTS = "points", N_("Points about to expire")
    NEXT_STEP = "next_step", N_("Next step")


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task as the data ask for it today; the engine makes the book's rows agree with these.

    Attributes:
        cause: What it is about, such as ``end:contract:12``; one open task each.
        period: Which one of these: the ending date, the month of a warning, the start of a window.
        stage: ``T-90`` and so on, ``lapsed``; "" where a cause has but one.
        facts: Plain values that its reason in words needs; nothing personal.
        snoozed_until: The manager put it off to this day.
        moves: Whether an open task of another period becomes this one, as a corrected date does;
            else it closes and this one stands beside it.
    """

    cause: str
    period: str
    stage: str
    kind: TaskKind
    customer_id: int
    line_id: int | None
    due_on: date
    severity: Severity | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    snoozed_until: date | None = None
    moves: bool = False


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run did to the derived tasks.

    Attributes:
        figures: Rows of facts, scores and warnings that are not as they were, beside the tasks.
    """

    created: int = 0
    moved: int = 0
    superseded: int = 0
    closed: int = 0
    unchanged: int = 0
    figures: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        tasks = self.created or self.moved or self.superseded or self.closed
        return bool(tasks or self.figures)
