"""The columns of the task list and of the list of those who left."""

from collections.abc import Callable
from datetime import date

from vipdesk.domain.cases import Chance
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.wording import amount
from vipdesk.services.task_list import TaskRow
from vipdesk.services.win_back import WinBackRow
from vipdesk.texts import _
from vipdesk.ui.kit.columns import CellStyle, Column, tier_column
from vipdesk.ui.retention import words
from vipdesk.ui.theme import Tone

CHANCE_TONES = {Chance.GOOD: Tone.GREEN, Chance.ASK: Tone.AMBER, Chance.NONE: Tone.NEUTRAL}
Today = Callable[[], date]


def task_columns(today: Today) -> tuple[Column[TaskRow], ...]:
    """What is due, for whom, why and how urgent."""
    return (
        Column("name", _("Customer"), lambda row: row.name, "name", 120, style=CellStyle.STRONG),
        tier_column("tier"),
        Column(
            "risk",
            _("Risk"),
            words.risk_word,
            "score",
            100,
            style=CellStyle.DOT,
            tone=words.risk_tone,
        ),
        Column(
            "kind",
            _("Kind"),
            _kind,
            "kind",
            130,
            style=CellStyle.CHIP,
            tone=words.severity_tone,
        ),
        Column(
            "reason",
            _("Why"),
            lambda row: words.reason_words(row, today()),
            "ends",
            250,
            tip=lambda row: words.reason_words(row, today()),
        ),
        Column(
            "due",
            _("Due"),
            lambda row: words.due_words(row, today()),
            "due",
            116,
            tone=lambda row: words.due_tone(row, today()),
        ),
        Column("plan", _("Plan"), lambda row: row.plan, "plan", 130, style=CellStyle.MUTED),
        Column("phone", _("Phone"), lambda row: row.phone, width=120, style=CellStyle.MUTED),
    )


def win_back_columns() -> tuple[Column[WinBackRow], ...]:
    """Who left, when, why, and whether they may come back."""
    return (
        Column("name", _("Customer"), lambda row: row.name, width=130, style=CellStyle.STRONG),
        tier_column(),
        Column("left_on", _("Left on"), lambda row: row.left_on.isoformat(), width=116),
        Column("left_as", _("Left as"), lambda row: _(row.left_as.label), width=110),
        Column(
            "reason",
            _("Reason"),
            lambda row: _(row.reason.label) if row.reason else _("not known"),
            width=130,
            tone=lambda row: None if row.reason else Tone.NEUTRAL,
        ),
        Column(
            "chance",
            _("Chance"),
            lambda row: _(row.chance.label),
            width=170,
            style=CellStyle.CHIP,
            tone=lambda row: CHANCE_TONES[row.chance],
        ),
        Column("plan", _("Plan"), lambda row: row.plan, width=130, style=CellStyle.MUTED),
        Column(
            "arpu",
            _("ARPU"),
            lambda row: "" if row.arpu_fen is None else amount(row.arpu_fen),
            width=90,
            right=True,
        ),
        Column("phone", _("Phone"), lambda row: row.phone, width=120, style=CellStyle.MUTED),
    )


def _kind(row: TaskRow) -> str:
    """The stage of an ending date, the colour's word of a warning, else what it is."""
    if row.kind is TaskKind.END and row.stage:
        return words.stage_word(row.stage)
    severity = _(row.severity.label) if row.severity else ""
    return " · ".join(filter(None, (_(row.kind.label), severity)))
