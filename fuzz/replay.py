"""One input from standard input into one target: ``python -m fuzz.replay TARGET < FILE``.

Prints the kind and place of the fault, if there is one, and ends with 1 then.
"""

import sys
import traceback

from fuzz.targets import TARGETS


def main() -> int:
    """Run the target once."""
    try:
        TARGETS[sys.argv[1]].run(sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001 - every fault is told by its kind and place
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(f"{type(error).__name__} {place.name}:{place.lineno}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
