"""What a word of the command line must be; argparse words the refusal."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from typing_extensions import override

from vipdesk.importing.encoding import ENCODINGS
from vipdesk.texts import _

FIRST_YEAR, LAST_YEAR = 1900, 2999  # of a day; a slip of the finger is told as such
MANY, MANY_DIGITS = 10**9, 12  # more is as good as all


class VerbParser(argparse.ArgumentParser):
    """A verb of which some words ask for others, or do not go with them.

    Attributes:
        ask: Word → those that must stand beside it; both as attributes of the result.
        refuse: Word → those that must not.
    """

    ask: Mapping[str, Sequence[str]]
    refuse: Mapping[str, Sequence[str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask, self.refuse = {}, {}

    @override
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found = super().parse_known_args(args, namespace)
        given = {name for name, value in vars(found[0]).items() if value}
        for word in given & self.ask.keys():
            if missing := [each for each in self.ask[word] if each not in given]:
                self.error(_("missing: {words}").format(words=self._told(missing)))
        for word in given & self.refuse.keys():
            if strange := [each for each in self.refuse[word] if each in given]:
                told = _("{words} does not go with {word}")
                self.error(told.format(words=self._told(strange), word=self._told([word])))
        return found

    def _told(self, names: Sequence[str]) -> str:
        words = {each.dest: [*each.option_strings, str(each.metavar)] for each in self._actions}
        return ", ".join(words[name][0] for name in names)


def count(text: str) -> int:
    """A number from 1 on."""
    if not text.isdecimal() or int(text[:MANY_DIGITS]) == 0:
        raise argparse.ArgumentTypeError(_("a number from 1 on expected: {text}").format(text=text))
    return min(int(text[:MANY_DIGITS]), MANY)


def year(text: str) -> str:
    """A year of four digits."""
    from vipdesk.services.imports.edits import year_of

    found = year_of(text)
    if found is None:
        raise argparse.ArgumentTypeError(_("a year as YYYY expected: {text}").format(text=text))
    return found


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


def add_common(
    parser: argparse.ArgumentParser, *, profile: str | None, as_json: bool | str
) -> None:
    """The options of every verb."""
    parser.add_argument(
        "--profile",
        metavar=_("DIR"),
        type=Path,
        default=profile,
        help=_("folder of the book; without it, your own"),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        default=as_json,
        help=_("print machine-readable results"),
    )
