"""The file that carries a whole book to another laptop: a backup packed into one.

    12 bytes  mark                 2 bytes  format
     4 bytes  manifest's length   32 bytes  SHA-256 of the manifest
    manifest, JSON in ASCII; then the files that it names, in their order

It names no path, only the files of `manifest.FILES`; nothing in it is compressed, so that what it
takes is never more than what it weighs. Book and drafts are encrypted as in the profile.
"""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vipdesk.progress import NoProgress, Progress
from vipdesk.store import manifest
from vipdesk.store.errors import (
    CutMoveFileError,
    ForeignMoveFileError,
    MoveFileDamagedError,
    MoveFileUnreadableError,
    NewerMoveFileError,
)
from vipdesk.store.files import sync
from vipdesk.store.manifest import MAX_BYTES, Backup, FileMark, Manifest

MARK = b"VIPDesk-move"
FORMAT = 1
SUFFIX = ".vipdesk"
CHUNK = 2**20
_HEAD = struct.Struct(f">{len(MARK)}sHI32s")


@dataclass(frozen=True, slots=True)
class MoveFile:
    """A file that was read through: each part is as it was written."""

    path: Path
    manifest: Manifest
    starts: Mapping[str, int]  # where each part begins

    @property
    def size(self) -> int:
        """Bytes of all its parts."""
        return sum(mark.bytes for mark in self.manifest.files.values())


def write(out: BinaryIO, backup: Backup, progress: Progress) -> None:
    """Pack a backup into ``out``.

    Raises:
        OSError: It can't be read or written.
        CancelledError: ``out`` is half.
    """
    told = manifest.to_text(backup.manifest).encode("ascii")
    out.write(_HEAD.pack(MARK, FORMAT, len(told), hashlib.sha256(told).digest()))
    out.write(told)
    done = 0
    for name in sorted(backup.manifest.files):
        with (backup.path / name).open("rb") as part:
            while chunk := part.read(CHUNK):
                progress.step(done, backup.size)
                out.write(chunk)
                done += len(chunk)
    progress.step(done, done)


def read_move_file(path: Path, progress: Progress | None = None) -> MoveFile:
    """Read a file through and prove that each part is as it was written; no key is needed.

    Raises:
        MoveFileError: What is wrong with it.
        CancelledError: ``progress`` was told to stop.
    """
    try:
        with path.open("rb") as file:
            told, whole = _manifest(file, path), path.stat().st_size
            moved = MoveFile(path, told, _starts(file, path, told, whole))
            _prove(file, moved, progress or NoProgress())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MoveFileUnreadableError(path=path, reason=reason) from error
    return moved


def unpack(moved: MoveFile, name: str, folder: Path, progress: Progress) -> None:
    """Write one part into ``folder``, synced.

    Raises:
        OSError: It can't be read or written.
        CancelledError: What is there is half.
    """
    mark, done = moved.manifest.files[name], 0
    with moved.path.open("rb") as file:
        file.seek(moved.starts[name])
        (folder / name).touch(mode=0o600)
        with (folder / name).open("wb") as out:
            for chunk in _chunks(file, mark.bytes):
                progress.step(done, mark.bytes)
                out.write(chunk)
                done += len(chunk)
    sync(folder / name)


def _manifest(file: BinaryIO, path: Path) -> Manifest:
    head = file.read(_HEAD.size)
    if not head.startswith(MARK) or len(head) < _HEAD.size:
        raise ForeignMoveFileError(path=path)
    _mark, form, length, digest = _HEAD.unpack(head)
    if form > FORMAT:
        raise NewerMoveFileError(path=path)
    told = file.read(length) if length <= MAX_BYTES else b""
    found = manifest.from_text(told) if hashlib.sha256(told).digest() == digest else None
    if found is None or any(mark.bytes < 0 for mark in found.files.values()):
        raise MoveFileDamagedError(path=path, reason="manifest")
    return found


def _starts(file: BinaryIO, path: Path, told: Manifest, whole: int) -> dict[str, int]:
    starts, at = {}, file.tell()
    for name, mark in sorted(told.files.items()):
        starts[name] = at
        at += mark.bytes
    if whole < at:
        raise CutMoveFileError(path=path, found=f"{whole:,}", whole=f"{at:,}")
    if whole > at:
        raise MoveFileDamagedError(path=path, reason=f"{whole - at} bytes too many")
    return starts


def _prove(file: BinaryIO, moved: MoveFile, progress: Progress) -> None:
    done = 0
    for name, mark in sorted(moved.manifest.files.items()):
        digest, size = hashlib.sha256(), 0
        for chunk in _chunks(file, mark.bytes):
            progress.step(done, moved.size)
            digest.update(chunk)
            size += len(chunk)
            done += len(chunk)
        if FileMark(size, digest.hexdigest()) != mark:
            raise MoveFileDamagedError(path=moved.path, reason=name)
    progress.step(done, done)


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
