"""``python -m bench [PART]... [--customers N]``; without parts, all of them."""

import argparse
import sys
from collections.abc import Callable, Mapping

from bench import cards, indicators, ledger, loads, morning, points_files, reads, window
from bench.books import big_book
from bench.figures import Figure, show

PARTS: Mapping[str, Callable[[int], list[Figure]]] = {
    "start": lambda n: window.start(big_book(n)),
    "hold": lambda n: window.hold(big_book(n), loads.customer_file(n // 5)),
    "import": loads.load,
    "points-import": points_files.load,
    "search": lambda n: reads.search(big_book(n)),
    "page": lambda n: reads.pages(big_book(n)),
    "report": lambda n: reads.report(big_book(n)),
    "derive": lambda n: morning.derive(big_book(n)),
    "indicators": lambda n: indicators.indicators(big_book(n)),
    "ledger": ledger.ledger_figures,
    "card": cards.fit,
}
CUSTOMERS = 100_000


def main() -> int:
    """Measure the parts that are named, or all; 1 if a figure is over its bound."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    options = parser.parse_args()
    figures: list[Figure] = []
    for part in options.parts or PARTS:
        figures += PARTS[part](options.customers)
    show(figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
