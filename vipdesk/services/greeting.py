"""What the unlock window shows before the book is open: whose it is, how it looks.

It stands in clear beside the book and holds nothing of any customer: the manager's name and branch,
language, theme, time zone, when the last verified backup was made, and where the window stood.
"""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from vipdesk import paths

MAX_BYTES = 8_192
MAX_FRAME = 400  # characters; Qt needs 88
FIRST_YEAR, LAST_YEAR = 2000, 2999

_updating = Lock()  # the last backup and the end of the window each write, on threads of their own


@dataclass(frozen=True, slots=True)
class Greeting:
    """All of it may be missing."""

    manager: str = ""
    branch: str = ""
    language: str = "auto"
    theme: str = "auto"
    backed_up_at: str = ""  # ISO, UTC
    moved_at: str = ""  # ISO, UTC: when the book was last written into a file for another laptop
    zone: str = ""  # of the book's days, by its IANA name; the laptop's where it is missing
    frame: str = ""  # base64: how large the main window was at the last lock or end, and where

    def local(self, instant: datetime) -> datetime:
        """``instant`` by the clock of the book."""
        try:
            return instant.astimezone(ZoneInfo(self.zone) if self.zone else None)
        except (KeyError, OSError, ValueError):  # not known to this laptop, or no name of one
            return instant.astimezone()


def read(profile: Path) -> Greeting:
    """What the last unlock left; the defaults where it is missing or damaged."""
    try:
        with (profile / paths.GREETING_NAME).open("rb") as file:
            content = json.loads(file.read(MAX_BYTES).decode())
        names = {field.name for field in fields(Greeting)}
        found = Greeting(**{key: str(content[key]) for key in names & content.keys()})
        instants = {name: _instant(getattr(found, name)) for name in ("backed_up_at", "moved_at")}
        return replace(found, **instants, frame=_frame(found.frame))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return Greeting()


def _instant(text: str) -> str:
    """``text`` if it is an instant of our time, else nothing."""
    try:
        year = datetime.fromisoformat(text).year
    except ValueError:
        return ""
    return text if FIRST_YEAR <= year <= LAST_YEAR else ""


def _frame(text: str) -> str:
    """``text`` if it can be a window's place, else nothing."""
    return text if text.isascii() and len(text) <= MAX_FRAME else ""


def update(profile: Path, **values: Any) -> Greeting:
    """Keep other values; a disk that is full or read-only keeps nobody from going on."""
    with _updating:
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
