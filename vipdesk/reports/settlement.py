"""A month's settlement with the partners, on paper."""

from collections.abc import Iterator, Sequence

from vipdesk.domain.settlement import PartnerSum, SettlementLine, SettlementPaper
from vipdesk.domain.wording import amount, joined
from vipdesk.reports.blocks import BODY, BODY_BOLD, BODY_MUTED, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.pieces import head
from vipdesk.reports.table import Column, Table, text_table
from vipdesk.texts import Translate, translator

RIGHT = BODY.aligned("right")


def settlement_pdf(paper: SettlementPaper) -> bytes:
    """The paper as PDF; what the font lacks is spelt."""
    paper = legible(paper)
    t = translator(paper.language)
    title = joined(t("Settlement with partners"), paper.settlement.month)
    frame = Frame(title=title, author=paper.manager, language=paper.language)
    return render(frame, [Part(list(_blocks(paper, t)), running_head=title)])


def _blocks(paper: SettlementPaper, t: Translate) -> Iterator[Block]:
    found = paper.settlement
    whose = joined(paper.manager, paper.branch)
    yield head(t("Settlement with partners"), found.month, whose, paper.made_at)
    yield Space(10.0)
    if not found.complete:
        yield Text(t("The month is not over: more may come."), BODY_MUTED)
        yield Space(8.0)
    if not found.partners:
        yield Text(t("Nothing to settle in this month."), BODY)
        return
    yield Section(t("Partners"), _overview(found.partners, t))
    yield Space(4.0)
    yield Text(
        t("Owed in all: {amount} yuan").format(amount=amount(found.owed_fen)),
        BODY_BOLD.aligned("right"),
    )
    for each in found.partners:
        yield Space(14.0)
        yield Section(each.name, _lines(each, t))


def _figures(t: Translate) -> list[Column]:
    heads = (t("Pieces"), t("Our points"), t("Partner's points"), t("Owed (yuan)"))
    shares = (0.95, 1.3, 1.3, 1.6)
    return [Column(share, RIGHT, head) for share, head in zip(shares, heads, strict=True)]


def _overview(partners: Sequence[PartnerSum], t: Translate) -> Table:
    rows = [(each.name, *_cells(each)) for each in partners]
    return text_table([Column(3, BODY_BOLD, t("Partner")), *_figures(t)], rows)


def _lines(partner: PartnerSum, t: Translate) -> Table:
    columns = [
        Column(1.5, BODY, t("Day")),
        Column(1.85, BODY, t("Receipt")),
        Column(2.25, BODY, t("Reward")),
        *_figures(t),
    ]
    return text_table(columns, [(x.day, x.number, x.name, *_cells(x)) for x in partner.lines])


def _cells(of: PartnerSum | SettlementLine) -> tuple[str, str, str, str]:
    quantity, points, partner_points = (
        f"{n:,}" for n in (of.quantity, of.points, of.partner_points)
    )
    return quantity, points, partner_points, amount(of.owed_fen)
