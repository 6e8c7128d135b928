"""The report of a month, quarter or year on paper."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from vipdesk.domain.indicators import (
    Unit,
    Value,
    WhyNot,
    counted_words,
    goal_words,
    notes,
    shown,
    state,
    versions_of,
)
from vipdesk.domain.period_report import CohortPart, PeriodReport
from vipdesk.domain.period_summary import moved, summary
from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import BODY, BODY_MUTED, Block, Look, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.period_tables import list_sections
from vipdesk.reports.pieces import BarChart, FactStrip, head
from vipdesk.reports.table import Column, columns, text_table
from vipdesk.reports.trend_chart import TrendChart
from vipdesk.texts import Translate, translator

RIGHT = BODY.aligned("right")
DENSE = Look(size=9, leading=14)  # of the widest table
DENSE_BOLD, DENSE_RIGHT = replace(DENSE, bold=True), DENSE.aligned("right")
GAP = 14.0


def period_report_pdf(report: PeriodReport) -> bytes:
    """The report as PDF; what the font lacks is spelt."""
    report = legible(report)
    t = translator(report.language)
    title = joined(t(report.title), report.period.key, report.part)
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
    of = joined(report.period.key, report.part)
    yield head(t(report.title), of, whose, report.made_at)
    cohort = () if report.part else _cohort(report.cohort, t)
    sections = (
        *_summary(report, t),
        Section(t("Indicators"), _values(report, t)),
        *_limits(report, t),
        *_trends(report, t),
        *cohort,
        *list_sections(report, t),
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
    shares = (1.3, 1.6, 2.25, 2.3, 2.2)
    shape = [Column(2.9, DENSE_BOLD, t("Indicator"))]
    shape += [Column(*each) for each in zip(shares, looks, heads, strict=True)]
    pairs = zip(report.values, report.before, strict=True)
    told = [(value, before) for value, before in pairs if value.rate is not None]
    return text_table(shape, [_cells(value, before, t) for value, before in told])


def _limits(report: PeriodReport, t: Translate) -> Iterator[Block]:
    versions = versions_of(report.values)
    said = [
        *_without(report.values, t),
        t("† A definition of our own."),
        t("Settings version {n}.").format(n=versions) if versions else "",
    ]
    yield Text("\n".join(filter(None, said)), BODY_MUTED)


def _without(values: Sequence[Value], t: Translate) -> Iterator[str]:
    """Those that have no value, by why."""
    reasons: dict[str, list[str]] = {}
    for value in values:
        if value.rate is None:
            why = t((value.why_not or WhyNot.NO_DATA).label)
            words = [t(value.spec.name), *notes(value, t)]
            reasons.setdefault(why, []).append(" ".join(words))
    for why, names in reasons.items():
        yield t("{why}: {names}.").format(why=why, names=t("; ").join(names))


def _cells(value: Value, before: Value, t: Translate) -> tuple[str, ...]:
    spec = value.spec
    name = f"{t(spec.name)}†" if spec.own else t(spec.name)
    word = "\n".join(each for each in (state(value, t), *notes(value, t)) if each)
    rate = shown(value.rate or Fraction(0), percent=spec.percent)
    return name, rate, goal_words(value), word, moved(value, before, t), _behind(value)


def _behind(value: Value) -> str:
    if value.is_mean:
        return ""
    numerator, denominator = value.numerator or 0, value.denominator or 0
    if value.spec.unit is Unit.FEN:  # whole yuan, half up; the workbook has all of it
        return f"{(numerator + 50) // 100:,} / {(denominator + 50) // 100:,}"
    return f"{counted_words(value)} / {denominator:,}"


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
    goal = None
    if now.goal is not None and not now.is_of_another_span:
        goal = float(now.goal), goal_words(now)
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
