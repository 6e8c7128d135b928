"""What is done with the backups of a folder: copied to another, set aside, dropped if too many."""

import shutil
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path

from vipdesk.domain.backups import to_keep
from vipdesk.progress import PartProgress, Progress
from vipdesk.store import manifest
from vipdesk.store.errors import BackupDamagedError
from vipdesk.store.files import gone_on_error, in_words, make_folder, need_bytes, sync
from vipdesk.store.manifest import PART, Backup, State

CHUNK = 2**20  # bytes between two looks at cancel


def note_verified(backup: Backup, now: datetime) -> Backup:
    """Keep in the manifest that the backup was found good again; where it is read-only, don't."""
    made = manifest.verified(backup.manifest, now)
    try:
        manifest.write(backup.path, made)
    except OSError:
        return backup
    return Backup(backup.path, made)


def set_aside(backup: Backup) -> None:
    """Take a damaged backup out of the list; it is never deleted."""
    with suppress(OSError):
        backup.path.rename(backup.path.with_name(backup.name + manifest.DAMAGED))


def copy(backup: Backup, folder: Path, progress: Progress) -> Backup:
    """Copy a backup into another folder and read it back there.

    Raises:
        BackupNotMadeError: The folder is full, read-only or gone; nothing half bears the name.
        CancelledError: Nothing is left of it.
    """
    target = folder / (backup.name + PART)
    with in_words(folder):
        make_folder(folder)
        shutil.rmtree(target, ignore_errors=True)
        need_bytes(folder, backup.size)
        with gone_on_error(target):
            copy_files(backup, target, progress)
            return manifest.give_name(target, backup.manifest)


def copy_files(backup: Backup, target: Path, progress: Progress) -> None:
    """Copy the files of a backup into the new folder ``target``, and read each back.

    Raises:
        BackupDamagedError: A file is not what was written.
        OSError: The folder is full, read-only or gone.
        CancelledError: The caller removes ``target``.
    """
    target.mkdir(mode=0o700)
    done, size = 0, max(backup.size, 1)
    for name, mark in backup.manifest.files.items():
        part = PartProgress(progress, done / size, (done + mark.bytes) / size)
        _copy_file(backup.path / name, target / name, part)
        done += mark.bytes
        if manifest.mark_or_none(target / name) != mark:
            raise BackupDamagedError(name=backup.name, reason=f"{name} did not hold")


def clear(folder: Path, book: str) -> None:
    """Remove what a kill, or a stick that was pulled out, left half of this book's backups."""
    for path in folder.glob(f"*{PART}"):
        if manifest.is_name(path.name.removesuffix(PART), book) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def rotate(folder: Path, state: State, now: datetime, zone: tzinfo) -> list[str]:
    """Delete the backups of this book that are too many; the names of those that went.

    One that holds what the book holds now stays, whatever its date.
    """
    found = manifest.backups_in(folder, state.book)
    kept = to_keep((_made(each, zone) for each in found), now)
    gone = [
        each for each in found if _made(each, zone) not in kept and each.manifest.state != state
    ]
    for each in gone:
        _remove(each.path)
    return [each.name for each in gone]


def _remove(path: Path) -> None:
    """Delete a backup: it loses its name first, so that a kill leaves none that is half."""
    scratch = path.with_name(path.name + PART)
    with suppress(OSError):
        path.rename(scratch)
        shutil.rmtree(scratch)


def _copy_file(source: Path, target: Path, progress: Progress) -> None:
    target.touch(mode=0o600)
    done, whole = 0, source.stat().st_size
    with source.open("rb") as read, target.open("wb") as write:
        while chunk := read.read(CHUNK):
            progress.step(done, whole)
            write.write(chunk)
            done += len(chunk)
    sync(target)


def _made(backup: Backup, zone: tzinfo) -> datetime:
    return backup.manifest.made_at.astimezone(zone)
