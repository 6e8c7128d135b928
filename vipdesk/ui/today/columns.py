"""The rows of Today's tasks: when, who, why, and what can be done at once."""

from collections.abc import Callable
from datetime import date

from vipdesk.domain.task_query import Risk
from vipdesk.domain.task_words import reason_words
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.wording import weekday
from vipdesk.domain.words import Severity, Tier
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _, ngettext
from vipdesk.ui import theme
from vipdesk.ui.kit.cell_delegate import PADDING
from vipdesk.ui.kit.chip import chip_width
from vipdesk.ui.kit.columns import CellStyle, Column, Note, tier_column
from vipdesk.ui.theme import Tone

LOG, PUT_OFF = "log", "put_off"
TIER, NAME, STRETCHED = "tier", "name", "reason"
NAME_WIDTH, NAME_ALONE = 148, 84  # pixels, with the number and without
MANY_DAYS = 99  # overdue; how many more says nothing
_RISK_TONES = {Risk.HIGH: Tone.RED, Risk.MEDIUM: Tone.AMBER}
_SEVERITY_TONES = {Severity.RED: Tone.RED, Severity.ORANGE: Tone.AMBER}


def columns(today: Callable[[], date]) -> tuple[Column[TaskRow], ...]:
    """The columns in the language of the desk; ``today`` is the day of what is shown."""
    return (
        Column(
            "due",
            _("Due"),
            lambda row: due_words(row, today()),
            width=_room(_late(MANY_DAYS), _very_late(), _("Tomorrow")),
            style=CellStyle.CHIP,
            tone=lambda row: due_tone(row, today()),
        ),
        tier_column(width=_room(*(_(tier.label) for tier in Tier))),
        Column(
            NAME,
            _("Customer"),
            lambda row: row.name,
            width=NAME_WIDTH,
            style=CellStyle.STRONG,
            note=lambda row: Note(row.phone, whole=True) if row.phone else None,
        ),
        Column(
            STRETCHED,
            _("Reason"),
            lambda row: why_words(row, today()),
            width=240,
            note=lambda row: Note(row.plan, whole=True) if row.plan else None,
            tip=lambda row: why_words(row, today()),
        ),
        Column("risk", _("Risk"), risk_words, width=_plain_room(*_risks()), tone=risk_tone),
        Column(LOG, _("Log"), lambda _row: _("Log"), tip=lambda _row: _("Log a touchpoint")),
        Column(
            PUT_OFF,
            _("Put off…"),
            lambda _row: _("Put off…"),
            tip=lambda _row: _("Put off…"),
        ),
    )


def _room(*words: str) -> int:
    """The width of a column in which the longest of ``words`` stands as a chip."""
    return max(chip_width(each) for each in words) + 2 * PADDING


def _plain_room(*words: str) -> int:
    """The width of a column in which the longest of ``words`` stands as it is."""
    return max(theme.metrics().horizontalAdvance(each) for each in words) + 2 * PADDING + 1


def _risks() -> list[str]:
    severe = (_("Warning: {severity}").format(severity=_(each.label)) for each in Severity)
    return [*severe, *(_(risk.label) for risk in _RISK_TONES)]


def due_words(row: TaskRow, today: date) -> str:
    """Overdue by so many days, today, tomorrow, or the weekday."""
    days = (row.due_on - today).days
    if days < -MANY_DAYS:
        return _very_late()
    if days < 0:
        return _late(-days)
    if days < 2:
        return _("Tomorrow") if days else _("today").capitalize()
    return weekday(_, row.due_on)


def _very_late() -> str:
    return _("{n}+ days late").format(n=MANY_DAYS)


def _late(days: int) -> str:
    return ngettext("{n} day late", "{n} days late", days).format(n=days)


def due_tone(row: TaskRow, today: date) -> Tone:
    """Red for what is overdue, amber for today."""
    if row.due_on < today:
        return Tone.RED
    return Tone.AMBER if row.due_on == today else Tone.ACCENT


def why_words(row: TaskRow, today: date) -> str:
    """Why the task is there; of one made by hand what it says."""
    return row.title or reason_words(row.kind, row.facts, today, _)


def risk_words(row: TaskRow) -> str:
    """How urgent a warning is, else how likely the customer is to leave, where that is much."""
    if row.kind is TaskKind.WARNING and row.severity:
        return _("Warning: {severity}").format(severity=_(row.severity.label))
    return _(row.risk.label) if row.risk in _RISK_TONES else ""


def risk_tone(row: TaskRow) -> Tone | None:
    """Red or amber, beside the word."""
    if row.kind is TaskKind.WARNING and row.severity:
        return _SEVERITY_TONES[row.severity]
    return _RISK_TONES.get(row.risk) if row.risk else None
