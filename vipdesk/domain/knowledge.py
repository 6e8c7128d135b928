"""Knowledge sheets: plans, guides and answers to look up without a network."""

from dataclasses import dataclass
from datetime import date

from vipdesk.domain.markdown import to_plain
from vipdesk.domain.names import fold, is_han, syllables
from vipdesk.domain.words import SheetKind

MAX_TITLE = 80
MAX_BODY = 40_000  # characters
SNIPPET = 80  # characters shown around what was found
_BEFORE = 16  # of these, before it


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A sheet as it is typed or as it lies in a file; the body is Markdown."""

    kind: SheetKind
    title: str
    body: str
    dated_on: date  # as of when it holds


def search_key(title: str, body: str) -> str:
    """What is searched: the title, its pinyin and initials, and the text without its signs."""
    folded = fold(title)
    parts = [folded]
    if is_han(folded):
        said = syllables(folded)
        parts += ["".join(said), "".join(syllable[0] for syllable in said)]
    return "\n".join([*parts, fold(to_plain(body))])


def wanted(typed: str) -> list[str]:
    """The words that a sheet must hold, each somewhere."""
    return fold(typed).split()


def snippet(body: str, words: list[str]) -> str:
    """A line of the text around the first word found, else its beginning."""
    text = " ".join(to_plain(body).split())
    places = [place for word in words if (place := text.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    said = text[start : start + SNIPPET]
    return f"{'…' if start else ''}{said}{'…' if start + SNIPPET < len(text) else ''}"


def is_old(dated_on: date, today: date) -> bool:
    """Whether a sheet is older than a year: on its anniversary it is not yet."""
    return (dated_on.year + 1, dated_on.month, dated_on.day) < (
        today.year,
        today.month,
        today.day,
    )
