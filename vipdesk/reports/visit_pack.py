"""The day's visit pack: one internal sheet a customer, to be carried along and ticked."""

from collections.abc import Iterator
from dataclasses import dataclass

from vipdesk.domain.visit_pack import VisitPack, VisitSheet
from vipdesk.domain.wording import addressed, joined, time_span, weekday
from vipdesk.reports.blocks import (
    BODY,
    BODY_BOLD,
    BODY_MUTED,
    HAIRLINE,
    HEADING,
    SIGN_LINE,
    Block,
    Canvas,
    Section,
    Space,
    Text,
    Whole,
)
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.pieces import FactStrip, head
from vipdesk.reports.table import Column, Table, text_table
from vipdesk.texts import Translate, translator

BETWEEN = 11.0
MOST_NOTE_LINES = 8
FEWEST_NOTE_LINES = 2
NOTE_LEADING = 24.0


def visit_pack_pdf(pack: VisitPack) -> bytes:
    """The pack as PDF, each customer on a page of their own; what the font lacks is spelt."""
    pack = legible(pack)
    t = translator(pack.language)
    title = joined(t(pack.title), f"{pack.day.isoformat()} {weekday(t, pack.day)}")
    frame = Frame(
        title=title,
        author=pack.manager,
        language=pack.language,
        note=joined(t("Internal. Keep it closed and shred it after use."), pack.manager),
        internal=t("Internal"),
    )
    parts = [
        Part(list(_blocks(sheet, pack, t)), joined(title, sheet.customer)) for sheet in pack.sheets
    ]
    return render(frame, parts)


def _blocks(sheet: VisitSheet, pack: VisitPack, t: Translate) -> Iterator[Block]:
    when = time_span(sheet.starts, sheet.ends)
    day = f"{pack.day.isoformat()} {weekday(t, pack.day)}"
    yield head(
        addressed(t, sheet.customer, sheet.salutation),
        t("No. {number}").format(number=sheet.number),
        joined(day, when, sheet.place),
        sheet.purpose,
    )
    yield Space(10.0)
    yield FactStrip(
        [
            (t("Membership tier"), t(sheet.tier) if sheet.tier else ""),
            (t("Number"), sheet.line_number),
            *((t(label), value) for label, value in sheet.facts),
        ]
    )
    for section in _sections(sheet, t):
        yield Space(BETWEEN)
        yield section
    yield Space(BETWEEN)
    yield NotePaper(t("Notes"), MOST_NOTE_LINES)


def _sections(sheet: VisitSheet, t: Translate) -> Iterator[Section]:
    if sheet.endings:
        yield Section(t("What ends"), _endings(sheet, t))
    if sheet.talking_points:
        yield Section(t("What to talk about"), _numbered(sheet.talking_points))
    if sheet.needs:
        yield Section(t("Open needs"), _lines(sheet.needs))
    if sheet.tasks:
        yield Section(t("Open tasks"), _tasks(sheet))
    if sheet.contacts:
        yield Section(t("Last touchpoints"), _contacts(sheet, t))
    if sheet.checklist:
        yield Section(t("To tick"), _checklist(sheet.checklist))


def _endings(sheet: VisitSheet, t: Translate) -> Table:
    return text_table(
        [Column(100, BODY_BOLD), Column(120, BODY), Column(150, BODY), Column(310, BODY_MUTED)],
        [
            (ending.ends_on.isoformat(), t(ending.what), ending.line_number, ending.plan)
            for ending in sheet.endings
        ],
    )


def _numbered(texts: tuple[str, ...]) -> Table:
    return text_table(
        [Column(36, BODY_BOLD), Column(644, BODY)],
        [(str(number), text) for number, text in enumerate(texts, start=1)],
    )


def _lines(texts: tuple[str, ...]) -> Table:
    return text_table([Column(1, BODY)], [[text] for text in texts])


def _tasks(sheet: VisitSheet) -> Table:
    return text_table(
        [Column(100, BODY_BOLD), Column(580, BODY)],
        [(task.due_on.isoformat() if task.due_on else "", task.title) for task in sheet.tasks],
    )


def _contacts(sheet: VisitSheet, t: Translate) -> Table:
    return text_table(
        [Column(100, BODY_BOLD), Column(100, BODY_MUTED), Column(480, BODY)],
        [(past.day.isoformat(), t(past.channel), past.note) for past in sheet.contacts],
    )


def _checklist(texts: tuple[str, ...]) -> Table:
    """Two columns of boxes, read down the rows."""
    cells: list[Block] = [Tick(text) for text in texts]
    if len(cells) % 2:
        cells.append(Space(0))
    rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    return Table(shares=[1, 1], rows=rows, ruled=False)


@dataclass(frozen=True, slots=True)
class Tick(Whole):
    """A text behind an empty box."""

    text: str

    BOX = 9.0
    INDENT = 16.0

    def height(self, width: float) -> float:
        return Text(self.text).height(width - self.INDENT)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        canvas.setStrokeColor(SIGN_LINE)
        canvas.setLineWidth(HAIRLINE)
        canvas.roundRect(x, top - 3.4 - self.BOX, self.BOX, self.BOX, 1.5, stroke=1, fill=0)
        Text(self.text).draw(canvas, x + self.INDENT, top, width - self.INDENT)


@dataclass(frozen=True, slots=True)
class NotePaper:
    """Lines to write on: as many as the page has room for, never a page of their own."""

    heading: str
    lines: int

    def height(self, width: float) -> float:
        return Text(self.heading, HEADING).height(width) + self.lines * NOTE_LEADING

    def split(self, width: float, room: float) -> tuple[Block, Block]:
        lines = int((room - Text(self.heading, HEADING).height(width)) // NOTE_LEADING)
        if lines < FEWEST_NOTE_LINES:
            return Space(0), Space(0)
        return NotePaper(self.heading, lines), Space(0)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        heading = Text(self.heading, HEADING)
        heading.draw(canvas, x, top, width)
        top -= heading.height(width)
        for number in range(1, self.lines + 1):
            canvas.setStrokeColor(SIGN_LINE)
            canvas.setLineWidth(0.4)
            y = top - number * NOTE_LEADING
            canvas.line(x, y, x + width, y)
