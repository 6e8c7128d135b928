from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip("../shared is not beside this checkout")
    return SHARED


MakeText = Callable[..., Path]
MakeXlsx = Callable[..., Path]


@pytest.fixture
def make_xlsx(tmp_path: Path) -> MakeXlsx:
    """Write ``sheets`` (name → rows) as an XLSX and return its path."""

    def make(sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path, options) as workbook:
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in sheets.items():
                sheet = workbook.add_worksheet(name)
                for at, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        if hasattr(cell, "year"):
                            sheet.write_datetime(at, place, cell, day)
                        else:
                            sheet.write(at, place, cell)
        return path

    return make


@pytest.fixture
def make_text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file in an encoding and return its path."""

    def make(text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make
