"""Where a line of Chinese and English text may end (kinsoku).

reportlab's own breaker lets lines start with ！，；：？》” and end with 《（“, cuts English words,
and hangs marks into the margin; this one replaces it for every text that VIPDesk prints.
"""

from collections.abc import Callable, Iterator
from unicodedata import combining, east_asian_width

NOT_AT_START = frozenset(
    "！％），．：；？］｝～、。〃々〉》」』】〕〗〙〛〞〟・ーゝゞ’”…‥—–·‰℃℉°′″／/!%),.:;?]}»"
)
NOT_AT_END = frozenset("＃＄（＠［｛￥￡〈《「『【〔〖〘〚〝‘“／/#$(@[{£¥«№")

Measure = Callable[[str], float]


def is_wide(char: str) -> bool:
    """Whether ``char`` is set like a Chinese character: a line may end on either side of it."""
    return east_asian_width(char) in "WF" or ord(char) >= 0x20000 or char in "“”…—"


def may_break(text: str, at: int) -> bool:
    """Whether a line may end just before ``text[at]``; spaces stay with what they follow."""
    if _is_held(text, at):
        return False
    return text[at - 1].isspace() or is_wide(text[at - 1]) or is_wide(text[at])


def _is_held(text: str, at: int) -> bool:
    """Whether ``text[at]`` may not begin a line, or what stands before it may not end one."""
    after = text[at]
    if after.isspace() or after in NOT_AT_START or combining(after):
        return True
    before = text[:at].rstrip()[-1:] if text[at - 1].isspace() else text[at - 1]
    return before in NOT_AT_END


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Cut ``text`` (one paragraph, no line ends within) into lines of at most ``width``.

    The lines together are the text, unchanged: a space at a line's end stays there and may hang
    over the margin. A word longer than a line is cut where the line is full; the rules of start and
    end are given up only in a run of marks as long as a line.

    Args:
        text: One paragraph.
        width: Room of a line, in points.
        measure: Width of one character in points.
    """
    return list(_lines(text, width, measure)) or [""]


def _lines(text: str, width: float, measure: Measure) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _full(text, start, width, measure)
        if end < len(text):
            end = _last_break(text, start, end)
        yield text[start:end]
        start = end


def _full(text: str, start: int, width: float, measure: Measure) -> int:
    """The end of the longest piece from ``start`` that fits; never empty."""
    used = 0.0
    for at in range(start, len(text)):
        char = text[at]
        used += measure(char)
        if used > width + 0.001 and at > start and not char.isspace():
            return at
    return len(text)


def _last_break(text: str, start: int, full: int) -> int:
    for at in range(full, start, -1):
        if may_break(text, at):
            return at
    return next((at for at in range(full, start, -1) if not _is_held(text, at)), full)
