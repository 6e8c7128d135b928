"""What can be typed after ``vipdesk points``."""

import argparse
from collections.abc import Callable
from pathlib import Path

from vipdesk.cli.arguments import add_common, count, day, month, pair
from vipdesk.cli.campaigns_parser import add_campaign
from vipdesk.cli.reading_parsers import Verbs
from vipdesk.cli.rewards_parser import add_redeem, movement
from vipdesk.texts import LANGUAGES, _


def add_points(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb with a verb of its own for each thing that can be done with points."""
    parser = verbs.add_parser("points", help=_("what a customer has, and how it moves"))
    below = parser.add_subparsers(dest="points_verb", metavar=_("WHAT"), required=True)
    for add in SUB_VERBS:
        add_common(add(below), profile=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def add_customer(parser: argparse.ArgumentParser) -> None:
    """Whose points."""
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("number of the customer"))


def add_day(parser: argparse.ArgumentParser) -> None:
    """When it was."""
    parser.add_argument(
        "--on", metavar=_("DATE"), type=day, help=_("YYYY-MM-DD; without it, today")
    )


def add_why(parser: argparse.ArgumentParser) -> None:
    """What stands on the statement."""
    parser.add_argument(
        "--reason", metavar=_("TEXT"), required=True, help=_("why, for the statement")
    )


def _balance(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        "balance", help=_("total, held and available of a day, with the last days")
    )
    add_customer(parser)
    add_day(parser)
    parser.add_argument(
        "--movements", action="store_true", help=_("every movement with the balance after it, too")
    )
    return parser


def _award(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("award", help=_("give points by hand"))
    add_customer(parser)
    parser.add_argument("points", metavar=_("POINTS"), type=count)
    add_day(parser)
    add_why(parser)
    parser.add_argument(
        "--last-day",
        metavar=_("DATE"),
        type=day,
        help=_("last usable day; without it, what the settings say"),
    )
    parser.add_argument("--goodwill", action="store_true", help=_("to make up for something"))
    parser.add_argument(
        "--partner",
        metavar=_("NAME"),
        help=_("whose points stand beside ours"),
    )
    parser.add_argument(
        "--partner-points", metavar=_("POINTS"), type=count, default=0, help=_("the partner's")
    )
    parser.ask = {"partner": ["partner_points"], "partner_points": ["partner"]}
    return parser


def _award_bills(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("award-bills", help=_("award the points of a month's bills"))
    parser.add_argument("month", metavar=_("MONTH"), type=month)
    return _tried(parser)


def _award_anniversaries(verbs: Verbs) -> argparse.ArgumentParser:
    told = _("award the points of this year's anniversaries, as the settings say")
    return _tried(verbs.add_parser("award-anniversaries", help=told))


def _tried(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--dry-run", action="store_true", help=_("only tell what it would do"))
    return parser


def _hold(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("hold", help=_("set points aside"))
    add_customer(parser)
    parser.add_argument("points", metavar=_("POINTS"), type=count)
    add_day(parser)
    add_why(parser)
    parser.add_argument(
        "--until", metavar=_("DATE"), type=day, help=_("last day; without it, until it is ended")
    )
    return parser


def _confirm(verbs: Verbs) -> argparse.ArgumentParser:
    return _ending(verbs, "confirm", _("spend what is held"))


def _release(verbs: Verbs) -> argparse.ArgumentParser:
    return _ending(verbs, "release", _("give back what is held"))


def _ending(verbs: Verbs, name: str, told: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=told)
    parser.add_argument(
        "entry",
        metavar=_("ENTRY"),
        type=movement,
        help=_("number of the hold, or of the receipt"),
    )
    add_day(parser)
    return parser


def _reverse(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("reverse", help=_("take a movement back, on its own lots"))
    parser.add_argument(
        "entry",
        metavar=_("ENTRY"),
        type=movement,
        help=_("number of the movement, or of the receipt"),
    )
    add_why(parser)
    return parser


def _audit(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser(
        "audit", help=_("recompute every balance from the movements and prove what is stored")
    )


def _reconcile(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        "reconcile", help=_("the operator's list of balances beside the ledger of its day")
    )
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    parser.add_argument(
        "--as-of", metavar=_("DATE"), type=day, help=_("day of the list, if no column says it")
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
        "--settle",
        metavar=_("WHICH"),
        action="append",
        default=[],
        help=_("by named entries: all, different, only-there, only-here, or a customer's number"),
    )
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("stands on the entries that settle"))
    parser.add_argument(
        "-o", "--output", metavar=_("OUT.xlsx"), type=Path, help=_("save the comparison here")
    )
    return parser


def _statement(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("statement", help=_("write a customer's statement of points as PDF"))
    add_customer(parser)
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path, required=True)
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("language; without it, that of customers' papers")
    )
    return parser


SUB_VERBS: tuple[Callable[[Verbs], argparse.ArgumentParser], ...] = (
    _balance,
    _award,
    _award_bills,
    _award_anniversaries,
    add_campaign,
    add_redeem,
    _hold,
    _confirm,
    _release,
    _reverse,
    _audit,
    _reconcile,
    _statement,
)
