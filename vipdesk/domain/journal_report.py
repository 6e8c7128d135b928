"""What stands on a month's page of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BACKUPS = 14  # rows that one page has room for, the newest


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup of the month; everything in words."""

    made_at: str
    why: str
    seq: str
    digits: str  # the first of the digest


@dataclass(frozen=True, slots=True)
class JournalReport:
    """What stands on the page; everything is in words already."""

    language: str
    month: str
    manager: str
    branch: str
    book: str
    made_at: str
    holds: str  # what the check of the whole chain found
    seq: str
    digits: str  # all digits of the head's digest, in groups
    kinds: Sequence[tuple[str, str]]
    failed: str
    backups: Sequence[BackupLine]
    more_backups: int
