"""Values of indicators as a sheet: what they count, as a formula, against their targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from vipdesk.domain.indicators import Unit, Value, WhyNot, notes, state
from vipdesk.reports.workbook import Cell, Formula, Money, Page
from vipdesk.texts import Translate


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value; ``part`` is that of the book, ``before`` the value of the period before."""

    value: Value
    before: Value | None = None
    part: str = ""


def values_page(name: str, part_head: str, lines: Sequence[ValueLine], t: Translate) -> Page:
    """One line for each value.

    Args:
        name: Of the sheet.
        part_head: Above the parts of the book; "": it is not split, and the column is left out.
        lines: Either all with the value of the period before, or none.
        t: Into the language of the workbook.
    """
    heads = [t("Indicator"), t("Unit"), t("Counted"), t("All"), t("Value"), t("Target")]
    heads.append(t("Status"))
    if any(line.before for line in lines):
        heads += [t("Before"), t("Against the period before")]
    heads += [t("Note"), t("Settings version")]
    rows = [_cells(row, line, bool(part_head), t) for row, line in enumerate(lines, start=2)]
    return Page(name, [part_head, *heads] if part_head else heads, rows)


def rate_cell(value: Value, rate: Fraction | None) -> Cell:
    """A rate as it is kept; a plain number is written as one."""
    if rate is None or value.spec.percent:
        return rate
    return Money(round(rate * 100))


def _cells(row: int, line: ValueLine, parted: bool, t: Translate) -> list[Cell]:
    value, before = line.value, line.before
    parts: list[Cell] = [line.part] if parted else []
    counted, whole, rate, past = "DEFI" if parted else "CDEH"
    look = "percent" if value.spec.percent else "plain"
    shown: Cell = rate_cell(value, value.rate)
    if value.rate is not None and not value.is_mean:
        times = f"*{value.spec.per}" if value.spec.per > 1 else ""
        shown = Formula(f"={counted}{row}/{whole}{row}{times}", float(value.rate), look)
    moved: list[Cell] = [] if before is None else [rate_cell(before, before.rate), None]
    if before and value.rate is not None and before.rate is not None and before.spec == value.spec:
        moved[1] = Formula(f"={rate}{row}-{past}{row}", float(value.rate - before.rate), look)
    return [
        *parts,
        t(value.spec.name),
        t(value.spec.unit.label),
        *_sides(value),
        shown,
        rate_cell(value, value.goal),
        _state(value, t),
        *moved,
        t(", ").join(notes(value, t)),
        value.settings_id,
    ]


def _state(value: Value, t: Translate) -> str:
    return t((value.why_not or WhyNot.NO_DATA).label) if value.rate is None else state(value, t)


def _sides(value: Value) -> list[Cell]:
    if value.rate is None or value.is_mean:
        return [None, None]
    sides = (value.numerator or 0, value.denominator or 0)
    return [Money(each) if value.spec.unit is Unit.FEN else each for each in sides]
