"""One measured figure and the table of all."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What a work took, beside its baseline and its bound.

    Attributes:
        work: What was done.
        value: Seconds, or MB for memory.
        bound: At most: a ratio where there is a baseline, else in the unit of ``value``; None
            where the figure only explains another.
        baseline: What the plain program took in the same run.
    """

    work: str
    value: float
    bound: float | None = None
    baseline: float | None = None
    unit: str = "s"

    @property
    def measured(self) -> float:
        """What the bound is compared with."""
        return self.value / self.baseline if self.baseline else self.value

    @property
    def holds(self) -> bool:
        """Whether the figure is within its bound."""
        return self.bound is None or self.measured <= self.bound

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        ratio = f"{self.measured:.2f} x" if self.baseline else ""
        bound = (
            "" if self.bound is None else f"{self.bound:g} {'x' if self.baseline else self.unit}"
        )
        verdict = "" if self.bound is None else "ok" if self.holds else "OVER"
        baseline = _shown(self.baseline, self.unit) if self.baseline else ""
        return (self.work, _shown(self.value, self.unit), baseline, ratio, bound, verdict)


def _shown(value: float, unit: str) -> str:
    if unit == "s" and value < 1:
        return f"{value * 1000:.1f} ms"
    return f"{value:.2f} {unit}" if unit == "s" else f"{value:.0f} {unit}"


def p95(seconds: Sequence[float]) -> float:
    """The value that 19 of 20 do not pass."""
    return statistics.quantiles(seconds, n=20)[-1]


def show(figures: Sequence[Figure]) -> None:
    """Print all figures as one table."""
    rows = [("work", "took", "baseline", "ratio", "at most", ""), *(one.cells() for one in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
