"""What a word of the command line must be; argparse words the refusal."""

import argparse
from datetime import date

from vipdesk.importing.encoding import ENCODINGS
from vipdesk.texts import _

FIRST_YEAR, LAST_YEAR = 1900, 2999  # of a day; a slip of the finger is told as such
MANY, MANY_DIGITS = 10**9, 12  # more is as good as all


def count(text: str) -> int:
    """A number from 1 on."""
    if not text.isdecimal() or int(text[:MANY_DIGITS]) == 0:
        raise argparse.ArgumentTypeError(_("a number from 1 on expected: {text}").format(text=text))
    return min(int(text[:MANY_DIGITS]), MANY)


def month(text: str) -> str:
    """A month in any usual form, as ``YYYY-MM``."""
    from vipdesk.domain.cell_days import parse_month
    from vipdesk.domain.cells import CellError

    try:
        month = parse_month(text)
    except CellError:
        month = None
    if month is None:
        message = _("a month as YYYY-MM expected: {text}").format(text=text)
        raise argparse.ArgumentTypeError(message)
    return month


def pair(text: str) -> tuple[str, str]:
    """NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(_("NAME=VALUE expected: {text}").format(text=text))
    return name, value


def word(text: str) -> tuple[str, str, str]:
    """FIELD:WORD=VALUE."""
    field, colon, pair = text.partition(":")
    word, equals, value = pair.partition("=")
    if not (field and colon and word and equals):
        message = _("FIELD:WORD=VALUE expected: {text}").format(text=text)
        raise argparse.ArgumentTypeError(message)
    return field, word, value


def encoding(text: str) -> str:
    """An encoding, in any case."""
    for name in ENCODINGS:
        if name.casefold() == text.casefold():
            return name
    message = _("one of {names} expected: {text}").format(names=", ".join(ENCODINGS), text=text)
    raise argparse.ArgumentTypeError(message)


def day(text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = _("a day as YYYY-MM-DD expected: {text}").format(text=text)
        raise argparse.ArgumentTypeError(message)
    return day
