"""The report of a month, quarter or year on paper."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vipdesk.domain.indicators import (
    Unit,
    Value,
    WhyNot,
    goal_words,
    notes,
    shown,
    state,
    versions_of,
)
from vipdesk.domain.period_report import (
    CohortPart,
    Counted,
    PeriodReport,
    moved,
    summary,
)
from vipdesk.domain.wording import amount, joined
from vipdesk.reports.blocks import BODY, BODY_BOLD, BODY_MUTED, Block, Look, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.pieces import BarChart, FactStrip, head
from vipdesk.reports.table import Column, columns, text_table
from vipdesk.reports.trend_chart import TrendChart
from vipdesk.texts import Translate, translator

RIGHT = BODY.aligned("right")
DENSE = Look(size=9, leading=14)  # of the widest table
DENSE_BOLD, DENSE_RIGHT = replace(DENSE, bold=True), DENSE.aligned("right")
GAP = 14.0


def period_report_pdf(report: PeriodReport) -> bytes:
    """The report as PDF.

    Raises:
        MissingGlyphsError: A text holds characters that the font cannot print.
    """
    t = translator(report.language)
    title = joined(t(report.title), report.period.key)
    frame = Frame(
        title=title,
        author=report.manager,
        language=report.language,
        note=t("Names and numbers are masked."),
        internal=t("Internal"),
    )
    return render(frame, [Part(list(_blocks(report, t)), running_head=title)])


def _blocks(report: PeriodReport, t: Translate) -> Iterator[Block]:
    whose = joined(report.manager, report.branch)
    yield head(t(report.title), report.period.key, whose, report.made_at)
    sections = (
        *_summary(report, t),
        Section(t("Indicators"), _values(report, t)),
        *_limits(report, t),
        *_trends(report, t),
        *_cohort(report.cohort, t),
        *_counts(report, t),
        *_points(report, t),
        _at_risk(report, t),
        *_ends(report, t),
    )
    for each in sections:
        yield Space(GAP)
        yield each


def _summary(report: PeriodReport, t: Translate) -> Iterator[Block]:
    if report.period.last >= report.today:
        yield Text(t("The period is not over: the figures are to date."), BODY_MUTED)
    said = "\n".join(summary(report, t)) or t("There is nothing to compare with a target yet.")
    yield Section(t("Summary"), Text(said))


def _values(report: PeriodReport, t: Translate) -> Block:
    heads = (t("Value"), t("Target"), t("Status"), t("Change"), t("Counted"))
    looks = (DENSE_RIGHT, DENSE_RIGHT, DENSE, DENSE, DENSE_RIGHT)
    shares = (1.35, 1.3, 2.55, 2.25, 2.15)
    shape = [Column(2.9, DENSE_BOLD, t("Indicator"))]
    shape += [Column(*each) for each in zip(shares, looks, heads, strict=True)]
    pairs = zip(report.values, report.before, strict=True)
    return text_table(shape, [_cells(value, before, t) for value, before in pairs])


def _limits(report: PeriodReport, t: Translate) -> Iterator[Block]:
    versions = versions_of(report.values)
    said = [
        t("† A definition of our own."),
        t("Settings version {n}.").format(n=versions) if versions else "",
    ]
    yield Text("\n".join(filter(None, said)), BODY_MUTED)


def _cells(value: Value, before: Value, t: Translate) -> tuple[str, ...]:
    spec = value.spec
    name = f"{t(spec.name)} †" if spec.own else t(spec.name)
    if value.rate is None:
        why = t((value.why_not or WhyNot.NO_DATA).label)
        return name, "–", goal_words(value), why, "", ""
    word = "\n".join(each for each in (state(value, t), *notes(value, t)) if each)
    rate = shown(value.rate, percent=spec.percent)
    return name, rate, goal_words(value), word, moved(value, before, t), _behind(value)


def _behind(value: Value) -> str:
    if value.spec.key == "combined_retention":  # its fraction counts nothing
        return ""
    numerator, denominator = value.numerator or 0, value.denominator or 0
    if value.spec.unit is Unit.FEN:
        return f"{amount(numerator)} / {amount(denominator)}"
    return f"{numerator:,} / {denominator:,}"


def _trends(report: PeriodReport, t: Translate) -> Iterator[Block]:
    known = [each for each in report.trends if any(value.rate is not None for value in each)]
    charts = [_trend(each, t) for each in known]
    for first in range(0, len(charts), 2):
        pair: list[Block] = list(charts[first : first + 2])
        row = columns([*pair, Text("")][:2], [1, 1])
        yield Section(t("Trend"), row) if first == 0 else row


def _trend(values: Sequence[Value], t: Translate) -> TrendChart:
    now = values[-1]
    points = [
        (
            each.period.key[2:] if len(each.period.key) > 4 else each.period.key,
            shown(each.rate, percent=each.spec.percent) if each.rate is not None else "",
            float(each.rate) if each.rate is not None else None,
        )
        for each in values
    ]
    goal = (float(now.goal), goal_words(now)) if now.goal is not None else None
    return TrendChart(t(now.spec.name), points, goal)


def _cohort(cohort: CohortPart | None, t: Translate) -> Iterator[Block]:
    if cohort is None:
        yield Section(t("Snapshot"), Text(t("No snapshot was frozen for this period")))
        return
    forecast = shown(cohort.forecast, percent=True) if cohort.forecast is not None else ""
    facts = [
        (t("Snapshot"), cohort.name),
        (t("In the snapshot"), f"{cohort.size:,}"),
        (t("Kept"), f"{cohort.kept:,}"),
        (t("Lost"), f"{cohort.lost:,}"),
        (t("Returned"), f"{cohort.returned:,}"),
        (t("High risk"), f"{cohort.at_risk:,}"),
        (t("Forecast"), forecast),
    ]
    yield Section(t("Snapshot"), FactStrip(facts))
    if cohort.reasons:
        bars = [
            (each.word(t), str(each.count), float(each.count)) for each in cohort.reasons[:MOST]
        ]
        yield Section(t("Why they were lost"), BarChart(bars))


MOST = 4  # bars that have room for their words


def _counts(report: PeriodReport, t: Translate) -> Iterator[Block]:
    yield _counted(t("Cases closed"), report.outcomes, (t("Outcome"), t("Cases"), ""), t)
    heads = (t("Warning"), t("All"), t("Since gone"))
    yield _counted(t("Warnings"), report.warnings, heads, t)
    heads = (t("Channel"), t("All"), t("Effective"))
    yield _counted(t("Contacts by channel"), report.contacts, heads, t)


def _counted(
    title: str, rows: Sequence[Counted], heads: tuple[str, str, str], t: Translate
) -> Section:
    if not rows:
        return Section(title, Text(t("None."), BODY))
    cells = [(t(row.label), f"{row.count:,}", f"{row.part:,}") for row in rows]
    total = (sum(row.count for row in rows), sum(row.part for row in rows))
    cells.append((t("Sum"), f"{total[0]:,}", f"{total[1]:,}"))
    count = 3 if heads[2] else 2
    shape = [Column(3, BODY, heads[0]), Column(1, RIGHT, heads[1]), Column(1, RIGHT, heads[2])]
    return Section(title, text_table(shape[:count], [row[:count] for row in cells]))


def _points(report: PeriodReport, t: Translate) -> Iterator[Block]:
    heads = (t("Reward"), t("Points"), t("Pieces"))
    title = t("Points redeemed from 1 January to {day}").format(day=report.today)
    yield _counted(title, report.redeemed, heads, t)
    title = t("Points that expire, as of {day}").format(day=report.today)
    shape = [Column(3, BODY, t("Month")), Column(1, RIGHT, t("Points"))]
    shape.append(Column(1, RIGHT, t("Customers")))
    rows = [(each.month, f"{each.points:,}", f"{each.customers:,}") for each in report.expiring]
    yield Section(title, text_table(shape, rows) if rows else Text(t("None.")))


def _at_risk(report: PeriodReport, t: Translate) -> Section:
    title = t("Most at risk, as of {day}").format(day=report.today)
    if not report.at_risk:
        return Section(title, Text(t("None."), BODY))
    shape = [
        Column(2, BODY, t("Number")),
        Column(2, BODY_BOLD, t("Customer")),
        Column(1.4, BODY, t("Tier")),
        Column(1, RIGHT, t("Score")),
        Column(1.8, RIGHT, t("Last contact")),
    ]
    rows = [
        (x.number, x.name, t(x.tier), str(x.score), str(x.contacted_on or "–"))
        for x in report.at_risk
    ]
    return Section(title, text_table(shape, rows))


def _ends(report: PeriodReport, t: Translate) -> Iterator[Block]:
    title = t("Ending in {month}").format(month=report.ends_month)
    if not report.ends:
        yield Section(title, Text(t("None."), BODY))
        return
    shape = [
        Column(1.6, BODY, t("Day")),
        Column(1.8, BODY, t("Kind")),
        Column(2, BODY, t("Number")),
        Column(1.6, BODY_BOLD, t("Customer")),
        Column(2, RIGHT, t("Line")),
    ]
    rows = [(str(x.ends_on), t(x.kind), x.number, x.name, x.line) for x in report.ends[:LISTED]]
    yield Section(title, text_table(shape, rows))
    more = report.ends_in_all - len(rows)
    if more:
        yield Text(t("and {n} more").format(n=more), BODY_MUTED)


LISTED = 40  # dates on paper
