"""Formulas that failed are refused with one reason, in whatever spreadsheet they stand."""

from pathlib import Path

import pytest

from fuzz import xls
from tests.importing.test_reader import ODS_TEXT, make_ods, ods_row
from vipdesk.domain.cells import SheetError
from vipdesk.importing.check import check
from vipdesk.importing.mapping import recognise
from vipdesk.importing.reader import ReadOptions, read_table

HEADERS = ("客户编号", "姓名", "地址")
FAILED = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error" {more}><text:p>{said}</text:p></table:table-cell>'
)
OLD = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
    "<text:p>{said}</text:p></table:table-cell>"
)


def ods(path: Path, *rows: str) -> Path:
    header = ods_row(*(ODS_TEXT.format(text=each) for each in HEADERS))
    text = "".join((header, *rows))
    space = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    return make_ods(
        path, text.replace("calcext:value-type", f'xmlns:calcext="{space}" calcext:value-type')
    )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("#N/A", "#N/A"), ("#REF!", "#REF!"), ("#DIV/0!", "#DIV/0!"), ("#NAME?", "#NAME?"),
        ("Err:502", "Err:502"), ("错误：502", "Err:502"), ("…", "#CALC!"),
    ],
)  # fmt: skip
def test_errors_of_an_ods(tmp_path: Path, said: str, read: str) -> None:
    cells = ODS_TEXT.format(text="C1"), FAILED.format(said=said, more="")
    table = read_table(ods(tmp_path / "a.ods", ods_row(*cells)))
    assert table.rows == [["C1", read, ""]]


def test_errors_of_an_ods_that_say_0_or_repeat(tmp_path: Path) -> None:
    twice = FAILED.format(said="#REF!", more='table:number-columns-repeated="2"')
    row = ods_row(ODS_TEXT.format(text="C1"), twice).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="2">'
    )
    last = ods_row(
        *(ODS_TEXT.format(text=each) for each in ("C2", "#甲")), OLD.format(said="#NUM!")
    )
    plain = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    table = read_table(ods(tmp_path / "a.ods", row, last, ods_row(OLD.format(said="12"), plain)))
    assert table.rows == [*[["C1", "#REF!", "#REF!"]] * 2, ["C2", "#甲", "#NUM!"], ["0", "", ""]]


def test_cells_of_an_ods_that_are_merged_count_for_each_row(tmp_path: Path) -> None:
    merged = ODS_TEXT.replace(
        "<table:table-cell", '<table:table-cell table:number-rows-spanned="2"', 1
    ).format(text="C1")
    rows = (
        ods_row(merged, *(ODS_TEXT.format(text=each) for each in ("甲", "太原"))),
        ods_row(
            "<table:covered-table-cell/>", *(ODS_TEXT.format(text=each) for each in ("乙", ""))
        ),
    )
    assert read_table(ods(tmp_path / "a.ods", *rows)).rows == [
        ["C1", "甲", "太原"],
        ["C1", "乙", ""],
    ]


def xls_book(path: Path, *cells: bytes) -> Path:
    heads = (xls.text(0, column, said) for column, said in enumerate(HEADERS))
    path.write_bytes(xls.ole(xls.workbook(b"".join((*heads, *cells)))))
    return path


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (0x00, "#NULL!"), (0x07, "#DIV/0!"), (0x0F, "#VALUE!"), (0x17, "#REF!"), (0x1D, "#NAME?"),
        (0x24, "#NUM!"), (0x2A, "#N/A"),
    ],
)  # fmt: skip
def test_errors_of_an_xls(tmp_path: Path, code: int, read: str) -> None:
    cells = xls.text(1, 0, "C1"), xls.error(1, 1, code), xls.failed_formula(1, 2, code)
    assert read_table(xls_book(tmp_path / "a.xls", *cells)).rows == [["C1", read, read]]


def test_a_failed_cell_is_a_problem_of_its_row(tmp_path: Path) -> None:
    old = xls_book(tmp_path / "a.xls", xls.text(1, 0, "C1"), xls.failed_formula(1, 1, 0x17))
    cells = ODS_TEXT.format(text="C1"), FAILED.format(said="#REF!", more="")
    for path in (old, ods(tmp_path / "a.ods", ods_row(*cells))):
        table = read_table(path, ReadOptions())
        (problem,) = check(table, recognise(table)).problems
        assert (problem.row, problem.column, problem.value) == (2, "姓名", "#REF!")
        assert isinstance(problem.reason, SheetError)
