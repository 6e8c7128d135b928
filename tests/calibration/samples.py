"""Invented tables of leavers and stayers."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

from vipdesk.domain.scorecard import Calibration
from vipdesk.importing.reader import read_table
from vipdesk.progress import NoProgress
from vipdesk.services.calibration import Question, calibrate_table

Rows = list[dict[str, str]]
QUESTION = Question("left", "yes")
PLANS = ("A", "B", "C", "D")


def rows(count: int = 1_500, seed: int = 1, **more: Callable[[bool, random.Random], str]) -> Rows:
    """Customers of whom those with high fees, plan D and no years leave more often.

    Args:
        count: How many.
        seed: Of the lot.
        more: Further columns, each a function of whether the row left.
    """
    lot, made = random.Random(seed), Rows()
    for number in range(count):
        fee, years, plan = lot.uniform(20, 220), lot.randrange(12), lot.choice(PLANS)
        pull = (fee - 120) / 40 - years / 4 + (1.5 if plan == "D" else 0)
        left = lot.random() < 1 / (1 + 2.718 ** (1.5 - pull))
        row = {"number": f"C{number:05}", "fee": f"{fee:.2f}", "years": str(years), "plan": plan}
        row |= {name: tell(left, lot) for name, tell in more.items()}
        made.append(row | {"left": "yes" if left else "no"})
    return made


def write(path: Path, made: Iterable[dict[str, str]], encoding: str = "utf-8") -> Path:
    """Write them as CSV."""
    made = list(made)
    lines = [",".join(made[0]), *(",".join(row.values()) for row in made)]
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def calibrated(path: Path, made: Rows, question: Question = QUESTION) -> Calibration:
    """Write, read and fit."""
    return calibrate_table(read_table(write(path, made)), question, NoProgress())


def left_out(found: Calibration) -> dict[str, str]:
    """Column → code of the reason."""
    return {each.column: str(each.why) for each in found.left_out}


def on_card(found: Calibration) -> set[str]:
    """The columns of the card."""
    return {factor.column for factor in found.card.factors}
