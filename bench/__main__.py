"""``python -m bench [start|hold|import|search|page|report]... [--customers N]``."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import books, loads, reads, window
from bench.figures import Figure, show

PARTS: Mapping[str, Callable[[Path, int], list[Figure]]] = {
    "start": lambda profile, _n: window.start(profile),
    "hold": lambda profile, _n: window.hold(profile),
    "import": lambda _profile, n: loads.load(n),
    "search": lambda profile, _n: reads.search(profile),
    "page": lambda profile, _n: reads.pages(profile),
    "report": lambda profile, _n: reads.report(profile),
}
CUSTOMERS = 100_000


def main() -> int:
    """Measure the parts that are named, or all; 1 if a figure is over its bound."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    options = parser.parse_args()
    profile = books.big_book(options.customers)
    figures: list[Figure] = []
    for part in options.parts or PARTS:
        figures += PARTS[part](profile, options.customers)
    show(figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
