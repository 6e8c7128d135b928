"""Everything about one customer on paper, section by section; long tables flow over pages."""

from collections.abc import Iterator

from vipdesk.domain.customer_paper import CustomerPaper, PaperTable
from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import BODY, BODY_MUTED, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.legible import legible
from vipdesk.reports.pieces import head
from vipdesk.reports.table import Column, text_table
from vipdesk.texts import Translate, translator


def customer_paper_pdf(paper: CustomerPaper) -> bytes:
    """The pages as PDF; the customer's name stands on them alone, not in the file's properties.

    What the font lacks is spelt: old notes cannot be reworded, and whoever asks is to be answered.
    """
    paper = legible(paper)
    t = translator(paper.language)
    title = t("All data about a customer")
    frame = Frame(
        title=title,
        author=paper.manager,
        language=paper.language,
        note=t("For the customer. Not masked."),
        watermark=paper.watermark,
    )
    return render(frame, [Part(list(_blocks(paper, t)), joined(title, paper.number))])


def _blocks(paper: CustomerPaper, t: Translate) -> Iterator[Block]:
    made = t("Made on {day} by {manager}").format(day=paper.made_on, manager=paper.manager)
    number = t("No. {number}").format(number=paper.number)
    yield head(paper.customer, number, t("All data about a customer"), made)
    yield Space(6.0)
    yield Text(
        t(
            "These pages hold all that this desk keeps about you: what was entered, imported and "
            "noted, and what was done with it. Photos and files, and the same in a form that "
            "programs read, come with the file in JSON."
        ),
        BODY_MUTED,
    )
    yield Text(t("Reason: {reason}").format(reason=paper.reason), BODY_MUTED)
    for section in paper.sections:
        yield Space(12.0)
        yield Section(section.title, text_table(list(_columns(section)), section.rows))


def _columns(section: PaperTable) -> Iterator[Column]:
    """Figures stand at the right; in lines without heads the labels are pale."""
    heads = section.heads or ("",) * len(section.shares)
    for at, (share, name) in enumerate(zip(section.shares, heads, strict=True)):
        look = BODY if section.heads or at else BODY_MUTED
        yield Column(share, look.aligned("right") if at in section.figures else look, name)
