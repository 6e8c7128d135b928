"""What can be typed after ``rewards``, ``lottery``, ``settlement`` and ``points redeem``."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vipdesk.cli.arguments import add_common, count, day, month
from vipdesk.texts import _

Below = tuple[Callable[[Any], argparse.ArgumentParser], ...]
_WANTED = re.compile(r"(.+?)(?:\*(\d{1,6}))?")
_PRIZE = re.compile(r"(.+)\*(\d{1,9}):(\d{1,9})(?:=(\d{1,9}))?")


def wanted(text: str) -> tuple[str, int]:
    """REWARD or REWARD*N."""
    found = _WANTED.fullmatch(text)
    if found is None or found[2] in ("0",):
        message = _("REWARD or REWARD*N expected: {text}").format(text=text)
        raise argparse.ArgumentTypeError(message)
    return found[1], int(found[2] or 1)


def prize(text: str) -> tuple[str, int, int, int]:
    """NAME*STOCK:WEIGHT, or with =YUAN behind."""
    found = _PRIZE.fullmatch(text)
    if found is None:
        message = _("NAME*STOCK:WEIGHT or NAME*STOCK:WEIGHT=YUAN expected: {text}")
        raise argparse.ArgumentTypeError(message.format(text=text))
    return found[1], int(found[2]), int(found[3]), int(found[4] or 0)


def movement(text: str) -> int | str:
    """The number of a movement, or of a receipt such as D20261125-001."""
    return text if re.fullmatch(r"D\d{8}-\d{3,9}", text) else count(text)


def add_redeem(verbs: Any) -> argparse.ArgumentParser:
    """Redeem a basket."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "redeem", help=_("redeem rewards, or hold their points")
    )
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("number of the customer"))
    parser.add_argument(
        "rewards",
        metavar=_("REWARD[*N]"),
        type=wanted,
        nargs="+",
        help=_("number of the reward, and how many"),
    )
    parser.add_argument(
        "--on", metavar=_("DATE"), type=day, help=_("YYYY-MM-DD; without it, today")
    )
    parser.add_argument(
        "--hold", action="store_true", help=_("hold the points until all is handed over")
    )
    parser.add_argument(
        "--until", metavar=_("DATE"), type=day, help=_("last day of the hold; else by the settings")
    )
    parser.add_argument("--note", metavar=_("TEXT"), default="", help=_("for the desk alone"))
    parser.add_argument(
        "--quote", action="store_true", help=_("only say what it costs, write nothing")
    )
    return parser


def add_rewards(verbs: Any) -> argparse.ArgumentParser:
    """Add the verb for the catalogue."""
    below: Below = (_rewards_list, _rewards_waiting, _rewards_import, _rewards_export)
    return _group(verbs, "rewards", _("the catalogue, and what is to be handed over"), below)


def add_lottery(verbs: Any) -> argparse.ArgumentParser:
    """Add the verb for lotteries."""
    below: Below = (_make, _lottery_list, _draw, _verify, _reveal, _record)
    return _group(verbs, "lottery", _("lotteries that anyone can redo"), below)


def add_settlement(verbs: Any) -> argparse.ArgumentParser:
    """Add the verb for the partners' month."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "settlement", help=_("what a month owes to each partner, as XLSX or PDF")
    )
    parser.add_argument("month", metavar=_("MONTH"), type=month)
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path)
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def _group(verbs: Any, name: str, told: str, below: Below) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told)
    under = parser.add_subparsers(dest=f"{name}_verb", metavar=_("WHAT"), required=True)
    for add in below:
        add_common(add(under), profile=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def _rewards_list(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser("list", help=_("what can be had today"))
    parser.add_argument("--all", action="store_true", help=_("also what can't be had today"))
    return parser


def _rewards_waiting(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        "waiting", help=_("what still has to be handed over")
    )
    return parser


def _rewards_import(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        "import", help=_("take in a sheet; problems are told by row")
    )
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    return parser


def _rewards_export(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser("export", help=_("write it as XLSX"))
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    return parser


def _make(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        "make", help=_("make a lottery and tell what is committed to")
    )
    parser.add_argument("name", metavar=_("NAME"))
    parser.add_argument("--points", metavar=_("POINTS"), type=count, required=True)
    parser.add_argument("--from", dest="first", metavar=_("DATE"), type=day, required=True)
    parser.add_argument("--to", dest="last", metavar=_("DATE"), type=day, required=True)
    parser.add_argument(
        "--prize",
        dest="prizes",
        metavar=_("NAME*STOCK:WEIGHT[=YUAN]"),
        type=prize,
        action="append",
        required=True,
        help=_("without a worth there is nothing to hand over"),
    )
    return parser


def _lottery_list(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        "list", help=_("all lotteries with their prizes and odds")
    )
    return parser


def _draw(verbs: Any) -> argparse.ArgumentParser:
    parser = _of_lottery(verbs, "draw", _("one try for a customer; it can't be undone"))
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("number of the customer"))
    return parser


def _verify(verbs: Any) -> argparse.ArgumentParser:
    return _of_lottery(verbs, "verify", _("redo all draws and hold them against what is kept"))


def _reveal(verbs: Any) -> argparse.ArgumentParser:
    return _of_lottery(verbs, "reveal", _("end it and show the seed; it can't be undone"))


def _record(verbs: Any) -> argparse.ArgumentParser:
    parser = _of_lottery(verbs, "record", _("the record as PDF, from which anyone can redo it"))
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path, required=True)
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def _of_lottery(verbs: Any, name: str, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told)
    parser.add_argument(
        "lottery", metavar=_("LOTTERY"), type=count, help=_("its number, as the list tells it")
    )
    return parser
