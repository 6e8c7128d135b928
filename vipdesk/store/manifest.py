"""What a backup says of itself, and how backups are told from all else in a folder.

A backup is a folder with a name of our own pattern: the book, what was being typed, the key file
of that moment, and a manifest in clear that holds nothing personal: counts, digests, instants.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vipdesk import paths
from vipdesk.domain.backups import Why
from vipdesk.store.keyfile import sync_folder

MANIFEST = "manifest.json"
PART = ".part"  # ends the name of a backup that is being made or copied
DAMAGED = ".damaged"
FORMAT = 1
MAX_BYTES = 65_536
FILES = (paths.STORE_NAME, paths.DRAFTS_NAME, paths.KEY_NAME)
_NAME = re.compile(
    rf"vipdesk-(?P<book>[0-9a-f]{{8}})-(?P<at>\d{{8}}-\d{{6}})-({'|'.join(Why)})(-\d{{1,4}})?"
)
_AT = "%Y%m%d-%H%M%S"
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the journal; whoever has it written down sees whether history changed."""

    seq: int
    digest: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class State:
    """What a book holds, as far as a backup must follow it: other bytes, other state."""

    book: str  # the book's own number, hexadecimal
    revision: str
    head: Head


@dataclass(frozen=True, slots=True)
class FileMark:
    """What tells a whole file from a cut or altered one."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in the manifest of a backup."""

    made_at: datetime
    why: Why
    program: str
    state: State
    counts: Mapping[str, int]  # rows by table of the book
    files: Mapping[str, FileMark]
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup in its folder."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The folder's name; it sorts by instant."""
        return self.path.name

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(mark.bytes for mark in self.manifest.files.values())


def name_of(book: str, made_at: datetime, why: Why) -> str:
    """How a backup is called. A book's number ends at random; it begins with the time."""
    return f"vipdesk-{book[-8:]}-{made_at.astimezone(UTC):{_AT}}-{why}"


def is_name(name: str, book: str = "") -> bool:
    """Whether a folder of this name may be ours, of any book or of this one."""
    found = _NAME.fullmatch(name)
    return found is not None and found["book"] in (book[-8:] or found["book"])


def backups_in(folder: Path, book: str = "") -> list[Backup]:
    """The backups in ``folder``, of any book or of one, newest first; quick, opens no book.

    Of two that were made within one second the one that holds more actions is the newer. What is
    half, renamed, damaged or foreign is left out, and left alone.
    """
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    found = (backup_at(folder / name) for name in names if is_name(name, book))
    ours = [each for each in found if each and (not book or each.manifest.state.book == book)]
    return sorted(ours, key=_age, reverse=True)


def backup_at(path: Path) -> Backup | None:
    """The backup in the folder ``path``, if it is one and all its files have their size."""
    manifest = _read(path / MANIFEST)
    if manifest is None or not _NAME.fullmatch(path.name) or path.is_symlink():
        return None
    if path.name.split("-")[2:4] != f"{manifest.made_at:{_AT}}".split("-"):
        return None
    return Backup(path, manifest) if _has_sizes(path, manifest) else None


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into ``folder`` whole, synced.

    Raises:
        OSError: The disk is full or read-only; the one before stands.
    """
    scratch = folder / (MANIFEST + PART)
    content = to_text(manifest)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(folder / MANIFEST)
    sync_folder(folder)


def to_text(manifest: Manifest) -> str:
    """What is written, ASCII alone."""
    return json.dumps(_to_json(manifest), indent=1, sort_keys=True)


def from_text(raw: bytes) -> Manifest | None:
    """Read what `to_text` wrote; None for all else, however long or odd."""
    try:
        return _from_json(json.loads(raw.decode("ascii"))) if len(raw) <= MAX_BYTES else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None


def verified(manifest: Manifest, at: datetime) -> Manifest:
    """Return the manifest of a backup that was found good at ``at``."""
    return replace(manifest, verified_at=at)


def mark_of(path: Path) -> FileMark:
    """Read a file through and tell its size and digest."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileMark(size, digest.hexdigest())


def mark_or_none(path: Path) -> FileMark | None:
    """As `mark_of`; None where the file can't be read."""
    try:
        return mark_of(path)
    except OSError:
        return None


def give_name(scratch: Path, made: Manifest) -> Backup:
    """Complete a backup in its scratch folder and let it bear its name.

    Raises:
        OSError: The disk is full or read-only.
    """
    write(scratch, made)
    path = scratch.with_name(scratch.name.removesuffix(PART))
    scratch.rename(path)
    sync_folder(path.parent)
    return Backup(path, made)


def _age(found: Backup) -> tuple[datetime, int, str]:
    return found.manifest.made_at, found.manifest.state.head.seq, found.name


def _has_sizes(folder: Path, manifest: Manifest) -> bool:
    try:
        return all(
            (folder / name).stat().st_size == mark.bytes for name, mark in manifest.files.items()
        )
    except OSError:
        return False


def _read(path: Path) -> Manifest | None:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    return from_text(raw)


def _to_json(manifest: Manifest) -> dict[str, Any]:
    state = manifest.state
    return {
        "format": FORMAT,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "why": manifest.why.value,
        "program": manifest.program,
        "book": state.book,
        "revision": state.revision,
        "journal": {"seq": state.head.seq, "digest": state.head.digest},
        "counts": dict(manifest.counts),
        "files": {
            name: {"bytes": mark.bytes, "sha256": mark.sha256}
            for name, mark in manifest.files.items()
        },
        "verified_at": manifest.verified_at.astimezone(UTC).isoformat(),
    }


def _from_json(content: dict[str, Any]) -> Manifest:
    if content["format"] != FORMAT or not {paths.STORE_NAME, paths.KEY_NAME} <= set(
        content["files"]
    ) <= set(FILES):
        raise ValueError("another format")
    head = Head(int(content["journal"]["seq"]), str(content["journal"]["digest"]))
    return Manifest(
        _utc(content["made_at"]),
        Why(content["why"]),
        str(content["program"]),
        State(str(content["book"]), str(content["revision"]), head),
        {str(name): int(count) for name, count in content["counts"].items()},
        {
            name: FileMark(int(mark["bytes"]), str(mark["sha256"]))
            for name, mark in content["files"].items()
        },
        _utc(content["verified_at"]),
    )


def _utc(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    return at.astimezone(UTC)
