"""Putting a finished report where the user wants it: whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from unicodedata import category

from vipdesk.reports.errors import ReportNotWrittenError

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # kinds of characters
DEVICES = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"))
)
"""Names that mean a device on Windows, whatever follows a point behind them."""
SCRATCH = 40  # characters of a name that its scratch file is called after
LONGEST = 160  # bytes of a name's stem: with suffix, number and scratch mark less than 255


def write_whole(path: Path, content: bytes, *, private: bool = False) -> Path:
    """Write beside ``path`` under another name, then rename: a reader never finds half a file.

    With ``private`` no other account of the computer may read it, where the system knows that.

    Raises:
        ReportNotWrittenError: what stood at ``path`` is unchanged.
    """
    with written_whole(path, private=private) as file:
        file.write(content)
    return path


@contextmanager
def written_whole(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """As `write_whole`, for what is too large to be held: write to what is yielded.

    It takes the place of ``path`` on leaving; whatever error ends the block, nothing is left.

    Raises:
        ReportNotWrittenError: what stood at ``path`` is unchanged.
    """
    scratch = path.with_name(f".{path.name[:SCRATCH]}.{os.getpid()}.part")
    try:
        _check_replaceable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.touch(mode=0o600 if private else 0o666)
        with scratch.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException as error:
        remove(scratch)
        if isinstance(error, OSError):
            raise ReportNotWrittenError(path, error) from error
        raise


def _check_replaceable(path: Path) -> None:
    """Refuse to put a file where a device or a pipe stands; a folder too.

    Raises:
        OSError: It is none that a file may take the place of.
    """
    if path.exists() and not path.is_file():
        code = errno.EISDIR if path.is_dir() else errno.EPERM
        raise OSError(code, os.strerror(code))


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder; a name that is too long for any file is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def remove(path: Path) -> None:
    """Delete a file of ours if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the folder went away with it


def safe_name(text: str) -> str:
    """``text`` as part of a file name that every system takes; may be empty."""
    name = _shortened("".join(map(_safe, text))).strip(" .")
    return f"_{name}" if name.partition(".")[0].rstrip().upper() in DEVICES else name


def safe_file_name(name: str) -> str:
    """A whole file name, with its ending, that every system takes."""
    stem, point, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    return (safe_name(stem) or "file") + (point and f".{safe_name(ending)}").rstrip(".")


def free_name(folder: Path, stem: str, suffix: str, taken: set[str]) -> Path:
    """A file name that is safe on every system and not in ``taken``; it is added there."""
    safe = safe_name(stem) or "report"
    name, number = safe, 1
    while name.casefold() in taken:
        number += 1
        name = f"{safe}-{number}"
    taken.add(name.casefold())
    return folder / f"{name}{suffix}"


def _safe(char: str) -> str:
    """No part of a path, and nothing that is not seen or turns the reading direction."""
    return "_" if char in '<>:"/\\|?*' or category(char) in UNSEEN else char


def _shortened(stem: str) -> str:
    """At most `LONGEST` bytes, and no half character."""
    return stem.encode(errors="replace")[:LONGEST].decode(errors="ignore")
