"""What can be typed after ``vipdesk``. Imports nothing heavy: the window starts through it too."""

import argparse
from collections.abc import Callable
from pathlib import Path

from vipdesk import __version__
from vipdesk.cli.arguments import VerbParser, add_common, count, day, month, pair
from vipdesk.cli.figure_parsers import cohort_parser, indicators_parser, report_parser
from vipdesk.cli.points_parser import add_points
from vipdesk.cli.reading_parsers import Verbs, calibrate_parser, import_parser
from vipdesk.cli.rewards_parser import add_lottery, add_rewards, add_settlement
from vipdesk.domain.tasks import TaskKind
from vipdesk.texts import _

DEMO_CUSTOMERS = 500
DEMO_SEED = 1
EVERYTHING = "everything"


def build_parser() -> argparse.ArgumentParser:
    """Make the parser in the language of the desk; without a verb the window opens."""
    parser = argparse.ArgumentParser(
        prog="vipdesk",
        description=_("A desk for VIP account managers. Without a verb, the window opens."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"VIPDesk {__version__}")
    add_common(parser, profile=None, as_json=False)
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERB"), parser_class=VerbParser)
    for add in _VERBS:
        # Given after the verb, a common option wins; not given there, the one before it holds.
        add_common(add(verbs), profile=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def _add_unmasked(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unmasked", action="store_true", help=_("show personal fields; needs a reason")
    )
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why, for the journal"))


def _init(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("init", help=_("make an empty book"))
    parser.add_argument("--name", metavar=_("NAME"), help=_("the manager's name"))
    return parser


def _passphrase(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("passphrase", help=_("give the book another passphrase"))


def _rekey(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("rekey", help=_("give the book a new key, if the old one is known"))


def _demo(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("demo", help=_("make a book of invented customers"))
    parser.add_argument("--customers", metavar="N", type=count, default=DEMO_CUSTOMERS)
    parser.add_argument("--seed", metavar="S", type=int, default=DEMO_SEED)
    return parser


def _customers(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("customers", help=_("list customers"))
    parser.add_argument(
        "--search", metavar=_("TEXT"), default="", help=_("name, pinyin, last digits, number")
    )
    parser.add_argument(
        "--filter", metavar=_("NAME=VALUE"), type=pair, action="append", default=[], dest="filters"
    )
    parser.add_argument("--limit", metavar="N", type=count, default=50)
    _add_unmasked(parser)
    return parser


def _visits(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("visits", help=_("list the visits of a day"))
    parser.add_argument(
        "--on", metavar=_("DATE"), type=day, help=_("YYYY-MM-DD; without it, today")
    )
    _add_unmasked(parser)
    return parser


def _retention(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("retention", help=_("derive tasks from what the book holds"))
    parser.add_argument("what", choices=("run",))
    as_of = _("derive as of this day, to try another one")
    parser.add_argument("--today", metavar="YYYY-MM-DD", type=day, help=as_of)
    return parser


def _warnings(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("warnings", help=_("list the warnings of a month"))
    parser.add_argument("--month", metavar="YYYY-MM", type=month, help=_("without it, this month"))
    return parser


def _score(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("score", help=_("tell how likely a customer is to leave, and why"))
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("number of the customer"))
    return parser


def _tasks(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("tasks", help=_("list open tasks, those due first on top"))
    parser.add_argument(
        "--due", metavar="YYYY-MM-DD", type=day, help=_("only those due by this day")
    )
    parser.add_argument(
        "--kind", metavar="K", choices=[str(kind) for kind in TaskKind], help=", ".join(TaskKind)
    )
    parser.add_argument("--limit", metavar="N", type=count, default=50)
    return parser


def _visit_summary(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("visit-summary", help=_("write the PDF that a customer keeps"))
    parser.add_argument("visits", metavar=_("VISIT"), nargs="+", help=_("number of a visit, V-…"))
    parser.add_argument(
        "-o",
        "--output",
        metavar=_("FILE"),
        type=Path,
        required=True,
        help=_("a PDF, or of several visits a folder for one each"),
    )
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument(
        "--encrypt",
        action="store_true",
        help=_("let only a passphrase open it: VIPDESK_PDF_PASSPHRASE, or asked for"),
    )
    return parser


def _export(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("export", help=_("write a list as XLSX or CSV, or all as a zip"))
    parser.add_argument("kind", metavar=_("KIND"), choices=EXPORT_KINDS)
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path, required=True)
    _add_unmasked(parser)
    return parser


def _move_out(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("move-out", help=_("write the whole book for another laptop"))
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    return parser


def _move_in(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("move-in", help=_("bring the book that another laptop wrote"))
    parser.add_argument("file", metavar=_("FILE"), type=Path)
    return parser


def _backup(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("backup", help=_("make a verified backup, if the book has changed"))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help=_("list the backups, make none"))
    what.add_argument(
        "--verify", action="store_true", help=_("read all backups through, make none")
    )
    what.add_argument(
        "--second", metavar=_("DIR"), type=Path, help=_("keep backups in this folder too")
    )
    what.add_argument(
        "--no-second", action="store_true", help=_("keep backups on this laptop alone")
    )
    return parser


def _restore(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("restore", help=_("put a backup in the place of the book"))
    parser.add_argument(
        "backup", metavar=_("NAME"), nargs="?", help=_("its name; without it, the newest")
    )
    parser.add_argument(
        "--from", metavar=_("DIR"), type=Path, dest="folder", help=_("folder of the backups")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("compare only, write nothing"))
    return parser


def _check(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("check", help=_("look for damage: book, journal, drafts, backups"))


def _rescue(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("rescue", help=_("bring a damaged book back from its newest backup"))


def _journal(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("journal", help=_("list what was done, newest first"))
    parser.add_argument("--limit", metavar="N", type=count, default=20)
    one = parser.add_mutually_exclusive_group()
    one.add_argument(
        "--verify", action="store_true", help=_("prove that nothing was changed behind it")
    )
    one.add_argument(
        "--compare",
        metavar=(_("NUMBER"), _("DIGITS")),
        nargs=2,
        help=_("hold the head that a report printed against the book"),
    )
    one.add_argument(
        "--report", metavar="YYYY-MM", type=month, help=_("the month's page, with the head")
    )
    one.add_argument(
        "--export", action="store_true", help=_("all entries for an inspector, .xlsx or .csv")
    )
    one.add_argument(
        "--archive", action="store_true", help=_("move old values to a file beside the book")
    )
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path)
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def _customer_data(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("customer-data", help=_("write everything about one customer"))
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("customer number"))
    parser.add_argument(
        "-o", "--output", metavar=_("FILE"), type=Path, required=True, help=_(".json or .pdf")
    )
    parser.add_argument(
        "--reason", metavar=_("TEXT"), required=True, help=_("who asked, for the journal")
    )
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def _delete_customer(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        "delete-customer", help=_("delete a customer on request, for good; counts stay")
    )
    parser.add_argument("customer", metavar=_("CUSTOMER"), help=_("customer number"))
    parser.add_argument(
        "--reason", metavar=_("TEXT"), required=True, help=_("who asked, for the journal")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only say what would go, write nothing")
    )
    return parser


def _undo(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("undo", help=_("take back the last action"))


def _self_check(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("self-check", help=_("prove that this installation works"))


EXPORT_KINDS = ("customers", "lines", "bills", "payments", "complaints", EVERYTHING)
_VERBS: tuple[Callable[[Verbs], argparse.ArgumentParser], ...] = (
    _init,
    _demo,
    _passphrase,
    _rekey,
    import_parser,
    _customers,
    _visits,
    _retention,
    _tasks,
    _warnings,
    _score,
    add_points,
    add_rewards,
    add_lottery,
    add_settlement,
    indicators_parser,
    cohort_parser,
    report_parser,
    _visit_summary,
    _export,
    _move_out,
    _move_in,
    _backup,
    _restore,
    _check,
    _rescue,
    _customer_data,
    _delete_customer,
    _journal,
    calibrate_parser,
    _undo,
    _self_check,
)
