"""``python -m faults [PART]… [--times N] [--kind NAME]… [--seed S] [--json]``: what faults cost."""

import gc
import sys

from faults import mounts


def main() -> int:
    """Start where disks can be mounted, and only there read in the program."""
    mounts.enter(sys.argv[1:])
    gc.disable()
    from faults.command import run

    gc.freeze()  # whatever is forked shares it
    gc.enable()
    return run()


if __name__ == "__main__":
    sys.exit(main())
