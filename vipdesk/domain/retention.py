"""Dated cases: how near an ending date is, and since when its task is due (rules.md 3)."""

from datetime import date, timedelta

from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.words import DateKind

LAPSED = "lapsed"
_BEFORE = "T-"


def stage_of(days_left: int, rules: RetentionRules) -> str | None:
    """The stage of a case: the smallest of the rules' days that is not below the days left.

    Args:
        days_left: From today to the ending date; 0 on that day, which still counts as in force.
        rules: Its ``lapsed_days`` say how long after the date the case is kept in sight.

    Returns:
        ``T-90`` and so on, ``lapsed`` after the date; None while it is too far ahead and once it is
        lost sight of.
    """
    if days_left < 0:
        return LAPSED if -days_left <= rules.lapsed_days else None
    return min(
        (f"{_BEFORE}{stage}" for stage in rules.stages if stage >= days_left),
        key=_days_of,
        default=None,
    )


def begins_on(stage: str, ends_on: date) -> date:
    """The first day of a stage of a case that ends on ``ends_on``."""
    return ends_on - timedelta(days=_days_of(stage))


def is_later(stage: str, than: str) -> bool:
    """Whether ``stage`` comes after ``than`` in the course of a case."""
    return _days_of(stage) < _days_of(than)


def end_cause(kind: DateKind | str, line_id: int) -> str:
    """What the tasks of one kind of date on one line are known by."""
    return f"end:{kind}:{line_id}"


def _days_of(stage: str) -> int:
    return -1 if stage == LAPSED else int(stage.removeprefix(_BEFORE))
