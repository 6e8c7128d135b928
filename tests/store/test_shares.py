"""A profile on a network share is told from one on a disk, by the table of mounts."""

from pathlib import Path, PurePosixPath

import pytest

from vipdesk.store import shares

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /mnt/share nfs4 rw,vers=4.2 0 0
//server/vip /mnt/VIP\040\346\226\207\344\273\266 cifs rw,username=li 0 0
tmpfs /mnt/share/local tmpfs rw 0 0
li@host:/ /home/li/remote fuse.sshfs rw 0 0
/dev/sdb1 /media/usb exfat rw 0 0
odd
//server/late /media/usb smb3 rw 0 0
""".replace(r"\346\226\207\344\273\266", "文件")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/li/.local/share/VIPDesk", ""),
        ("/mnt/share/VIPDesk", "nfs4"),
        ("/mnt/share", "nfs4"),
        ("/mnt/shared/VIPDesk", ""),
        ("/mnt/share/local/VIPDesk", ""),
        ("/mnt/VIP 文件/客户簿", "cifs"),
        ("/home/li/remote/a", "fuse.sshfs"),
        ("/media/usb/VIPDesk", "smb3"),
    ],
)
def test_the_mount_nearest_to_the_folder_counts(path: str, kind: str) -> None:
    assert shares.kind_in(MOUNTS, PurePosixPath(path)) == kind


def test_what_is_said_names_the_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"server:/export {tmp_path} nfs rw 0 0\n")
    assert shares.share_warning(tmp_path) is None
    monkeypatch.setattr(shares, "MOUNTS", table)
    warning = shares.share_warning(tmp_path / "profile")
    assert warning is not None
    assert "network share (nfs)" in str(warning)
    table.unlink()
    assert shares.share_warning(tmp_path) is None
