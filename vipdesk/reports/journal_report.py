"""A month of the journal on one page: its backups, what was done, and the head of its chain."""

from collections.abc import Iterator
from dataclasses import replace

from vipdesk.domain.journal_report import JournalReport
from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import BODY, BODY_BOLD, BODY_MUTED, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.pieces import FactStrip, head
from vipdesk.reports.table import Column, text_table
from vipdesk.texts import Translate, translator

DIGITS = replace(BODY_BOLD, size=13.0, leading=22.0, align="center")


def journal_report_pdf(report: JournalReport) -> bytes:
    """The page as PDF.

    Raises:
        MissingGlyphsError: A text holds characters that the font cannot print.
    """
    t = translator(report.language)
    frame = Frame(
        title=joined(t("Journal and backups"), report.month),
        author=report.manager,
        language=report.language,
        note=t("Keep it with the month's papers, apart from the laptop."),
        internal=t("Internal"),
    )
    return render(frame, [Part(list(_blocks(report, t)))])


def _blocks(report: JournalReport, t: Translate) -> Iterator[Block]:
    whose = joined(report.manager, report.branch)
    yield head(t("Journal and backups"), report.month, whose, report.made_at)
    yield Space(10.0)
    yield FactStrip([(t("Book"), report.book), (t("Wrong tries to unlock"), report.failed)])
    yield Space(14.0)
    yield Section(t("Head of the chain"), Text(report.holds, BODY))
    yield Text(t("Entry {seq}").format(seq=report.seq), BODY_MUTED)
    groups = report.digits.split(" ")
    for first in range(0, len(groups), 8):
        yield Text("  ".join(groups[first : first + 8]), DIGITS)
    yield Text(
        t(
            "Whoever changes, removes or adds an entry up to this one, changes this digest. "
            "Settings, Journal, “Compare with a printed head” holds this page against the book."
        ),
        BODY_MUTED,
    )
    yield Space(14.0)
    yield Section(
        t("Entries of the month"),
        text_table([Column(3, BODY), Column(1, BODY_BOLD.aligned("right"))], list(report.kinds)),
    )
    yield Space(14.0)
    yield from _backups(report, t)


def _backups(report: JournalReport, t: Translate) -> Iterator[Block]:
    title = t("Backups of the month that are still kept")
    if not report.backups:
        yield Section(title, Text(t("None."), BODY))
        return
    columns = [
        Column(1.4, BODY, t("Made")),
        Column(1.6, BODY, t("Why")),
        Column(0.8, BODY.aligned("right"), t("Entry")),
        Column(1.8, BODY_MUTED, t("Digest, first digits")),
    ]
    rows = [(each.made_at, each.why, each.seq, each.digits) for each in report.backups]
    yield Section(title, text_table(columns, rows))
    if report.more_backups:
        yield Text(t("and {n} more").format(n=report.more_backups), BODY_MUTED)
