"""What a start must not wait for: libraries that are needed only once something is used."""

import logging
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from vipdesk import program_log
from vipdesk.program_log import weakly

LATER = (
    "pandas", "numpy", "reportlab", "xlsxwriter", "pypdf", "pypdfium2", "icalendar", "alembic",
    "PIL", "segno", "pypinyin", "cryptography", "chinese_calendar", "python_calamine", "babel",
    "keyring", "sklearn", "scipy",
)  # fmt: skip


@pytest.mark.parametrize(
    "module", ["vipdesk.app", "vipdesk.cli.lists", "vipdesk.cli.history", "vipdesk.ui.rights"]
)
def test_no_start_waits_for_engines_of_later_use(module: str) -> None:
    program = f"import sys, {module}; print(*(name for name in {LATER} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_command_line_is_read_before_anything_else_is_loaded() -> None:
    heavy = ("sqlalchemy", "PySide6", "sqlcipher3")
    program = f"import sys, vipdesk.__main__; print(*(n for n in {heavy} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_log_keeps_three_full_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_log, "LOG_BYTES", 40)
    handler = program_log._PrivateFileHandler(tmp_path / "vipdesk.log", encoding="utf-8")
    for number in range(40):
        handler.emit(logging.makeLogRecord({"msg": f"line {number:02d}"}))
    handler.close()
    kept = {path.name: path.read_text("utf-8").split("\n")[:-1] for path in tmp_path.iterdir()}
    assert sorted(kept) == ["vipdesk.log", *(f"vipdesk.log.{number}" for number in (1, 2, 3))]
    lines = [line for name in sorted(kept, reverse=True)[:3] for line in kept[name]]
    assert [*lines, *kept["vipdesk.log"]] == [f"line {number:02d}" for number in range(20, 40)]


def test_a_thread_does_not_keep_the_program_it_was_made_in() -> None:
    """Else the program ends on another thread once the thread is forgotten, and Qt crashes."""

    class Program:
        def on_bug(self, *found: object) -> None:
            caught.append(found[1])

    caught: list[object] = []
    program = Program()
    hook = weakly(program.on_bug)
    error = ValueError("a bug")
    hook(ValueError, error, None)
    assert caught == [error]
    gone = weakref.ref(program)
    del program
    assert gone() is None


def test_without_the_program_a_bug_is_told_as_usual(capsys: pytest.CaptureFixture[str]) -> None:
    class Program:
        def on_bug(self, *_found: object) -> None:
            raise AssertionError

    hook = weakly(Program().on_bug)
    hook(ValueError, ValueError("a bug"), None)
    assert "a bug" in capsys.readouterr().err


def test_pyside_does_not_read_our_sources() -> None:
    program = (
        "import sys, vipdesk.app; found = sys.modules['shibokensupport.feature'];"
        "print({found.pyside_feature_dict[name] for name in ['vipdesk.mending']})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["{-1}"]
