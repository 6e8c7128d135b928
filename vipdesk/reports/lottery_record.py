"""The record of a lottery, from which anyone can redo its draws."""

from collections.abc import Iterator

from vipdesk.domain.lottery_record import HOW, LotteryRecord
from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import BODY, BODY_BOLD, BODY_MUTED, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.pieces import FactStrip, head
from vipdesk.reports.table import Column, text_table
from vipdesk.texts import Translate, translator

RIGHT = BODY.aligned("right")


def lottery_record_pdf(record: LotteryRecord) -> bytes:
    """The record as PDF; what the font lacks is spelt."""
    record = legible(record)
    t = translator(record.language)
    title = joined(t("Record of a lottery"), record.name)
    frame = Frame(title=title, author=record.manager, language=record.language)
    return render(frame, [Part(list(_blocks(record, t)), running_head=title)])


def _blocks(record: LotteryRecord, t: Translate) -> Iterator[Block]:
    yield head(t("Record of a lottery"), record.name, record.manager, record.made_at)
    yield Space(10.0)
    yield FactStrip([(t("Days"), record.days), (t("Points of a try"), record.points)])
    yield Space(14.0)
    yield Section(t("Commitment, told before the first draw"), Text(record.commitment, BODY_BOLD))
    yield Space(10.0)
    yield Section(t("Seed"), Text(record.seed, BODY_BOLD))
    yield Space(14.0)
    yield Section(t("Prizes"), text_table(_prize_columns(t), list(record.prizes)))
    yield Space(14.0)
    yield Section(t("How to redo it"), Text(t(HOW[0]), BODY))
    yield Space(4.0)
    yield Text(record.committed.replace("\t", "    ").rstrip("\n"), BODY_MUTED)
    yield Space(4.0)
    yield Text(t(HOW[1]), BODY)
    yield Space(14.0)
    yield Section(t("Draws"), Text(record.verdict, BODY))
    if record.tries:
        yield Space(6.0)
        yield text_table(_try_columns(t), list(record.tries))


def _prize_columns(t: Translate) -> list[Column]:
    figures = (t("Stock"), t("Drawn"), t("Weight"))
    return [
        Column(2.6, BODY, t("Prize")),
        *(Column(1, RIGHT, each) for each in figures),
        Column(2.2, RIGHT, t("Odds of the next draw")),
    ]


def _try_columns(t: Translate) -> list[Column]:
    return [
        Column(0.6, RIGHT, t("Draw no.")),
        Column(1.4, BODY, t("Drawn at")),
        Column(3, BODY, t("Prize")),
    ]
