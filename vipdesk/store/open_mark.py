"""A mark beside the book for as long as it is open: found at a start, the end before was unclean.

A kill or a power cut leaves it there. Whoever may write sets it before opening, and takes it away
once the book is closed; who only reads leaves it alone.
"""

import os
from contextlib import suppress
from pathlib import Path

from vipdesk import paths
from vipdesk.store.keyfile import sync_folder


def is_left(profile: Path) -> bool:
    """Whether the book was not closed."""
    return (profile / paths.OPEN_NAME).exists()


def log_is_gone(profile: Path) -> bool:
    """Whether the log that an unclean end leaves was taken away: what stood in it alone is lost."""
    log = profile / f"{paths.STORE_NAME}-wal"
    return is_left(profile) and not log.exists()


def leave(profile: Path) -> None:
    """Set the mark, synced. In a folder that can't be written the book is not opened either."""
    with suppress(OSError):
        os.close(os.open(profile / paths.OPEN_NAME, os.O_WRONLY | os.O_CREAT, 0o600))
        sync_folder(profile)


def clear(profile: Path) -> None:
    """Take it away: all is closed."""
    with suppress(OSError):
        (profile / paths.OPEN_NAME).unlink(missing_ok=True)
