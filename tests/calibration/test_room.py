"""scikit-learn is an extra: used in one room, and missed there in one sentence."""

import re
import sys
from pathlib import Path

import pytest

from tests.calibration.samples import rows, write
from tests.conftest import Run
from vipdesk.paths import project_dir

ENGINES = re.compile(r"^\s*(?:import|from) (?:sklearn|numpy|scipy)\b", re.MULTILINE)


def test_is_imported_in_one_room_alone() -> None:
    package = project_dir() / "vipdesk"
    using = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if ENGINES.search(path.read_text(encoding="utf-8"))
    }
    assert using == {"calibration"}


def test_its_absence_is_said_before_the_file_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    code, out, err = run(
        "calibrate", tmp_path / "none.csv", "--outcome", "left", "--positive", "yes"
    )
    assert (code, out) == (1, "")
    assert "needs scikit-learn" in err


def test_needs_no_book_and_no_passphrase(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIPDESK_PASSPHRASE")
    path = write(tmp_path / "table.csv", rows())
    code, out, err = run(
        "calibrate", path, "--outcome", "left", "--positive", "yes", "--profile", tmp_path / "none"
    )
    assert (code, err) == (0, "")
    assert "AUC 0.8" in out
    assert not (tmp_path / "none").exists()
