"""What can be typed after ``vipdesk points campaign``."""

import argparse

from vipdesk.cli.arguments import add_common, count, day, pair
from vipdesk.cli.reading_parsers import Verbs
from vipdesk.texts import _


def add_campaign(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb with its own verbs below."""
    parser = verbs.add_parser("campaign", help=_("special points: for whom, when and how much"))
    below = parser.add_subparsers(dest="campaign_verb", metavar=_("WHAT"), required=True)
    for made in (_list(below), _save(below), _award(below), _delete(below)):
        add_common(made, profile=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def _list(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("list", help=_("campaigns, and how many customers have their points"))


def _save(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("save", help=_("keep a campaign, in place of one of its name"))
    parser.add_argument("name", metavar=_("NAME"))
    parser.add_argument("--points", metavar=_("POINTS"), type=count, required=True)
    for name, dest in (("--from", "since"), ("--to", "until")):
        parser.add_argument(name, metavar=_("DATE"), type=day, required=True, dest=dest)
    parser.add_argument("--last-day", metavar=_("DATE"), type=day)
    parser.add_argument(
        "--filter", metavar=_("NAME=VALUE"), type=pair, action="append", default=[], dest="filters"
    )
    parser.add_argument("--note", metavar=_("TEXT"), default="")
    return parser


def _award(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("award", help=_("to whom its filter finds, to each once"))
    parser.add_argument("name", metavar=_("NAME"))
    parser.add_argument("--dry-run", action="store_true", help=_("only tell what it would do"))
    return parser


def _delete(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("delete", help=_("remove one that never gave points"))
    parser.add_argument("name", metavar=_("NAME"))
    return parser
