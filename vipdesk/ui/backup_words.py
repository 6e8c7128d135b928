"""How a backup is told of in a line."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from vipdesk.texts import _, ngettext

if TYPE_CHECKING:  # the unlock window needs nothing heavy
    from vipdesk.services.backups import BackupStatus

MB = 1_000_000


def last_backup(at: datetime, today: date) -> str:
    """Say when the last backup was made or found good again."""
    day = _("today") if at.date() == today else f"{at:%Y-%m-%d}"
    return _("Last backup {day} {time}").format(day=day, time=f"{at:%H:%M}")


def status_words(status: BackupStatus) -> str:
    """The same for the status bar, with the days where they are too many."""
    if status.verified_at is None:
        return _("No backup yet")
    days = (status.today - status.verified_at.date()).days
    if not status.stale or days < 1:
        return last_backup(status.verified_at, status.today)
    return ngettext("Last backup {n} day ago", "Last backup {n} days ago", days).format(n=days)


def size_words(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / MB:,.1f} MB"
