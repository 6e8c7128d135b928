"""The lists of a period's report on paper."""

from collections.abc import Iterator, Sequence

from vipdesk.domain.period_report import Counted, PeriodReport
from vipdesk.domain.period_summary import RENEWED
from vipdesk.reports.blocks import BODY, BODY_BOLD, BODY_MUTED, Block, Section, Text
from vipdesk.reports.pieces import FactStrip
from vipdesk.reports.table import Column, text_table
from vipdesk.texts import Translate

RIGHT = BODY.aligned("right")
LISTED = 40  # dates on paper
MISSED = 40  # contracts that were not renewed, on paper


def list_sections(report: PeriodReport, t: Translate) -> Iterator[Block]:
    """Every list of the report."""
    yield from _renewals(report, t)
    yield _warnings(report, t)
    outcomes = (t("Outcome"), t("Cases"), "")
    yield _counted(t("Cases closed"), report.outcomes, outcomes, t)
    heads = (t("Channel"), t("All"), t("Effective"))
    yield _counted(t("Contacts by channel"), report.contacts, heads, t)
    yield from _points(report, t)
    yield _at_risk(report, t)
    yield from _ends(report, t)


def _renewals(report: PeriodReport, t: Translate) -> Iterator[Block]:
    """How many came to what, and those that were not renewed."""
    heads = (t("What it came to"), t("Contracts"), "")
    yield _counted(t("Contracts that ended"), report.renewals, heads, t)
    missed = [each for each in report.renewal_lines if each.result != RENEWED]
    if not missed:
        return
    rows = [(str(x.ends_on), t(x.result), x.number, x.name, x.line) for x in missed[:MISSED]]
    yield Section(t("Not renewed"), text_table(_dated(t("What it came to"), t), rows))
    more = sum(each.count for each in report.renewals if each.label != RENEWED) - len(rows)
    if more:
        yield Text(t("and {n} more").format(n=more), BODY_MUTED)


def _warnings(report: PeriodReport, t: Translate) -> Section:
    title = t("Warnings and what became of them")
    if not report.warnings:
        return Section(title, Text(t("None."), BODY))
    heads = (t("All"), t("Kept"), t("Lost"), t("Talks"), t("Since gone"), t("Open"))
    shape = [Column(2.6, BODY, t("Warning")), *(Column(1, RIGHT, head) for head in heads)]
    counts = [(w.count, w.kept, w.lost, w.talks, w.gone, w.open) for w in report.warnings]
    names = [*(t(each.label) for each in report.warnings), t("Sum")]
    sums = tuple(map(sum, zip(*counts, strict=True)))
    rows = [
        (name, *(f"{figure:,}" for figure in row))
        for name, row in zip(names, [*counts, sums], strict=True)
    ]
    return Section(title, text_table(shape, rows))


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
    points = report.points
    facts = [
        (t("Earned"), f"{points.earned:,}"),
        (t("Redeemed"), f"{points.redeemed:,}"),
        (t("Expired"), f"{points.expired:,}"),
    ]
    if points.available is not None:
        said = t("Available on {day}").format(day=report.today)
        facts.append((said, f"{points.available:,}"))
    yield Section(t("Points"), FactStrip(facts))
    if report.redeemed:
        heads = (t("Reward"), t("Points"), t("Pieces"))
        yield _counted(t("Points redeemed in the period"), report.redeemed, heads, t)
    if not report.expiring:
        return
    title = t("Points that expire, as of {day}").format(day=report.today)
    shape = [Column(3, BODY, t("Month")), Column(1, RIGHT, t("Points"))]
    shape.append(Column(1, RIGHT, t("Customers")))
    rows = [(each.month, f"{each.points:,}", f"{each.customers:,}") for each in report.expiring]
    yield Section(title, text_table(shape, rows))


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
    rows = [(str(x.ends_on), t(x.kind), x.number, x.name, x.line) for x in report.ends[:LISTED]]
    yield Section(title, text_table(_dated(t("Kind"), t), rows))
    more = report.ends_in_all - len(rows)
    if more:
        yield Text(t("and {n} more").format(n=more), BODY_MUTED)


def _dated(what: str, t: Translate) -> list[Column]:
    """The columns of a list of dates: when, what, whose."""
    return [
        Column(1.6, BODY, t("Day")),
        Column(1.8, BODY, what),
        Column(2, BODY, t("Number")),
        Column(1.6, BODY_BOLD, t("Customer")),
        Column(2, RIGHT, t("Line")),
    ]
