"""Makes a backup ready to take the place of a profile's book.

It is copied beside the book, opened there, brought up to date and given its journal entry; then
`vipdesk.store.switch` puts it in place.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vipdesk import paths
from vipdesk.progress import PartProgress, Progress
from vipdesk.store import backup as backups
from vipdesk.store import shelf
from vipdesk.store.book import Store
from vipdesk.store.engine import connect, connect_copy, create_file
from vipdesk.store.errors import ForeignBookError, NotRestoredError, StoreError
from vipdesk.store.files import gone_on_error, make_folder, reason_of, sync
from vipdesk.store.keyfile import BookKey, sync_folder
from vipdesk.store.manifest import Backup
from vipdesk.store.switch import ASIDE, CONTENT, LOGS, SCRATCH, STAMP


@dataclass(frozen=True, slots=True)
class Source:
    """A backup and what opens it."""

    backup: Backup
    key: BookKey
    keeps_key_file: bool  # the profile's own key file opens it and stays


def prepare(
    profile: Path,
    source: Source,
    now: datetime,
    adopt: Callable[[Store], None],
    progress: Progress,
) -> None:
    """Verify a backup and make it ready beside the book; `switch.commit` puts it in place.

    Args:
        profile: Its book may be open, damaged or missing.
        source: What is restored.
        now: For the name of the folder that today's files go to.
        adopt: Writes into the restored book what must stand there before it is used.
        progress: May cancel until all is ready.

    Raises:
        BackupDamagedError: Nothing is changed.
        NotRestoredError: The disk is full or read-only; nothing is changed.
        CancelledError: Nothing is changed.
    """
    scratch = profile / SCRATCH
    try:
        make_folder(profile)
        shutil.rmtree(scratch, ignore_errors=True)
        with gone_on_error(scratch):
            backups.verify(source.backup, source.key, PartProgress(progress, 0, 0.5))
            shelf.copy_files(source.backup, scratch, PartProgress(progress, 0.5, 0.8))
            _bring_up(scratch, source.key, adopt)
            if source.keeps_key_file:
                (scratch / paths.KEY_NAME).unlink()
            (scratch / STAMP).write_text(_free_stamp(profile, now), encoding="ascii")
            for path in scratch.iterdir():
                sync(path)
            sync_folder(scratch)
            progress.step(1, 1)
    except OSError as error:
        raise NotRestoredError(reason=reason_of(error)) from error


def opens(backup: Backup, key: BookKey) -> bool:
    """Whether ``key`` is the one that the backup was made under."""
    try:
        connect_copy(backup.path / paths.STORE_NAME, key).close()
    except ForeignBookError:
        return False
    except StoreError:
        return True  # damaged: verifying says so
    return True


def _bring_up(folder: Path, key: BookKey, adopt: Callable[[Store], None]) -> None:
    """Open the copy as a book, migrating it; on closing everything is in its files."""
    if not (folder / paths.DRAFTS_NAME).exists():
        create_file(folder / paths.DRAFTS_NAME, key)
    store = Store.open(folder, key, refresh=False, kept=True)
    try:
        adopt(store)
    finally:
        store.close()
    for name in CONTENT:
        _fold(folder / name, key)


def _fold(path: Path, key: BookKey) -> None:
    connection = connect(path, key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for log in LOGS:
        path.with_name(path.name + log).unlink(missing_ok=True)


def _free_stamp(profile: Path, now: datetime) -> str:
    stamp = f"{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    free, number = stamp, 1
    while os.path.lexists(profile / ASIDE / free):
        number += 1
        free = f"{stamp}-{number}"
    return free
