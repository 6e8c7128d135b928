import os
from pathlib import Path

import pytest

from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.reports.files import is_folder, safe_file_name, write_whole
from vipdesk.texts import translator


def test_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.pdf"
    assert write_whole(path, b"one") == path
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["a.pdf"]


def test_a_refusal_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "taken.pdf"
    (target / "inside").mkdir(parents=True)
    with pytest.raises(ReportNotWrittenError) as caught:
        write_whole(target, b"x")
    assert "taken.pdf：这是一个文件夹。" in caught.value.sentence(translator("zh"))
    assert [file.name for file in tmp_path.iterdir()] == ["taken.pdf"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_no_file_takes_the_place_of_a_device_or_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(ReportNotWrittenError, match=r"pipe\.pdf"):
        write_whole(pipe, b"x")
    assert pipe.is_fifo()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_name_may_be_as_long_as_the_system_takes(tmp_path: Path) -> None:
    longest = tmp_path / f"{'王' * 83}.pdf"  # 253 of 255 bytes
    assert write_whole(longest, b"x").read_bytes() == b"x"
    too_long = tmp_path / f"{'王' * 99}.pdf"
    assert not is_folder(too_long)
    with pytest.raises(ReportNotWrittenError):
        write_whole(too_long, b"x")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/x.pdf", "_.._etc_x.pdf"), ("C:\\Windows\\x.png", "C__Windows_x.png"),
        ("CON.txt", "_CON.txt"), ("nul", "_nul"), ("a.pdf. ", "a.pdf"), (".pdf", "pdf"),
        ("COM1 .x.pdf", "_COM1 .x.pdf"), ("a\u202efdp.exe", "a_fdp.exe"), ("王.jpg", "王.jpg"),
        ("", "file"), ("...", "file"),
    ],
)  # fmt: skip
def test_a_file_name_from_elsewhere_is_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_a_very_long_name_keeps_its_ending() -> None:
    name = safe_file_name("𬱖" * 200 + ".pdf")
    assert name.endswith("𬱖.pdf")
    assert len(name.encode()) < 255
