"""The visit summary: the sheet that a customer keeps, as PDF."""

from collections.abc import Iterator
from dataclasses import replace

from vipdesk.domain.visit_summary import VisitSummary
from vipdesk.domain.wording import (
    addressed,
    amount,
    joined,
    month_name,
    price,
    step_day,
    time_span,
)
from vipdesk.reports.blocks import (
    BODY,
    BODY_BOLD,
    BODY_MUTED,
    Block,
    Section,
    Space,
    Text,
    text_width,
)
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.fonts import clean
from vipdesk.reports.legible import refuse_unprintable
from vipdesk.reports.pieces import BarChart, FactStrip, Ink, QrCode, Signed, head
from vipdesk.reports.table import Column, Table, columns, text_table
from vipdesk.texts import Translate, translator

BETWEEN = 13.0  # points between sections
SIDE_BY_SIDE = 6  # with more lots than this the chart stands below the table, not beside it
MOST_BILLS = 6


def visit_summary_pdf(summary: VisitSummary) -> bytes:
    """The summary as PDF: about 0.05 s once the font is loaded.

    Raises:
        MissingGlyphsError: a text holds characters that the font cannot print.
    """
    refuse_unprintable(replace(summary, qr=""))
    t = translator(summary.language)
    frame = Frame(
        title=joined(t("Visit summary"), summary.number),
        author=summary.manager,
        language=summary.language,
        note=t("For the customer to keep. What was arranged is valid as in the service order."),
    )
    return render(frame, [Part(list(_blocks(summary, t)), frame.title)])


def _blocks(summary: VisitSummary, t: Translate) -> Iterator[Block]:
    yield _head(summary, t)
    yield Space(10.0)
    yield _facts(summary, t)
    *sections, last = [Space(0), *_sections(summary, t)]
    for section in sections:
        yield section
        yield Space(BETWEEN)
    yield Signed(last, _closing(summary, t))


def _head(summary: VisitSummary, t: Translate) -> Block:
    when = time_span(summary.starts, summary.ends)
    return head(
        t("Visit summary"),
        t("No. {number}").format(number=summary.number),
        joined(summary.day.isoformat(), when, summary.place),
        joined(t("Manager {name}").format(name=summary.manager), summary.manager_phone),
    )


def _facts(summary: VisitSummary, t: Translate) -> FactStrip:
    ends = summary.plan_ends_on.isoformat() if summary.plan_ends_on else ""
    points = f"{summary.points:,}" if summary.points is not None else ""
    return FactStrip(
        [
            (t("Customer"), addressed(t, summary.customer, summary.salutation)),
            (t("Membership tier"), t(summary.tier) if summary.tier else ""),
            (t("Number"), summary.line_number),
            (t("Plan ends"), ends),
            (t("Points available"), points),
        ]
    )


def _sections(summary: VisitSummary, t: Translate) -> Iterator[Section]:
    if summary.talked_about.strip():
        yield Section(t("What we talked about"), Text(summary.talked_about.strip()))
    if summary.done:
        yield Section(t("Done for you"), _done(summary, t))
    if summary.offers:
        yield Section(t("Offers to think over"), _list(summary.offers))
    if summary.needs:
        yield Section(t("Your needs we noted"), _list(summary.needs))
    yield from _figures(summary, t)
    if summary.next_steps:
        yield Section(t("What comes next"), _next_steps(summary, t))


def _list(texts: tuple[str, ...]) -> Block:
    """One text as it is; of several each behind a point."""
    if len(texts) == 1:
        return Text(texts[0])
    rows = [[Text("·"), Text(text)] for text in texts]
    return Table(shares=[1, 49], rows=rows, pad=(0.0, 0.0), ruled=False)


def _done(summary: VisitSummary, t: Translate) -> Table:
    """What was done; a column that would be empty is left out."""
    columns = (
        Column(_item_share(summary), BODY, t("Item")),
        Column(306, BODY, t("Content")),
        Column(142, BODY.aligned("right"), t("Fee")),
        Column(142, BODY, t("In effect")),
    )
    cells = [
        (row.item, row.content, price(t, row.fee_fen, monthly=row.monthly), row.effective)
        for row in summary.done
    ]
    used = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    return text_table([columns[at] for at in used], [[row[at] for at in used] for row in cells])


def _item_share(summary: VisitSummary) -> float:
    """Room for the names of what was done, as far as their contents have room beside them."""
    widest = max(text_width(clean(row.item), BODY.size) for row in summary.done)
    return min(max(92.0, widest * 1.4 + 20.0), 190.0)


def _figures(summary: VisitSummary, t: Translate) -> Iterator[Section]:
    """Points and bills: beside each other where both are short, below each other else."""
    chart = _chart(summary, t)
    lots = _lots(summary, t)
    beside = chart and lots and len(summary.points_lots) <= SIDE_BY_SIDE
    if lots and chart and beside:
        yield Section(t("Your points"), columns([lots, Space(0), chart], [331, 20, 331]))
        return
    if lots:
        yield Section(t("Your points"), lots)
    if chart:
        yield Section(t("Your bills"), columns([chart, Space(0)], [2, 1]))


def _lots(summary: VisitSummary, t: Translate) -> Table | None:
    if not summary.points_lots:
        return None
    return text_table(
        [Column(1, BODY, t("Usable until")), Column(1, BODY.aligned("right"), t("Points"))],
        [(lot.expires_on.isoformat(), f"{lot.points:,}") for lot in summary.points_lots],
    )


def _chart(summary: VisitSummary, t: Translate) -> BarChart | None:
    bills = summary.bills[-MOST_BILLS:]
    if not bills:
        return None
    bars = [(month_name(t, bill.month), amount(bill.fee_fen), bill.fee_fen) for bill in bills]
    caption = t("Bills of the last {n} months (yuan)").format(n=len(bills))
    return BarChart(bars, caption)


def _next_steps(summary: VisitSummary, t: Translate) -> Table:
    year = summary.day.year
    return text_table(
        [Column(132, BODY_BOLD), Column(424, BODY), Column(126, BODY_MUTED)],
        [
            (step_day(t, step.day, by=step.by, year=year), step.text, step.who)
            for step in summary.next_steps
        ],
    )


def _closing(summary: VisitSummary, t: Translate) -> Block:
    signed = summary.signed_on.isoformat() if summary.signed_on else ""
    code: Block = Space(0)
    if summary.qr:
        code = QrCode(summary.qr, t(summary.qr_caption) if summary.qr_caption else "")
    return columns(
        [
            Ink(summary.signature, joined(t("Customer's signature"), signed)),
            Space(0),
            Ink(None, t("Account manager")),
            code,
        ],
        [263, 40, 263, 116],
    )
