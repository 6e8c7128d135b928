"""Papers that must come out whatever was typed: what the font lacks is spelt, not refused.

A name on a customer's summary can be mended, so it is refused with the character named. What is
kept for good (a movement of points, a note that an inspector or the customer asks for) cannot, and
an internal sheet shall not wait for one emoji in another customer's note.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from vipdesk.reports.fonts import check_printable, clean, missing_characters

Paper = TypeVar("Paper")


def legible(paper: Paper) -> Paper:
    """``paper`` with every character that the font lacks as its number: 😀 is [U+1F600].

    Args:
        paper: A frozen dataclass, a text, or a sequence of these; lists become tuples.
    """
    return cast("Paper", _spelt(paper))


def refuse_unprintable(paper: object) -> None:
    """Name all that the font lacks of a paper at once, not one text after the other.

    Args:
        paper: As for `legible`.

    Raises:
        MissingGlyphsError: names the characters.
    """
    check_printable("\n".join(_texts(paper)))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif is_dataclass(part):
        part = [getattr(part, each.name) for each in fields(part)]
    if isinstance(part, (list, tuple)):
        for each in part:
            yield from _texts(each)


def _spelt(part: Any) -> Any:
    if isinstance(part, str):
        return _text(part)
    if isinstance(part, (list, tuple)):
        return tuple(map(_spelt, part))
    if is_dataclass(part) and not isinstance(part, type):
        told = {each.name: _spelt(getattr(part, each.name)) for each in fields(part) if each.init}
        return replace(part, **told)
    return part


def _text(text: str) -> str:
    missing = missing_characters(text)
    if not missing:
        return text
    return clean(text).translate({ord(char): f"[U+{ord(char):04X}]" for char in missing})
