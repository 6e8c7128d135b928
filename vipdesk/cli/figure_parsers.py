"""What can be typed after ``vipdesk indicators`` and ``vipdesk cohort``."""

import argparse
from pathlib import Path

from vipdesk.cli.arguments import add_common, count, day, month
from vipdesk.cli.reading_parsers import Verbs
from vipdesk.domain.indicator_words import BaseFee, CohortGroup, CohortSplit, CohortUnit, Kept
from vipdesk.domain.indicators import Side
from vipdesk.domain.words import Tier
from vipdesk.texts import _

SLICES = ("tier", "plan", "circle", "tag")


def indicators_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """The values of a period, those behind one; or one of the things that change them."""
    parser = verbs.add_parser(
        "indicators", help=_("the indicators of a period, with their targets")
    )
    period = _("2026-10, 2026-Q4, 2026 or 2026-03..2026-10; without it, this month")
    parser.add_argument("--period", metavar=_("PERIOD"), help=period)
    parser.add_argument("--by", choices=SLICES, help=_("split the book"))
    parser.add_argument("--cohort", metavar="N", type=count, help=_("number of a snapshot"))
    parser.add_argument("--members", metavar=_("KEY"), help=_("list those behind an indicator"))
    parser.add_argument("--side", choices=[str(each) for each in Side], default=str(Side.NUMERATOR))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--close", metavar="YYYY-MM", type=month, help=_("freeze a month"))
    what.add_argument("--reopen", metavar="YYYY-MM", type=month, help=_("count a month anew"))
    what.add_argument(
        "--enter",
        metavar=(_("KEY"), _("PART"), _("WHOLE")),
        nargs=3,
        help=_("enter a figure of the period; needs --origin"),
    )
    what.add_argument(
        "--target",
        metavar=(_("KEY"), _("VALUE")),
        nargs=2,
        help=_("set a target from the period on; - takes it out"),
    )
    what.add_argument(
        "--waive",
        metavar=(_("CUSTOMER"), _("DAY")),
        nargs=2,
        help=_("leave a care window out, for --reason; DAY is its first, as tasks name it"),
    )
    what.add_argument(
        "--unwaive",
        metavar=(_("CUSTOMER"), _("DAY")),
        nargs=2,
        help=_("let a waived care window count again"),
    )
    parser.add_argument(
        "-o", "--output", metavar=_("OUT.xlsx"), type=Path, help=_("save the values here")
    )
    parser.add_argument("--lang", choices=("zh", "en"), help=_("of the workbook"))
    parser.add_argument("--origin", metavar=_("TEXT"), help=_("where a figure is from"))
    parser.add_argument(
        "--reason", metavar=_("TEXT"), help=_("why a month is reopened, or a window waived")
    )
    parser.ask = {
        "enter": ["origin"],
        "origin": ["enter"],
        "reopen": ["reason"],
        "waive": ["reason"],
    }
    parser.refuse = {"members": ["by"], "output": ["members"]}
    return parser


def cohort_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb with a verb of its own for each thing that can be done with snapshots."""
    parser = verbs.add_parser("cohort", help=_("frozen snapshots of customers"))
    below = parser.add_subparsers(dest="cohort_verb", metavar=_("WHAT"), required=True)
    for add in (_freeze, _list, _show, _compare, _verify):
        add_common(add(below), profile=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def _freeze(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("freeze", help=_("freeze who is on the network on a day"))
    parser.add_argument(
        "--on", metavar="YYYY-MM-DD", type=day, help=_("without it, the last quarter's last day")
    )
    parser.add_argument("--name", metavar=_("NAME"), default="")
    parser.add_argument("--unit", choices=[str(each) for each in CohortUnit], default="customer")
    parser.add_argument("--base", choices=[str(each) for each in BaseFee], default="month")
    parser.add_argument("--months", metavar="N", type=count, default=3, help=_("of a mean"))
    parser.add_argument(
        "--tier",
        action="append",
        choices=[str(each) for each in Tier],
        help=_("of the day; several may follow; without it, the VIP tiers"),
    )
    for name, told in (
        ("plan", _("lines of this plan on the day; several may follow")),
        ("tag", _("customers with this tag; several may follow")),
        ("circle", _("customers of this circle; several may follow")),
    ):
        parser.add_argument(f"--{name}", metavar=_("NAME"), action="append", default=[], help=told)
    return parser


def _list(verbs: Verbs) -> argparse.ArgumentParser:
    return verbs.add_parser("list", help=_("all snapshots, newest first"))


def _show(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("show", help=_("what became of a snapshot in a period"))
    parser.add_argument("cohort", metavar="N", type=count)
    parser.add_argument("--period", metavar=_("PERIOD"), help=_("without it, this quarter"))
    _add_kept(parser)
    parser.add_argument(
        "--by",
        choices=[str(each) for each in CohortSplit],
        help=_("split it: by tier, plan or manager of its day, or the manager now"),
    )
    parser.add_argument(
        "--group",
        choices=[str(each) for each in CohortGroup],
        help=_("list those who were kept, lost, came back, or are at high risk"),
    )
    parser.refuse = {"group": ["by"]}
    return parser


def _add_kept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kept",
        choices=[str(each) for each in Kept],
        help=_("who counts as kept; without it, as the settings say"),
    )


def _compare(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        "compare", help=_("snapshots side by side, now and so many months after their days")
    )
    parser.add_argument("cohorts", metavar="N", type=count, nargs="+")
    _add_kept(parser)
    return parser


def _verify(verbs: Verbs) -> argparse.ArgumentParser:
    parser = verbs.add_parser("verify", help=_("prove that a snapshot is as it was frozen"))
    parser.add_argument("cohort", metavar="N", type=count)
    return parser


def report_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Add the verb for the report of a period."""
    parser = verbs.add_parser(
        "report", help=_("the report of a month, quarter or year, as PDF or XLSX")
    )
    parser.add_argument("span", choices=("month", "quarter", "year", "months"))
    parser.add_argument("period", metavar=_("PERIOD"), help=_("as 2026-10, 2026-Q3 or 2026"))
    parser.add_argument("--by", choices=SLICES, help=_("of a part of the book; needs --part"))
    parser.add_argument("--part", metavar=_("NAME"), help=_("which, such as gold"))
    parser.add_argument("-o", "--output", metavar=_("FILE"), type=Path, required=True)
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.ask = {"by": ["part"], "part": ["by"]}
    return parser
