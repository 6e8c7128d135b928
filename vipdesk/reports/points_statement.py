"""The statement of a customer's points: lots, what expires when, every movement, as PDF."""

from collections.abc import Iterator
from dataclasses import replace

from vipdesk.domain.points_papers import PointsStatement, StatementMovement
from vipdesk.domain.wording import joined, price
from vipdesk.reports.blocks import BODY, BODY_MUTED, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.points_parts import BETWEEN, facts, paper_head
from vipdesk.reports.table import Column, Table, columns, text_table
from vipdesk.texts import Translate, translator

RIGHT = BODY.aligned("right")
BESIDE = 6  # last days that stand beside the figures


def points_statement_pdf(statement: PointsStatement) -> bytes:
    """The statement as PDF; no customer's name stands in the file's properties.

    What movements are about stands for good, so what the font lacks of it is spelt.

    Raises:
        MissingGlyphsError: A name holds characters that the font cannot print.
    """
    statement = replace(statement, movements=legible(statement.movements))
    t = translator(statement.head.language)
    frame = Frame(
        title=t("Statement of points"),
        author=statement.head.manager,
        language=statement.head.language,
        note=t("For the customer to keep. Points that expire soonest are used first."),
    )
    day = statement.head.day.isoformat()
    return render(frame, [Part(list(_blocks(statement, t)), joined(frame.title, day))])


def _blocks(statement: PointsStatement, t: Translate) -> Iterator[Block]:
    as_of = t("State of {day}").format(day=statement.head.day.isoformat())
    yield paper_head(statement.head, t, t("Statement of points"), as_of)
    yield Space(10.0)
    yield facts(statement.head, t, [(t("Points available"), f"{statement.available:,}")])
    yield Space(BETWEEN)
    yield from _summary(statement, t)
    if statement.lots:
        yield Space(BETWEEN)
        yield Section(t("Lots"), _lots(statement, t))
    yield Space(BETWEEN)
    yield Section(t("Movements"), _movements(statement, t))


def _summary(statement: PointsStatement, t: Translate) -> Iterator[Block]:
    """The three figures, and what each last day takes: beside each other where there are few."""
    figures = Section(t("Your points"), _figures(statement, t))
    expiring = Section(t("Expires unless redeemed"), _expiring(statement, t))
    if not statement.expiring:
        yield figures
    elif len(statement.expiring) <= BESIDE:
        yield columns([figures, Space(0), expiring], [331, 20, 331])
    else:
        yield from (figures, Space(BETWEEN), expiring)


def _figures(statement: PointsStatement, t: Translate) -> Table:
    rows = [
        (t("Total"), f"{statement.total:,}"),
        (t("On hold"), f"{statement.held:,}"),
        (t("Available"), f"{statement.available:,}"),
    ]
    if statement.worth_fen is not None:
        rows.append((t("Worth about"), price(t, statement.worth_fen)))
    return text_table([Column(2, BODY_MUTED), Column(3, RIGHT)], rows)


def _expiring(statement: PointsStatement, t: Translate) -> Table:
    return text_table(
        [Column(1, BODY, t("Usable until")), Column(1, RIGHT, t("Points"))],
        [(lot.expires_on.isoformat(), f"{lot.points:,}") for lot in statement.expiring],
    )


def _lots(statement: PointsStatement, t: Translate) -> Table:
    return text_table(
        [
            Column(110, BODY, t("Earned on")),
            Column(192, BODY, t("Came from")),
            Column(90, RIGHT, t("Points")),
            Column(90, RIGHT, t("Remaining")),
            Column(90, RIGHT, t("of it held")),
            Column(110, RIGHT, t("Usable until")),
        ],
        [
            (
                lot.earned_on.isoformat(),
                t(lot.kind),
                f"{lot.points:,}",
                f"{lot.rest:,}",
                f"{lot.held:,}" if lot.held else "",
                lot.expires_on.isoformat(),
            )
            for lot in statement.lots
        ],
    )


def _movements(statement: PointsStatement, t: Translate) -> Block:
    if not statement.movements:
        return Text(t("No points were earned yet."), BODY_MUTED)
    return text_table(
        [
            Column(96, BODY, t("Day")),
            Column(126, BODY, t("Kind")),
            Column(190, BODY, t("Description")),
            Column(92, RIGHT, t("Change")),
            Column(80, RIGHT, t("Balance")),
            Column(98, RIGHT, t("Usable until")),
        ],
        [
            (
                each.on_day.isoformat(),
                t(each.kind),
                each.about,
                _change(each, t),
                f"{each.balance:,}",
                each.expires_on.isoformat() if each.expires_on else "",
            )
            for each in statement.movements
        ],
    )


def _change(movement: StatementMovement, t: Translate) -> str:
    """+468 or -5,000; of a hold and its release what is held."""
    if movement.points or not movement.held:
        return f"{movement.points:+,}"
    return t("held {points}").format(points=f"{movement.held:+,}")
