"""Words and colours of the retention page."""

from datetime import date
from fractions import Fraction

from vipdesk.domain import task_words
from vipdesk.domain.indicators import Value, shown
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import ClosingReason, Outcome, Severity
from vipdesk.services.task_list import TaskRow
from vipdesk.texts import _, ngettext
from vipdesk.ui import risk_words
from vipdesk.ui.theme import Tone

ENDING, WARNINGS, ASKED, CARE, WIN_BACK = "ending", "warnings", "asked", "care", "win_back"
TABLE, BOARD = "table", "board"
TABS: dict[str, tuple[TaskKind, ...]] = {
    ENDING: (TaskKind.END,),
    WARNINGS: (TaskKind.WARNING,),
    ASKED: (TaskKind.BY_HAND,),
    CARE: tuple(
        kind for kind in TaskKind if kind not in (TaskKind.END, TaskKind.WARNING, TaskKind.BY_HAND)
    ),
}
NEAR_DAYS = 30


def tab_names() -> dict[str, str]:
    """The tabs in their order."""
    return {
        ENDING: _("Ending"),
        WARNINGS: _("Warnings"),
        ASKED: _("Asked to leave"),
        CARE: _("Care"),
        WIN_BACK: _("Win back"),
    }


def risk_word(row: TaskRow) -> str:
    """High, medium or low; nothing where there is no score."""
    return risk_words.risk_word(row.risk)


def risk_tone(row: TaskRow) -> Tone | None:
    """The colour beside the word."""
    return risk_words.risk_tone(row.risk)


def stage_word(stage: str) -> str:
    """A stage as a heading."""
    return _("Past") if stage == "lapsed" else _("Ends today") if stage == "T-0" else stage


def reason_words(row: TaskRow, today: date) -> str:
    """Why the task is there, on one line."""
    return row.title or task_words.reason_words(row.kind, row.facts, today, _)


def severity_words(row: TaskRow) -> str:
    """The colour's word of a warning; "" for the others."""
    return _("Warning: {severity}").format(severity=_(row.severity.label)) if row.severity else ""


def due_words(row: TaskRow, today: date) -> str:
    """When it is due: overdue by so many days, today, or the day."""
    late = (today - row.due_on).days
    if late > 0:
        return ngettext("{n} day late", "{n} days late", late).format(n=late)
    return _("Due today") if late == 0 else row.due_on.isoformat()


def due_tone(row: TaskRow, today: date) -> Tone | None:
    """Red for what is overdue."""
    return Tone.RED if row.open and row.due_on < today else None


def closed_words(row: TaskRow) -> str:
    """What a closed case came to."""
    if row.outcome is None:
        return _((row.closed_as or ClosingReason.DONE).label)
    words = [_(row.outcome.label)]
    if row.new_ends_on:
        words.append(_("to {day}").format(day=row.new_ends_on))
    elif row.reason:
        words.append(_(row.reason.label))
    return " · ".join(words)


def severity_tone(row: TaskRow) -> Tone | None:
    """The colour of a warning."""
    tones = {Severity.RED: Tone.RED, Severity.ORANGE: Tone.AMBER}
    return tones[row.severity] if row.severity else None


def renewal_words(found: Value, rate: Fraction) -> str:
    """The quarter's rate with the figures behind it."""
    said = _("renewed this quarter {rate} ({renewed} of {ended})")
    return said.format(
        rate=shown(rate, percent=True), renewed=found.numerator, ended=found.denominator
    )


def outcome_of(key: str) -> Outcome:
    """The outcome of a button."""
    return next(each for each in Outcome if each == key)
