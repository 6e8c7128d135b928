"""The report of a month, quarter or year as a workbook: a sheet for each list, sums as formulas."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vipdesk.domain.indicators import Unit, Value, WhyNot, notes
from vipdesk.domain.period_report import Counted, PeriodReport, state, summary
from vipdesk.domain.plain_text import without_controls
from vipdesk.texts import Translate, translator

WIDTH = 18
FIRST_WIDTH = 34
FORMATS = {
    "head": {"bold": True, "bg_color": "#F2F4F7", "bottom": 1},
    "text": {"num_format": "@"},
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.00%"},
    "plain": {"num_format": "#,##0.00"},
    "day": {"num_format": "yyyy-mm-dd"},
    "sum": {"bold": True, "top": 1, "num_format": "#,##0"},
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, what it gives, and how it is shown."""

    text: str
    value: float
    look: str


@dataclass(frozen=True, slots=True)
class Money:
    """Fen, kept as yuan."""

    fen: int


Cell = str | int | date | Formula | Money | Fraction | None


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its name, heads, rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def period_report_xlsx(report: PeriodReport) -> bytes:
    """The report as XLSX; heads are frozen, texts never become formulas."""
    import xlsxwriter

    t = translator(report.language)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": f"{t(report.title)} {report.period.key}", "author": report.manager}
    )
    looks = {name: book.add_format(each) for name, each in FORMATS.items()}
    for page in _pages(report, t):
        _write(book.add_worksheet(page.name[:31]), page, looks)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, page: Page, looks: dict[str, Any]) -> None:
    for at, head in enumerate(page.heads):
        sheet.write_string(0, at, head, looks["head"])
    for number, row in enumerate(page.rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(sheet, (number, at), cell, looks)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, FIRST_WIDTH if len(page.heads) > 1 else 100)
    sheet.set_column(1, max(1, len(page.heads) - 1), WIDTH)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, looks: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case str():
            sheet.write_string(*at, without_controls(cell), looks["text"])
        case Formula():
            sheet.write_formula(*at, cell.text, looks[cell.look], cell.value)
        case Money():
            sheet.write_number(*at, cell.fen / 100, looks["money"])
        case Fraction():
            sheet.write_number(*at, float(cell), looks["percent"])
        case int():
            sheet.write_number(*at, cell, looks["number"])
        case date():
            sheet.write_datetime(*at, cell, looks["day"])


def _pages(report: PeriodReport, t: Translate) -> Iterator[Page]:
    yield Page(t("Summary"), [f"{t(report.title)} {report.period.key}"], _words(report, t))
    yield _values(report, t)
    yield _trend(report, t)
    yield _cohort(report, t)
    heads = (t("Outcome"), t("Cases"))
    yield _counted(t("Cases closed"), heads, report.outcomes, t)
    heads3 = (t("Warning"), t("All"), t("Since gone"))
    yield _counted(t("Warnings"), heads3, report.warnings, t)
    heads3 = (t("Channel"), t("All"), t("Effective"))
    yield _counted(t("Contacts by channel"), heads3, report.contacts, t)
    heads3 = (t("Reward"), t("Points"), t("Pieces"))
    yield _counted(t("Points"), heads3, report.redeemed, t)
    yield _expiring(report, t)
    yield from _customers(report, t)


def _words(report: PeriodReport, t: Translate) -> list[list[Cell]]:
    return [[said] for said in (report.made_at, *summary(report, t))]


def _values(report: PeriodReport, t: Translate) -> Page:
    heads = (t("Indicator"), t("Unit"), t("Counted"), t("All"), t("Value"), t("Target"))
    more = (t("Status"), t("Before"), t("Against the period before"), t("Note"))
    pairs = zip(report.values, report.before, strict=True)
    rows = [_value(line, *pair, t) for line, pair in enumerate(pairs, start=2)]
    return Page(t("Indicators"), [*heads, *more, t("Settings version")], rows)


def _value(line: int, value: Value, before: Value, t: Translate) -> list[Cell]:
    name, unit = t(value.spec.name), t(value.spec.unit.label)
    goal, past = _rate(value, value.goal), _rate(value, before.rate)
    if value.rate is None:
        why = t((value.why_not or WhyNot.NO_DATA).label)
        noted = t(", ").join(notes(value, t))
        return [name, unit, None, None, None, goal, why, past, None, noted, value.settings_id]
    look = "percent" if value.spec.percent else "plain"
    times = f"*{value.spec.per}" if value.spec.per > 1 else ""
    rate = Formula(f"=C{line}/D{line}{times}", float(value.rate), look)
    by: Cell = None
    if before.rate is not None and before.spec == value.spec:
        by = Formula(f"=E{line}-H{line}", float(value.rate - before.rate), look)
    counted = _sides(value)
    return [
        name,
        unit,
        *counted,
        rate,
        goal,
        state(value, t),
        past,
        by,
        t(", ").join(notes(value, t)),
        value.settings_id,
    ]


def _sides(value: Value) -> list[Cell]:
    sides = (value.numerator or 0, value.denominator or 0)
    return [Money(each) if value.spec.unit is Unit.FEN else each for each in sides]


def _rate(value: Value, rate: Fraction | None) -> Cell:
    """A rate as it is kept; a plain number is written as one."""
    if rate is None or value.spec.percent:
        return rate
    return Money(round(rate * 100))


def _trend(report: PeriodReport, t: Translate) -> Page:
    periods = [each.period.key for each in report.trends[0]] if report.trends else []
    rows: list[list[Cell]] = [
        [t(line[-1].spec.name), *(_rate(each, each.rate) for each in line)]
        for line in report.trends
    ]
    return Page(t("Trend"), [t("Indicator"), *periods], rows)


def _cohort(report: PeriodReport, t: Translate) -> Page:
    heads, cohort = [t("Snapshot"), t("Count")], report.cohort
    if cohort is None:
        return Page(heads[0], heads, [[t("No snapshot was frozen for this period")]])
    rows: list[list[Cell]] = [
        [cohort.name],
        [t("In the snapshot"), cohort.size],
        [t("Kept"), cohort.kept],
        [t("Lost"), Formula("=B3-B4", cohort.lost, "number")],
        [t("Returned"), cohort.returned],
        [t("High risk"), cohort.at_risk],
    ]
    if cohort.forecast is not None:
        rows.append([t("Forecast"), Formula("=(B4-B7)/B3", float(cohort.forecast), "percent")])
    rows.extend([each.word(t), each.count] for each in cohort.reasons)
    return Page(heads[0], heads, rows)


def _counted(name: str, heads: Sequence[str], found: Sequence[Counted], t: Translate) -> Page:
    wide = len(heads)
    rows: list[list[Cell]] = [[t(x.label), *(x.count, x.part)[: wide - 1]] for x in found]
    if rows:
        last, sums = len(rows) + 1, (sum(x.count for x in found), sum(x.part for x in found))
        added = [
            Formula(f"=SUM({letter}2:{letter}{last})", total, "sum")
            for letter, total in zip("BC", sums, strict=True)
        ]
        rows.append([t("Sum"), *added[: wide - 1]])
    return Page(name, heads, rows)


def _expiring(report: PeriodReport, t: Translate) -> Page:
    heads = (t("Month"), t("Points"), t("Customers"))
    rows: list[list[Cell]] = [[x.month, x.points, x.customers] for x in report.expiring]
    if rows:
        total = sum(x.points for x in report.expiring)
        rows.append([t("Sum"), Formula(f"=SUM(B2:B{len(rows) + 1})", total, "sum")])
    return Page(t("Points that expire"), heads, rows)


def _customers(report: PeriodReport, t: Translate) -> Iterator[Page]:
    heads = (t("Number"), t("Customer"), t("Tier"), t("Score"), t("Last contact"))
    risk: list[list[Cell]] = [
        [x.number, x.name, t(x.tier), x.score, x.contacted_on] for x in report.at_risk
    ]
    yield Page(t("Most at risk"), heads, risk)
    heads = (t("Day"), t("Kind"), t("Number"), t("Customer"), t("Line"))
    ends: list[list[Cell]] = [[x.ends_on, t(x.kind), x.number, x.name, x.line] for x in report.ends]
    if report.ends_in_all > len(ends):
        ends.append([t("and {n} more").format(n=report.ends_in_all - len(ends))])
    yield Page(t("Ending in {month}").format(month=report.ends_month), heads, ends)
