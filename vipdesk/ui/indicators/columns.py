"""The columns of the values, and of those behind one."""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.indicators import Unit, Value, WhyNot
from vipdesk.domain.wording import amount
from vipdesk.services.indicators.members import MemberRow
from vipdesk.texts import _
from vipdesk.ui.indicators import words
from vipdesk.ui.kit.chip import chip_width, tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column, Note
from vipdesk.ui.value_tone import value_tone

CHIP_ROOM = 14  # pixels of a cell beside its chip
LEAST_STATE = 106
NAME_WIDTH, COUNTS_WIDTH = 196, 262


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value with its place in the table as its id.

    Attributes:
        last_day: The last one counted of all values, said once above the table.
    """

    id: int
    value: Value
    last_day: date | None


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One behind a value, with its place in the list as its id."""

    id: int
    member: MemberRow
    unit: Unit


def value_columns() -> tuple[Column[ValueRow], ...]:
    """What, how much, against which target, and what it counts."""
    return (
        Column(
            "name",
            _("Indicator"),
            lambda row: words.name_word(row.value),
            width=NAME_WIDTH,
            style=CellStyle.STRONG,
            tip=lambda row: _(row.value.spec.definition),
        ),
        Column("value", _("Actual"), lambda row: words.value_word(row.value), width=80, right=True,
               style=CellStyle.STRONG),
        Column("target", _("Target"), lambda row: words.target_word(row.value), width=70,
               right=True, style=CellStyle.MUTED),
        Column("state", _("Status"), lambda row: words.state_word(row.value), width=_state_width(),
               style=CellStyle.CHIP, tone=lambda row: value_tone(row.value)),
        Column("behind", _("Counts (open for the names)"),
               lambda row: words.behind_word(row.value), width=COUNTS_WIDTH,
               note=lambda row: Note(words.own_notes(row.value, row.last_day)),
               tip=lambda row: words.notes(row.value)),
    )  # fmt: skip


def behind_columns() -> tuple[Column[BehindRow], ...]:
    """Who, which line, and what they count."""
    return (
        Column("name", _("Customer"), _name, width=118, style=CellStyle.STRONG, tip=_name),
        Column("number", _("Customer number"), lambda row: row.member.number, width=124,
               style=CellStyle.MUTED),
        Column("tier", _("Tier"), lambda row: _(row.member.tier.label) if row.member.tier else "",
               width=84, style=CellStyle.CHIP,
               tone=lambda row: tier_tone(row.member.tier) if row.member.tier else None),
        Column("line", _("Line"), lambda row: row.member.line, width=108),
        Column("plan", _("Plan"), lambda row: row.member.plan, width=108),
        Column("counted", _("Counted"), lambda row: _figure(row.member.numerator, row.unit),
               width=88, right=True),
        Column("all", _("All"), lambda row: _figure(row.member.denominator, row.unit),
               width=88, right=True),
    )  # fmt: skip


def _name(row: BehindRow) -> str:
    return row.member.name or _("no longer in the book")


def _figure(number: int, unit: Unit) -> str:
    return amount(number) if unit is Unit.FEN else f"{number:,}"


def _state_width() -> int:
    """Room for the reason that stands there most often, in either language."""
    return max(LEAST_STATE, CHIP_ROOM + chip_width(_(WhyNot.NOTHING.label)))
