"""What faults cost, as a table."""

import json
import re
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from faults.checks import Found


@dataclass(slots=True)
class Result:
    """One line of the table.

    Attributes:
        fault: What was done.
        inside: How many fell into a transaction, or into a file that was being made; None where
            that says nothing.
        committing: How many of these fell into COMMIT itself.
        lost: What was acknowledged and is gone.
        faults: What must not be: halves, raw errors, a book that can't be used.
        by_nature: Whether loss lies in the nature of the fault; it must be counted and named then.
        note: What there is to say besides.
        sentences: What the manager is told.
        unable: Why it could not be tried.
    """

    fault: str
    times: int = 0
    inside: int | None = None
    committing: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    by_nature: bool = False
    note: str = ""
    sentences: list[str] = field(default_factory=list)
    unable: str = ""

    def count(self, found: Found, inside: bool | None = None, *, committing: bool = False) -> None:
        """Add one trial."""
        self.times += 1
        if inside is not None:
            self.inside = (self.inside or 0) + inside
        self.committing += committing
        self.lost += found.lost
        self.faults += found.halves
        self.seconds.append(found.seconds)

    def tell(self, sentences: Sequence[str], folder: Path) -> None:
        """Keep what the manager is told, once each, without the folder of the trial."""
        for sentence in sentences:
            told = re.sub(r"\d{8}-\d{6}", "TIME", sentence.replace(str(folder), "PROFILE"))
            told = re.sub(r"\(\d+\):\n.*", "(N): …", told, flags=re.DOTALL)
            if told not in self.sentences:
                self.sentences.append(told)

    @property
    def holds(self) -> bool:
        """Whether it went as it must."""
        return not self.faults and (self.by_nature or not self.lost)

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        if self.unable:
            return (self.fault, "0", "", "", "", f"not tried: {self.unable}")
        inside = "" if self.inside is None else f"{self.inside} ({self.committing} at COMMIT)"
        seconds = (
            f"{statistics.median(self.seconds):.2f}, at most {max(self.seconds):.2f}"
            if self.seconds
            else ""
        )
        return (
            self.fault,
            str(self.times),
            inside,
            str(len(self.lost)),
            seconds,
            self.note if self.holds else f"FAILED {self.note}".rstrip(),
        )


HEAD = ("fault", "times", "inside a transaction", "lost", "seconds to be usable again", "")

SENTENCES = 4  # of what the manager is told, for each line
SHOWN = 20  # of what must not be, for each line


def show(results: Sequence[Result]) -> None:
    """Print all as one table; under it what the manager is told, and whatever must not be."""
    rows = [HEAD, *(one.cells() for one in results)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    for one in results:
        for sentence in one.sentences[:SENTENCES]:
            print(f"{one.fault}: “{sentence}”")
        if one.by_nature and one.lost:
            print(f"{one.fault}: lost {', '.join(one.lost[:SHOWN])}")
        wrong = [*([] if one.by_nature else one.lost), *one.faults]
        for what in wrong[:SHOWN]:
            print(f"{one.fault}: {what.strip().splitlines()[-1]}")
        if len(wrong) > SHOWN:
            print(f"{one.fault}: and {len(wrong) - SHOWN} more")


def as_json(results: Sequence[Result]) -> str:
    """The same for a program."""
    return json.dumps([{**asdict(one), "holds": one.holds} for one in results])
