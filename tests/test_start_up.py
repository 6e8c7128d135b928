"""What a start must not wait for: libraries that are needed only once something is used."""

import subprocess
import sys

import pytest

LATER = (
    "pandas", "numpy", "reportlab", "xlsxwriter", "pypdf", "pypdfium2", "icalendar", "alembic",
    "PIL", "segno", "pypinyin", "cryptography", "chinese_calendar", "python_calamine", "babel",
)  # fmt: skip


@pytest.mark.parametrize("module", ["vipdesk.app", "vipdesk.cli.lists", "vipdesk.cli.history"])
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
