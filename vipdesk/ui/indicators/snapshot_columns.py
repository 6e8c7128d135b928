"""The columns of snapshots, of their members, and of figures side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vipdesk.domain.wording import amount
from vipdesk.services.cohorts import CohortRow
from vipdesk.services.indicators.outcome_figures import Figures
from vipdesk.services.indicators.outcome_words import (
    distance_word,
    reasons_word,
    share_word,
    state_word,
)
from vipdesk.services.indicators.outcomes import NOW, OutcomeRow
from vipdesk.texts import _
from vipdesk.ui.kit.chip import tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A member with its place in the list as its id."""

    id: int
    of: OutcomeRow


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A part of a snapshot, or one of several; ``figures`` None: not so far yet."""

    id: int
    name: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A snapshot with its figures by months after its day."""

    id: int
    name: str
    size: int
    at: Mapping[int, Figures]


def snapshot_columns() -> tuple[Column[CohortRow], ...]:
    """What, of which day, whom it counts."""
    return (
        Column("name", _("Snapshot"), lambda row: row.name, width=200, style=CellStyle.STRONG),
        Column("day", _("Day"), lambda row: row.on_day.isoformat(), width=100),
        Column("origin", _("Origin"), lambda row: _(row.origin.label), width=140,
               style=CellStyle.MUTED),
        Column("unit", _("Counts"), lambda row: _(row.unit.label), width=90),
        Column("customers", _("Customers"), lambda row: f"{row.customers:,}", width=90,
               right=True),
        Column("lines", _("Lines"), lambda row: f"{row.lines:,}", width=90, right=True),
        Column("base", _("Base fee"), lambda row: amount(row.base_fee_fen), width=120, right=True),
        Column("digest", _("Digest"), lambda row: row.digest[:12], width=120,
               style=CellStyle.MUTED),
    )  # fmt: skip


def named_columns() -> tuple[Column[NamedRow], ...]:
    """Who, which line, what became of it, and what it pays."""
    return (
        Column("name", _("Customer"), _name, width=130, style=CellStyle.STRONG),
        Column("number", _("Number"), lambda row: row.of.member.number, width=110,
               style=CellStyle.MUTED),
        Column("tier", _("Tier"), _tier, width=84, style=CellStyle.CHIP,
               tone=lambda row: tier_tone(row.of.member.tier) if row.of.member.tier else None),
        Column("line", _("Line"), lambda row: row.of.member.line, width=120),
        Column("plan", _("Plan"), lambda row: row.of.member.plan, width=130),
        Column("fee", _("Fee"), lambda row: amount(row.of.subject.fee_fen), width=100, right=True),
        Column("base", _("Base fee"), lambda row: amount(row.of.subject.base_fee_fen), width=100,
               right=True),
        Column("state", _("What became of them"), lambda row: state_word(row.of.subject),
               width=230, style=CellStyle.DOT, tone=_tone),
    )  # fmt: skip


def figure_columns(first: str) -> tuple[Column[FigureRow], ...]:
    """A name, and the figures beside it."""
    return (
        Column("name", first, lambda row: row.name, width=170, style=CellStyle.STRONG),
        _number("size", _("Snapshot size"), lambda it: f"{it.size:,}", 104),
        _number("kept", _("Kept"), lambda it: f"{it.kept:,}", 72),
        _number("lost", _("Lost"), lambda it: f"{it.lost:,}", 64),
        _number("retention", _("Kept %"), lambda it: share_word(it.retention), 88),
        _number("revenue", _("Fees %"), lambda it: share_word(it.revenue), 100),
        _number("combined", _("Both %"), lambda it: share_word(it.combined), 100),
        _number("slack", _("Room left"), _slack, 92),
        _number("forecast", _("If risks left"), lambda it: share_word(it.forecast), 116),
        Column("reasons", _("Lost by reason"),
               lambda row: reasons_word(row.figures.reasons) if row.figures else "", width=260,
               tip=lambda row: reasons_word(row.figures.reasons) if row.figures else ""),
    )  # fmt: skip


def time_columns(distances: Sequence[int]) -> tuple[Column[TimeRow], ...]:
    """The share that is kept after so many months, month beside month."""
    return (
        Column("name", _("Snapshot"), lambda row: row.name, width=170, style=CellStyle.STRONG),
        Column("size", _("Snapshot size"), lambda row: f"{row.size:,}", width=110, right=True),
        *(_after(months) for months in distances),
    )


def _after(months: int) -> Column[TimeRow]:
    def text(row: TimeRow) -> str:
        return share_word(row.at[months].retention) if months in row.at else "–"

    style = CellStyle.STRONG if months == NOW else CellStyle.PLAIN
    return Column(f"after{months}", distance_word(months), text, width=112, right=True, style=style)


def _number(key: str, title: str, text: Callable[[Figures], str], width: int) -> Column[FigureRow]:
    return Column(
        key,
        title,
        lambda row: text(row.figures) if row.figures else "–",
        width=width,
        right=True,
    )


def _slack(figures: Figures) -> str:
    return "–" if figures.slack is None else f"{figures.slack:,}"


def _name(row: NamedRow) -> str:
    return row.of.member.name or _("no longer in the book")


def _tier(row: NamedRow) -> str:
    return _(row.of.member.tier.label) if row.of.member.tier else ""


def _tone(row: NamedRow) -> Tone:
    subject = row.of.subject
    if not subject.kept:
        return Tone.RED
    return Tone.AMBER if subject.at_risk or subject.returned else Tone.GREEN
