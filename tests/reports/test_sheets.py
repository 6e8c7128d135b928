import csv
import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from vipdesk.progress import CancelledError
from vipdesk.reports.sheets import Kind, Sheet, SheetColumn, csv_file, xlsx

COLUMNS = (
    SheetColumn("客户编号"),
    SheetColumn("姓名"),
    SheetColumn("话费", Kind.FEN),
    SheetColumn("到期", Kind.DAY),
    SheetColumn("线数", Kind.INTEGER),
)
ROWS = (
    ("00071", "王𬱖", 123450, date(2026, 11, 30), 3),
    ("=1+1", "@SUM(A1)", -5, None, None),
    ("+86 138****8000", "-", 0, date(2026, 1, 1), 0),
)


def sheet(**changes: object) -> Sheet:
    return Sheet(**{"name": "客户", "columns": COLUMNS, "rows": ROWS, **changes})  # type: ignore[arg-type]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def test_figures_days_and_texts_stay_what_they_are() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(sheet())))
    rows = book.get_sheet_by_name("客户").to_python()
    assert rows[0] == [column.head for column in COLUMNS]
    assert rows[1] == ["00071", "王𬱖", 1234.5, date(2026, 11, 30), 3]
    assert rows[2][:3] == ["=1+1", "@SUM(A1)", -0.05]
    assert rows[3][0] == "+86 138****8000"


def test_what_a_cell_cannot_keep_stands_as_text() -> None:
    rows = [
        ("1", "x" * 40_000, 10**17 + 7, date(1890, 1, 1), 10**15 + 1),
        ("2", "𬱖" * 17_000, 1, date(1900, 1, 1), 5),
    ]
    found = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(sheet(rows=rows)))).get_sheet_by_index(0)
    first, second = found.to_python()[1:]
    assert first[2:] == ["1000000000000000.07", "1890-01-01", "1000000000000001"]
    assert first[1] == "x" * 32_767
    assert second[1] == "𬱖" * 16_383  # each counts twice
    assert second[3:] == [date(1900, 1, 1), 5]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    content = xlsx(sheet(rows=[("=HYPERLINK(1)", "http://example.invalid", 1, None, 1)]))
    page = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "<hyperlink" not in page


def test_the_head_is_frozen_and_repeated() -> None:
    content = xlsx(sheet(note="李经理 2026-11-21 & 未遮挡"))
    page = part(content, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in page
    assert "<autoFilter" in page
    assert "&amp;&amp; 未遮挡" in page
    assert "Print_Titles" in part(content, "xl/workbook.xml")


@pytest.mark.parametrize("name", ["a/b:c*?[d]", "很" * 40, "", "'"])
def test_any_name_makes_a_sheet(name: str) -> None:
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(xlsx(sheet(name=name)))).sheet_names) == 1


def test_control_characters_do_not_spoil_the_file() -> None:
    content = xlsx(sheet(rows=[("a\x00b\x0bc", "\ufffe", 1, None, 1)]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "abc"


def test_an_empty_list_still_has_its_head() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(sheet(rows=()))))
    assert book.get_sheet_by_index(0).to_python() == [[column.head for column in COLUMNS]]


def test_can_be_cancelled() -> None:
    class Stop:
        def step(self, *_done_of_total: int) -> None:
            raise CancelledError

    with pytest.raises(CancelledError):
        xlsx(sheet(), Stop())


def test_csv_has_a_mark_and_tames_formulas_only() -> None:
    content = csv_file(sheet())
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == ["00071", "王𬱖", "1234.50", "2026-11-30", "3"]
    assert rows[2] == ["'=1+1", "'@SUM(A1)", "-0.05", "", ""]
    assert rows[3][:2] == ["+86 138****8000", "-"]
