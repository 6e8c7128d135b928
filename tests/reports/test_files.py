from pathlib import Path

import pytest

from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.reports.files import write_whole
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
    assert "taken.pdf" in caught.value.sentence(translator("zh"))
    assert [file.name for file in tmp_path.iterdir()] == ["taken.pdf"]
