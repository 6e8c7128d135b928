"""The recovery key on one page, to be kept where the laptop is not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from vipdesk.domain.wording import joined
from vipdesk.reports.blocks import BODY, BODY_BOLD, Block, Section, Space, Text
from vipdesk.reports.document import Frame, Part, render
from vipdesk.reports.pieces import head
from vipdesk.texts import N_, Translate, translator

KEY = replace(BODY_BOLD, size=24.0, leading=40.0, align="center")
_ADVICE = (
    (
        N_("What it is for"),
        N_(
            "It opens the book if the passphrase is forgotten. At the sign-in choose “Use the "
            "recovery key” and type it; small letters and blanks do no harm."
        ),
    ),
    (
        N_("Where to keep it"),
        N_(
            "Closed away, apart from the laptop: in a safe, or sealed with the branch. Who has "
            "this page and the laptop reads the book. Keep no photo of it."
        ),
    ),
    (
        N_("When it is void"),
        N_("As soon as a new recovery key is made in the settings. Shred this page then."),
    ),
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the page."""

    recovery_key: str  # in groups
    manager: str
    branch: str
    day: date
    language: str


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """The page as PDF; the key stands on the page alone, never in the file's properties.

    Raises:
        MissingGlyphsError: A name holds characters that the font cannot print.
    """
    t = translator(sheet.language)
    frame = Frame(
        title=t("Recovery key"),
        author=sheet.manager,
        language=sheet.language,
        note=t("Keep it apart from the laptop."),
        internal=t("Internal"),
    )
    return render(frame, [Part(list(_blocks(sheet, t)))])


def _blocks(sheet: RecoverySheet, t: Translate) -> Iterator[Block]:
    whose = joined(sheet.manager, sheet.branch)
    yield head(t("Recovery key"), "VIPDesk", whose, sheet.day.isoformat())
    yield Space(40.0)
    groups = sheet.recovery_key.split("-")
    for row in (groups[:4], groups[4:]):
        yield Text("  –  ".join(row), KEY)
    yield Space(40.0)
    for title, words in _ADVICE:
        yield Section(t(title), Text(t(words), BODY))
        yield Space(14.0)
