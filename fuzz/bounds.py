"""What reading may take: five seconds and 500 MB."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECONDS = 5.0
MEGABYTES = 500
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call took.

    Attributes:
        seconds: Of the processor, so that a busy machine does not count.
        megabytes: Above what was held before; 0 where the system does not tell.
    """

    seconds: float
    megabytes: int

    def holds(self) -> bool:
        """Whether it was within the bounds."""
        return self.seconds <= SECONDS and self.megabytes <= MEGABYTES


def cost_of(work: Callable[[], object]) -> Cost:
    """Run ``work`` and measure it; what it raises is raised."""
    before = _peak()
    start = time.process_time()
    work()
    return Cost(time.process_time() - start, _peak(reset=False) - before)


def _peak(*, reset: bool = True) -> int:
    """The largest resident size since the last reset, in MB."""
    try:
        if reset:
            _RESET.write_text("5", encoding="ascii")
        fields = _STATUS.read_text(encoding="ascii").split()
    except OSError:  # not Linux
        return 0
    return int(fields[fields.index("VmHWM:") + 1]) // 1024
