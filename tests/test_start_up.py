"""What a start must not wait for: libraries that are needed only once something is used."""

import ast
import json
import logging
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import vipdesk
from vipdesk import program_log
from vipdesk.program_log import weakly

LATER = (
    "pandas", "numpy", "reportlab", "xlsxwriter", "pypdf", "pypdfium2", "icalendar", "alembic",
    "PIL", "segno", "pypinyin", "cryptography", "chinese_calendar", "python_calamine", "babel",
    "keyring", "sklearn", "scipy",
)  # fmt: skip


MODULES = ("vipdesk.app", "vipdesk.cli.lists", "vipdesk.cli.history", "vipdesk.ui.rights")
HEAVY = ("sqlalchemy", "PySide6", "sqlcipher3")
PROGRAM = f"""
import importlib, json, sys

def loaded(module, *names):
    importlib.import_module(module)
    return [name for name in names if name in sys.modules]

found = {{"vipdesk.__main__": loaded("vipdesk.__main__", *{HEAVY})}}
found |= {{module: loaded(module, *{LATER}) for module in {MODULES}}}
flags = sys.modules["shibokensupport.feature"].pyside_feature_dict
loading = importlib.import_module("vipdesk.loading")
shown = sum(name.startswith(loading.WINDOWS) for name in sys.modules)
loading.load_services()
order = loading.windows_in_order()
ahead = [name for name in sys.modules if name.startswith("vipdesk.")]
windows = [sum(name.startswith(loading.WINDOWS) for name in ahead) - shown]
for name in order:
    importlib.import_module(name)
    windows.append(sum(name.startswith(loading.WINDOWS) for name in sys.modules) - shown)
said = {{"loaded": found, "flag": flags["vipdesk.mending"], "ahead": ahead}}
print(json.dumps(said | {{"order": order, "windows": windows}}))
"""
WINDOW = ("ui", "wiring")  # packages of what runs on the GUI thread


@pytest.fixture(scope="module")
def started() -> dict[str, Any]:
    """What one new process loads, module after module: what none brings in, none waits for."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_no_start_waits_for_engines_of_later_use(started: dict[str, Any], module: str) -> None:
    assert started["loaded"][module] == []


def test_the_command_line_is_read_before_anything_else_is_loaded(started: dict[str, Any]) -> None:
    assert started["loaded"]["vipdesk.__main__"] == []


def test_no_button_makes_the_window_read_program_text(started: dict[str, Any]) -> None:
    """Services that are imported within a function were loaded on a worker before."""
    package = Path(vipdesk.__file__).parent
    files = [file for part in WINDOW for file in (package / part).rglob("*.py")]
    asked = {name for file in files for name in _imported_late(file)}
    heavy = {name for name in asked if name.startswith("vipdesk.services.")}
    assert len(heavy) > 5
    assert heavy - set(started["ahead"]) == set()


def test_windows_are_loaded_one_by_one_and_never_on_a_worker(started: dict[str, Any]) -> None:
    """A class of Qt that is made on a worker while the window works can end the program.

    As a library that drew charts did, with hundreds of them.
    """
    packages = started["windows"][0]
    assert packages < 20  # to look into them imports the packages: empty files
    assert started["windows"] == list(range(packages, packages + len(started["order"]) + 1))
    order = started["order"]
    assert len(order) > 200
    page, desk = (order.index(name) for name in ("vipdesk.ui.today.page", "vipdesk.wiring.desk"))
    assert page < desk < len(order) / 2  # with it the desk can be built


def _imported_late(file: Path) -> Iterator[str]:
    """The modules of ours that functions of ``file`` import."""
    for function in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for found in ast.walk(function):
                if isinstance(found, ast.ImportFrom) and found.module:
                    yield from [found.module] * found.module.startswith("vipdesk.")
                elif isinstance(found, ast.Import):
                    yield from (each.name for each in found.names if each.name[:8] == "vipdesk.")


def test_pyside_does_not_read_our_sources(started: dict[str, Any]) -> None:
    assert started["flag"] == -1


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
