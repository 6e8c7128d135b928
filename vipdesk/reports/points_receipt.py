"""The receipt of a redemption: what was taken, what paid for it, what is left, as PDF."""

from collections.abc import Iterator
from dataclasses import replace

from vipdesk.domain.points_papers import PointsReceipt, ReceiptItem
from vipdesk.domain.points_words import RedemptionStatus
from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import (
    BODY,
    BODY_BOLD,
    BODY_MUTED,
    SMALL,
    Block,
    Section,
    Space,
    Stack,
    Text,
)
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.pieces import Ink, Signed
from vipdesk.reports.points_parts import BETWEEN, facts, paper_head, signed
from vipdesk.reports.table import Column, Table, columns, text_table
from vipdesk.texts import Translate, translator


def points_receipt_pdf(receipt: PointsReceipt) -> bytes:
    """The receipt as PDF; no customer's name stands in the file's properties.

    Rewards are called what they were called then, so what the font lacks of it is spelt.

    Raises:
        MissingGlyphsError: A name holds characters that the font cannot print.
    """
    receipt = replace(receipt, items=legible(receipt.items))
    t = translator(receipt.head.language)
    frame = Frame(
        title=joined(t("Receipt of points"), receipt.number),
        author=receipt.head.manager,
        language=receipt.head.language,
        note=t("For the customer to keep. A mistake is put right by a reversal to the same lots."),
    )
    return render(frame, [Part(list(_blocks(receipt, t)), frame.title)])


def _blocks(receipt: PointsReceipt, t: Translate) -> Iterator[Block]:
    number = t("No. {number}").format(number=receipt.number)
    yield paper_head(receipt.head, t, t("Receipt of points"), number)
    yield Space(10.0)
    yield facts(receipt.head, t, [(t("Status"), _status(receipt, t))])
    *sections, last = _sections(receipt, t)
    for section in sections:
        yield Space(BETWEEN)
        yield section
    yield Space(BETWEEN)
    yield Signed(last, _closing(receipt, t))


def _sections(receipt: PointsReceipt, t: Translate) -> Iterator[Section]:
    yield Section(t("What was redeemed"), _items(receipt, t))
    yield Section(t("Points"), _figures(receipt, t))
    if receipt.lots:
        yield Section(t("Lots that paid"), _lots(receipt, t))
    if terms := list(_terms(receipt)):
        yield Section(t("Terms"), Text("\n".join(terms), SMALL))


def _status(receipt: PointsReceipt, t: Translate) -> str:
    held = receipt.status == RedemptionStatus.HELD.label
    if held and receipt.until_on:
        return t("Held until {day}").format(day=receipt.until_on.isoformat())
    return t(receipt.status)


def _items(receipt: PointsReceipt, t: Translate) -> Table:
    """Each reward with its price, and under it the discounts in their order."""
    right = BODY.aligned("right")
    rows = [
        [
            _named(item, t),
            Text(str(item.quantity), right),
            Text(f"{item.list_points:,}", right),
            Text(f"{item.points:,}", BODY_BOLD.aligned("right")),
        ]
        for item in receipt.items
    ]
    head = text_table(
        [
            Column(1, BODY, t("Reward")),
            Column(1, right, t("Pieces")),
            Column(1, right, t("List price")),
            Column(1, right, t("Points")),
        ],
        [],
    ).head
    return Table(shares=[400, 70, 106, 106], rows=rows, head=head)


def _named(item: ReceiptItem, t: Translate) -> Block:
    lines: list[Block] = [Text(item.name, BODY_BOLD)]
    about = joined(t(item.kind), item.partner)
    lines.append(Text(about, SMALL))
    for each in item.discounts:
        said = t("{discount}: {points} points off")
        lines.append(Text(said.format(discount=each.name, points=f"{each.points:,}"), SMALL))
    if item.partner_points:
        share = t("{partner} adds {points} points of its own").format(
            partner=item.partner, points=f"{item.partner_points:,}"
        )
        lines.append(Text(share, SMALL))
    return Stack(lines)


def _figures(receipt: PointsReceipt, t: Translate) -> Table:
    held = receipt.status in (RedemptionStatus.HELD.label, RedemptionStatus.RELEASED.label)
    right = BODY_BOLD.aligned("right")
    return text_table(
        [Column(3, BODY_MUTED), Column(1, right)],
        [
            (t("Available before"), f"{receipt.before:,}"),
            (t("Held for it") if held else t("Paid"), f"{-receipt.paid:,}"),
            (t("Available after"), f"{receipt.left:,}"),
        ],
    )


def _lots(receipt: PointsReceipt, t: Translate) -> Table:
    return text_table(
        [
            Column(1, BODY, t("Earned on")),
            Column(1, BODY, t("Usable until")),
            Column(1, BODY.aligned("right"), t("Points")),
        ],
        [
            (lot.earned_on.isoformat(), lot.expires_on.isoformat(), f"{lot.points:,}")
            for lot in receipt.lots
        ],
    )


def _terms(receipt: PointsReceipt) -> Iterator[str]:
    """The terms of each reward, said once."""
    said: dict[str, list[str]] = {}
    for item in receipt.items:
        if item.terms.strip():
            said.setdefault(item.terms.strip(), []).append(item.name)
    for terms, names in said.items():
        yield joined(" · ".join(names), terms)


def _closing(receipt: PointsReceipt, t: Translate) -> Block:
    return columns(
        [
            Ink(receipt.signature, signed(t, receipt.signed_on)),
            Space(0),
            Ink(None, t("Account manager")),
        ],
        [311, 60, 311],
    )
