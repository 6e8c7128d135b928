"""The command line of the faults: which parts are tried, and what is printed."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from faults import damage, disks, kills, places, syncs
from faults.kinds import KINDS
from faults.results import Result, as_json, show

KILLS = 500
PARTS: Mapping[str, Callable[[argparse.Namespace, Path], list[Result]]] = {
    "kill": lambda o, folder: kills.kill(o.times, o.seed, folder, _tell, o.kinds),
    "disk": lambda o, folder: disks.fill(o.disks, o.seed, folder, _tell, o.kinds),
    "damage": lambda o, folder: damage.damage(o.damages, o.seed, folder, _tell),
    "place": lambda o, folder: places.odd_places(o.seed, folder, _tell),
    "sync": lambda o, folder: syncs.trace(folder, _tell, o.kinds),
}


def run() -> int:
    """Try the parts that are named, or all; 1 if one went as it must not."""
    parser = argparse.ArgumentParser(prog="python -m faults", description="What faults cost.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--times", type=int, default=KILLS, help="kills in all")
    parser.add_argument("--disks", type=int, default=disks.TIMES, help="full disks for each kind")
    parser.add_argument("--damages", type=int, default=damage.TIMES, help="trials of each damage")
    parser.add_argument("--kind", dest="kinds", action="append", choices=list(KINDS), default=[])
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    _tell(f"seed {options.seed}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="vipdesk-faults-") as folder:
        for part in options.parts or PARTS:
            results += PARTS[part](options, Path(folder))
    if options.as_json:
        print(as_json(results))
    else:
        show(results)
    return 0 if all(result.holds for result in results) else 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
