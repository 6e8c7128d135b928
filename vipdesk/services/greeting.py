"""What the unlock window shows before the book is open: whose it is, how it looks.

It stands in clear beside the book and holds nothing of any customer: the manager's name and branch,
language, theme, and when the last verified backup was made.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from vipdesk import paths

MAX_BYTES = 8_192
FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True, slots=True)
class Greeting:
    """All of it may be missing."""

    manager: str = ""
    branch: str = ""
    language: str = "auto"
    theme: str = "auto"
    backed_up_at: str = ""  # ISO, UTC
    moved_at: str = ""  # ISO, UTC: when the book was last written into a file for another laptop


def read(profile: Path) -> Greeting:
    """What the last unlock left; the defaults where it is missing or damaged."""
    try:
        with (profile / paths.GREETING_NAME).open("rb") as file:
            content = json.loads(file.read(MAX_BYTES).decode())
        names = {field.name for field in fields(Greeting)}
        found = Greeting(**{key: str(content[key]) for key in names & content.keys()})
        instants = {name: _instant(getattr(found, name)) for name in ("backed_up_at", "moved_at")}
        return replace(found, **instants)
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return Greeting()


def _instant(text: str) -> str:
    """``text`` if it is an instant of our time, else nothing."""
    try:
        year = datetime.fromisoformat(text).year
    except ValueError:
        return ""
    return text if FIRST_YEAR <= year <= LAST_YEAR else ""


def update(profile: Path, **values: Any) -> Greeting:
    """Keep other values; a disk that is full or read-only keeps nobody from going on."""
    before = read(profile)
    greeting = replace(before, **values)
    if greeting != before:
        _write(profile / paths.GREETING_NAME, greeting)
    return greeting


def _write(path: Path, greeting: Greeting) -> None:
    scratch = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(greeting), out)
        scratch.replace(path)
    except OSError:
        scratch.unlink(missing_ok=True)
