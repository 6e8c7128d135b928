"""Keeps a profile from the other users of the computer: its folders 0700, its files 0600.

Everything is made so from the start; a profile that was copied, unpacked or loosened is put right
when its book is opened. Windows keeps the folders of an account from others by itself.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vipdesk import paths

FILE_MODE, FOLDER_MODE = 0o600, 0o700
OTHERS = 0o077
# Ours alone: a manager may have laid the profile into a folder with files of their own.
FILES = (
    "book.*",
    "drafts.*",
    "*.lock",
    paths.TRIES_NAME,
    paths.TOMBSTONES_NAME,
    paths.RECENT_NAME,
    "greeting.*",
    "places.*",
)
FOLDERS = ("logs", "backups", "aside", paths.RESTORING_NAME)


def tighten(profile: Path) -> None:
    """Take from others what they may do; what is another account's or read-only is left."""
    if os.name != "posix":
        return
    for path in (profile, *_ours(profile)):
        with suppress(OSError):
            _tighten(path)


def _ours(profile: Path) -> Iterator[Path]:
    for pattern in FILES:
        yield from profile.glob(pattern)
    for name in FOLDERS:
        folder = profile / name
        if folder.is_dir() and not folder.is_symlink():
            yield folder
            yield from folder.rglob("*")


def _tighten(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not mode & OTHERS:
        return
    path.chmod(FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE)
