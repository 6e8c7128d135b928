"""What can be typed after the verbs that read a file of rows: ``import`` and ``calibrate``."""

import argparse
from pathlib import Path
from typing import Protocol

from vipdesk.cli.arguments import VerbParser, day, encoding, month, pair, word, year
from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.domain.points_words import MonthAnswer
from vipdesk.domain.words import ImportKind
from vipdesk.importing.encoding import ENCODINGS
from vipdesk.texts import _


class Verbs(Protocol):
    """What argparse hands out for adding verbs."""

    def add_parser(self, name: str, *, help: str) -> VerbParser:  # noqa: A002 - argparse's
        """Add one verb."""


def import_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb ``import``."""
    parser = verbs.add_parser("import", help=_("bring in a file of the operator's"))
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    parser.add_argument(
        "--kind",
        metavar="K",
        choices=[str(kind) for kind in ImportKind],
        help=_("what it holds: {kinds}; without it, recognised").format(
            kinds=", ".join(ImportKind)
        ),
    )
    parser.add_argument(
        "--map",
        metavar=_("FIELD=COLUMN"),
        type=pair,
        action="append",
        default=[],
        dest="mapping",
        help=_("take a field from this column"),
    )
    parser.add_argument(
        "--word",
        metavar=_("FIELD:WORD=VALUE"),
        type=word,
        action="append",
        default=[],
        dest="words",
        help=_("take a word of the file for a word of the book, as in tier:5=diamond"),
    )
    _add_reading(parser)
    parser.add_argument(
        "--month",
        metavar="YYYY-MM",
        type=month,
        help=_("month of the bills, if no column says it"),
    )
    parser.add_argument(
        "--year",
        metavar="YYYY",
        type=year,
        help=_("year of the months that headers name without one"),
    )
    parser.add_argument(
        "--days",
        choices=("dmy", "mdy"),
        help=_("what comes first where days can be read in two ways, as in 03/04/2027"),
    )
    parser.add_argument(
        "--later-dates",
        choices=("renewal", "correction"),
        help=_("what an ending date means that moves later; without it, what the settings say"),
    )
    _add_points(parser)
    _add_cohort(parser)
    parser.add_argument(
        "--generate-keys",
        action="store_true",
        help=_("number the rows where the file has no customer numbers"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("compare only, write nothing"))
    parser.add_argument(
        "--problems", metavar=_("OUT.xlsx"), type=Path, help=_("save the problem rows here")
    )
    return parser


def _add_cohort(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        metavar="YYYY-MM-DD",
        type=day,
        help=_("snapshot: of which day the list is, if no column says it"),
    )
    parser.add_argument("--name", metavar=_("NAME"), default="", help=_("snapshot: its name"))
    parser.add_argument(
        "--unit",
        choices=[str(each) for each in CohortUnit],
        default=str(CohortUnit.CUSTOMER),
        help=_("snapshot: what it counts"),
    )


def _add_points(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--months",
        choices=list(MonthAnswer),
        help=_("points: what becomes of months that the book tells otherwise"),
    )
    parser.add_argument(
        "--openings",
        choices=("accept", "leave-out"),
        help=_("points: take the least opening balances, or leave out the rows that overdraw"),
    )
    parser.add_argument(
        "--add-customers",
        action="store_true",
        help=_("points: add customers that the book does not have, called by their numbers"),
    )


def calibrate_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb ``calibrate``."""
    parser = verbs.add_parser(
        "calibrate",
        help=_("fit a scorecard to who left and who stayed, of a file or of your own book"),
    )
    column, value = _("COLUMN"), _("VALUE")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", metavar=_("FILE"), type=Path, nargs="?")
    source.add_argument(
        "--own-history", action="store_true", help=_("weigh the points by your own book")
    )
    parser.ask = {"file": ("outcome", "positive")}
    parser.refuse = {"own_history": ("outcome", "positive", "stayed", "key", "keep", "sheet")}
    parser.add_argument("--outcome", metavar=column, help=_("column that says who left"))
    parser.add_argument("--positive", metavar=value, help=_("what it says of those who left"))
    parser.add_argument(
        "--stayed",
        metavar=value,
        action="append",
        default=[],
        help=_("what it says of those who stayed; without it, anything else"),
    )
    parser.add_argument("--id", metavar=column, dest="key", help=_("column that numbers the rows"))
    parser.add_argument(
        "--keep",
        metavar=column,
        action="append",
        default=[],
        help=_("put back a column that looks made after somebody had left"),
    )
    _add_reading(parser)
    return parser


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sheet", metavar=_("NAME"), help=_("sheet; without it, recognised"))
    told = _("of a text file: {names}; without it, recognised").format(names=", ".join(ENCODINGS))
    parser.add_argument("--encoding", metavar=_("NAME"), type=encoding, help=told)
