"""Runs one verb: its result on standard output, its refusal as a sentence on standard error."""

import importlib
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable

from vipdesk.cli.results import Result
from vipdesk.domain.plain_text import spelt_out
from vipdesk.errors import VipDeskError
from vipdesk.texts import _

DONE, REFUSED = 0, 1  # wrong usage, 2, is argparse's

# Verb → its room; imported when it runs, so that a quick verb does not wait for a heavy one.
ROOMS = {
    "init": "books",
    "demo": "books",
    "passphrase": "books",
    "rekey": "books",
    "import": "imports",
    "customers": "lists",
    "visits": "lists",
    "retention": "retention",
    "tasks": "retention",
    "warnings": "risk",
    "score": "risk",
    "points": "points",
    "rewards": "rewards",
    "settlement": "rewards",
    "lottery": "lotteries",
    "indicators": "indicators",
    "cohort": "cohorts",
    "report": "period_report",
    "visit-summary": "documents",
    "export": "documents",
    "move-out": "moves",
    "move-in": "moves",
    "backup": "backups",
    "restore": "backups",
    "customer-data": "rights",
    "delete-customer": "rights",
    "check": "rescues",
    "rescue": "rescues",
    "calibrate": "calibrations",
    "journal": "history",
    "undo": "history",
    "self-check": "self_check",
}
Verb = Callable[[Namespace], Result]


def run(options: Namespace) -> int:
    """Run the verb that ``options`` names; the exit code of the process."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a narrow code page
    try:
        result = _verb(options.verb)(options)
    except VipDeskError as error:
        print(spelt_out(error.sentence(_)), file=sys.stderr)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - a bug: named by its place, never by people's data
        print(_fault(error), file=sys.stderr)
        return REFUSED
    if result.refusal:
        print(spelt_out(result.refusal), file=sys.stderr)
    printed = _print(result.text(as_json=options.as_json))
    return REFUSED if result.refusal else printed


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _verb(name: str) -> Verb:
    room = importlib.import_module(f"vipdesk.cli.{ROOMS[name]}")
    verb: Verb = getattr(room, name.replace("-", "_") + "_verb")
    return verb


def _fault(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {place.filename}:{place.lineno}"
    return _("Something went wrong inside VIPDesk ({where}). Please report it.").format(where=where)
