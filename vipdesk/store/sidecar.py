"""Failed tries to unlock, kept beside the book while it is locked; instants and kinds only.

They join the journal at the next unlock (`unlock.failed`). The file is added to, line by line, and
emptied once its lines stand in the journal.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MAX_BYTES = 2**20
MAX_LINES = 10_000  # who holds the laptop can fill the file; the last tries are what counts


@dataclass(frozen=True, slots=True)
class FailedTry:
    """One try to unlock that failed."""

    at: datetime
    kind: str  # passphrase, recovery, pin


def note(path: Path, failed: FailedTry) -> None:
    """Add a line, synced. A disk that is full or read-only keeps nobody from trying again."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(json.dumps({"at": failed.at.isoformat(), "kind": failed.kind}) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return


def read(path: Path) -> list[FailedTry]:
    """The failed tries since the last unlock, oldest first; lines that a kill cut are left out."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - MAX_BYTES))
            lines = file.read(MAX_BYTES).decode("ascii", "replace").splitlines()[-MAX_LINES:]
    except OSError:
        return []
    return [failed for line in lines if (failed := _failed_try(line)) is not None]


def forget(path: Path) -> None:
    """Remove the file: its lines stand in the journal."""
    path.unlink(missing_ok=True)


def _failed_try(line: str) -> FailedTry | None:
    try:
        content = json.loads(line)
        at = datetime.fromisoformat(content["at"])
        kind = str(content["kind"])
        at.astimezone(UTC)  # at the ends of time there is none
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return FailedTry(at, kind) if at.tzinfo is not None else None
