"""The report of a month, quarter or year as a workbook: a sheet for each list, sums as formulas."""

from collections.abc import Iterator, Sequence

from vipdesk.domain.period_report import Counted, PeriodReport
from vipdesk.domain.period_summary import RENEWED, summary
from vipdesk.reports.value_sheet import ValueLine, rate_cell, values_page
from vipdesk.reports.workbook import Cell, Formula, Page, workbook
from vipdesk.texts import Translate, translator


def period_report_xlsx(report: PeriodReport) -> bytes:
    """The report as XLSX; heads are frozen, texts never become formulas."""
    t = translator(report.language)
    title = f"{t(report.title)} {report.period.key}"
    return workbook(_pages(report, t), title, report.manager)


def _pages(report: PeriodReport, t: Translate) -> Iterator[Page]:
    yield Page(t("Summary"), [f"{t(report.title)} {report.period.key}"], _words(report, t))
    pairs = zip(report.values, report.before, strict=True)
    lines = [ValueLine(value, before) for value, before in pairs]
    yield values_page(t("Indicators"), "", lines, t)
    yield _trend(report, t)
    if not report.part:
        yield _cohort(report, t)
    yield from _renewals(report, t)
    yield _warnings(report, t)
    heads = (t("Outcome"), t("Cases"))
    yield _counted(t("Cases closed"), heads, report.outcomes, t)
    heads3 = (t("Channel"), t("All"), t("Effective"))
    yield _counted(t("Contacts by channel"), heads3, report.contacts, t)
    yield _points(report, t)
    heads3 = (t("Reward"), t("Points"), t("Pieces"))
    yield _counted(t("Points redeemed"), heads3, report.redeemed, t)
    yield _expiring(report, t)
    yield from _customers(report, t)


def _words(report: PeriodReport, t: Translate) -> list[list[Cell]]:
    return [[said] for said in (report.made_at, *summary(report, t))]


def _trend(report: PeriodReport, t: Translate) -> Page:
    periods = [each.period.key for each in report.trends[0]] if report.trends else []
    rows: list[list[Cell]] = [
        [t(line[-1].spec.name), *(rate_cell(each, each.rate) for each in line)]
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


def _renewals(report: PeriodReport, t: Translate) -> Iterator[Page]:
    """How many came to what, with the rate; and the contracts themselves."""
    rows: list[list[Cell]] = [[t(each.label), each.count] for each in report.renewals]
    ended = sum(each.count for each in report.renewals)
    if ended:
        first = report.renewals[0]
        renewed = first.count if first.label == RENEWED else 0
        last = len(rows) + 1
        rows.append([t("Sum"), Formula(f"=SUM(B2:B{last})", ended, "sum")])
        above = "B2" if renewed else "0"
        rate = Formula(f"={above}/B{last + 1}", renewed / ended, "percent")
        rows.append([t("Renewal rate"), rate])
    yield Page(t("Renewals"), (t("What it came to"), t("Contracts")), rows)
    heads = (t("Day"), t("What it came to"), t("Number"), t("Customer"), t("Line"))
    listed: list[list[Cell]] = [
        [x.ends_on, t(x.result), x.number, x.name, x.line] for x in report.renewal_lines
    ]
    if ended > len(listed):
        listed.append([t("and {n} more").format(n=ended - len(listed))])
    yield Page(t("Contracts that ended"), heads, listed)


def _warnings(report: PeriodReport, t: Translate) -> Page:
    heads = (t("Warning"), t("All"), t("Kept"), t("Lost"), t("Talks"), t("Since gone"), t("Open"))
    rows: list[list[Cell]] = []
    for line, w in enumerate(report.warnings, start=2):
        parts = (w.kept, w.lost, w.talks, w.gone, w.open)
        rows.append([t(w.label), Formula(f"=SUM(C{line}:G{line})", w.count, "number"), *parts])
    if rows:
        figures = [(w.count, w.kept, w.lost, w.talks, w.gone, w.open) for w in report.warnings]
        sums = map(sum, zip(*figures, strict=True))
        last = len(rows) + 1
        added = [
            Formula(f"=SUM({letter}2:{letter}{last})", total, "sum")
            for letter, total in zip("BCDEFG", sums, strict=True)
        ]
        rows.append([t("Sum"), *added])
    return Page(t("Warnings"), heads, rows)


def _points(report: PeriodReport, t: Translate) -> Page:
    points = report.points
    rows: list[list[Cell]] = [
        [t("Earned"), points.earned],
        [t("Redeemed"), points.redeemed],
        [t("Expired"), points.expired],
        [t("Change"), Formula("=B2-B3-B4", points.change, "sum")],
    ]
    if points.available is not None:
        rows.append([t("Available on {day}").format(day=report.today), points.available])
    return Page(t("Points"), (t("Points"), t("Count")), rows)


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
