"""Putting a finished report where the user wants it: whole or not at all."""

import os
from pathlib import Path

from vipdesk.reports.errors import ReportNotWrittenError


def write_whole(path: Path, content: bytes) -> Path:
    """Write beside ``path`` under another name, then rename: a reader never finds half a file.

    Raises:
        ReportNotWrittenError: what stood at ``path`` is unchanged.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        remove(scratch)
        raise ReportNotWrittenError(path, error) from error
    return path


def remove(path: Path) -> None:
    """Delete a file of ours if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the folder went away with it


def free_name(folder: Path, stem: str, suffix: str, taken: set[str]) -> Path:
    """A file name that is safe on every system and not in ``taken``; it is added there."""
    safe = "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in stem)
    safe = safe.strip(" .")[:80] or "report"
    name, number = safe, 1
    while name.casefold() in taken:
        number += 1
        name = f"{safe}-{number}"
    taken.add(name.casefold())
    return folder / f"{name}{suffix}"
