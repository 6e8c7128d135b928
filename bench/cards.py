"""A scorecard fitted to a long and wide file, read and cross-validated."""

import csv
import random
import time
from pathlib import Path

from bench.books import FOLDER, SEED
from bench.figures import Figure
from vipdesk.progress import NoProgress
from vipdesk.services.calibration import Question, calibrate_file

COLUMNS = 30
BOUND = 60  # seconds; a job with progress, which can be stopped


def fit(rows: int) -> list[Figure]:
    """Read, fit and measure."""
    path = leavers_file(rows)
    begun = time.perf_counter()
    calibrate_file(path, Question("left", "yes"), NoProgress())
    took = time.perf_counter() - begun
    return [Figure(f"scorecard of {rows:,} rows, {COLUMNS} columns", took, BOUND)]


def leavers_file(rows: int) -> Path:
    """Numbers with blanks, of which each tells a little, made once."""
    path = FOLDER / f"leavers-{rows}.csv"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    dice, scratch = random.Random(SEED), path.with_suffix(".part")
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"c{n}" for n in range(COLUMNS)), "left"])
        for _row in range(rows):
            left = dice.random() < 0.15
            cells = [f"{dice.gauss(left * n / COLUMNS, 1):.3f}" for n in range(COLUMNS)]
            cells[dice.randrange(COLUMNS)] = ""
            writer.writerow([*cells, "yes" if left else "no"])
    scratch.replace(path)
    return path
