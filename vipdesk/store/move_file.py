"""The file that carries a whole book to another laptop: a backup packed into one.

    12 bytes  mark                 2 bytes  format
     4 bytes  manifest's length   32 bytes  SHA-256 of the manifest
    manifest, JSON in ASCII; then the files that it names, in their order

The manifest is the backup's, with "beside": what else of the profile belongs to the book. It names
no path, only files that `is_name` knows; nothing in it is compressed, so that what it takes is
never more than what it weighs. Book, drafts and archives are encrypted as in the profile.
"""

import hashlib
import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vipdesk import paths
from vipdesk.progress import NoProgress, Progress
from vipdesk.store import manifest
from vipdesk.store.archive import FOLDER
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
_BESIDE = re.compile(rf"{re.escape(paths.TOMBSTONES_NAME)}|{FOLDER}/journal-\d{{8}}-\d{{1,12}}\.db")
_HEAD = struct.Struct(f">{len(MARK)}sHI32s")


@dataclass(frozen=True, slots=True)
class MoveFile:
    """A file that was read through: each part is as it was written."""

    path: Path
    manifest: Manifest
    beside: Mapping[str, FileMark]  # what else of the profile belongs to the book
    starts: Mapping[str, int]  # where each part begins

    @property
    def parts(self) -> Mapping[str, FileMark]:
        """All of them, in their order."""
        return dict(sorted({**self.manifest.files, **self.beside}.items()))

    @property
    def size(self) -> int:
        """Bytes of all its parts."""
        return sum(mark.bytes for mark in self.parts.values())


def beside(profile: Path) -> list[str]:
    """What of a profile goes along with the backup: archives, and who was deleted on request."""
    found = [paths.TOMBSTONES_NAME] if (profile / paths.TOMBSTONES_NAME).exists() else []
    archives = sorted(path.name for path in (profile / FOLDER).glob("*.db"))
    return [*found, *(name for each in archives if is_name(name := f"{FOLDER}/{each}"))]


def is_name(name: str) -> bool:
    """Whether a file of this name may lie beside the backup's."""
    return _BESIDE.fullmatch(name) is not None


def write(out: BinaryIO, backup: Backup, profile: Path, progress: Progress) -> None:
    """Pack a backup, and what else of ``profile`` belongs to the book, into ``out``.

    Raises:
        OSError: It can't be read or written.
        CancelledError: ``out`` is half.
    """
    more = {name: manifest.mark_of(profile / name) for name in beside(profile)}
    told = _told(backup.manifest, more)
    out.write(_HEAD.pack(MARK, FORMAT, len(told), hashlib.sha256(told).digest()))
    out.write(told)
    done, size = 0, backup.size + sum(mark.bytes for mark in more.values())
    for name in sorted({*backup.manifest.files, *more}):
        with ((profile if name in more else backup.path) / name).open("rb") as part:
            while chunk := part.read(CHUNK):
                progress.step(min(done, size), size)
                out.write(chunk)
                done += len(chunk)
    progress.step(size, size)


def read_move_file(path: Path, progress: Progress | None = None) -> MoveFile:
    """Read a file through and prove that each part is as it was written; no key is needed.

    Raises:
        MoveFileError: What is wrong with it.
        CancelledError: ``progress`` was told to stop.
    """
    try:
        with path.open("rb") as file:
            told, more = _manifest(file, path)
            starts = _starts(file, path, {**told.files, **more})
            moved = MoveFile(path, told, more, starts)
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
    mark, done = moved.parts[name], 0
    with moved.path.open("rb") as file:
        file.seek(moved.starts[name])
        (folder / name).parent.mkdir(mode=0o700, exist_ok=True)
        (folder / name).touch(mode=0o600)
        with (folder / name).open("wb") as out:
            for chunk in _chunks(file, mark.bytes):
                progress.step(done, mark.bytes)
                out.write(chunk)
                done += len(chunk)
    sync(folder / name)


def _told(told: Manifest, more: Mapping[str, FileMark]) -> bytes:
    content = json.loads(manifest.to_text(told))
    content["beside"] = {
        name: {"bytes": mark.bytes, "sha256": mark.sha256} for name, mark in more.items()
    }
    return json.dumps(content, indent=1, sort_keys=True).encode("ascii")


def _manifest(file: BinaryIO, path: Path) -> tuple[Manifest, dict[str, FileMark]]:
    head = file.read(_HEAD.size)
    if not head.startswith(MARK) or len(head) < _HEAD.size:
        raise ForeignMoveFileError(path=path)
    _mark, form, length, digest = _HEAD.unpack(head)
    if form > FORMAT:
        raise NewerMoveFileError(path=path)
    told = file.read(length) if length <= MAX_BYTES else b""
    found = manifest.from_text(told) if hashlib.sha256(told).digest() == digest else None
    more = _more(told) if found is not None else None
    if found is None or more is None:
        raise MoveFileDamagedError(path=path, reason="manifest")
    if any(mark.bytes < 0 for mark in (*found.files.values(), *more.values())):
        raise MoveFileDamagedError(path=path, reason="manifest")
    return found, more


def _more(told: bytes) -> dict[str, FileMark] | None:
    """What lies beside the backup's files; None if a name or a mark is none of ours."""
    try:
        named = json.loads(told).get("beside", {})
        marks = {
            str(name): FileMark(int(mark["bytes"]), str(mark["sha256"]))
            for name, mark in named.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    return marks if all(map(is_name, marks)) else None


def _starts(file: BinaryIO, path: Path, parts: Mapping[str, FileMark]) -> dict[str, int]:
    starts, at, whole = {}, file.tell(), path.stat().st_size
    for name, mark in sorted(parts.items()):
        starts[name] = at
        at += mark.bytes
    if whole < at:
        raise CutMoveFileError(path=path, found=f"{whole:,}", whole=f"{at:,}")
    if whole > at:
        raise MoveFileDamagedError(path=path, reason=f"{whole - at} bytes too many")
    return starts


def _prove(file: BinaryIO, moved: MoveFile, progress: Progress) -> None:
    done = 0
    for name, mark in moved.parts.items():
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
