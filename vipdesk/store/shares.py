"""Tells a profile on a network share: locks and logs of a book are not safe there."""

import ctypes
import os
import re
import sys
from pathlib import Path, PurePosixPath

from vipdesk.store.errors import StoreError
from vipdesk.texts import N_

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\w*|ncpfs|afs|afpfs|webdav|davfs|9p|ceph|glusterfs|lustre|beegfs|vboxsf|prl_fs|"
    r"(osx)?fuse\.(sshfs|rclone|davfs2|glusterfs|cephfs|s3fs|smbnetfs|gvfsd|vmhgfs|curlftpfs)(-fuse)?"
)
MOUNTS = Path("/proc/self/mounts")
DRIVE_REMOTE = 4  # of Windows' GetDriveType
_MAC_NAME_AT, _MAC_NAME_LONG, _MAC_SIZE = 72, 16, 4096  # f_fstypename in macOS' struct statfs


class NetworkShareError(StoreError):
    """Said when a book is opened there; it opens all the same."""

    message = N_(
        "This book lies on a network share ({kind}). Nothing is wrong now, but two programs could "
        "write at once there, and a broken connection can damage it. Close VIPDesk, move the "
        "folder to a disk of this computer, and keep the second folder of backups on the share."
    )


def share_warning(profile: Path) -> NetworkShareError | None:
    """What is to be said of where ``profile`` lies; None where that is a disk of its own."""
    kind = _kind_here(profile)
    return NetworkShareError(kind=kind) if kind else None


def kind_in(mounts: str, path: PurePosixPath) -> str:
    """The type of the file system that holds ``path``, by Linux' table of mounts, if a network's.

    Args:
        mounts: The content of ``/proc/self/mounts``; a later line hides an earlier one.
        path: Absolute, links resolved.
    """
    found, at = "", PurePosixPath()
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        place = PurePosixPath(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), parts[1]))
        if path.is_relative_to(place) and len(place.parts) >= len(at.parts):
            found, at = parts[2], place
    return found if _NETWORK.fullmatch(found) else ""


def _kind_here(profile: Path) -> str:
    try:
        place = profile.resolve()
        if sys.platform == "win32":
            return _windows_kind(place)
        if sys.platform == "darwin":
            return _mac_kind(place)
        return kind_in(os.fsdecode(MOUNTS.read_bytes()), PurePosixPath(place))
    except OSError:
        return ""


def _windows_kind(place: Path) -> str:
    if place.drive.startswith("\\\\"):
        return "UNC"
    drive_type = ctypes.windll.kernel32.GetDriveTypeW(f"{place.drive}\\")  # type: ignore[attr-defined]
    return place.drive if drive_type == DRIVE_REMOTE else ""


def _mac_kind(place: Path) -> str:
    told = ctypes.create_string_buffer(_MAC_SIZE)
    if ctypes.CDLL(None).statfs(os.fsencode(place), told) != 0:
        return ""
    name = told.raw[_MAC_NAME_AT : _MAC_NAME_AT + _MAC_NAME_LONG].split(b"\0")[0].decode("ascii")
    return name if _NETWORK.fullmatch(name) else ""
